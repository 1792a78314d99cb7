import { expect, it } from 'vitest';
import { createActions } from '../../src/actions/pipeline.ts';
import type { MarathonPort } from '../../src/actions/ports.ts';
import { onDrivers } from '../store/drivers.ts';
import { StoppedClock } from '../support/clock.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { aCall } from './house.ts';
import { anApp, TestMarathon } from './marathon.ts';
import { openPlan } from './open-plan.ts';
import { TestWorld } from './world.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const MINUTE = 60_000;

onDrivers('of two replicas whose clocks are apart', ['mariadb'], ({ open, fresh }) => {
  /** One process, `ahead` of the time of the store. */
  function replica(owner: string, store: OpenStore, ahead: number, port: MarathonPort) {
    const clock = new StoppedClock(Date.now() + ahead);
    const world = new TestWorld(clock);
    const marathons = new Map([['main', port]]);
    const deps = { store, world, marathons, clock, newId: () => crypto.randomUUID(), owner, log: quiet };
    return { clock, actions: createActions({ ...deps, reflected: () => world.follow(store) }) };
  }

  async function two(ahead: number, portOf: (marathon: TestMarathon) => MarathonPort = (marathon) => marathon.port()) {
    const options = await fresh();
    const [store, another] = await Promise.all([open(options), open(options)]);
    const marathon = new TestMarathon();
    marathon.put(anApp({ marathonId: '/shop', instances: 5, version: 2_000 }));
    return { store, marathon, one: replica('one', store, 0, portOf(marathon)), other: replica('other', another, ahead, marathon.port()) };
  }

  it.each([MINUTE, -MINUTE])('a write that one is about to send is not told as undone by the other, %d ms ahead', async (ahead) => {
    const intended = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let reads = 0;
    const { store, marathon, one, other } = await two(ahead, (sandbox) => ({
      ...sandbox.port(),
      // The first reading is for the judgement, the second for the step whose intent is committed.
      app: async (id) => {
        if (++reads === 2) {
          intended.resolve();
          await goOn.promise;
        }
        return sandbox.app(id);
      },
    }));
    const restart = one.actions.run('restartApp', { app: '/shop' }, aCall({ idempotencyKey: 'k' }));
    await intended.promise;
    expect(await other.actions.recover()).toEqual({ expired: 0, settled: 0, waiting: 1 });
    goOn.resolve();
    expect(await restart).toMatchObject({ userErrors: [], plan: { state: 'DONE', steps: [{ outcome: 'ACCEPTED' }] } });
    expect(marathon.effects).toHaveLength(1);
    expect(await store.openIntents()).toEqual([]);
  });

  it.each([MINUTE, -MINUTE])('a plan that the other made, %d ms ahead, expires when the store says so', async (ahead) => {
    const { one, other } = await two(ahead * 60);
    const { plan } = await other.actions.run('scaleApp', { app: '/shop', instances: 6 }, aCall({ mode: 'PLAN' }));
    expect(await one.actions.recover()).toEqual({ expired: 0, settled: 0, waiting: 0 });
    const { userErrors } = await one.actions.run('scaleApp', { app: '/shop', instances: 6 }, aCall({ planToken: plan?.id ?? '' }));
    expect(userErrors).toEqual([]);
  });

  it('what one left is taken over by the other though its clock has not come to that time', async () => {
    const { store, other } = await two(-Date.now());
    await openPlan(store, 'p1', '/shop');
    other.clock.pass(1_000);
    expect(await other.actions.recover()).toEqual({ expired: 0, settled: 1, waiting: 0 });
    expect(await store.plan('p1')).toMatchObject({ state: 'DONE', steps: [{ outcome: 'DONE' }] });
  });
});
