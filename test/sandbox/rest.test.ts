import { request } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleeper, startSandbox, until, type Sandbox } from './start.ts';

describe('the REST interface', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ minDelayMs: 0, maxDelayMs: 10 });
    await sandbox.ask('POST', '/v2/apps', sleeper('/team/a', { instances: 2, env: { A: '1' } }));
    await sandbox.settled('/team/a');
  });
  afterAll(() => sandbox.stop());

  async function headersOf(path: string, encoding: string) {
    const outgoing = request(`${sandbox.url}${path}`, { headers: { 'accept-encoding': encoding } }).end();
    const [answer] = await once(outgoing, 'response');
    answer.resume();
    return answer.headers;
  }

  it('compresses what is long for whoever takes it', async () => {
    expect((await headersOf('/v2/apps?embed=apps.tasks', 'gzip'))['content-encoding']).toBe('gzip');
    expect((await headersOf('/v2/info', 'gzip, deflate'))['content-encoding']).toBe('gzip');
    expect((await headersOf('/v2/apps?embed=apps.tasks', 'identity'))['content-encoding']).toBeUndefined();
  });

  it.each([
    ['', false, false],
    ['?embed=apps.tasks', true, false],
    ['?embed=tasks&embed=apps.taskStats', true, true],
    ['?embed=group.apps.tasks&embed=nonsense', true, false],
    ['?embed=apps.failures', true, false],
  ])('embeds in the list what is asked for: %s', async (query, tasks, taskStats) => {
    const [app] = (await sandbox.get(`/v2/apps${query}`)).body.apps;
    expect(['tasks' in app, 'taskStats' in app]).toEqual([tasks, taskStats]);
    expect(app).toMatchObject({ tasksRunning: 2, tasksStaged: 0, tasksHealthy: 0, tasksUnhealthy: 0, deployments: [] });
    if (taskStats) expect(app.taskStats.totalSummary.stats.counts).toEqual({ staged: 0, running: 2, healthy: 0, unhealthy: 0 });
  });

  it('merges an update, or with partialUpdate=false takes it for the whole', async () => {
    await sandbox.ask('PUT', '/v2/apps/team/a', { mem: 48 });
    const merged = await sandbox.settled('/team/a');
    expect([merged.mem, merged.cpus, merged.env]).toEqual([48, 0.1, { A: '1' }]);
    await sandbox.ask('PUT', '/v2/apps/team/a?partialUpdate=false', { cmd: 'serve', labels: merged.labels });
    const whole = await sandbox.settled('/team/a');
    expect([whole.mem, whole.cpus, whole.env, whole.instances]).toEqual([128, 1, undefined, 1]);
    const [, before] = (await sandbox.get('/v2/apps/team/a/versions')).body.versions;
    await sandbox.ask('PUT', '/v2/apps/team/a', { version: before });
    expect(await sandbox.settled('/team/a')).toMatchObject({ mem: 48, cpus: 0.1, env: { A: '1' } });
  });

  it('creates with PUT and answers 201, but never with PATCH', async () => {
    const put = await sandbox.ask('PUT', '/v2/apps/team/put', sleeper('/team/put', { instances: 0 }));
    expect([put.status, Object.keys(put.body)]).toEqual([201, ['version', 'deploymentId']]);
    const patch = await sandbox.ask('PATCH', '/v2/apps/team/patch', { instances: 1 });
    expect([patch.status, patch.body.message]).toEqual([404, "App '/team/patch' does not exist"]);
    const wrong = await sandbox.ask('PUT', '/v2/apps/team/put', { id: '/other' });
    expect(wrong.status).toBe(422);
  });

  it('lists tasks by state, of groups, and as text', async () => {
    const running = (await sandbox.get('/v2/tasks?status[]=running')).body.tasks;
    expect((await sandbox.get('/v2/tasks?status=staging')).body.tasks).toEqual([]);
    expect((await sandbox.get('/v2/apps/team/*/tasks')).body.tasks).toEqual(running);
    const text = (await sandbox.get('/v2/tasks', { accept: 'text/plain' })).body;
    expect(text).toMatch(/^team_a\t\d+\tc3-node\d+:31\d{3}/);
  });

  it('rolls a group back to one of its versions', async () => {
    const before = (await sandbox.get('/v2/groups/team/versions')).body[0];
    await sandbox.ask('PUT', '/v2/apps/team/a', { mem: 99 });
    await sandbox.settled('/team/a');
    await sandbox.ask('PUT', '/v2/groups/team', { version: before });
    expect((await sandbox.settled('/team/a')).mem).toBe(48);
    expect((await sandbox.ask('PUT', '/v2/groups/team', { version: '2000-01-01T00:00:00.000Z' })).status).toBe(404);
  });

  it('runs `args`, and asks for ports as the app says', async () => {
    const app = {
      id: '/args',
      args: ['sleep', '100 0'],
      cpus: 0.1,
      mem: 16,
      instances: 0,
      portDefinitions: [{ port: 0 }, { port: 12_000 }],
    };
    await sandbox.ask('POST', '/v2/apps', app);
    const { portDefinitions } = (await sandbox.get('/v2/apps/args')).body.app;
    expect(portDefinitions[0].port).toBeGreaterThanOrEqual(10_000);
    expect(portDefinitions[1].port).toBe(12_000);
    await sandbox.ask('PUT', '/v2/apps/args', { cmd: 'serve', requirePorts: true, portDefinitions: [{ port: 31_555 }], instances: 2 });
    const ports = await until('two tasks', async () => {
      const { tasks } = (await sandbox.get('/v2/apps/args')).body.app;
      return tasks.length === 2 ? tasks.map((task: { host: string; ports: number[] }) => task) : undefined;
    });
    expect(ports.map((task: { ports: number[] }) => task.ports)).toEqual([[31_555], [31_555]]);
    expect(ports[0].host).not.toBe(ports[1].host);
  });

  it.each([
    ['GET', '/v2/nothing', 500],
    ['POST', '/v2/info', 405],
    ['GET', '/v2/pods', 200],
    ['GET', '/v2/apps?label=!!', 400],
    ['DELETE', '/v2/queue/team/a/delay', 404],
    ['POST', '/v2/tasks/delete', 400],
  ])('answers %s %s with %i', async (method, path, status) => {
    const { body, ...answer } = await sandbox.ask(method, path, method === 'POST' ? {} : undefined);
    expect(answer.status).toBe(status);
    if (status >= 400) expect(body.message).toEqual(expect.any(String));
  });
});
