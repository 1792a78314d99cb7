/** The value below which the share `q` of the sorted values lies. */
export function percentile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return NaN;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] as number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** A ratio as its rounds gave it: the middle one, and how far the others lie. */
export interface Spread {
  readonly middle: number;
  readonly lowest: number;
  readonly highest: number;
}

export function spread(values: readonly number[]): Spread {
  return { middle: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

/** Ratios are formed inside each round, where both sides met the same neighbours, and only then summed up. */
export function ratios(ours: readonly number[], theirs: readonly number[]): Spread {
  return spread(ours.map((value, round) => value / (theirs[round] as number)));
}

/** Enough digits to compare, no more. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value >= 1000) return String(Math.round(value));
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
