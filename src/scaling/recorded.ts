import type { HistoryPoint } from '../monitoring/model.ts';
import type { FigureName } from './figure.ts';
import { loadOf } from './propose.ts';

/** A figure of one container over time, as it was measured. */
export interface FigureHistory {
  readonly metric: FigureName;
  readonly stepMs: number;
  /** In the order of time, beside each other: what goes to another thread goes as a whole. NaN: a gap. */
  readonly ats: Float64Array;
  readonly values: Float64Array;
  /** When the container was there: what its endpoint told before or after was somebody else's. */
  readonly from: number;
  readonly until: number;
}

export const figureHistory = (
  { metric, stepMs, points }: { readonly metric: FigureName; readonly stepMs: number; readonly points: readonly HistoryPoint[] },
  alive: Pick<FigureHistory, 'from' | 'until'>,
): FigureHistory => ({
  ...{ metric, stepMs, from: alive.from, until: alive.until },
  ats: Float64Array.from(points, ({ at }) => at),
  values: Float64Array.from(points, ({ value }) => value ?? NaN),
});

/** What was asked of all containers together, at even steps. */
export interface Recorded {
  readonly from: number;
  readonly stepMs: number;
  readonly steps: number;
  /** By figure: the load of all that told it; NaN: nobody did. */
  readonly loads: ReadonlyMap<FigureName, Float64Array>;
  /** So many containers told something, by the share of the step in which they were there; the most of any figure. */
  readonly counts: Float64Array;
}

/** A point stands for its step, and for a gap of no more than this many. */
const STANDS_FOR = 2;

/**
 * Sums up what containers told. Steps are those of the coarsest history: of a finer one the mean of each step counts. Falcon keeps
 * what is older more coarsely, so a longer stretch has longer steps.
 */
export function recordedOf(histories: readonly FigureHistory[], from: number, to: number): Recorded | undefined {
  const told = histories.filter(({ values }) => values.some((value) => !Number.isNaN(value)));
  if (told.length === 0) return undefined;
  const stepMs = told.reduce((most, each) => Math.max(most, spacingOf(each)), 1_000);
  const steps = Math.max(1, Math.ceil((to - from) / stepMs));
  const loads = new Map<FigureName, Float64Array>();
  const counts = new Map<FigureName, Float64Array>();
  for (const history of told) {
    const { metric, from: began, until } = history;
    const sums = loads.get(metric) ?? new Float64Array(steps);
    const count = counts.get(metric) ?? new Float64Array(steps);
    loads.set(metric, sums);
    counts.set(metric, count);
    for (const [step, value] of meansOf(history, from, stepMs, steps)) {
      const begins = from + step * stepMs;
      const there = Math.min(until, begins + stepMs) - Math.max(began, begins);
      const share = Math.min(1, Math.max(0, there / stepMs));
      sums[step] = (sums[step] ?? 0) + share * loadOf(metric, value);
      count[step] = (count[step] ?? 0) + share;
    }
  }
  const most = new Float64Array(steps);
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
function spacingOf({ ats, stepMs }: FigureHistory): number {
  const gaps = ats.subarray(1).map((at, n) => at - (ats[n] ?? at));
  const sorted = gaps.filter((gap) => gap > 0).sort();
  return Math.max(stepMs, sorted[Math.floor(sorted.length / 2)] ?? stepMs);
}

/** Of each step the mean of what was measured in it while the container was there; a single one that is missing is as the one before. */
function meansOf({ ats, values, ...alive }: FigureHistory, from: number, stepMs: number, steps: number): ReadonlyMap<number, number> {
  const means = new Map<number, number>();
  let [last, step, sum, count] = [-1, -1, 0, 0];
  const close = () => {
    if (count === 0) return;
    const before = means.get(last);
    if (before !== undefined && step - last > 1 && step - last <= STANDS_FOR) means.set(step - 1, before);
    means.set(step, sum / count);
    last = step;
  };
  for (const [n, at] of ats.entries()) {
    const value = values[n] ?? NaN;
    const here = Math.floor((at - from) / stepMs);
    if (Number.isNaN(value) || here < 0 || here >= steps || at < alive.from || at > alive.until) continue;
    if (here !== step) {
      close();
      [step, sum, count] = [here, 0, 0];
    }
    sum += value;
    count++;
  }
  close();
  return means;
}
