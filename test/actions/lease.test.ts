import { describe, expect, it } from 'vitest';
import { LEASE_MARGIN_MS, leaseProblem, type LeaseHold, type Renewal } from '../../src/actions/lease.ts';
import { createActions } from '../../src/actions/pipeline.ts';
import type { MarathonPort } from '../../src/actions/ports.ts';
import { Run, type ActionsDeps } from '../../src/actions/run.ts';
import { runSteps } from '../../src/actions/steps.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { EVERY_DRIVER, onDrivers } from '../store/drivers.ts';
import { aPlan } from '../store/records.ts';
import { StoppedClock } from '../support/clock.ts';
import { aCall } from './house.ts';
import { anApp, TestMarathon } from './marathon.ts';
import { openPlan } from './open-plan.ts';
import { TestWorld } from './world.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const NAME = 'controller:scaling';
const renewal = (over: Partial<Renewal> = {}): Renewal => ({
  lease: { name: NAME, owner: 'one', fence: 1, expiresAt: 0 },
  begunAt: 1_000,
  forMs: 30_000,
  ...over,
});

describe('whether a step may start under a lease', () => {
  const hold = (held: Renewal | undefined): LeaseHold => ({ name: NAME, renewal: () => held });
  it.each<[string, LeaseHold | undefined, number, boolean]>([
    ['no lease is needed', undefined, 1e9, true],
    ['it was renewed just now', hold(renewal()), 1_000, true],
    ['it outlives the write and the margin', hold(renewal()), 31_000 - 10_000 - LEASE_MARGIN_MS - 1, true],
    ['it ends with the margin', hold(renewal()), 31_000 - 10_000 - LEASE_MARGIN_MS, false],
    ['it has ended', hold(renewal()), 40_000, false],
    ['it is lost', hold(undefined), 1_000, false],
  ])('%s', (_, held, now, may) => {
    const problem = leaseProblem(held, now, 10_000);
    expect(problem?.code).toBe(may ? undefined : 'LEASE_LOST');
  });
});

/** A controller's process: pipeline, Marathon and a lease of the store's. */
async function controller(store: OpenStore, port: (marathon: TestMarathon, clock: StoppedClock) => MarathonPort = (each) => each) {
  const clock = new StoppedClock();
  const marathon = new TestMarathon();
  const world = new TestWorld(clock, ['main'], await store.facts());
  for (const marathonId of ['/a', '/b']) {
    marathon.put(anApp({ marathonId }));
    world.put(anApp({ marathonId }));
  }
  let ids = 0;
  const deps: ActionsDeps = {
    store,
    world,
    marathons: new Map([['main', port(marathon, clock)]]),
    clock,
    newId: () => `id-${++ids}`,
    owner: 'one',
    log: quiet,
    reflected: () => world.follow(store),
  };
  const take = async (forMs = 60_000): Promise<LeaseHold> => {
    const begunAt = clock.monotonic();
    const lease = await store.lease(NAME, 'one', forMs);
    return { name: NAME, renewal: () => lease && { lease, begunAt, forMs } };
  };
  /** Another process takes the lease over, which the first has not heard of. */
  const overtake = async () => {
    await store.release(NAME, 'one');
    expect(await store.lease(NAME, 'two', 60_000)).toMatchObject({ owner: 'two' });
  };
  return { clock, marathon, world, deps, take, overtake, actions: createActions(deps) };
}

const nothingSent = async (store: OpenStore, marathon: TestMarathon) => {
  expect(marathon.arrived).toEqual([]);
  expect(await store.openIntents()).toEqual([]);
  expect(await store.plansIn('RUNNING', 10)).toEqual([]);
};
const lost = { userErrors: [{ code: 'LEASE_LOST' }], plan: { state: 'STOPPED', lease: NAME } };

onDrivers('a plan under a lease', EVERY_DRIVER, ({ open }) => {
  const scale = { app: '/a', instances: 5 };

  it('runs while the lease is held', async () => {
    const { actions, take, marathon } = await controller(await open());
    expect(await actions.run('scaleApp', scale, aCall({ lease: await take() }))).toMatchObject({ userErrors: [], plan: { state: 'DONE' } });
    expect(marathon.effects).toHaveLength(1);
  });

  it('sends nothing once another has taken the lease, whatever the first believes', async () => {
    const store = await open();
    const { actions, take, overtake, marathon } = await controller(store);
    const lease = await take();
    await overtake();
    const outcome = await actions.run('scaleApp', scale, aCall({ lease }));
    expect(outcome).toMatchObject({ ...lost, plan: { ...lost.plan, steps: [{ outcome: 'SKIPPED' }] } });
    await nothingSent(store, marathon);
  });

  it('sends nothing when the lease would end before the write must have', async () => {
    const store = await open();
    const { actions, take, clock, marathon } = await controller(store);
    const lease = await take(30_000);
    clock.pass(30_000 - marathon.writeDeadlineMs - LEASE_MARGIN_MS);
    expect(await actions.run('scaleApp', scale, aCall({ lease }))).toMatchObject(lost);
    await nothingSent(store, marathon);
  });

  it('sends nothing when reading what the step rests on took too much of it', async () => {
    const store = await open();
    let reads = 0;
    const slow = (marathon: TestMarathon, clock: StoppedClock): MarathonPort => ({
      ...marathon.port(),
      app: (id) => {
        if (++reads === 2) clock.pass(10_000);
        return marathon.app(id);
      },
    });
    const { actions, take, marathon } = await controller(store, slow);
    const outcome = await actions.run('scaleApp', scale, aCall({ lease: await take(20_000) }));
    expect(outcome).toMatchObject({ ...lost, plan: { ...lost.plan, steps: [{ outcome: 'NOT_DONE' }] } });
    await nothingSent(store, marathon);
  });

  it('stops between two steps when the lease is lost, with the first recorded', async () => {
    const store = await open();
    const { deps, take, overtake, marathon } = await controller(store);
    const steps = ['/a', '/b'].map((target) => {
      const [step] = aPlan('p').steps;
      const was = { version: 1_000, instances: 3, lastConfigChangeAt: 1_000, deploymentIds: [] };
      return { ...step!, target, request: { guards: [], cluster: 'main', marathonId: target, force: false, was, instances: 5 } };
    });
    const lease = await take();
    const run = new Run(deps, aPlan('p', { steps, nodeId: null }), { actor: 'one', input: undefined, stored: false, lease });
    marathon.onArrival = overtake;
    await runSteps(run, deps);
    expect((await store.plan('p'))?.steps.map(({ outcome }) => outcome)).toEqual(['ACCEPTED', 'SKIPPED']);
    expect(run.plan).toMatchObject({ state: 'STOPPED', steps: [{}, { said: { errors: [{ code: 'LEASE_LOST' }] } }] });
    expect(marathon.arrived).toHaveLength(1);
    expect(await store.openIntents()).toEqual([]);
  });

  it('changes nothing of the tree once the lease is lost', async () => {
    const store = await open();
    const { actions, take, overtake } = await controller(store);
    const lease = await take();
    await overtake();
    expect(await actions.run('createTreeNode', { parent: null, name: 'acme' }, aCall({ lease }))).toMatchObject(lost);
    expect((await store.facts()).nodes).toEqual([]);
  });

  it('is settled by whoever finds it, and gone on with by nobody but the holder', async () => {
    const store = await open();
    const { actions, marathon } = await controller(store);
    await openPlan(store, 'p', '/a');
    const plan = await store.plan('p');
    await store.write((tx) => tx.putPlan({ ...plan!, lease: NAME, revision: 1 }));
    await actions.recover();
    // It shows no trace of the write, which may be said twice, but not by a stranger.
    expect(await store.plan('p')).toMatchObject({
      state: 'STOPPED',
      steps: [{ outcome: 'NOT_DONE', said: { errors: [{ code: 'LEASE_LOST' }] } }],
    });
    await nothingSent(store, marathon);
  });
});
