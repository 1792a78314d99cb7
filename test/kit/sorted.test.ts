import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedList } from '../../src/kit/sorted.ts';

const compare = (a: number, b: number) => a - b;

describe('SortedList', () => {
  it('holds what a sorted set holds, after any adds and deletes, at sizes beyond one chunk', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 4_000 })), { maxLength: 6_000 }), (steps) => {
        const list = new SortedList<number>(compare);
        const set = new Set<number>();
        for (const [add, value] of steps) {
          if (add) {
            list.add(value);
            set.add(value);
          } else expect(list.delete(value)).toBe(set.delete(value));
        }
        const sorted = [...set].sort(compare);
        expect(list.size).toBe(sorted.length);
        expect([...list.from()]).toEqual(sorted);
        expect([...list.backFrom()]).toEqual([...sorted].reverse());
        for (const pivot of [0, 17, 2_000, 4_000]) {
          expect([...list.from((item) => item > pivot)]).toEqual(sorted.filter((item) => item > pivot));
          expect([...list.backFrom((item) => item < pivot)]).toEqual(sorted.filter((item) => item < pivot).reverse());
        }
      }),
      { numRuns: 30 },
    );
  });

  it('splits a chunk and stays in order', () => {
    const list = new SortedList<number>(compare);
    for (let i = 0; i < 10_000; i++) list.add((i * 7919) % 10_000);
    expect([...list.from((item) => item >= 9_990)]).toEqual([9990, 9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999]);
  });
});
