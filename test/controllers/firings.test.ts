import { describe, expect, it, onTestFinished } from 'vitest';
import { Firings, GRACE_MS, type Firing } from '../../src/controllers/firings.ts';
import { openStore, type OpenStore } from '../../src/store/store.ts';
import { timedOf } from '../../src/scaling/timed.ts';
import type { Executor } from '../../src/scaling/timed-model.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { StoppedClock } from '../support/clock.ts';

const MINUTE_MS = 60_000;
const NOON = Date.parse('2026-12-01T12:00:00Z');
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const LEASE = { name: 'controller:scaling', renewal: () => undefined };

async function aStore(): Promise<OpenStore> {
  const clock = new StoppedClock();
  const store = await openStore(
    { driver: 'sqlite', file: ':memory:' },
    { clock: clock.patient, log: quiet, newId: () => 'log-1', auditKey: AUDIT_KEY },
  );
  onTestFinished(() => store.close());
  return store;
}

async function held(store: OpenStore) {
  const lease = await store.lease(LEASE.name, 'p1', 60_000);
  return { ...LEASE, renewal: () => lease && { lease, begunAt: 0, forMs: 60_000 } };
}

/** Every ten minutes, for five. */
function aFiring(executor: Executor = 'CANOPY', over: { setAt?: number; enabled?: boolean } = {}): Firing {
  const read = timedOf({
    ...{ id: 's1', name: 'often', recurrence: { text: '*/10 * * * *', zone: 'UTC' }, durationMs: 5 * MINUTE_MS },
    ...{ effect: { exact: 3, min: null, max: null }, enabled: over.enabled ?? true, from: null, until: null },
  });
  if (!read.ok) throw new Error('It cannot be read.');
  return { ...read.value, on: 'TreeNode:n1', executor, setAt: over.setAt ?? NOON - 1, place: null };
}

const told = async (store: OpenStore) =>
  (await store.events({ after: 0, limit: 100, order: 'oldest' })).map(({ body }) => [body['outcome'], body['by'], body['at']]);

describe('a firing', () => {
  it('is recorded once, whoever looks, and however often', async () => {
    const store = await aStore();
    const lease = await held(store);
    const [one, other] = [new Firings(store, 'c'), new Firings(store, 'c')];
    expect(await one.look([aFiring()], NOON + 1, lease)).toBe(true);
    expect(await one.look([aFiring()], NOON + 2, lease)).toBe(false);
    expect(await other.look([aFiring()], NOON + 3, lease)).toBe(false);
    // The clock is put back, and comes there again.
    one.forget();
    await one.look([aFiring()], NOON - MINUTE_MS, lease);
    await one.look([aFiring()], NOON + 4, lease);
    expect(await told(store)).toEqual([['FIRED', 'CANOPY', NOON]]);
  });

  it('that nobody saw to is told as missed, and the newest counts', async () => {
    const store = await aStore();
    await new Firings(store, 'c').look([aFiring()], NOON + 1, await held(store));
    const later = NOON + 31 * MINUTE_MS;
    await new Firings(store, 'c').look([aFiring()], later, await held(store));
    const due = [10, 20, 30].map((minutes) => NOON + minutes * MINUTE_MS);
    expect(await told(store)).toEqual([
      ['FIRED', 'CANOPY', NOON],
      ['MISSED', 'CANOPY', due[0]],
      ['MISSED', 'CANOPY', due[1]],
      ['FIRED', 'CANOPY', due[2]],
    ]);
  });

  it('is none of a schedule that was set after it, or is switched off', async () => {
    const store = await aStore();
    const firings = new Firings(store, 'c');
    await firings.look(
      [aFiring('CANOPY', { setAt: NOON + 5 }), aFiring('CANOPY', { enabled: false })],
      NOON + MINUTE_MS,
      await held(store),
    );
    expect(await told(store)).toEqual([]);
  });

  it('is left to a Chronos, which is not waited for beyond its time', async () => {
    const store = await aStore();
    const lease = await held(store);
    const firings = new Firings(store, 'c');
    const each = aFiring('CHRONOS');
    await firings.look([each], NOON + 1, lease);
    expect(firings.counts(each, NOON + 1)).toBe(false);
    expect(await firings.called(each, NOON + 500)).toBe('FIRED');
    expect(await firings.called(each, NOON + 600)).toBe('AGAIN');
    expect(firings.counts(each, NOON + 700)).toBe(true);
    const next = NOON + 10 * MINUTE_MS;
    await firings.look([each], next + GRACE_MS - 1, lease);
    expect(firings.counts(each, next + GRACE_MS - 1)).toBe(false);
    await firings.look([each], next + GRACE_MS, lease);
    expect(firings.counts(each, next + GRACE_MS)).toBe(true);
    expect(await told(store)).toEqual([
      ['FIRED', 'CHRONOS', NOON],
      ['FIRED', 'CANOPY', next],
    ]);
  });

  it('is called for once, in its time, whoever is asked; of another clock a moment early', async () => {
    const store = await aStore();
    const lease = await held(store);
    const [here, there, holder] = [new Firings(store, 'c'), new Firings(store, 'c'), new Firings(store, 'c')];
    const each = aFiring('CHRONOS');
    expect(await here.called(each, NOON - 5_001)).toBe('NOT_DUE');
    expect(await here.called(each, NOON - 200)).toBe('FIRED');
    expect(await there.called(each, NOON + 200)).toBe('AGAIN');
    // Who holds the lease is told by the log, or reads it at take-over.
    await holder.look([each], NOON - MINUTE_MS, lease);
    expect(holder.counts(each, NOON)).toBe(false);
    holder.heard(each.schedule.id, NOON);
    expect(holder.counts(each, NOON)).toBe(true);
    expect(await holder.look([each], NOON + GRACE_MS, lease)).toBe(false);
    there.forget();
    expect(await there.look([each], NOON + GRACE_MS, lease)).toBe(false);
    // It is over by then, was due before it was set, is switched off, or is Canopy's own.
    const next = NOON + 10 * MINUTE_MS;
    expect(await here.called(each, next + 5 * MINUTE_MS)).toBe('NOT_DUE');
    for (const other of [aFiring('CHRONOS', { setAt: next + 1 }), aFiring('CHRONOS', { enabled: false }), aFiring('CANOPY')])
      expect(await here.called(other, next + 500)).toBe('NOT_DUE');
    expect(await told(store)).toEqual([['FIRED', 'CHRONOS', NOON]]);
  });

  it('leaves the one before in force while a Chronos is waited for', async () => {
    const firings = new Firings(await aStore(), 'c');
    const each = aFiring('CHRONOS');
    const waiting = firings.counted(each, NOON + 1);
    expect([waiting.series.last(NOON + 1), each.series.last(NOON + 1)]).toEqual([NOON - 10 * MINUTE_MS, NOON]);
    expect(firings.counted(each, NOON + GRACE_MS).series.last(NOON + GRACE_MS)).toBe(NOON);
    expect(waiting.series.next(NOON)).toBe(NOON + 10 * MINUTE_MS);
  });

  it('is recorded by the holder of the lease alone', async () => {
    const store = await aStore();
    await expect(new Firings(store, 'c').look([aFiring()], NOON + 1, LEASE)).rejects.toThrow();
    expect(await told(store)).toEqual([]);
  });
});
