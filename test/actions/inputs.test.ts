import { expect, it } from 'vitest';
import type { Inputs, MutationName } from '../../src/actions/inputs.ts';
import { House } from './house.ts';
import { anApp, aTask } from './marathon.ts';

const SECRET = 'hunter2';
const infra = 'cop.acme_owt.infra';
type Ask = { [M in MutationName]: readonly [M, Inputs[M], { readonly [input: string]: string }] }[MutationName];

const asks: readonly Ask[] = [
  ['scaleApp', { app: '/shop', instances: 5 }, { instances: '3', running: '3', deployments: 'none', version: '1970-01-01T00:00:01.000Z' }],
  ['restartApp', { app: '/shop' }, { instances: '3', running: '3', version: '1970-01-01T00:00:01.000Z' }],
  ['deleteApp', { app: '/shop' }, { instances: '3', running: '3', version: '1970-01-01T00:00:01.000Z' }],
  ['deployApp', { app: '/shop', cpus: 2 }, { instances: '3', version: '1970-01-01T00:00:01.000Z' }],
  ['deployApp', { app: '/new', image: 'x' }, { app: 'nothing' }],
  ['killContainer', { taskId: 't1' }, { state: 'RUNNING', health: 'HEALTHY', host: 'host-1', instances: '3' }],
  ['cancelDeployment', { deployment: 'd1' }, { step: '1 of 2', apps: '1: /shop' }],
  ['createTreeNode', { parent: infra, name: 'new' }, { [`node of ${infra}_pdl.new`]: 'nothing', [`node of ${infra}`]: 'id of infra' }],
  ['renameTreeNode', { jobName: infra, name: 'base' }, { nodes: '1', [`node of ${infra}`]: 'id of infra' }],
  [
    'deleteTreeNode',
    { jobName: infra },
    { [`children of ${infra}`]: 'empty', [`apps of ${infra}`]: 'empty', [`hosts of ${infra}`]: 'empty' },
  ],
  ['setFreeze', { jobName: infra, reason: 'sale' }, { [`node of ${infra}`]: 'id of infra' }],
  ['attachHost', { jobName: infra, host: 'web-1' }, { 'presence of host web-1': 'true' }],
];

it.each(asks)('the decision of %s keeps what was seen: %j', async (mutation, input, seen) => {
  const house = await House.open();
  await house.grow('acme/infra');
  house.world.hosts.add('web-1');
  const task = aTask('t1');
  house.marathon.put(anApp({ marathonId: '/shop' }), { env: { PASSWORD: SECRET } }, [task]);
  house.world.containers.set('t1', Object.assign(Object.create(null), task, { cluster: 'main', marathonId: '/shop' }));
  if (mutation === 'cancelDeployment') {
    const deployment = { cluster: 'main', deploymentId: 'd1', version: 1, affectedApps: ['/shop'], currentStep: 1, totalSteps: 2 };
    house.marathon.listed.push({ ...deployment, currentActions: [], steps: [] });
  }
  const asked = house.clock.now();
  const { decision } = await house.plan(mutation, input);
  const inputs = new Map(decision?.inputs.map((each) => [each.name, each]));
  const id = house.world.node(infra)?.record.id ?? '';
  for (const [name, value] of Object.entries(seen))
    expect([name, inputs.get(name)?.value]).toEqual([name, value.replace('id of infra', id)]);
  for (const { name, source, observedAt } of inputs.values()) {
    expect([name, source]).toEqual([name, expect.any(String)]);
    // The inventory of hosts does not say when it was read.
    if (source !== 'mesos') expect(observedAt).toBeGreaterThan(asked - 10_000);
    expect(observedAt ?? 0).toBeLessThanOrEqual(asked);
  }
  expect(JSON.stringify(decision)).not.toContain(SECRET);
  expect(JSON.stringify(decision?.inputs).length).toBeLessThan(1_500);
});

it('what the copy of Marathon shows is as old as that copy', async () => {
  const house = await House.open();
  await house.grow('acme/infra');
  house.world.put(anApp({ marathonId: '/acme' }));
  const { decision } = await house.plan('deleteTreeNode', { jobName: infra });
  const apps = decision?.inputs.find(({ name }) => name === `apps of ${infra}`);
  expect(apps).toEqual({ name: `apps of ${infra}`, value: 'empty', source: 'marathon', observedAt: house.clock.now() - 1_000 });
});
