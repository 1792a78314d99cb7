import { expect, it, onTestFinished, vi } from 'vitest';
import type { AlarmRecord, CaseRecord } from '../../src/alarms/model.ts';
import type { Lease } from '../../src/plans/ports.ts';
import { AlarmHistory, type AlarmHistoryDeps } from '../../src/live/alarm-history.ts';
import { AlarmBook } from '../../src/live/alarms.ts';
import { LiveTree } from '../../src/live/tree.ts';
import { openStore } from '../../src/store/store.ts';
import { testDeps } from '../store/drivers.ts';
import { StoppedClock } from '../support/clock.ts';

const SHOP = { containerId: 'Container:main:t1', appId: 'App:main:/a', hostId: 'Host:h', nodeId: 'n1', jobName: 'cop.a' };
const STEP_MS = 1_000;

/** A look at a history that has these cases. */
async function looking(rows: CaseRecord[], over: Partial<AlarmHistoryDeps> = {}) {
  const clock = new StoppedClock();
  const store = await openStore({ driver: 'sqlite', file: ':memory:' }, testDeps());
  const book = new AlarmBook(new LiveTree(), () => clock.now());
  const stopHearing = store.onEvents((events) => book.hear(events));
  onTestFinished(async () => {
    stopHearing();
    await store.close();
  });
  const reader = { cases: async () => ({ at: clock.now(), monotonicAt: clock.monotonic(), value: { items: rows, unreadable: [] } }) };
  const history = new AlarmHistory({
    ...{ reader, store, book, clock, stepMs: STEP_MS, subjectOf: () => SHOP, isGone: () => false },
    signal: new AbortController().signal,
    ...over,
  });
  const lease = (await store.lease('alarms', 'test', 60_000)) as Lease;
  const look = () => history.look(lease);
  const held = (n = 1): AlarmRecord | undefined => book.get(caseAt(n).id)?.record;
  return { clock, store, book, look, held };
}

const caseAt = (n: number, over: Partial<CaseRecord> = {}): CaseRecord => ({
  ...{ id: `s_1_${n}`, endpoint: `t${n}`, metric: 'qps', tags: {}, firing: true, step: 1, priority: 2, value: 3, at: 1_000 },
  ...{ rule: { kind: 'STRATEGY', id: 1, templateId: 1 }, maxStep: 3, condition: '3 < 10', note: null },
  ...over,
});

it('an alarm of a container that is gone is UNKNOWN whatever its old row says, until it is there again or over', async () => {
  const rows = [caseAt(1)];
  let gone = false;
  const { look, held } = await looking(rows, { isGone: () => gone });
  await look();
  expect(held()).toMatchObject({ state: 'FIRING', ...SHOP });
  gone = true;
  await look();
  expect(held()).toMatchObject({ state: 'UNKNOWN', unknownReason: 'Its container is gone.', revision: 2 });
  await look();
  expect(held()).toMatchObject({ state: 'UNKNOWN', revision: 2 });
  gone = false;
  await look();
  expect(held()).toMatchObject({ state: 'FIRING', unknownReason: null });
  gone = true;
  rows.splice(0);
  await look();
  expect(held()).toMatchObject({ state: 'UNKNOWN', unknownReason: 'Its container is gone.' });
  rows.push(caseAt(1, { firing: false, at: 2_000 }));
  await look();
  expect(held()?.state).toBe('OK');
});

it('an alarm that changed meanwhile is passed over, and no other with it', async () => {
  const rows = Array.from({ length: 450 }, (_, n) => caseAt(n));
  const { store, book, look, held } = await looking(rows);
  await look();
  expect(book.size).toBe(450);
  // Told to another replica: the store has it, and this one has not heard.
  const other = { ...held(300)!, note: 'of another', revision: 2 };
  await store.write((tx) => tx.putAlarm(other, 1));
  const writes = vi.spyOn(store, 'write');
  for (const [n, row] of rows.entries()) rows[n] = { ...row, firing: false, at: 2_000 };
  await look();
  const { alarms } = await store.alarms();
  expect(alarms.filter(({ state }) => state !== 'OK').map(({ id, note }) => [id, note])).toEqual([['s_1_300', 'of another']]);
  // Three pieces, and the alarms of one of them one by one.
  expect(writes).toHaveBeenCalledTimes(3 + 200);
});
