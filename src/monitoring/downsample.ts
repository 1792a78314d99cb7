import { SKEW_MS, type HistoryPoint } from './model.ts';

/**
 * At most so many of the points, in their order, and none that was not there. Of each stretch its lowest and its highest
 * stay, so that no peak is lost; and where something was missing in it, one empty point, so that no gap is drawn over.
 */
export function downsample(points: readonly HistoryPoint[], most: number): readonly HistoryPoint[] {
  if (points.length <= most) return points;
  const gaps = points.some(({ value }) => value === null);
  const stretches = Math.max(1, Math.floor(most / (gaps ? 3 : 2)));
  const kept: HistoryPoint[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const [from, to] = [Math.floor((stretch * points.length) / stretches), Math.floor(((stretch + 1) * points.length) / stretches)];
    kept.push(...tellingOf(points, from, to));
  }
  return kept;
}

function tellingOf(points: readonly HistoryPoint[], from: number, to: number): HistoryPoint[] {
  let [low, high, gap] = [-1, -1, -1];
  const valueAt = (at: number) => points[at]?.value ?? 0;
  for (let at = from; at < to; at++) {
    const value = points[at]?.value;
    if (value === null || value === undefined) {
      if (gap < 0) gap = at;
      continue;
    }
    if (low < 0 || value < valueAt(low)) low = at;
    if (high < 0 || value > valueAt(high)) high = at;
  }
  return [...new Set([low, high, gap])]
    .filter((at) => at >= 0)
    .sort((a, b) => a - b)
    .map((at) => points[at] as HistoryPoint);
}

/** In the order of time, each instant once, and nothing of what has not been yet. */
export function timeline(points: readonly HistoryPoint[], now: number): readonly HistoryPoint[] {
  const known = points.filter(({ at }) => at <= now + SKEW_MS);
  const ordered = known.every(({ at }, index) => index === 0 || at > (known[index - 1] as HistoryPoint).at);
  if (ordered) return known;
  const byTime = new Map<number, HistoryPoint>();
  for (const point of known) if (point.value !== null || !byTime.has(point.at)) byTime.set(point.at, point);
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}
