import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleeper, startSandbox, until, type Sandbox } from './start.ts';

describe.each(['1.1', '1.5', '1.9'])('Marathon %s', (version) => {
  let sandbox: Sandbox;
  const old = version === '1.1';
  const late = version === '1.9';

  beforeAll(async () => {
    sandbox = await startSandbox({ version, minDelayMs: 5, maxDelayMs: 60 });
  });
  afterAll(() => sandbox.stop());

  it('names tasks and tells their state in its own way', async () => {
    await sandbox.ask('POST', '/v2/apps', sleeper('/a/b'));
    const { tasks } = await sandbox.settled('/a/b');
    const uuid = '[0-9a-f]{8}-[0-9a-f-]{27}';
    const form = {
      '1.1': `^a_b\\.${uuid}$`,
      '1.5': `^a_b\\.instance-${uuid}\\._app$`,
      '1.9': `^a_b\\.instance-${uuid}\\._app\\.1$`,
    }[version];
    expect(tasks[0].id).toMatch(new RegExp(form ?? ''));
    expect(tasks[0].state).toBe(old ? undefined : 'TASK_RUNNING');
    expect('region' in tasks[0]).toBe(late);
  });

  it(old ? 'tells only the first RUNNING and the end of a task' : 'tells every change of a task and of its instance', async () => {
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    await sandbox.ask('POST', '/v2/apps', sleeper('/told'));
    const { tasks } = await sandbox.settled('/told');
    await sandbox.ask('DELETE', `/v2/apps/told/tasks/${tasks[0].id}?scale=true`);
    await tap.next('status_update_event', ({ taskStatus }) => taskStatus === 'TASK_KILLED');
    const states = tap.events.filter(({ data }) => data.taskId === tasks[0].id).map(({ data }) => data.taskStatus);
    expect(states).toEqual(old ? ['TASK_RUNNING', 'TASK_KILLED'] : ['TASK_STAGING', 'TASK_RUNNING', 'TASK_KILLING', 'TASK_KILLED']);
    const conditions = tap.events.filter(({ type }) => type === 'instance_changed_event').map(({ data }) => data.condition);
    if (old) expect(conditions).toEqual([]);
    else expect(conditions.slice(0, 3)).toEqual(late ? ['Scheduled', 'Provisioned', 'Staging'] : ['Created', 'Staging', 'Running']);
    tap.close();
  });

  it(`writes absent values ${old ? 'as null' : 'not at all'}`, async () => {
    await sandbox.ask('POST', '/v2/apps', sleeper('/plain', { instances: 0 }));
    const { app } = (await sandbox.get('/v2/apps/plain')).body;
    if (old)
      expect(app).toMatchObject({
        container: null,
        args: null,
        user: null,
        env: {},
        uris: [],
        healthChecks: [],
        ports: [expect.any(Number)],
      });
    else for (const key of ['container', 'args', 'user', 'env', 'uris', 'healthChecks', 'ports']) expect(app).not.toHaveProperty(key);
  });

  it('places the network of a container where it belongs', async () => {
    const docker = {
      image: 'x',
      network: 'BRIDGE',
      portMappings: [{ containerPort: 80, hostPort: 0 }],
    };
    await sandbox.ask('POST', '/v2/apps', sleeper('/net', { instances: 0, container: { type: 'DOCKER', docker } }));
    const { app } = (await sandbox.get('/v2/apps/net')).body;
    if (old)
      expect(app.container.docker).toMatchObject({
        network: 'BRIDGE',
        portMappings: [{ containerPort: 80 }],
      });
    else
      expect(app).toMatchObject({
        networks: [{ mode: 'container/bridge' }],
        container: { portMappings: [{ containerPort: 80 }] },
      });
  });

  it(`carries ${late ? 'no' : 'two'} root groups in the plan of a deployment`, async () => {
    const tap = await sandbox.listen();
    await sandbox.ask('POST', '/v2/apps', sleeper('/plan'));
    const { data } = await tap.next('deployment_info');
    expect('original' in data.plan && 'target' in data.plan).toBe(!late);
    tap.close();
  });

  it(old ? 'has event subscriptions and no pods' : 'has pods and no event subscriptions', async () => {
    expect((await sandbox.ask('HEAD', '/v2/pods')).status).toBe(old ? 500 : 200);
    expect((await sandbox.get('/v2/eventSubscriptions')).status).toBe(old ? 200 : 500);
  });

  it(`brings a failed task back ${late ? 'under its instance with a higher incarnation' : 'under a new id'}`, async () => {
    const failing = { ...sleeper('/crash'), cmd: 'exit 1', labels: {}, backoffSeconds: 0 };
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    await sandbox.ask('POST', '/v2/apps', failing);
    const ended = () => tap.events.filter(({ data }) => data.taskStatus === 'TASK_FAILED').map(({ data }) => data.taskId);
    const [first, second] = await until('two failures', () => (ended().length >= 2 ? ended() : undefined));
    if (late) expect([first, second]).toEqual([expect.stringMatching(/\.1$/), first.replace(/1$/, '2')]);
    else expect(first).not.toBe(second);
    tap.close();
  });
});

describe('an instance that failed', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ version: '1.9', minDelayMs: 5, maxDelayMs: 60 });
  });
  afterAll(() => sandbox.stop());

  const incarnations = async (id: string): Promise<number[]> => {
    const { tasks } = await sandbox.settled(id);
    return tasks.map((task: { id: string }) => Number(/\.(\d+)$/.exec(task.id)?.[1])).sort();
  };

  /** An app whose tasks fail, and would not come back for an hour. */
  async function failing(id: string): Promise<void> {
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    await sandbox.ask('POST', '/v2/apps', { id, cmd: 'exit 1', cpus: 0.1, mem: 32, instances: 2, backoffSeconds: 3_600 });
    const failed = () => tap.events.filter(({ data }) => data.appId === id && data.taskStatus === 'TASK_FAILED');
    await until('both to fail', () => (failed().length >= 2 ? true : undefined));
    tap.close();
  }

  it('does not come back in an app that was made anew', async () => {
    await failing('/anew');
    await sandbox.ask('DELETE', '/v2/apps/anew?force=true');
    await until('it to be gone', async () => ((await sandbox.get('/v2/apps/anew')).status === 404 ? true : undefined));
    await sandbox.ask('POST', '/v2/apps', sleeper('/anew', { instances: 2 }));
    expect(await incarnations('/anew')).toEqual([1, 1]);
  });

  it('comes back once, and not when the app grows later', async () => {
    await failing('/grows');
    const sound = { cmd: 'serve', labels: { 'sandbox.simulated': 'true' }, instances: 1 };
    await sandbox.ask('PUT', '/v2/apps/grows?force=true', sound);
    expect(await incarnations('/grows')).toEqual([2]);
    await sandbox.ask('PUT', '/v2/apps/grows', { instances: 3 });
    expect(await incarnations('/grows')).toEqual([1, 1, 2]);
  });
});
