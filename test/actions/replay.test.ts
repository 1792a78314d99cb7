import { describe, expect, it, vi } from 'vitest';
import { House } from './house.ts';
import { anApp } from './marathon.ts';
import { TestWorld } from './world.ts';

const shop = '/shop';

async function withShop(): Promise<House> {
  const house = await House.open();
  const app = anApp({ marathonId: shop });
  house.marathon.put(app);
  house.world.put(app);
  return house;
}

describe('a plan token', () => {
  const input = { app: shop, instances: 5 };

  it('is good for its caller, mutation and input, once', async () => {
    const house = await withShop();
    const { plan } = await house.plan('scaleApp', input);
    const planToken = plan?.id ?? '';
    const attempts = [
      await house.apply('scaleApp', input, { planToken, caller: 'bob' }),
      await house.apply('restartApp', { app: shop }, { planToken }),
      await house.apply('scaleApp', { ...input, instances: 6 }, { planToken }),
      await house.apply('scaleApp', input, { planToken: 'none' }),
    ];
    for (const { userErrors } of attempts) expect(userErrors).toMatchObject([{ code: 'PLAN_UNKNOWN', path: ['planToken'] }]);
    expect(house.marathon.arrived).toEqual([]);

    await house.done('scaleApp', input, { planToken });
    expect((await house.apply('scaleApp', input, { planToken })).userErrors).toMatchObject([
      { code: 'PLAN_UNKNOWN', message: expect.stringContaining('has been used') },
    ]);
    expect(house.marathon.effects).toHaveLength(1);
  });

  it('lets one of two through who use it at once', async () => {
    const house = await withShop();
    const { plan } = await house.plan('scaleApp', input);
    const another = house.another();
    const call = {
      mode: 'APPLY',
      planToken: plan?.id ?? '',
      idempotencyKey: null,
      caller: 'ann',
      requestId: 'r',
      permit: 'ALL',
      address: null,
    } as const;
    const outcomes = await Promise.all([house.actions.run('scaleApp', input, call), another.run('scaleApp', input, call)]);
    expect(outcomes.flatMap(({ userErrors }) => userErrors).map(({ code }) => code)).toEqual(['PLAN_UNKNOWN']);
    expect(house.marathon.arrived).toHaveLength(1);
  });

  it('expires, and the plan says so', async () => {
    const house = await withShop();
    const { plan } = await house.plan('scaleApp', input);
    house.clock.pass(15 * 60_000);
    expect((await house.apply('scaleApp', input, { planToken: plan?.id ?? '' })).userErrors).toMatchObject([
      { code: 'PLAN_UNKNOWN', message: expect.stringContaining('expired') },
    ]);
    expect(await house.actions.recover()).toMatchObject({ expired: 1 });
    expect((await house.store.plan(plan?.id ?? ''))?.state).toBe('EXPIRED');
    expect((await house.kinds()).slice(-1)).toEqual(['PLAN_CHANGED']);
  });

  it('is no part of a dry run', async () => {
    const house = await withShop();
    expect((await house.plan('scaleApp', input, { planToken: 'x' })).userErrors).toMatchObject([
      { code: 'BAD_USER_INPUT', path: ['planToken'] },
    ]);
  });

  it('names what moved in the tree', async () => {
    const house = await withShop();
    await house.grow('acme');
    const { plan } = await house.plan('createTreeNode', { parent: 'cop.acme', name: 'infra' });
    await house.grow('acme/infra');
    const { userErrors } = await house.apply('createTreeNode', { parent: 'cop.acme', name: 'infra' }, { planToken: plan?.id ?? '' });
    expect(userErrors).toMatchObject([
      { code: 'PLAN_STALE', message: expect.stringContaining('node of cop.acme_owt.infra was nothing, is a node') },
    ]);
  });
});

describe('cancelPlan', () => {
  it('tells those who look at the plan’s node, by the name it has then', async () => {
    const house = await House.open();
    await house.grow('acme/infra');
    const { plan } = await house.plan('createTreeNode', { parent: 'cop.acme_owt.infra', name: 'new' });
    await house.done('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'base' });
    await house.done('cancelPlan', { id: plan?.id ?? '' });
    const events = await house.store.events({
      under: 'cop.acme',
      kinds: ['PLAN_CHANGED'],
      subject: `Plan:${plan?.id}`,
      limit: 9,
      order: 'newest',
    });
    expect(events.map(({ jobName, body }) => [jobName, body['to']])).toEqual([
      ['cop.acme_owt.base', 'CANCELLED'],
      ['cop.acme_owt.infra', 'PLANNED'],
    ]);
  });

  it('ends a plan that has not run', async () => {
    const house = await withShop();
    const { plan } = await house.plan('scaleApp', { app: shop, instances: 5 });
    await house.done('cancelPlan', { id: `Plan:${plan?.id}` });
    expect(await house.store.plan(plan?.id ?? '')).toMatchObject({ state: 'CANCELLED', steps: [{ outcome: 'SKIPPED' }] });
    const used = await house.apply('scaleApp', { app: shop, instances: 5 }, { planToken: plan?.id ?? '' });
    expect(used.userErrors).toMatchObject([{ code: 'PLAN_UNKNOWN' }]);
    expect((await house.done('cancelPlan', { id: plan?.id ?? '' })).decision?.outcome).toBe('NOTHING_TO_DO');
    expect((await house.apply('cancelPlan', { id: 'none' })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'id'] }]);
  });

  it('cannot call back what has been sent', async () => {
    const house = await withShop();
    let refused: unknown;
    house.marathon.onArrival = async () => {
      const [running] = await house.store.plansIn('RUNNING', 1);
      refused = (await house.apply('cancelPlan', { id: running?.id ?? '' })).userErrors;
    };
    await house.done('scaleApp', { app: shop, instances: 5 });
    expect(refused).toMatchObject([{ code: 'CONFLICT' }]);
  });

  it('does not overtake a plan that has ended meanwhile', async () => {
    const house = await withShop();
    const { plan } = await house.plan('scaleApp', { app: shop, instances: 5 });
    const { plan: cancel } = await house.plan('cancelPlan', { id: plan?.id ?? '' });
    await house.done('scaleApp', { app: shop, instances: 5 }, { planToken: plan?.id ?? '' });
    const late = await house.apply('cancelPlan', { id: plan?.id ?? '' }, { planToken: cancel?.id ?? '' });
    expect(late.userErrors).toMatchObject([{ code: 'PLAN_STALE' }]);
    expect((await house.store.plan(plan?.id ?? ''))?.state).toBe('DONE');
  });
});

describe('an idempotency key', () => {
  const input = { app: shop, instances: 5 };
  const call = { idempotencyKey: 'k1' };

  it('gives the same outcome again', async () => {
    const house = await withShop();
    const first = await house.apply('scaleApp', input, call);
    const again = await house.apply('scaleApp', { ...input, cluster: null }, call);
    expect(again).toMatchObject({
      userErrors: [],
      subject: first.subject,
      plan: { id: first.plan?.id, state: 'DONE' },
      decision: { id: first.decision?.id },
    });
    expect(house.marathon.arrived).toHaveLength(1);
    expect((await house.store.key('ann', 'scaleApp', 'k1'))?.outcome).toEqual({ userErrors: [] });
  });

  it('gives the same refusal again', async () => {
    const house = await withShop();
    const { plan } = await house.plan('scaleApp', input);
    await house.marathon.updateApp(shop, { instances: 4 }, true);
    const stale = await house.apply('scaleApp', input, { ...call, planToken: plan?.id ?? '' });
    expect(await house.apply('scaleApp', input, { ...call, planToken: plan?.id ?? '' })).toMatchObject({
      userErrors: stale.userErrors,
      plan: { id: plan?.id },
    });
  });

  it('is refused with another input, also while the first call runs', async () => {
    const house = await withShop();
    const outcomes = await Promise.all([house.apply('scaleApp', input, call), house.apply('scaleApp', { ...input, instances: 6 }, call)]);
    expect(outcomes.map(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual([[], ['IDEMPOTENCY_KEY_REUSED']]);
    expect((await house.apply('scaleApp', { ...input, instances: 6 }, call)).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED', path: ['idempotencyKey'] },
    ]);
  });

  it('belongs to its caller and mutation', async () => {
    const house = await withShop();
    await house.done('scaleApp', input, call);
    const bob = await house.done('scaleApp', { ...input, instances: 6, force: true }, { ...call, caller: 'bob' });
    expect(bob.plan?.state).toBe('DONE');
    await house.done('restartApp', { app: shop, force: true }, call);
  });

  it('makes one of calls that come at once, in this process and in another', async () => {
    const house = await withShop();
    const another = house.another();
    const full = { mode: 'APPLY', planToken: null, caller: 'ann', requestId: 'r', permit: 'ALL', address: null, ...call } as const;
    const outcomes = await Promise.all([
      ...[1, 2, 3].map(() => house.actions.run('scaleApp', input, full)),
      ...[1, 2].map(() => another.run('scaleApp', input, full)),
    ]);
    expect(new Set(outcomes.map(({ plan }) => plan?.id)).size).toBe(1);
    expect(house.marathon.arrived).toHaveLength(1);
  });

  it('gives the outcome of the same call that was made elsewhere, and not what is refused for it', async () => {
    const house = await House.open();
    const create = { parent: null, name: 'acme' };
    // This one has looked for the key, and judges when the other one has been done.
    const look = house.store.key.bind(house.store);
    let first: unknown;
    const looked = vi.spyOn(house.store, 'key').mockImplementationOnce(async (...of) => {
      const row = await look(...of);
      first = (await house.done('createTreeNode', create, call)).plan?.id;
      return row;
    });
    const full = { mode: 'APPLY', planToken: null, caller: 'ann', requestId: 'r', permit: 'ALL', address: null, ...call } as const;
    expect(await house.another().run('createTreeNode', create, full)).toMatchObject({ userErrors: [], plan: { id: first, state: 'DONE' } });
    looked.mockRestore();
    expect((await house.apply('createTreeNode', create, { idempotencyKey: 'k2' })).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
  });

  it('is answered by another process when what was done is shown there', async () => {
    const house = await House.open();
    const world = new TestWorld(house.clock);
    const another = house.another({ world, reflected: () => world.follow(house.store) });
    await house.done('createTreeNode', { parent: null, name: 'acme' }, call);
    const full = { mode: 'APPLY', planToken: null, caller: 'ann', requestId: 'r', permit: 'ALL', address: null, ...call } as const;
    const { subject, seq } = await another.run('createTreeNode', { parent: null, name: 'acme' }, full);
    expect(subject).toBe(`TreeNode:${world.node('cop.acme')?.record.id}`);
    expect(seq).toBe(house.store.head().seq);
  });

  it('answers IN_PROGRESS when the other call takes longer than a caller can wait', async () => {
    const house = await withShop();
    const another = house.another();
    const full = { mode: 'APPLY', planToken: null, caller: 'ann', requestId: 'r', permit: 'ALL', address: null, ...call } as const;
    let meanwhile: unknown;
    house.marathon.onArrival = async () => {
      meanwhile = await another.run('scaleApp', input, full);
    };
    const outcome = await house.actions.run('scaleApp', input, full);
    expect(meanwhile).toMatchObject({ userErrors: [{ code: 'IN_PROGRESS' }], plan: { id: outcome.plan?.id, state: 'RUNNING' } });
    expect(house.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(5_000);
    expect(outcome.plan?.state).toBe('DONE');
  });

  it('is not used up by what was never begun', async () => {
    const house = await withShop();
    await house.grow('acme');
    const create = { parent: 'cop.acme', name: 'infra' };
    await house.done('setFreeze', { jobName: 'cop.acme', reason: 'sale' });
    expect((await house.apply('createTreeNode', create, call)).userErrors).toMatchObject([{ code: 'FROZEN' }]);
    await house.done('removeFreeze', { id: house.world.facts.freezes[0]?.id ?? '' });
    await house.done('createTreeNode', create, call);
  });
});
