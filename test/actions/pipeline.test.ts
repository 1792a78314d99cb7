import { describe, expect, it } from 'vitest';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

const shop = '/acme/infra/monitor/c3/graph/query/main/online';

async function withShop(): Promise<House> {
  const house = await House.open();
  const app = anApp({ marathonId: shop });
  house.marathon.put(app);
  house.world.put(app);
  return house;
}

describe('a plan of Canopy’s own facts', () => {
  it('is stored, decided, run and told in one transaction', async () => {
    const house = await House.open();
    const { plan, decision, userErrors, subject, seq } = await house.apply('createTreeNode', { parent: null, name: 'acme' });
    expect(userErrors).toEqual([]);
    expect(plan).toMatchObject({ state: 'DONE', steps: [{ system: 'canopy', verb: 'create', target: 'cop.acme', outcome: 'DONE' }] });
    expect(await house.store.plan(plan?.id ?? '')).toEqual(plan);
    expect(await house.store.decision(decision?.id ?? '')).toMatchObject({ outcome: 'CHANGE', actor: 'ann', planId: plan?.id });
    expect(house.world.nodeById(subject?.replace('TreeNode:', '') ?? '')?.jobName).toBe('cop.acme');
    expect(await house.kinds()).toEqual(['DECISION_MADE', 'TREE_NODE_CREATED', 'PLAN_CHANGED']);
    expect(seq).toBe(house.store.head().seq);
  });

  it('is only stored by a dry run, and run by its token', async () => {
    const house = await House.open();
    const { plan } = await house.plan('createTreeNode', { parent: null, name: 'acme' });
    expect(plan?.state).toBe('PLANNED');
    expect(house.jobNames()).toEqual([]);
    const applied = await house.apply('createTreeNode', { parent: null, name: 'acme' }, { planToken: plan?.id ?? '' });
    expect(applied).toMatchObject({ userErrors: [], plan: { id: plan?.id, state: 'DONE' } });
    expect(house.jobNames()).toEqual(['cop.acme']);
  });
});

describe('a plan for Marathon', () => {
  it('is sent once, and answered when Marathon has accepted it', async () => {
    const house = await withShop();
    const { plan, userErrors } = await house.apply('scaleApp', { app: shop, instances: 5 });
    expect(userErrors).toEqual([]);
    expect(plan).toMatchObject({
      state: 'DONE',
      steps: [{ before: 'instances: 3', after: 'instances: 5', outcome: 'ACCEPTED', said: { deploymentId: 'd10001', version: 10_001 } }],
    });
    expect(house.marathon.effects).toEqual([`update ${shop} {"instances":5}`]);
    expect(await house.store.openIntents()).toEqual([]);
    expect(await house.kinds()).toEqual(['DECISION_MADE', 'PLAN_CHANGED', 'PLAN_CHANGED']);
  });
});

describe('adoptApps', () => {
  it('makes the nodes of existing apps once, parents first', async () => {
    const house = await withShop();
    house.world.put(anApp({ marathonId: '/odd' }));
    const { plan, decision } = await house.done('adoptApps', {});
    expect(plan?.steps).toHaveLength(8);
    expect(decision?.rejected).toEqual([{ choice: '/odd on main', reason: 'The path has 1 names; a job has 8.' }]);
    expect(house.jobNames()).toHaveLength(8);
    const again = await house.done('adoptApps', {});
    expect(again.plan).toMatchObject({ state: 'DONE', steps: [] });
    expect(again.decision?.outcome).toBe('NOTHING_TO_DO');
  });
});
