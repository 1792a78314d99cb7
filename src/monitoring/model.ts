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

/** What is left of a hundred; the others are counts and times. */
export const IN_PERCENT: ReadonlySet<MetricName> = new Set(['CPU_IDLE', 'MEM_FREE']);

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

/** Where Falcon's nodata put something, nothing was measured. */
export const withoutMock = (point: HistoryPoint): HistoryPoint =>
  point.value !== null && point.value < 0 ? { at: point.at, value: null } : point;

/** On which side of its value a threshold is crossed. */
export const SIDES = ['BELOW', 'AT_MOST', 'ABOVE', 'AT_LEAST'] as const;
export type Side = (typeof SIDES)[number];

/** When a figure is bad enough for somebody to be told. */
export interface Threshold {
  readonly side: Side;
  /** In the unit of the figure. */
  readonly value: number;
  /** So many points in a row must be beyond it. */
  readonly points: number;
  /** It is told of so often while it lasts. */
  readonly steps: number;
  /** 0 is the most urgent, 6 the least. */
  readonly priority: number;
  readonly note: string;
}

/** A figure that stays away is told of. */
export interface Absence {
  /** Told so often while it lasts. */
  readonly steps: number;
  /** 0 is the most urgent, 6 the least. */
  readonly priority: number;
  readonly note: string;
}

/** What is set for one figure; without thresholds, and without a word on its absence, it is not watched. */
export interface Watch {
  readonly metric: MetricName;
  readonly thresholds: readonly Threshold[];
  /** Not there: nobody is told when it stays away. */
  readonly absent?: Absence | null;
}

/** What a node's things are watched for, as far as it is set on that very node. One for each node. */
export interface WatchRule {
  readonly nodeId: string;
  /** In place of what is set above, figure by figure. */
  readonly watches: readonly Watch[];
  /** Names of Falcon's teams, in place of those set above; null: those set above. */
  readonly teams: readonly string[] | null;
  readonly setBy: string;
  readonly setAt: number;
}

/** A strategy of Falcon: `func(metric/tags) op rightValue`. */
export interface Strategy {
  readonly metric: string;
  /** k=v,k=v */
  readonly tags: string;
  /** all(#3), max(#3), ... */
  readonly func: string;
  readonly op: string;
  readonly rightValue: number;
  /** Alarms of one case, at most; 0: none. */
  readonly maxStep: number;
  /** 0 to 6. */
  readonly priority: number;
  readonly note: string;
  /** HH:MM in Falcon's zone; '' for always. */
  readonly runBegin: string;
  readonly runEnd: string;
}

/** What Falcon has of a node: the group of its things, and the template of what is set on it. Templates are named by their nodes. */
export interface Watched {
  readonly group: WatchedGroup | null;
  readonly template: WatchedTemplate | null;
  /** One for each figure, at most. */
  readonly nodata: readonly WatchedNodata[];
}

/** Falcon puts a value in the place of a figure that stays away, so that it can be judged. */
export interface WatchedNodata {
  readonly figure: MetricName;
  /** Whether it is for the node's own group. */
  readonly ofGroup: boolean;
  readonly metric: string;
  /** k=v,k=v */
  readonly tags: string;
  readonly type: string;
  readonly stepMs: number;
  readonly mock: number;
}

export interface WatchedGroup {
  /** Endpoints, sorted. */
  readonly hosts: readonly string[];
  readonly templates: readonly string[];
}

export interface WatchedTemplate {
  readonly parent: string | null;
  readonly strategies: readonly Strategy[];
  /** Whom its action tells; null: it has none, or one that does not call Canopy. */
  readonly teams: readonly string[] | null;
}

/** One write to what Falcon has of a node. */
export type WatchChange =
  | { readonly make: 'group' }
  | { readonly make: 'template'; readonly parent: string | null }
  | { readonly set: 'parent'; readonly parent: string | null; readonly before: string | null }
  | { readonly set: 'receivers'; readonly teams: readonly string[]; readonly before: readonly string[] | null }
  | { readonly put: 'strategy'; readonly strategy: Strategy; readonly before: Strategy | null }
  | { readonly drop: 'strategy'; readonly strategy: Strategy }
  | { readonly add: 'hosts'; readonly hosts: readonly string[] }
  | { readonly remove: 'hosts'; readonly hosts: readonly string[] }
  | { readonly bind: string }
  | { readonly unbind: string }
  | { readonly put: 'nodata'; readonly nodata: WatchedNodata; readonly before: WatchedNodata | null }
  | { readonly drop: 'nodata'; readonly nodata: WatchedNodata }
  | { readonly drop: 'group' }
  | { readonly drop: 'template' };

/** No figure comes near it. */
export const NEVER_ABOVE = 1e12;

/** Whether an alarm may come of it. */
export const mayFire = ({ maxStep, op, rightValue }: Pick<Strategy, 'maxStep' | 'op' | 'rightValue'>): boolean =>
  maxStep > 0 && !(op === '>' && rightValue >= NEVER_ABOVE);

/** Whether they judge the same, whatever their ids. */
export const sameStrategy = (a: Strategy, b: Strategy): boolean =>
  a.metric === b.metric &&
  a.tags === b.tags &&
  a.func === b.func &&
  a.op === b.op &&
  a.rightValue === b.rightValue &&
  a.maxStep === b.maxStep &&
  a.priority === b.priority &&
  a.note === b.note &&
  a.runBegin === b.runBegin &&
  a.runEnd === b.runEnd;

/** Nothing is said of an endpoint meanwhile, in ms since 1970. */
export interface MaintenanceWindow {
  readonly from: number;
  readonly until: number;
}

/** What something that is up may lack to be monitored. */
export const LACKS = ['AGENT', 'TEMPLATE', 'RECEIVER', 'DATA'] as const;
export type LackKind = (typeof LACKS)[number];

export interface MonitoringLack {
  readonly what: LackKind;
  readonly since: number;
  /** So many of its endpoints: containers of an app, or the one host. */
  readonly missing: number;
  readonly of: number;
}
