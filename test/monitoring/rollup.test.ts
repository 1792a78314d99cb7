import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, Histogram, middleOf } from '../../src/monitoring/histogram.ts';
import { METRIC_NAMES } from '../../src/monitoring/model.ts';
import { Rollup } from '../../src/monitoring/rollup.ts';

const one = { cpus: 2, memMiB: 100 };
const rollupOf = (rows: readonly (readonly number[])[]): Rollup => {
  const rollup = new Rollup();
  for (const row of rows) rollup.add(row, one);
  return rollup;
};
/** Thousandths, from nothing to a lot. */
const value = fc.integer({ min: 0, max: 9_999_999_999 }).map((thousandths) => thousandths / 1000);
const percent = fc.integer({ min: 0, max: 100_000 }).map((thousandths) => thousandths / 1000);
const told = (of: fc.Arbitrary<number>) => fc.oneof({ arbitrary: of, weight: 9 }, { arbitrary: fc.constant(NaN), weight: 1 });
const rows = fc.array(fc.tuple(told(percent), told(percent), told(value), told(value)), { maxLength: 200 });

const near = (shown: number, is: number): void => expect(Math.abs(shown - is)).toBeLessThanOrEqual(is * 0.05 + 0.01);

describe('a bucket', () => {
  it('has a middle within 5 % of all that it holds', () => {
    fc.assert(
      fc.property(value, (each) => {
        near(middleOf(bucketOf(each)), each);
      }),
    );
  });

  it('is never below that of something smaller', () => {
    fc.assert(fc.property(value, value, (a, b) => bucketOf(Math.min(a, b)) <= bucketOf(Math.max(a, b))));
  });
});

describe('sums of figures', () => {
  it('have an exact mean, and a worst and a p95 within 5 %, whatever was told', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const rollup = rollupOf(all);
        METRIC_NAMES.forEach((name, at) => {
          const values = all.map((row) => row[at] as number).filter((each) => !Number.isNaN(each));
          const facts = rollup.facts(name);
          if (values.length === 0) return expect(facts).toBeNull();
          // The better ones first.
          values.sort((a, b) => (at < 2 ? b - a : a - b));
          expect(facts?.reported).toBe(values.length);
          expect(facts?.mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 2);
          near(facts?.worst ?? NaN, values.at(-1) ?? NaN);
          near(facts?.p95 ?? NaN, values[Math.ceil(values.length * 0.95) - 1] ?? NaN);
        });
      }),
    );
  });

  it('are as if what was taken away had never been there', () => {
    fc.assert(
      fc.property(rows, rows, (stay, leave) => {
        const rollup = rollupOf([...stay, ...leave]);
        rollup.addAll(rollupOf(leave), -1);
        expect(rollup.equals(rollupOf(stay))).toBe(true);
        for (const name of METRIC_NAMES) expect(rollup.facts(name)).toEqual(rollupOf(stay).facts(name));
      }),
    );
  });

  it('tell what is in use of what those asked for that say how much is idle or free', () => {
    const rollup = rollupOf([
      [75, 50, 1, 1],
      [NaN, 100, 1, 1],
    ]);
    expect([rollup.usedMilli / 1000, rollup.usedKiB / 1024]).toEqual([0.5, 50]);
  });

  it('of one container are its own', () => {
    expect(rollupOf([[33.333, 1, 1, 1]]).facts('CPU_IDLE')).toEqual({ mean: 33.333, worst: 33.333, p95: 33.333, reported: 1 });
  });

  it.each([
    ['a share above all of it', [250, 250, 1, 1], 'CPU_IDLE', 100],
    ['more than can be summed up', [1, 1, 1e300, Infinity], 'PROC_QPS', 1e7],
  ] as const)('take %s for no more than there can be', (_, row, name, most) => {
    expect(rollupOf([row]).facts(name)).toEqual({ mean: most, worst: most, p95: most, reported: 1 });
  });
});

describe('a histogram', () => {
  it('counts what was added, wherever it began', () => {
    const bucket = fc.integer({ min: 0, max: 230 });
    fc.assert(
      fc.property(fc.array(bucket), fc.array(bucket), (some, others) => {
        const [a, b] = [new Histogram(), new Histogram()];
        for (const each of some) a.add(each, 1);
        for (const each of others) b.add(each, 1);
        a.addAll(b, 1);
        const all = [...some, ...others].sort((x, y) => x - y);
        for (const each of new Set(all)) expect(a.count(each)).toBe(all.filter((other) => other === each).length);
        expect(all.map((_, at) => a.nth(at + 1, 'SMALLEST'))).toEqual(all);
        expect(all.map((_, at) => a.nth(all.length - at, 'LARGEST'))).toEqual(all);
        expect(a.nth(all.length + 1, 'SMALLEST')).toBeUndefined();
      }),
    );
  });
});
