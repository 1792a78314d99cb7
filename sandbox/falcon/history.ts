import { aligned } from './counter.ts';
import type { Point, Series } from './series.ts';

export type Fold = 'AVERAGE' | 'MAX' | 'MIN';

/** How coarse a value is, and how many of them are kept: what reaches further back is answered by the coarser. */
const archives = [
  { steps: 1, rows: 720 },
  { steps: 5, rows: 576 },
  { steps: 20, rows: 504 },
  { steps: 180, rows: 766 },
  { steps: 720, rows: 730 },
] as const;
const SAMPLES = 12;

/** Rows on the step, with NaN for gaps; a range that is older than the fine points comes in coarse ones. */
export function history(series: Series, range: { start: number; end: number }, fold: Fold, now: number): Point[] {
  const { step } = series;
  const from = aligned(range.start, step);
  // A range into the future has empty rows, but not without end.
  const end = aligned(Math.min(range.end, now + archives[0].rows * step), step) + step;
  if (end - from - step < 1) return [];
  const newest = aligned(now, step);
  if (from >= newest - archives[0].rows * step) return rows(from, end, step, (at) => series.at(at));
  const archive = archives.find(({ steps, rows: kept }) => from >= newest - steps * kept * step) ?? archives[4];
  const coarse = archive.steps * step;
  const first = aligned(Math.max(from, newest - coarse * archive.rows), coarse) + coarse;
  return rows(first, end, coarse, (at) => folded(series, at - coarse, archive.steps, fold));
}

function rows(from: number, end: number, by: number, value: (at: number) => number): Point[] {
  const points: Point[] = [];
  for (let at = from; at < end; at += by) points.push({ timestamp: at, value: value(at) });
  return points;
}

/** Of a long stretch a few points stand for all: the curves are smooth, and a year is asked for in one go. */
function folded(series: Series, after: number, steps: number, fold: Fold): number {
  const stride = Math.max(1, Math.floor(steps / SAMPLES));
  let [count, sum, max, min] = [0, 0, -Infinity, Infinity];
  for (let index = 1; index <= steps; index += stride) {
    const value = series.at(after + index * series.step);
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    max = Math.max(max, value);
    min = Math.min(min, value);
  }
  if (count === 0) return NaN;
  return fold === 'MAX' ? max : fold === 'MIN' ? min : sum / count;
}
