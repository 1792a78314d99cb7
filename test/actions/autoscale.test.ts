import { describe, expect, it } from 'vitest';
import type { AppRecord } from '../../src/apps/model.ts';
import type { Inputs } from '../../src/actions/inputs.ts';
import { LeaseKeeper } from '../../src/actions/lease-keeper.ts';
import type { Call } from '../../src/actions/ports.ts';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

const path = 'acme/infra/monitor/c3/graph/query/main/online';
const id = `/${path}`;
const LEASE = 'controller:scaling';
const input: Inputs['autoscaleApp'] = {
  ...{ app: id, cluster: 'main', from: 3, to: 5, rule: 'ScalingRule:r1', reason: 'CPU_IDLE is 10, against 50.' },
  inputs: [{ name: 'CPU_IDLE', value: '10', source: 'falcon', observedAt: 5 }],
  rejected: [{ choice: 'scale out to 9', reason: 'RATE: No more than 5 at this time.' }],
};

/** An app of three, held and in Marathon, and a controller that holds its lease. */
async function aHouse(over: Partial<AppRecord> = {}) {
  const house = await House.open();
  await house.grow(path);
  const app = anApp({ instances: 3, ...over, marathonId: id });
  house.world.put(app);
  house.marathon.put(app);
  const { store, clock } = house;
  const lease = new LeaseKeeper(LEASE, { store, clock, owner: 'process-1', forMs: 60_000 });
  await lease.keep();
  const call: Partial<Call> = { caller: LEASE, requestId: 'scaling-1', lease, causedBy: [7] };
  return { house, lease, call, run: (given: Partial<typeof input> = {}) => house.apply('autoscaleApp', { ...input, ...given }, call) };
}

describe('a rule that scales an app', () => {
  it('sends its size once, and says what it rested on', async () => {
    const { house, run } = await aHouse();
    const { plan, decision, userErrors } = await run();
    expect([userErrors, house.marathon.effects]).toEqual([[], [`update ${id} {"instances":5}`]]);
    expect(plan).toMatchObject({
      state: 'DONE',
      caller: LEASE,
      lease: LEASE,
      steps: [{ verb: 'scale', before: 'instances: 3', after: 'instances: 5' }],
    });
    // What was seen is in the decision.
    expect(plan?.input).toEqual({ app: id, cluster: 'main', from: 3, to: 5, rule: 'ScalingRule:r1' });
    expect(decision).toMatchObject({
      ...{ outcome: 'CHANGE', actor: LEASE, subject: `App:main:${id}`, causedBy: [7] },
      ...{ reason: expect.stringContaining(input.reason), inputs: input.inputs, rejected: input.rejected },
    });
    expect(await house.store.decisionsOf(`App:main:${id}`, 9)).toHaveLength(1);
  });

  it('plans without sending anything', async () => {
    const { house, call } = await aHouse();
    expect(await house.plan('autoscaleApp', input, call)).toMatchObject({ userErrors: [], plan: { state: 'PLANNED' } });
    expect(house.marathon.arrived).toEqual([]);
  });

  it.each([
    ['is smaller by now', 2],
    ['is larger by now', 4],
    ['is that large already', 5],
    ['is switched off by now', 0],
  ])('is refused where the app %s', async (_, instances) => {
    const { house, run } = await aHouse({ instances });
    const { plan, userErrors } = await run();
    expect(userErrors).toEqual([{ code: 'CONFLICT', message: `${id} has ${instances} instances by now, not 3.`, path: ['input', 'from'] }]);
    expect([plan, house.marathon.arrived]).toEqual([null, []]);
  });

  it('is refused where the size moves between the judgement and the sending', async () => {
    const { house, run } = await aHouse();
    const { app } = house.marathon;
    let reads = 0;
    house.marathon.app = async (marathonId) => {
      if (++reads === 2) house.marathon.put(anApp({ marathonId: id, instances: 4, version: 2_000 }));
      return app.call(house.marathon, marathonId);
    };
    const { plan, userErrors } = await run();
    expect([userErrors.map(({ code }) => code), plan?.state, plan?.steps[0]?.outcome]).toEqual([['PLAN_STALE'], 'STOPPED', 'NOT_DONE']);
    expect([house.marathon.arrived, await house.store.openIntents()]).toEqual([[], []]);
  });

  it('is blocked while the app is being deployed, and never by force', async () => {
    const { house, run } = await aHouse({ deploymentIds: ['d1'] });
    const { plan, decision, userErrors } = await run();
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', message: expect.stringContaining('held by deployment d1') }]);
    expect([plan?.state, decision?.outcome, house.marathon.arrived]).toEqual(['STOPPED', 'BLOCKED', []]);
  });

  it.each(['cop.acme', `cop.acme_owt.infra`])('is blocked under a freeze on %s', async (jobName) => {
    const { house, run } = await aHouse();
    await house.done('setFreeze', { jobName, reason: 'holiday' });
    const { plan, decision, userErrors } = await run();
    expect(userErrors).toMatchObject([{ code: 'FROZEN', message: expect.stringContaining('holiday') }]);
    expect([plan?.state, decision?.outcome, house.marathon.arrived]).toEqual(['STOPPED', 'BLOCKED', []]);
  });

  it.each<[string, (all: Awaited<ReturnType<typeof aHouse>>) => Promise<unknown> | void]>([
    ['was released', ({ lease }) => lease.release()],
    [
      'has gone to another',
      async ({ house: { store } }) => {
        await store.release(LEASE, 'process-1');
        await store.lease(LEASE, 'process-2', 60_000);
      },
    ],
    ['ends before the write must have', ({ house: { clock } }) => clock.pass(55_000)],
  ])('sends nothing where the lease %s', async (_, happens) => {
    const all = await aHouse();
    await happens(all);
    expect(await all.run()).toMatchObject({
      userErrors: [{ code: 'LEASE_LOST' }],
      plan: { state: 'STOPPED', steps: [{ outcome: 'SKIPPED' }] },
    });
    expect([all.house.marathon.arrived, await all.house.store.openIntents()]).toEqual([[], []]);
  });

  it('is refused of an app that is gone', async () => {
    const { house, run } = await aHouse();
    house.marathon.apps.clear();
    expect(await run()).toMatchObject({ plan: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'app'] }] });
  });

  it('is not sent again where the answer is lost and the size is that', async () => {
    const { house, run } = await aHouse();
    house.marathon.accidents.push('lost-after');
    expect(await run()).toMatchObject({ userErrors: [], plan: { state: 'DONE' } });
    expect(house.marathon.effects).toHaveLength(1);
  });
});
