import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downsample, timeline } from '../../src/monitoring/downsample.ts';
import { SKEW_MS, type HistoryPoint } from '../../src/monitoring/model.ts';

const line = (...values: (number | null)[]): HistoryPoint[] => values.map((value, at) => ({ at, value }));
const valuesOf = (points: readonly HistoryPoint[]) => points.map(({ value }) => value);
const _ = null;

describe('fewer points', () => {
  it.each([
    ['nothing', [], 4, []],
    ['few enough, which stay', [1, _, 2], 4, [1, _, 2]],
    ['a line that rises', [1, 2, 3, 4, 5, 6, 7, 8], 4, [1, 4, 5, 8]],
    ['one that is even', [5, 5, 5, 5, 5, 5, 5, 5], 4, [5, 5]],
    ['a peak in the middle', [0, 0, 0, 9, 0, 0, 0, 0], 4, [0, 9, 0]],
    ['a low and a peak, in their order', [3, 9, 1, 3, 3, 3, 3, 3], 4, [9, 1, 3]],
    ['a gap between two of them', [1, 9, _, _, 2, 3, 4, 5], 6, [1, 9, _, 2, 5]],
    ['a gap over a whole stretch', [1, 2, _, _, _, _, 7, 8], 6, [1, 2, _, _, 7, 8]],
    ['nothing but a gap', [_, _, _, _, _, _, _, _], 6, [_, _]],
  ])('of %s', (_name, values, most, left) => {
    expect(valuesOf(downsample(line(...values), most))).toEqual(left);
  });

  const points = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }), { maxLength: 500 });

  it('are no more than wanted, in order, none invented, with the lowest and the highest', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 3, max: 100 }), (values, most) => {
        const all = line(...values);
        const left = downsample(all, most);
        expect(left.length).toBeLessThanOrEqual(most);
        expect(left.every((point, index) => all[point.at] === point && (index === 0 || point.at > left[index - 1]!.at))).toBe(true);
        const told = (of: readonly HistoryPoint[]) => valuesOf(of).filter((value) => value !== null);
        if (told(all).length > 0)
          expect([Math.min(...told(left)), Math.max(...told(left))]).toEqual([Math.min(...told(all)), Math.max(...told(all))]);
      }),
    );
  });

  it('show a gap wherever there was one within a stretch', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 3, max: 100 }), (values, most) => {
        const all = line(...values);
        const stretch = Math.ceil(all.length / Math.max(1, Math.floor(most / 3)));
        const gaps = downsample(all, most).filter(({ value }) => value === null);
        for (const { at } of all.filter(({ value }) => value === null))
          expect(gaps.some((gap) => Math.abs(gap.at - at) <= stretch)).toBe(true);
      }),
    );
  });
});

describe('a time line', () => {
  const at = (seconds: number, value: number | null = 1): HistoryPoint => ({ at: seconds * 1000, value });

  it.each([
    ['is left as it is when it is in order', [at(1), at(2, null)], [at(1), at(2, null)]],
    ['comes into the order of time', [at(2), at(1)], [at(1), at(2)]],
    ['tells each instant once, and rather a value than none', [at(1, null), at(1, 5), at(1, null)], [at(1, 5)]],
    ['knows nothing of what has not been yet', [at(1), at(1e9)], [at(1)]],
  ])('%s', (_name, points, left) => {
    expect(timeline(points, 3_000)).toEqual(left);
  });

  it('lets clocks be a little ahead', () => {
    expect(timeline([{ at: 1_000 + SKEW_MS, value: 1 }], 1_000)).toHaveLength(1);
  });
});
