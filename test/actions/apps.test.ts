import { describe, expect, it } from 'vitest';
import { Container } from '../../src/containers/model.ts';
import { House } from './house.ts';
import { anApp, aTask, refusal } from './marathon.ts';

const shop = '/acme/infra/monitor/c3/graph/query/main/online';
const job = 'cop.acme_owt.infra_pdl.monitor_cluster.c3_servicegroup.graph_service.query_jobgroup.main_job.online';

async function withShop(over: Partial<Parameters<typeof anApp>[0]> = {}, definition = {}, marathons?: readonly string[]): Promise<House> {
  const house = await House.open(marathons);
  const app = anApp({ marathonId: shop, ...over });
  const tasks = ['t1', 't2'].map((id) => aTask(id));
  house.marathon.put(app, definition, tasks);
  house.world.put(app);
  for (const task of tasks) house.world.containers.set(task.taskId, new Container('main', shop, task, 1, 1));
  return house;
}

describe('the app argument', () => {
  it('may be the JobName of the job', async () => {
    const house = await withShop();
    await house.done('adoptApps', {});
    const { subject, plan } = await house.done('scaleApp', { app: job, instances: 1 });
    expect(subject).toBe(`App:main:${shop}`);
    expect(plan?.nodeId).toBe(house.world.node(job)?.record.id);
  });

  it.each([
    [{ app: '/nothing' }, 'NOT_FOUND', ['input', 'app']],
    [{ app: '/Not/an/id' }, 'BAD_USER_INPUT', ['input', 'app']],
    [{ app: 'cop.acme' }, 'BAD_USER_INPUT', ['input', 'app']],
    [{ app: 'cop.acme_x.y' }, 'BAD_USER_INPUT', ['input', 'app']],
    [{ app: shop, cluster: 'nowhere' }, 'BAD_USER_INPUT', ['input', 'cluster']],
  ])('is refused when it names no app: %j', async (input, code, path) => {
    const house = await withShop();
    expect((await house.apply('restartApp', input)).userErrors).toMatchObject([{ code, path }]);
  });

  it('is ambiguous when several Marathons have the app, and the answer names them', async () => {
    const house = await withShop({}, {}, ['main', 'other']);
    const twin = anApp({ marathonId: shop, cluster: 'other' });
    house.world.put(twin);
    house.other.put(twin);
    const { userErrors } = await house.apply('scaleApp', { app: shop, instances: 1 });
    expect(userErrors).toMatchObject([
      { code: 'BAD_USER_INPUT', path: ['input', 'cluster'], message: `"${shop}" is ambiguous: ${shop} on main, ${shop} on other.` },
    ]);
    const { subject } = await house.done('scaleApp', { app: shop, cluster: 'other', instances: 1 });
    expect(subject).toBe(`App:other:${shop}`);
    const fresh = await house.apply('deployApp', { app: '/new', image: 'x' });
    expect(fresh.userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'cluster'] }]);
  });
});

describe('scaleApp', () => {
  it.each([-1, 1.5, Number.NaN, 1e9])('refuses %d instances', async (instances) => {
    const house = await withShop();
    expect((await house.apply('scaleApp', { app: shop, instances })).userErrors).toMatchObject([
      { code: 'BAD_USER_INPUT', path: ['input', 'instances'] },
    ]);
    expect(house.marathon.arrived).toEqual([]);
  });

  it('does nothing when the app has that size, and records that', async () => {
    const house = await withShop();
    const { plan, decision } = await house.done('scaleApp', { app: shop, instances: 3 });
    expect(plan).toMatchObject({ state: 'DONE', steps: [] });
    expect(await house.store.decision(decision?.id ?? '')).toMatchObject({
      outcome: 'NOTHING_TO_DO',
      reason: `${shop} already has 3 instances.`,
    });
    expect(house.marathon.arrived).toEqual([]);
  });

  it('waits for no one: an app held by a deployment is refused, or forced', async () => {
    const house = await withShop({ deploymentIds: ['d7'] });
    const held = await house.apply('scaleApp', { app: shop, instances: 5 });
    expect(held).toMatchObject({ userErrors: [{ code: 'CONFLICT', message: expect.stringContaining('d7') }], plan: { state: 'STOPPED' } });
    expect(house.marathon.arrived).toEqual([]);
    await house.done('scaleApp', { app: shop, instances: 5, force: true });
  });
});

describe('deployApp', () => {
  const definition = {
    cmd: 'run',
    cpus: 0.5,
    mem: 64,
    env: { MODE: 'a', DB_PASSWORD: 'hunter2', OTHER: 'x' },
    labels: { team: 'graph' },
    container: { type: 'DOCKER', docker: { image: 'shop:1', network: 'BRIDGE' } },
  };

  it('shows the fields that change, and sends those alone', async () => {
    const house = await withShop({}, definition);
    const { plan } = await house.done('deployApp', { app: shop, image: 'shop:2', cpus: 0.5, memMiB: 128 });
    expect(plan?.steps).toMatchObject([
      {
        verb: 'deploy',
        before: 'container.docker.image: "shop:1"\nmem: 64',
        after: 'container.docker.image: "shop:2"\nmem: 128',
        outcome: 'ACCEPTED',
      },
    ]);
    expect(house.marathon.effects).toEqual([
      `update ${shop} ${JSON.stringify({ container: { type: 'DOCKER', docker: { image: 'shop:2', network: 'BRIDGE' } }, mem: 128 })}`,
    ]);
  });

  it('puts all labels in place of those there, and changes single values by the definition', async () => {
    const house = await withShop({}, definition);
    await house.done('deployApp', { app: shop, labels: [{ name: 'tier', value: '1' }], definition: { env: { MODE: 'b', OTHER: null } } });
    const after = await house.marathon.definition(shop);
    expect(after?.['labels']).toEqual({ tier: '1' });
    expect(after?.['env']).toEqual({ MODE: 'b', DB_PASSWORD: 'hunter2' });
  });

  it('puts the whole definition in place when a member goes away', async () => {
    const house = await withShop({}, definition);
    await house.done('deployApp', { app: shop, definition: { cmd: null } });
    expect(house.marathon.effects).toEqual([`replace ${shop}`]);
    expect(await house.marathon.definition(shop)).not.toHaveProperty('cmd');
  });

  it('creates an app that is not there', async () => {
    const house = await withShop();
    const { plan } = await house.done('deployApp', { app: '/new', image: 'x:1', instances: 2 });
    expect(plan?.steps).toMatchObject([{ before: null, dependsOn: { exists: false } }]);
    expect(house.marathon.apps.get('/new')?.record.instances).toBe(2);
  });

  it('leaves no value of the environment anywhere but in Marathon', async () => {
    const house = await withShop({}, definition);
    const input = {
      app: shop,
      command: 'run --token tok-123 --db mysql://u:pw-123@db/x',
      env: [
        { name: 'DB_PASSWORD', value: 'correct-horse' },
        { name: 'MODE', value: 'plain-env-value' },
      ],
      labels: [{ name: 'api_key', value: 'label-key-1' }],
      definition: { env: { SESSION_TOKEN: 'tok-456' } },
    };
    const { plan, decision } = await house.plan('deployApp', input);
    await house.done('deployApp', input, { planToken: plan?.id ?? '' });
    expect(await house.marathon.definition(shop)).toMatchObject({ env: { DB_PASSWORD: 'correct-horse', SESSION_TOKEN: 'tok-456' } });

    const events = await house.store.events({ limit: 100, order: 'oldest' });
    const kept = JSON.stringify([await house.store.plan(plan?.id ?? ''), await house.store.decision(decision?.id ?? ''), events]);
    for (const secret of ['hunter2', 'correct-horse', 'tok-123', 'pw-123', 'tok-456', 'label-key-1']) expect(kept).not.toContain(secret);
    expect(JSON.stringify([plan?.input, plan?.steps.map(({ request }) => request)])).not.toContain('plain-env-value');
    expect(plan?.steps[0]?.after).toContain('env.DB_PASSWORD: [secret] (changed)');
  });

  it('is stale by token when a member it overwrites has changed, and not when another has', async () => {
    const house = await withShop({}, definition);
    const input = { app: shop, image: 'shop:2' };
    const { plan: first } = await house.plan('deployApp', input);
    await house.marathon.updateApp(shop, { instances: 9 }, true);
    const settled = house.marathon.apps.get(shop);
    if (settled) settled.record = { ...settled.record, deploymentIds: [] };
    await house.done('deployApp', input, { planToken: first?.id ?? '' });

    const { plan: second } = await house.plan('deployApp', { app: shop, image: 'shop:3', force: true });
    await house.marathon.updateApp(shop, { container: { type: 'DOCKER', docker: { image: 'shop:other' } } }, true);
    const { userErrors } = await house.apply('deployApp', { app: shop, image: 'shop:3', force: true }, { planToken: second?.id ?? '' });
    expect(userErrors).toMatchObject([{ code: 'PLAN_STALE', message: expect.stringContaining('shop:other') }]);
  });

  it.each([
    ['the members of the plan', { cpus: 2, memMiB: 256 }, { cpus: 2, mem: 512 }],
    ['the whole without a member', { cpus: 2, memMiB: 256, definition: { cmd: null } }, { cpus: 2, mem: 512, args: ['x'] }],
  ])('writes by token what the plan shows and nothing else: %s', async (_, change, after) => {
    const house = await withShop({}, { cmd: 'run', cpus: 1, mem: 256 });
    const { plan } = await house.plan('deployApp', { app: shop, ...change });
    expect(plan?.steps[0]?.after).toBe('cpus: 2');
    await house.marathon.updateApp(shop, { mem: 512, args: ['x'] }, true);
    const settled = house.marathon.apps.get(shop);
    if (settled) settled.record = { ...settled.record, deploymentIds: [] };
    await house.done('deployApp', { app: shop, ...change }, { planToken: plan?.id ?? '' });
    expect(await house.marathon.definition(shop)).toMatchObject(after);
  });

  it.each([
    [{ cpus: -1 }, ['input', 'cpus']],
    [{ instances: 1.5 }, ['input', 'instances']],
    [{ image: ' ' }, ['input', 'image']],
    [
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      ['input', 'env', '1', 'name'],
    ],
    [{ definition: { id: '/other' } }, ['input', 'definition', 'id']],
  ])('refuses %j', async (change, path) => {
    const house = await withShop();
    expect((await house.apply('deployApp', { app: shop, ...change })).userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path }]);
  });

  it('passes on Marathon’s words with the place in the input', async () => {
    const house = await withShop();
    house.marathon.accidents.push(
      refusal('BAD_USER_INPUT', 'Object is not valid', { problems: [{ path: '/cpus', errors: ['must be smaller'] }] }),
    );
    const { userErrors, plan } = await house.apply('deployApp', { app: shop, cpus: 999 });
    expect(userErrors).toEqual([
      { code: 'BAD_USER_INPUT', message: 'marathon:main refuses cpus: must be smaller', path: ['input', 'cpus'] },
    ]);
    expect(plan).toMatchObject({ state: 'STOPPED', steps: [{ outcome: 'REFUSED' }] });
    expect(await house.store.openIntents()).toEqual([]);
  });
});

it('does not repeat a secret that Marathon repeats', async () => {
  const house = await withShop();
  house.marathon.accidents.push(refusal('BAD_USER_INPUT', 'Invalid JSON: {"env":{"PIN":"4711-0815"}}'));
  const { userErrors } = await house.apply('deployApp', { app: shop, env: [{ name: 'PIN', value: '4711-0815' }] });
  expect(userErrors).toMatchObject([{ message: 'Invalid JSON: {"env":{"PIN":"[secret]"}}' }]);
});

describe('restartApp, rollbackApp and deleteApp', () => {
  it('restarts what runs', async () => {
    const house = await withShop();
    await house.done('restartApp', { app: shop });
    expect(house.marathon.effects).toEqual([`restart ${shop}`]);
    const idle = await withShop({ instances: 0 });
    expect((await idle.done('restartApp', { app: shop })).plan?.steps).toEqual([]);
  });

  it('goes back to an earlier definition as a whole', async () => {
    const house = await withShop({}, { cmd: 'one', env: { A_TOKEN: 'first' } });
    await house.marathon.updateApp(shop, { cmd: 'two', env: {} }, true);
    const { plan } = await house.done('rollbackApp', { app: shop, version: 1_000, force: true });
    expect(plan?.steps).toMatchObject([{ before: 'cmd: "two"\nenv: {}', after: 'cmd: "one"\nenv.A_TOKEN: [secret]' }]);
    expect(await house.marathon.definition(shop)).toMatchObject({ cmd: 'one', env: { A_TOKEN: 'first' } });
    expect((await house.apply('rollbackApp', { app: shop, version: 5 })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'version'] },
    ]);
  });

  it('deletes the app that was seen', async () => {
    const house = await withShop();
    const { plan } = await house.plan('deleteApp', { app: shop });
    await house.marathon.updateApp(shop, { cmd: 'new' }, true);
    const stale = await house.apply('deleteApp', { app: shop }, { planToken: plan?.id ?? '' });
    expect(stale.userErrors).toMatchObject([
      { code: 'PLAN_STALE', message: expect.stringContaining('version was 1970-01-01T00:00:01.000Z, is 1970-01-01T00:00:10.001Z') },
    ]);
    await house.done('deleteApp', { app: shop, force: true });
    expect(house.marathon.apps.has(shop)).toBe(false);
  });
});

describe('killContainer and cancelDeployment', () => {
  it('kills a task that is there', async () => {
    const house = await withShop();
    expect((await house.done('killContainer', { taskId: 't1' })).subject).toBe('Container:main:t1');
    expect((await house.apply('killContainer', { taskId: 't1' })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'taskId'] },
    ]);
    await house.done('killContainer', { taskId: 't2', scale: true });
    expect(house.marathon.effects).toEqual(['kill t1 false', 'kill t2 true']);
  });

  it('rolls a deployment back, or drops it', async () => {
    const house = await withShop();
    const deployment = {
      cluster: 'main',
      deploymentId: 'd1',
      version: 1,
      affectedApps: [shop],
      currentStep: 1,
      totalSteps: 2,
      currentActions: [],
      steps: [],
    };
    house.marathon.listed.push(deployment, { ...deployment, deploymentId: 'd2' });
    await house.done('cancelDeployment', { deployment: 'Deployment:main:d1' });
    await house.done('cancelDeployment', { deployment: 'd2', rollback: false });
    expect(house.marathon.effects).toEqual(['cancel d1 false', 'cancel d2 true']);
    expect((await house.apply('cancelDeployment', { deployment: 'd9' })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'deployment'] },
    ]);
  });

  it('keeps to freezes', async () => {
    const house = await withShop();
    await house.grow('acme');
    await house.done('setFreeze', { jobName: 'cop.acme', reason: 'sale' });
    for (const outcome of [
      await house.apply('killContainer', { taskId: 't1' }),
      await house.apply('deployApp', { app: '/acme/new', image: 'x' }),
      await house.apply('deleteApp', { app: shop }),
    ]) {
      expect(outcome.userErrors).toMatchObject([{ code: 'FROZEN' }]);
    }
    expect(house.marathon.arrived).toEqual([]);
  });
});
