import { describe, expect, it } from 'vitest';
import { keepMsOf } from '../src/scaling-control.ts';
import { gapMs } from '../src/scaling/history.ts';

describe('what was looked at', () => {
  it.each([
    [1_000, 15_000, 25_000],
    [15_000, 15_000, 25_000],
    [15_000, 30_000, 10_000],
    [15_000, 60_000, 5_000],
  ])('with a look every %i ms and a lease of %i ms is kept after %i ms', (lookMs, leaseMs, keepMs) => {
    expect(keepMsOf(lookMs, leaseMs)).toBe(keepMs);
  });

  it('is no gap to whoever takes over from a process that was killed', () => {
    // The last look that was kept, the first that was not, until that would have been, and until the lease has run out.
    for (const lookMs of [1_000, 5_000, 15_000]) expect(lookMs + keepMsOf(lookMs, 15_000) + 15_000).toBeLessThan(gapMs(lookMs));
  });
});
