/** The figures that are held of every container, in the order in which they are kept. */
export const METRIC_NAMES = ['CPU_IDLE', 'MEM_FREE', 'PROC_QPS', 'PROC_DELAY'] as const;
export type MetricName = (typeof METRIC_NAMES)[number];
export const METRICS = METRIC_NAMES.length;

/** Which end is the bad one. */
export const WORST: Readonly<Record<MetricName, 'LOWEST' | 'HIGHEST'>> = {
  CPU_IDLE: 'LOWEST',
  MEM_FREE: 'LOWEST',
  PROC_QPS: 'HIGHEST',
  PROC_DELAY: 'HIGHEST',
};

/** One value of one counter, at its own time. */
export interface Point {
  /** Milliseconds since 1970, by the clock of who measured. */
  readonly at: number;
  readonly value: number;
}

/** A place on a time line; null: nothing was measured. */
export interface HistoryPoint {
  readonly at: number;
  readonly value: number | null;
}

/** A counter of an endpoint, as Falcon names both. */
export interface CounterRef {
  readonly endpoint: string;
  readonly counter: string;
}

/** One text for a pair; no name of Falcon's holds such a character. */
export const pairKey = ({ endpoint, counter }: CounterRef): string => `${endpoint}\n${counter}`;

export interface LastPoint extends CounterRef, Point {}

export interface History extends CounterRef {
  /** Between two points; what is older is kept more coarsely. */
  readonly stepMs: number;
  readonly points: readonly HistoryPoint[];
}

/** A counter over time as callers are shown it. */
export interface Series extends CounterRef {
  /** Null: it was asked for by its name. */
  readonly metric: MetricName | null;
  /** Null: nobody knows the counter. */
  readonly stepMs: number | null;
  readonly points: readonly HistoryPoint[];
}

/** What of a series is asked for. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly maxPoints: number;
}

/** What Falcon keeps of an endpoint. */
export interface CounterRecord {
  readonly endpointId: number;
  readonly counter: string;
  /** Null: not told. */
  readonly stepMs: number | null;
  readonly type: string | null;
}

/** A point that is older than this many steps says nothing of now. */
const STALE_STEPS = 3;

export const staleAfter = (stepMs: number): number => STALE_STEPS * stepMs;

/** Clocks of those who measure may be ahead of ours, by no more than this. */
export const SKEW_MS = 60_000;

/**
 * Whether a point may be held as the newest one of a figure. None of the four can be below nothing: such a value is
 * a mock that Falcon's nodata put where there was none.
 */
export const isTold = ({ at, value }: Point, now: number): boolean =>
  Number.isFinite(value) && value >= 0 && Number.isFinite(at) && at > 0 && at <= now + SKEW_MS;
