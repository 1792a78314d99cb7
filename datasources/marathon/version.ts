/** Versions of Marathon from which on something is so. A version that is not known, or is no number, is an old one. */
export function atLeast(version: string | null, wanted: readonly [number, number, number]): boolean {
  const found = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version ?? '');
  if (!found) return false;
  const difference = wanted.map((part, index) => Number(found[index + 1] ?? 0) - part).find((each) => each !== 0);
  return (difference ?? 0) >= 0;
}
