import { expect, it, onTestFinished } from 'vitest';
import { Refusals } from '../../src/server/refusals.ts';
import type { Store } from '../../src/plans/ports.ts';
import { openStore } from '../../src/store/store.ts';
import { testDeps } from '../store/drivers.ts';

const START = 1_800_000_000_000 - (1_800_000_000_000 % 60_000);

async function setUp() {
  const store = await openStore({ driver: 'sqlite', file: ':memory:' }, testDeps());
  onTestFinished(() => store.close());
  const state = { now: START + 1, away: false };
  const write: Store['write'] = (work) => (state.away ? Promise.reject(new Error('away')) : store.write(work));
  const refusals = new Refusals({ store: { write }, now: () => state.now });
  const told = async () =>
    (await store.audits({ limit: 100_000 }))
      .map(({ at, address, code, count }) => [at - START, address, code, count] as const)
      .sort((a, b) => a[0] - b[0] || `${a[1]} ${a[2]}`.localeCompare(`${b[1]} ${b[2]}`));
  return { store, state, refusals, told };
}

it('tells refusals once per address, code and minute, with how many there were', async () => {
  const { store, state, refusals, told } = await setUp();
  for (let n = 0; n < 100; n++) refusals.refused('10.0.0.1', 'UNAUTHENTICATED');
  refusals.refused('10.0.0.1', 'FORBIDDEN');
  refusals.refused('10.0.0.2', 'UNAUTHENTICATED');
  state.now += 60_000;
  refusals.refused('10.0.0.1', 'UNAUTHENTICATED');
  await refusals.flush();
  expect(await told()).toEqual([
    [0, '10.0.0.1', 'FORBIDDEN', 1],
    [0, '10.0.0.1', 'UNAUTHENTICATED', 100],
    [0, '10.0.0.2', 'UNAUTHENTICATED', 1],
    [60_000, '10.0.0.1', 'UNAUTHENTICATED', 1],
  ]);
  expect((await store.audits({ limit: 1 }))[0]).toMatchObject({ actor: 'stranger', action: 'REFUSED', outcome: 'REFUSED', detail: {} });
  await refusals.flush();
  expect(await told()).toHaveLength(4);
});

it('holds ten thousand addresses of a minute, and tells the others together', async () => {
  const { refusals, told } = await setUp();
  for (let n = 0; n < 12_000; n++) {
    refusals.refused(`10.0.${n >> 8}.${n & 255}`, 'UNAUTHENTICATED');
    refusals.refused(`10.0.${n >> 8}.${n & 255}`, 'FORBIDDEN');
  }
  await refusals.flush();
  const lines = await told();
  expect(lines).toHaveLength(20_002);
  expect(lines.filter(([, address]) => address === null)).toEqual([
    [0, null, 'FORBIDDEN', 2_000],
    [0, null, 'UNAUTHENTICATED', 2_000],
  ]);
});

it('keeps what the store did not take, within bounds', async () => {
  const { state, refusals, told } = await setUp();
  state.away = true;
  let refused = 0;
  for (let minute = 0; minute < 8; minute++) {
    for (let n = 0; n < 9_000; n++, refused++) refusals.refused(`${n}`, 'FORBIDDEN');
    await expect(refusals.flush()).rejects.toThrow('away');
    state.now += 60_000;
  }
  refusals.refused('1', 'FORBIDDEN');
  state.away = false;
  await Promise.all([refusals.flush(), refusals.flush()]);
  const lines = await told();
  expect(lines.length).toBeLessThanOrEqual(50_010);
  expect(lines.reduce((sum, [, , , count]) => sum + count, 0)).toBe(refused + 1);
});
