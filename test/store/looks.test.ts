import { describe, expect, it } from 'vitest';
import { noHistory } from '../../src/scaling/history.ts';
import type { Look, LookRow } from '../../src/scaling/model.ts';
import { packed, unpacked } from '../../src/store/looks.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { aPolicy } from '../scaling/policy.ts';
import { aSeen, BUSY, Wanderer } from '../scaling/seen.ts';
import { seeded } from '../support/seeded.ts';
import { EVERY_DRIVER, onDrivers } from './drivers.ts';

const LIMITS = {
  ...{ eventAgeMs: 1e15, eventCount: 1e9, planAgeMs: 1e15, decisionAgeMs: 1e15, keyAgeMs: 1e15, auditAgeMs: 1e15 },
  ...{ windowAgeMs: 1e15, alarmAgeMs: 1e15, lookAgeMs: 1_000 },
};
const APP = 'App:main:/a';
const begins = { policy: BUSY, history: noHistory(5, 4), lookMs: 1_000 };
const aLook = (now: number): Look => ({ seen: aSeen(now), acted: false, answer: 'NOTHING 4 4 CPU_IDLE -' });
const aRow = (at: number, says = false): LookRow => ({ at, begins: says ? begins : null, looks: [aLook(at), aLook(at + 3)] });

/** Anything that a look may hold; every other is as the one before, but for the time. */
function anyLooks(seed: number): Look[] {
  const random = seeded(seed);
  const app = new Wanderer(random, Math.floor(2e12 * random()));
  const looks: Look[] = [];
  for (let n = Math.floor(30 * random()); n >= 0; n--) {
    const before = looks.at(-1);
    const seen = app.next();
    const texts = [null, '', '0', 'Ä "quoted" \\ \u0000\ud83d\ude00'];
    const held = texts[Math.floor(random() * texts.length)] ?? null;
    const means = [0, -3.25, 99.999, 1e21, Number.MIN_VALUE, 0.1 + 0.2];
    const figures = [...seen.figures, { metric: 'PROC_QPS' as const, mean: means[n % means.length] ?? null, fresh: n, at: seen.now + 500 }];
    if (before && random() < 0.5) looks.push({ ...before, seen: { ...before.seen, now: seen.now } });
    else
      looks.push({ seen: { ...seen, held, figures: random() < 0.1 ? [] : figures }, acted: random() < 0.3, answer: `HOLD ${n} - - DATA` });
  }
  return looks;
}

describe('looks as short text', () => {
  it.each(Array.from({ length: 50 }, (_, n) => n + 1))('come back exactly as they were: run %i', (seed) => {
    const looks = anyLooks(seed);
    expect(unpacked(packed(looks), looks[0]?.seen.now ?? 0)).toEqual(looks);
  });

  it('are no more than the time where nothing else has changed', () => {
    const looks = Array.from({ length: 101 }, (_, n) => ({ ...aLook(1_000), seen: { ...aLook(1_000).seen, now: 1_000 + n * 1_000 } }));
    expect(packed(looks).length - packed(looks.slice(0, 1)).length).toBe(100 * ',1000'.length);
  });

  it('are no more than the figures where these have moved, with the answer where that is another', () => {
    const [first, other] = [aLook(1_000), aLook(2_000)];
    const seen = { ...other.seen, figures: [{ metric: 'CPU_IDLE' as const, mean: 12.5, fresh: 3, at: 1_900 }] };
    const looks = [first, { ...other, seen }, { ...other, seen: { ...seen, now: 3_000 }, answer: 'HOLD 4 - - DATA' }];
    expect(packed(looks).slice(packed([first]).length - 1)).toBe(',[1000,[12.5,3,100]],[1000,[12.5,3,1100],"HOLD 4 - - DATA"]]');
    expect(unpacked(packed(looks), 1_000)).toEqual(looks);
  });

  it('are refused where the first of them says nothing', () => {
    for (const text of ['[5]', '[[5,[1,1,0]]]']) expect(() => unpacked(text, 0)).toThrow('says nothing');
    expect(unpacked('[]', 0)).toEqual([]);
  });
});

onDrivers('looks at apps', EVERY_DRIVER, ({ open }) => {
  const put = (store: OpenStore, rows: readonly LookRow[], app = APP) =>
    store.write(async (tx) => {
      for (const row of rows) await tx.putLooks(app, row);
    });
  const times = async (store: OpenStore, since: number, app = APP) => (await store.looks(app, since)).map(({ at }) => at);

  it('come back as they were kept, the oldest first', async () => {
    const store = await open();
    const rows = [11, 12, 13].map((seed, n): LookRow => {
      const looks = anyLooks(seed).map((look, at) => ({ ...look, seen: { ...look.seen, now: (n + 1) * 1e9 + at } }));
      return { at: (n + 1) * 1e9, begins: n === 1 ? null : { ...begins, policy: aPolicy({ max: n + 5 }) }, looks };
    });
    await put(store, rows.toReversed());
    expect(await store.looks(APP, 0)).toEqual(rows);
  });

  it('are read from the newest row at or before that time which says what was known', async () => {
    const store = await open();
    await put(store, [aRow(100), aRow(200, true), aRow(300), aRow(400, true), aRow(500)]);
    expect(await times(store, 99)).toEqual([100, 200, 300, 400, 500]);
    expect(await times(store, 199)).toEqual([100, 200, 300, 400, 500]);
    expect(await times(store, 200)).toEqual([200, 300, 400, 500]);
    expect(await times(store, 399)).toEqual([200, 300, 400, 500]);
    expect(await times(store, 9_999)).toEqual([400, 500]);
  });

  it('are of one app each, by its whole id', async () => {
    const store = await open();
    const ids = [
      APP,
      'App:main:/A',
      'App:other:/a',
      `App:main:/${'long/'.repeat(200)}a`,
      `App:main:/${'long/'.repeat(200)}b`,
      'App:main:/ä',
    ];
    for (const [n, id] of ids.entries()) await put(store, [aRow(100 + n, true)], id);
    for (const [n, id] of ids.entries()) expect(await times(store, 0, id)).toEqual([100 + n]);
    expect(await store.looks('App:main:/none', 0)).toEqual([]);
  });

  it('may be kept twice, as after an answer that was lost', async () => {
    const store = await open();
    await put(store, [aRow(100, true)]);
    await put(store, [aRow(100, true)]);
    expect(await store.looks(APP, 0)).toEqual([aRow(100, true)]);
  });

  it('take thousands in a row', async () => {
    const store = await open();
    const looks = Array.from({ length: 2_000 }, (_, n) => ({ ...aLook(100 + n), answer: `HOLD ${n} - - DATA` }));
    await put(store, [{ at: 100, begins, looks }]);
    expect(await store.looks(APP, 0)).toEqual([{ at: 100, begins, looks }]);
  });

  it('go when they are too old, of whichever app, however many', async () => {
    const store = await open();
    const other = 'App:main:/b';
    await put(
      store,
      Array.from({ length: 450 }, (_, n) => aRow(100 + n, n % 50 === 0)),
    );
    await put(store, [aRow(300, true), aRow(2_000, true)], other);
    expect(await store.prune({ ...LIMITS, now: 1_100 })).toMatchObject({ looks: 0 });
    expect(await store.prune({ ...LIMITS, now: 1_300 })).toMatchObject({ looks: 200 });
    expect([(await times(store, 0))[0], await times(store, 0, other)]).toEqual([300, [300, 2_000]]);
    expect(await store.prune({ ...LIMITS, now: 2_990 })).toMatchObject({ looks: 251 });
    expect([await times(store, 0), await times(store, 0, other)]).toEqual([[], [2_000]]);
  });
});
