import { describe, expect, it } from 'vitest';
import { median, percentile, ratios, short } from '../../bench/figures.ts';

describe('figures of the bench', () => {
  it('takes percentiles as the smallest value that covers the share', () => {
    const sorted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(percentile(sorted, 0.5)).toBe(5);
    expect(percentile(sorted, 0.99)).toBe(10);
    expect(percentile(sorted, 0)).toBe(1);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('takes the middle of an even count between the two middle ones', () => {
    expect(median([4, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('forms ratios inside a round, so that a slow moment of both sides does not count', () => {
    expect(ratios([100, 10, 50], [50, 5, 25])).toEqual({ middle: 2, lowest: 2, highest: 2 });
  });

  it.each([
    [12_345.6, '12346'],
    [123.45, '123'],
    [12.34, '12.3'],
    [1.234, '1.23'],
    [NaN, '-'],
  ])('shows %d as %s', (value, text) => expect(short(value)).toBe(text));
});
