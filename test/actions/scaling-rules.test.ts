import { describe, expect, it } from 'vitest';
import { policyOf, type PolicyInput } from '../../src/scaling/input.ts';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

const path = 'acme/infra/monitor/c3/graph/query/main/online';
const id = `/${path}`;

/** An app in its place, as it is held and as its Marathon has it. */
async function houseWith(clusters: readonly string[] = ['main']): Promise<House> {
  const house = await House.open(clusters);
  await house.grow(path);
  for (const cluster of clusters) {
    house.world.put(anApp({ marathonId: id, cluster }));
  }
  return house;
}

const given = (over: Partial<PolicyInput> = {}): PolicyInput => ({
  min: 1,
  max: 20,
  metrics: [{ metric: 'CPU_IDLE', target: 50 }],
  ...over,
});
const rulesOf = async (house: House) => (await house.store.facts()).scalingRules;

describe('a scaling rule', () => {
  it('begins in OBSERVE, keeps its id and mode where it is changed, and says nothing twice', async () => {
    const house = await houseWith();
    const { plan } = await house.done('setScalingRule', { app: id, rule: given() });
    expect(plan?.steps).toMatchObject([{ verb: 'set rule', target: id, before: null }]);
    const [first] = await rulesOf(house);
    expect(first).toMatchObject({ on: `App:main:${id}`, mode: 'OBSERVE', setBy: 'ann', policy: policyOf(given(), 0) });
    await house.done('setScalingMode', { id: first?.id ?? '', mode: 'ACT' });
    await house.done('setScalingRule', { app: id, rule: given({ max: 7 }) });
    expect(await rulesOf(house)).toMatchObject([{ id: first?.id, mode: 'ACT', policy: { max: 7 } }]);
    expect((await house.done('setScalingRule', { app: id, rule: given({ max: 7 }) })).plan).toMatchObject({ state: 'DONE', steps: [] });
    await house.done('removeScalingRule', { id: first?.id ?? '' });
    expect(await rulesOf(house)).toEqual([]);
    expect((await house.kinds()).filter((kind) => kind.startsWith('SCALING_'))).toEqual([
      ...['SCALING_RULE_SET', 'SCALING_MODE_SET', 'SCALING_RULE_SET', 'SCALING_RULE_REMOVED'],
    ]);
  });

  it('may be set on a node, and goes with it', async () => {
    const house = await House.open();
    await house.grow('acme/infra');
    await house.done('setScalingRule', { jobName: 'cop.acme_owt.infra', rule: given() });
    const { decision } = await house.plan('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'base' });
    expect(decision?.inputs.map(({ name }) => name)).toContain('scalingRules');
    await house.done('deleteTreeNode', { jobName: 'cop.acme_owt.infra' });
    expect(await rulesOf(house)).toEqual([]);
  });

  it.each([
    ['min above max', { app: id, rule: given({ min: 9, max: 3 }) }, 'BAD_USER_INPUT', ['input', 'rule', 'max']],
    [
      'no target',
      { app: id, rule: given({ metrics: [{ metric: 'CPU_IDLE', target: 0 }] }) },
      'BAD_USER_INPUT',
      'input.rule.metrics.0.target',
    ],
    [
      'a time that is none',
      { app: id, rule: given({ schedule: [{ name: 'night', recurrence: '0 22 * * *', zone: 'Mars/Base', durationSeconds: 60, min: 3 }] }) },
      ...['BAD_USER_INPUT', 'input.rule.schedule.0.zone'],
    ],
    [
      'a counter of an endpoint, on a node',
      { jobName: 'cop.acme', rule: given({ metrics: [{ counter: 'alb.rate', endpoint: 'lb-1', target: 5 }] }) },
      ...['BAD_USER_INPUT', 'input.rule.metrics.0.endpoint'],
    ],
    ['neither app nor node', { rule: given() }, 'BAD_USER_INPUT', ['input', 'app']],
    ['both', { app: id, jobName: 'cop.acme', rule: given() }, 'BAD_USER_INPUT', ['input', 'app']],
    ['an app that is not there', { app: '/acme/none', rule: given() }, 'NOT_FOUND', ['input', 'app']],
    ['a node that is not there', { jobName: 'cop.none', rule: given() }, 'NOT_FOUND', ['input', 'jobName']],
  ] as const)('is refused at its place, and nothing is stored: %s', async (_, input, code, place) => {
    const house = await houseWith();
    const { userErrors, plan } = await house.apply('setScalingRule', input);
    expect(userErrors).toMatchObject([{ code, path: typeof place === 'string' ? place.split('.') : place }]);
    expect([plan, await rulesOf(house)]).toEqual([null, []]);
  });

  it('is refused of an app that two Marathons run, unless one is named', async () => {
    const house = await houseWith(['main', 'other']);
    const { userErrors } = await house.apply('setScalingRule', { app: id, rule: given() });
    expect(userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'cluster'] }]);
    await house.done('setScalingRule', { app: id, cluster: 'other', rule: given() });
    expect(await rulesOf(house)).toMatchObject([{ on: `App:other:${id}` }]);
  });

  it('is not changed under a freeze; its mode is', async () => {
    const house = await houseWith();
    await house.done('setScalingRule', { app: id, rule: given() });
    await house.done('setFreeze', { jobName: 'cop.acme', reason: 'holiday' });
    const [rule] = await rulesOf(house);
    for (const refused of [
      await house.apply('setScalingRule', { app: id, rule: given({ max: 2 }) }),
      await house.apply('removeScalingRule', { id: rule?.id ?? '' }),
    ])
      expect(refused.userErrors).toMatchObject([{ code: 'FROZEN' }]);
    await house.done('setScalingMode', { id: rule?.id ?? '', mode: 'OFF' });
    expect(await rulesOf(house)).toMatchObject([{ mode: 'OFF', policy: { max: 20 } }]);
  });

  it('is planned on what was there: another rule meanwhile makes the plan stale', async () => {
    const house = await houseWith();
    const { plan } = await house.plan('setScalingRule', { app: id, rule: given({ max: 5 }) });
    await house.done('setScalingRule', { app: id, rule: given({ max: 6 }) });
    const { userErrors } = await house.apply('setScalingRule', { app: id, rule: given({ max: 5 }) }, { planToken: plan?.id ?? null });
    expect(userErrors).toMatchObject([{ code: 'PLAN_STALE' }]);
    expect(await rulesOf(house)).toMatchObject([{ policy: { max: 6 } }]);
  });

  it('is not there: nothing is removed or switched', async () => {
    const house = await House.open();
    for (const { userErrors } of [
      await house.apply('removeScalingRule', { id: 'none' }),
      await house.apply('setScalingMode', { id: 'none', mode: 'ACT' }),
    ])
      expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'id'] }]);
  });
});
