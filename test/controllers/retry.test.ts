import { expect, it } from 'vitest';
import { failedAgain, LONGEST_WAIT_MS, type Failed } from '../../src/controllers/retry.ts';

function waits(count: number, longestMs?: number): number[] {
  let failed: Failed | undefined;
  return Array.from({ length: count }, () => {
    failed = failedAgain(failed, 500, longestMs);
    return failed.until - 500;
  });
}

it('what fails again and again is tried ever more seldom, and never given up', () => {
  expect(waits(7)).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  expect(waits(3, 3_000)).toEqual([2_000, 3_000, 3_000]);
  expect(waits(2_000).at(-1)).toBe(LONGEST_WAIT_MS);
});
