import { describe, expect, it } from 'vitest';
import { createActions } from '../../src/actions/pipeline.ts';
import type { MarathonPort } from '../../src/actions/ports.ts';
import { aCall, House } from './house.ts';
import { anApp } from './marathon.ts';

const shop = '/shop';

/** A pipeline whose process can be stopped, and whose Marathon answers the read number `at` as told. */
async function stopping(at: number, answer: (signal: AbortSignal) => Promise<never>) {
  const house = await House.open();
  house.marathon.put(anApp({ marathonId: shop }));
  house.world.put(anApp({ marathonId: shop }));
  const process = new AbortController();
  let reads = 0;
  const { marathon } = house;
  const port: MarathonPort = {
    ...marathon.port(),
    app: (id, signal) => (++reads === at ? answer(signal) : marathon.app(id)),
  };
  const actions = createActions({ ...house.deps, marathons: new Map([['main', port]]), signal: process.signal });
  return { house, process, actions, scale: () => actions.run('scaleApp', { app: shop, instances: 5 }, aCall({ idempotencyKey: 'k' })) };
}

const untilAborted = (reading: () => void) => (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    reading();
  });

describe('a reading that the end of the process breaks off', () => {
  it('before the write was sent: nothing is done, and nothing is left open', async () => {
    const begun = Promise.withResolvers<void>();
    const { house, process, actions, scale } = await stopping(2, untilAborted(begun.resolve));
    const outcome = expect(scale()).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await begun.promise;
    process.abort();
    await actions.idle();
    expect(await house.store.plansIn('RUNNING', 10)).toEqual([]);
    expect((await house.store.plansIn('STOPPED', 10))[0]).toMatchObject({ steps: [{ outcome: 'NOT_DONE' }] });
    expect(await house.store.openIntents()).toEqual([]);
    expect(house.marathon.arrived).toEqual([]);
    await outcome;
    // The key is free for the process that comes after.
    const again = await house.apply('scaleApp', { app: shop, instances: 5 }, { idempotencyKey: 'k' });
    expect(again).toMatchObject({ userErrors: [], plan: { state: 'DONE' } });
  });

  it('before anything was judged: the caller may ask another process', async () => {
    const begun = Promise.withResolvers<void>();
    const { house, process, scale } = await stopping(1, untilAborted(begun.resolve));
    const outcome = expect(scale()).rejects.toMatchObject({ code: 'SHUTTING_DOWN', retryable: true });
    await begun.promise;
    process.abort();
    await outcome;
    expect(house.store.head().seq).toBe(0);
  });
});

it('a reading that fails by a fault of ours ends the plan all the same', async () => {
  const { house, scale } = await stopping(2, () => Promise.reject(new TypeError('planted')));
  await expect(scale()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  expect(await house.store.plansIn('RUNNING', 10)).toEqual([]);
  expect(await house.store.openIntents()).toEqual([]);
});

it('a write that was sent and cannot be looked at for whatever reason is left to be settled, not lost', async () => {
  const { house, process, scale } = await stopping(3, () => {
    process.abort();
    return Promise.reject(new TypeError('planted'));
  });
  house.marathon.accidents.push('lost-after');
  expect(await scale()).toMatchObject({ userErrors: [{ code: 'OUTCOME_UNKNOWN' }], plan: { state: 'RUNNING' } });
  house.clock.pass(60_000);
  await house.another().recover();
  expect(await house.store.plansIn('RUNNING', 10)).toEqual([]);
  expect(house.marathon.effects).toHaveLength(1);
});
