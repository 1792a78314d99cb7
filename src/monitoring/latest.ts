import type { Point } from './model.ts';
import type { MetricFacts, Rollup } from './rollup.ts';

/** The newest figures of one container, each at its own time; null: none is known. */
export interface Latest {
  readonly cpuIdlePercent: Point | null;
  readonly memFreePercent: Point | null;
  readonly qps: Point | null;
  readonly delayMs: Point | null;
}

/** The newest figures of many containers. */
export interface MetricsFacts {
  readonly cpuIdlePercent: MetricFacts | null;
  readonly memFreePercent: MetricFacts | null;
  readonly qps: MetricFacts | null;
  readonly delayMs: MetricFacts | null;
}

/** `point`: by the place of the figure in METRIC_NAMES. */
export const latestOf = (point: (metric: number) => Point | undefined): Latest => ({
  cpuIdlePercent: point(0) ?? null,
  memFreePercent: point(1) ?? null,
  qps: point(2) ?? null,
  delayMs: point(3) ?? null,
});

export const NO_FIGURES: Latest = latestOf(() => undefined);

export const metricsFacts = (rollup: Rollup | undefined): MetricsFacts => ({
  cpuIdlePercent: rollup?.facts('CPU_IDLE') ?? null,
  memFreePercent: rollup?.facts('MEM_FREE') ?? null,
  qps: rollup?.facts('PROC_QPS') ?? null,
  delayMs: rollup?.facts('PROC_DELAY') ?? null,
});
