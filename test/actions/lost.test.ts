import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/kit/fault.ts';
import { House } from './house.ts';
import { anApp, aTask, refusal } from './marathon.ts';
import { Container } from '../../src/containers/model.ts';

const shop = '/shop';

async function withShop(): Promise<House> {
  const house = await House.open();
  const app = anApp({ marathonId: shop });
  house.marathon.put(app, {}, [aTask('t1')]);
  house.world.put(app);
  house.world.containers.set('t1', new Container('main', shop, aTask('t1'), 1, 1));
  return house;
}

describe('a write whose answer is lost', () => {
  it('is DONE when looking after the deadline shows it', async () => {
    const house = await withShop();
    house.marathon.accidents.push('lost-after');
    const { userErrors, plan } = await house.apply('scaleApp', { app: shop, instances: 5 });
    expect(userErrors).toEqual([]);
    expect(plan).toMatchObject({ state: 'DONE', steps: [{ outcome: 'DONE', said: { deploymentId: 'd10001', version: 10_001, sent: 1 } }] });
    expect(house.clock.slept).toEqual([house.marathon.writeDeadlineMs]);
    expect(await house.store.openIntents()).toEqual([]);
  });

  it('is looked at after the deadline also where a timer ends a moment early', async () => {
    const house = await withShop();
    const sleep = house.clock.sleep.bind(house.clock);
    house.clock.sleep = (ms, signal) => sleep(ms > 1 ? ms - 0.5 : ms, signal);
    house.marathon.accidents.push('lost-after');
    expect((await house.apply('scaleApp', { app: shop, instances: 5 })).plan).toMatchObject({
      state: 'DONE',
      steps: [{ outcome: 'DONE' }],
    });
    expect(house.clock.slept).toEqual([house.marathon.writeDeadlineMs - 0.5, 0.5]);
  });

  it('is sent once more when it is absolute and was not done', async () => {
    const house = await withShop();
    house.marathon.accidents.push('lost-before');
    const { userErrors, plan } = await house.apply('scaleApp', { app: shop, instances: 5 });
    expect(userErrors).toEqual([]);
    expect(plan).toMatchObject({ state: 'DONE', steps: [{ outcome: 'ACCEPTED', said: { sent: 2 } }] });
    expect(house.marathon.arrived).toHaveLength(2);
    expect(house.marathon.effects).toHaveLength(1);
  });

  it('is not sent a third time', async () => {
    const house = await withShop();
    house.marathon.accidents.push('lost-before', 'lost-before');
    const { userErrors, plan } = await house.apply('scaleApp', { app: shop, instances: 5 });
    expect(userErrors).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE', message: expect.stringContaining('was not done') }]);
    expect(plan).toMatchObject({ state: 'STOPPED', steps: [{ outcome: 'NOT_DONE' }] });
    expect(house.marathon.arrived).toHaveLength(2);
    expect(await house.store.openIntents()).toEqual([]);
  });

  it('is not sent again when what it rests on has moved meanwhile', async () => {
    const house = await withShop();
    house.marathon.accidents.push('lost-before');
    house.marathon.onArrival = () => {
      const kept = house.marathon.apps.get(shop);
      if (kept) kept.record = { ...kept.record, deploymentIds: ['someone'] };
    };
    const { userErrors } = await house.apply('scaleApp', { app: shop, instances: 5 });
    expect(userErrors).toMatchObject([{ code: 'PLAN_STALE', message: expect.stringContaining('deploymentIds was empty, is someone') }]);
    expect(house.marathon.arrived).toHaveLength(1);
  });

  it('is never repeated when saying it twice does it twice', async () => {
    const house = await withShop();
    house.marathon.accidents.push('lost-before');
    const { userErrors } = await house.apply('restartApp', { app: shop });
    expect(userErrors).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE' }]);
    expect(house.marathon.arrived).toEqual([`restart ${shop}`]);
  });

  it('is UNKNOWN, with what to look at, when looking proves nothing', async () => {
    const house = await withShop();
    house.marathon.accidents.push('lost-before');
    const { userErrors, plan } = await house.apply('killContainer', { taskId: 't1' });
    expect(userErrors).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', message: expect.stringContaining('Look at container t1 of /shop: it is RUNNING') },
    ]);
    expect(plan).toMatchObject({ state: 'UNKNOWN', steps: [{ outcome: 'UNKNOWN' }] });
    expect(await house.store.openIntents()).toEqual([]);
    const closed = await house.done('cancelPlan', { id: plan?.id ?? '' });
    expect(closed.plan?.state).toBe('DONE');
    expect((await house.store.plan(plan?.id ?? ''))?.state).toBe('CANCELLED');
  });

  it('stays open while the target cannot be read, and is settled later', async () => {
    const house = await withShop();
    house.marathon.accidents.push('lost-after');
    house.marathon.onArrival = () => {
      house.marathon.failingReads = 3;
    };
    const { userErrors, plan } = await house.apply('scaleApp', { app: shop, instances: 5 }, { idempotencyKey: 'k' });
    expect(userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect(plan?.state).toBe('RUNNING');
    const other = await house.apply('scaleApp', { app: shop, instances: 7, force: true });
    expect(other.userErrors).toMatchObject([{ code: 'CONFLICT', message: expect.stringContaining(plan?.id ?? '') }]);

    house.clock.pass(60_000);
    expect(await house.actions.recover()).toEqual({ expired: 0, settled: 1, waiting: 0 });
    expect((await house.store.plan(plan?.id ?? ''))?.state).toBe('DONE');
    const again = await house.apply('scaleApp', { app: shop, instances: 5 }, { idempotencyKey: 'k' });
    expect(again).toMatchObject({ userErrors: [], plan: { id: plan?.id, state: 'DONE' } });
    expect((await house.store.key('ann', 'scaleApp', 'k'))?.outcome).toEqual({ userErrors: [] });
    expect(house.marathon.effects).toHaveLength(1);
  });

  it('may be an answer that cannot be read', async () => {
    const house = await withShop();
    house.marathon.accidents.push(
      new Fault('UPSTREAM_MALFORMED', 'the answer is not JSON', { source: 'marathon:main', details: { sent: true } }),
    );
    const { plan } = await house.apply('scaleApp', { app: shop, instances: 5 });
    expect(plan).toMatchObject({ state: 'DONE', steps: [{ said: { sent: 2 } }] });
  });
});

describe('a write that was not sent', () => {
  it('is a fault, with nothing done and the key free', async () => {
    const house = await withShop();
    house.marathon.accidents.push('not-sent');
    const call = { idempotencyKey: 'k' };
    await expect(house.apply('scaleApp', { app: shop, instances: 5 }, call)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(await house.store.openIntents()).toEqual([]);
    expect((await house.store.plansIn('STOPPED', 10)).map(({ steps }) => steps[0]?.outcome)).toEqual(['NOT_DONE']);
    const again = await house.apply('scaleApp', { app: shop, instances: 5 }, call);
    expect(again).toMatchObject({ userErrors: [], plan: { state: 'DONE' } });
    const replay = await house.apply('scaleApp', { app: shop, instances: 5 }, call);
    expect(replay.plan?.id).toBe(again.plan?.id);
    expect(house.marathon.effects).toHaveLength(1);
  });

  it('is not even planned while Marathon is known to be away', async () => {
    const house = await withShop();
    house.world.down.set('main', 'no answer for 30 s');
    for (const mode of ['APPLY', 'PLAN'] as const) {
      await expect(house.apply('scaleApp', { app: shop, instances: 5 }, { mode })).rejects.toMatchObject({
        code: 'UPSTREAM_UNAVAILABLE',
        source: 'marathon:main',
      });
    }
    expect(house.marathon.reads).toEqual([]);
    expect(house.store.head().seq).toBe(0);
  });

  it('is stopped by what moved between plan and send', async () => {
    const house = await withShop();
    const { plan } = await house.plan('scaleApp', { app: shop, instances: 5 });
    await house.marathon.updateApp(shop, { instances: 4 }, true);
    const { userErrors, plan: after } = await house.apply('scaleApp', { app: shop, instances: 5 }, { planToken: plan?.id ?? '' });
    expect(userErrors).toEqual([
      { code: 'PLAN_STALE', message: `${shop}: instances was 3, is 4; deploymentIds was empty, is d10001.`, path: [] },
    ]);
    expect(after).toMatchObject({ state: 'STOPPED', steps: [{ outcome: 'NOT_DONE' }] });
    expect(house.marathon.effects).toHaveLength(1);
    expect(await house.store.openIntents()).toEqual([]);
  });
});

describe('a write that Marathon refuses', () => {
  it('ends the plan with Marathon’s words and the deployments that hold the app', async () => {
    const house = await withShop();
    house.marathon.accidents.push(refusal('CONFLICT', 'App is locked by one or more deployments.', { deployments: ['d9'] }));
    const { userErrors, plan } = await house.apply('scaleApp', { app: shop, instances: 5 });
    expect(userErrors).toEqual([
      { code: 'CONFLICT', message: 'App is locked by one or more deployments. Deployments: d9.', path: ['input'] },
    ]);
    expect(plan).toMatchObject({ state: 'STOPPED', steps: [{ outcome: 'REFUSED' }] });
    expect(house.clock.slept).toEqual([]);
  });
});
