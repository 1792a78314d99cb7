import { expect, it, onTestFinished } from 'vitest';
import type { HookCall } from '../../src/alarms/model.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { AlarmWork, type AlarmWorkDeps } from '../../src/live/alarm-work.ts';
import { AlarmBook } from '../../src/live/alarms.ts';
import { LiveTree } from '../../src/live/tree.ts';
import { openStore } from '../../src/store/store.ts';
import { testDeps } from '../store/drivers.ts';
import { until } from '../support/canopy.ts';

const NOWHERE = { containerId: null, appId: null, hostId: null, nodeId: null, jobName: null };
const SHOP = { containerId: null, appId: null, hostId: 'Host:h', nodeId: 'n1', jobName: 'cop.a' };
const DAY_MS = 86_400_000;
const AGES = {
  ...{
    eventAgeMs: 1e12,
    eventCount: 1e9,
    planAgeMs: 1e12,
    decisionAgeMs: 1e12,
    keyAgeMs: 1e12,
    auditAgeMs: 1e12,
    windowAgeMs: 1e12,
    lookAgeMs: 1e12,
  },
};
const call = (n: number, step: number): HookCall => {
  const at = Date.now();
  const time = new Date(at - 60_000 + n * 1_000).toISOString().slice(0, 19).replace('T', ' ');
  const told = { endpoint: 'shop', metric: 'qps', status: 'PROBLEM', step: String(step), priority: '1', time };
  return { id: `${n}`.padStart(17, '0'), at, raw: new URLSearchParams({ ...told, tpl_id: '1', exp_id: '0', stra_id: '1' }).toString() };
};

async function working(over: Partial<AlarmWorkDeps> = {}) {
  const store = await openStore({ driver: 'sqlite', file: ':memory:' }, testDeps());
  const book = new AlarmBook(new LiveTree(), () => Date.now());
  const stopHearing = store.onEvents((events) => book.hear(events));
  const stopping = new AbortController();
  const work = new AlarmWork({
    ...{ store, book, clock: systemClock, owner: 'test', zone: 'UTC', log: { warn: () => undefined }, synced: () => true },
    ...{ subjectOf: () => NOWHERE, reflected: () => Promise.resolve(), history: { due: false, look: () => Promise.resolve() } },
    ...over,
  });
  const running = work.run(stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
    stopHearing();
    await store.close();
  });
  const put = async (each: HookCall) => {
    await store.write((tx) => tx.putCall(each));
    work.wake();
    await until(async () => (await store.calls(1)).length === 0);
  };
  return { store, book, put };
}

it('waits until what there is is known, so that what came before is judged with what it is about', async () => {
  let known = false;
  const { store, book } = await working({ synced: () => known, subjectOf: () => (known ? SHOP : NOWHERE) });
  await store.write((tx) => tx.putCall(call(1, 1)));
  await systemClock.sleep(400);
  expect(book.size).toBe(0);
  known = true;
  await until(() => book.size === 1);
  expect([...book.byTime.from()].map(({ nodeId }) => nodeId)).toEqual(['n1']);
});

it('waits no longer than a minute', async () => {
  let asked = 0;
  const clock = { ...systemClock, monotonic: () => performance.now() + asked * 15_000 };
  const { book, put } = await working({ clock, synced: () => (asked += 1) < 0 });
  await put(call(1, 1));
  expect([book.size, asked]).toEqual([1, 4]);
});

it('goes on although memory lets go of what the store keeps', async () => {
  const letGo: { of?: () => void } = {};
  const clock = {
    ...systemClock,
    sleep: async (ms: number, signal?: AbortSignal) => {
      await systemClock.sleep(Math.min(ms, 20), signal);
      if (ms >= 1_000) letGo.of?.();
    },
  };
  const { store, book, put } = await working({ clock });
  await put(call(1, 1));
  const held = [...book.byTime.from()][0]!.record;
  const over = { ...held, state: 'OK' as const, step: 0, revision: 2 };
  await store.write((tx) => tx.putAlarm(over, 1));
  book.apply(over);
  letGo.of = () => book.forget(Infinity);
  letGo.of();
  expect(book.size).toBe(0);
  await put(call(2, 1));
  expect(book.get(held.id)?.record).toMatchObject({ state: 'FIRING', revision: 3 });
});

it('is kept by when something was last told of it, in the store as in memory', async () => {
  const { store, book, put } = await working();
  await put(call(1, 1));
  await put({ ...call(2, 1), raw: call(2, 1).raw.replace('metric=qps', 'metric=delay') });
  const now = Date.now();
  const old = now - 31 * DAY_MS;
  const [one, other] = [...book.byTime.from()].map(({ record }) => record);
  const ended = { state: 'OK' as const, lastSeenAt: old, revision: 2 };
  const changed = [
    { ...one!, ...ended, recoveredAt: old },
    { ...other!, ...ended, recoveredAt: now },
  ];
  await store.write(async (tx) => {
    for (const each of changed) await tx.putAlarm(each, 1);
  });
  for (const each of changed) book.apply(each);
  await store.prune({ ...AGES, now, alarmAgeMs: 30 * DAY_MS });
  book.forget(now - 30 * DAY_MS);
  expect((await store.alarms()).alarms.map(({ id }) => id)).toEqual([other!.id]);
  expect([...book.byTime.from()].map(({ record }) => record.id)).toEqual([other!.id]);
});

it('is held up neither by an alarm that the store has and it does not know, nor by one that the store let go of', async () => {
  const { store, book, put } = await working();
  await put(call(1, 1));
  book.forget(Infinity);
  const [alarm] = (await store.alarms()).alarms;
  // As after a retention that went by another clock: what is no longer known here is known there, and the other way round.
  await book.restore(() => Promise.resolve({ alarms: [] }));
  expect(book.size).toBe(0);
  await put(call(2, 2));
  expect(book.get(alarm!.id)).toMatchObject({ step: 2, record: { revision: 2 } });

  const old = { ...book.get(alarm!.id)!.record, state: 'OK' as const, revision: 3 };
  await store.write((tx) => tx.putAlarm(old, 2));
  book.apply(old);
  await store.prune({ ...AGES, now: Date.now() + 100_000, alarmAgeMs: 1 });
  expect((await store.alarms()).alarms).toEqual([]);
  await put(call(3, 1));
  expect((await store.alarms()).alarms.map(({ step, revision }) => [step, revision])).toEqual([[1, 1]]);
});
