import { expect, it } from 'vitest';
import { EVERY_DRIVER, onDrivers } from './drivers.ts';

const of = (caller: string, window: number, spent: number) => ({ caller, window, spent });
const LIMITS = {
  eventAgeMs: 1e9,
  eventCount: 1e9,
  planAgeMs: 1e9,
  decisionAgeMs: 1e9,
  keyAgeMs: 1e9,
  auditAgeMs: 1e9,
  windowAgeMs: 100,
  alarmAgeMs: 1e9,
  lookAgeMs: 1e9,
};

onDrivers('cost points', EVERY_DRIVER, ({ open }) => {
  it('add up for each caller and window, and are told in the order asked', async () => {
    const store = await open();
    expect(await store.spend([])).toEqual([]);
    expect(await store.spend([of('b', 60, 5), of('a', 60, 7)])).toEqual([5, 7]);
    expect(await store.spend([of('a', 60, 1), of('a', 120, 2), of('c', 60, 9), of('b', 60, 3)])).toEqual([8, 2, 9, 8]);
    const long = 'ж'.repeat(300);
    expect(await store.spend([of(long, 60, 3_000_000_000)])).toEqual([3_000_000_000]);
    expect(await store.spend([of(long, 60, 3_000_000_000)])).toEqual([6_000_000_000]);
  });

  it('of many callers are told at once', async () => {
    const store = await open();
    const all = Array.from({ length: 500 }, (_, n) => of(`caller ${n}`, 1_900_000_000_000, n + 1));
    expect(await store.spend(all)).toEqual(all.map(({ spent }) => spent));
    expect(await store.spend(all.toReversed())).toEqual(all.map(({ spent }) => 2 * spent).toReversed());
  });

  it('go when their window is long over', async () => {
    const store = await open();
    for (const window of [100, 200, 300]) await store.spend(Array.from({ length: 150 }, (_, n) => of(`caller ${n}`, window, 1)));
    expect(await store.prune({ ...LIMITS, now: 200 })).toMatchObject({ windows: 0 });
    expect(await store.prune({ ...LIMITS, now: 301 })).toMatchObject({ windows: 300 });
    expect(await store.spend([of('caller 1', 200, 1), of('caller 1', 300, 1)])).toEqual([1, 2]);
  });
});

onDrivers('cost points', ['mariadb'], ({ open, fresh }) => {
  it('that replicas spend at once are all counted', async () => {
    const options = await fresh();
    const stores = await Promise.all([open(options), open(options), open(options)]);
    const callers = Array.from({ length: 20 }, (_, n) => `caller ${n}`);
    await Promise.all(
      stores.map(async (store, at) => {
        for (let n = 0; n < 20; n++) await store.spend((at % 2 === 0 ? callers : callers.toReversed()).map((caller) => of(caller, 60, 1)));
      }),
    );
    for (const store of stores) expect(await store.spend(callers.map((caller) => of(caller, 60, 0)))).toEqual(callers.map(() => 60));
  });
});
