import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/kit/backoff.ts';

const options = { baseMs: 100, capMs: 1_000 };

describe('backoffMs', () => {
  it.each([
    [0, 99],
    [1, 199],
    [3, 799],
    [4, 999],
    [5_000, 999],
  ])('before attempt %i waits up to %i ms', (attempt, most) => {
    expect(backoffMs(attempt, options, () => 0.9999)).toBe(most);
    expect(backoffMs(attempt, options, () => 0)).toBe(0);
  });
});
