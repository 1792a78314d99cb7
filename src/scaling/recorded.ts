import type { HistoryPoint, MetricName } from '../monitoring/model.ts';
import { loadOf } from './propose.ts';

/** A figure of one container over time, as it was measured. */
export interface FigureHistory {
  readonly metric: MetricName;
  readonly stepMs: number;
  readonly points: readonly HistoryPoint[];
}

/** What was asked of all containers together, at even steps. */
export interface Recorded {
  readonly from: number;
  readonly stepMs: number;
  readonly steps: number;
  /** By figure: the load of all that told it; NaN: nobody did. */
  readonly loads: ReadonlyMap<MetricName, Float64Array>;
  /** So many containers told something; the most of any figure. */
  readonly counts: Uint32Array;
}

/** A point stands for its step, and for a gap of no more than this many. */
const STANDS_FOR = 2;
const COARSEST_MS = 3_600_000;

/**
 * Sums up what containers told. Steps are those of the coarsest history: of a finer one the mean of each step counts. Falcon keeps
 * what is older more coarsely, so a longer stretch has longer steps.
 */
export function recordedOf(histories: readonly FigureHistory[], from: number, to: number): Recorded | undefined {
  const told = histories.filter(({ points }) => points.some(({ value }) => value !== null));
  if (told.length === 0) return undefined;
  const stepMs = Math.min(COARSEST_MS, Math.max(1_000, ...told.map(spacingOf)));
  const steps = Math.max(1, Math.ceil((to - from) / stepMs));
  const loads = new Map<MetricName, Float64Array>();
  const counts = new Map<MetricName, Uint32Array>();
  for (const { metric, points } of told) {
    const sums = loads.get(metric) ?? new Float64Array(steps);
    const count = counts.get(metric) ?? new Uint32Array(steps);
    loads.set(metric, sums);
    counts.set(metric, count);
    for (const [step, value] of meansOf(points, from, stepMs, steps)) {
      sums[step] = (sums[step] ?? 0) + loadOf(metric, value);
      count[step] = (count[step] ?? 0) + 1;
    }
  }
  const most = new Uint32Array(steps);
  for (const [metric, count] of counts) {
    const sums = loads.get(metric) as Float64Array;
    for (let step = 0; step < steps; step++) {
      const here = count[step] ?? 0;
      if (here === 0) sums[step] = NaN;
      if (here > (most[step] ?? 0)) most[step] = here;
    }
  }
  return { from, stepMs, steps, loads, counts: most };
}

/** How far apart they really are: the middle distance of two that follow each other. */
function spacingOf({ points, stepMs }: FigureHistory): number {
  const gaps = points.slice(1).map(({ at }, n) => at - (points[n]?.at ?? at));
  const sorted = gaps.filter((gap) => gap > 0).sort((a, b) => a - b);
  return Math.max(stepMs, sorted[Math.floor(sorted.length / 2)] ?? stepMs);
}

/** Of each step the mean of what was measured in it; a single one that is missing is as the one before. */
function meansOf(points: readonly HistoryPoint[], from: number, stepMs: number, steps: number): ReadonlyMap<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { at, value } of points) {
    const step = Math.floor((at - from) / stepMs);
    if (value === null || step < 0 || step >= steps) continue;
    const held = sums.get(step) ?? { sum: 0, count: 0 };
    sums.set(step, { sum: held.sum + value, count: held.count + 1 });
  }
  const means = new Map<number, number>();
  let last: { readonly step: number; readonly mean: number } | undefined;
  for (const [step, { sum, count }] of [...sums].sort(([a], [b]) => a - b)) {
    if (last && step - last.step > 1 && step - last.step <= STANDS_FOR) means.set(step - 1, last.mean);
    last = { step, mean: sum / count };
    means.set(step, last.mean);
  }
  return means;
}
