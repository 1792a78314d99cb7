import { expect, it } from 'vitest';
import type { LocalWrite } from '../../src/actions/local.ts';
import { asJson } from '../../src/actions/spec.ts';
import { House } from './house.ts';

const COMPANY = { jobName: 'cop.acme', name: 'best' } as const;

it('a rename by its token is stale when a child was made below meanwhile', async () => {
  const house = await House.open();
  await house.grow('acme/infra/monitor');
  const { plan } = await house.plan('renameTreeNode', COMPANY);
  await house.grow('acme/infra/fresh');
  const applied = await house.apply('renameTreeNode', COMPANY, { planToken: plan?.id ?? '' });
  expect(applied).toMatchObject({
    userErrors: [{ code: 'PLAN_STALE', message: expect.stringMatching(/subtree of cop\.acme was 3 nodes .* is 4 nodes/) }],
    plan: { state: 'STOPPED' },
  });
  // And with a new plan the old name of that child finds it.
  await house.done('renameTreeNode', COMPANY);
  expect(house.world.node('cop.acme_owt.infra_pdl.fresh')?.jobName).toBe('cop.best_owt.infra_pdl.fresh');
});

it('a move by its token is stale when a node below was renamed meanwhile', async () => {
  const house = await House.open();
  await house.grow('acme/infra/monitor/c3');
  await house.grow('acme/base');
  const input = { jobName: 'cop.acme_owt.infra_pdl.monitor', newParent: 'cop.acme_owt.base' };
  const { plan } = await house.plan('moveTreeNode', input);
  await house.done('renameTreeNode', { jobName: 'cop.acme_owt.infra_pdl.monitor_cluster.c3', name: 'c4' });
  expect(await house.apply('moveTreeNode', input, { planToken: plan?.id ?? '' })).toMatchObject({
    userErrors: [{ code: 'PLAN_STALE' }],
  });
});

it('a plan that renames a large company says of each node no more than its end and its id', async () => {
  const house = await House.open();
  const child = 'a-department-with-a-long-name-'.repeat(2);
  await house.store.write(async (tx) => {
    await tx.putNode({ id: 'n', parentId: null, depth: 0, name: 'acme', createdAt: 1 });
    for (let n = 0; n < 100; n++) await tx.putNode({ id: `n${n}`, parentId: 'n', depth: 1, name: `${child}${n}`, createdAt: 1 });
  });
  await house.world.follow(house.store);
  const { plan } = await house.done('renameTreeNode', COMPANY);
  expect(JSON.stringify(plan).length).toBeLessThan(100 * (child.length + 30) + 1_500);
  expect(house.world.aliasesOf('n7').map(({ jobName }) => jobName)).toEqual([`cop.acme_owt.${child}7`]);
});

it('a plan that was stored before there were lists of aliases is still run', async () => {
  const house = await House.open();
  await house.grow('acme/infra');
  const { plan } = await house.plan('renameTreeNode', COMPANY);
  const [step] = plan?.steps ?? [];
  const node = house.world.node('cop.acme')?.record;
  const infra = house.world.node('cop.acme_owt.infra')?.record;
  if (!plan || !step || !node || !infra) throw new Error('they were made above');
  const writes: readonly LocalWrite[] = [
    { put: 'node', value: { ...node, name: 'best' }, before: node },
    { drop: 'alias', jobName: 'cop.best' },
    { put: 'alias', value: { jobName: 'cop.acme', nodeId: node.id, since: 1 } },
    { put: 'alias', value: { jobName: 'cop.acme_owt.infra', nodeId: infra.id, since: 1 } },
  ];
  const request = asJson({ guards: [node.id], writes, events: [] });
  const dependsOn = { 'node of cop.acme': node.id, 'node of cop.acme_owt.infra': infra.id, 'node of cop.best': null };
  await house.store.write((tx) => tx.putPlan({ ...plan, steps: [{ ...step, request, dependsOn }], revision: plan.revision + 1 }));
  expect(await house.apply('renameTreeNode', COMPANY, { planToken: plan.id })).toMatchObject({ userErrors: [], plan: { state: 'DONE' } });
  expect(house.world.facts.aliases.map(({ jobName }) => jobName)).toEqual(['cop.acme', 'cop.acme_owt.infra']);
});

it.each(['renameTreeNode', 'moveTreeNode'] as const)('%s of a node is held by a freeze below it, which is named', async (mutation) => {
  const house = await House.open();
  await house.grow('acme/infra/monitor/c3');
  await house.grow('acme/base');
  const frozen = 'cop.acme_owt.infra_pdl.monitor_cluster.c3';
  const jobName = 'cop.acme_owt.infra_pdl.monitor';
  const change = () =>
    mutation === 'renameTreeNode'
      ? house.apply('renameTreeNode', { jobName, name: 'watch' })
      : house.apply('moveTreeNode', { jobName, newParent: 'cop.acme_owt.base' });
  await house.done('setFreeze', { jobName: frozen, reason: 'sale', until: house.clock.now() + 60_000 });
  expect(await change()).toMatchObject({ userErrors: [{ code: 'FROZEN', message: expect.stringContaining(`${frozen} is frozen`) }] });
  expect(house.world.node(frozen)?.jobName).toBe(frozen);
  // What hangs beside it, or stands above it, is not.
  await house.done('renameTreeNode', { jobName: 'cop.acme_owt.base', name: 'ground' });
  await house.done('createTreeNode', { parent: jobName, name: 'c4' });
  house.clock.pass(60_000);
  await house.done('renameTreeNode', { jobName, name: 'watch' });
});
