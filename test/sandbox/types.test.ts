import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER, present } from './fixtures.ts';
import { strangers } from './raml.ts';
import { sleeper, startSandbox, until, type Sandbox } from './start.ts';

describe.skipIf(!present)('answers of Marathon 1.9 beside the types of 1.11', () => {
  const types = `${FOLDER}marathon/1.11-head/types`;
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ version: '1.9', company: 'small', simulatedTasks: 50 });
    const failing = { id: '/fails', cmd: 'exit 1', cpus: 0.1, mem: 32, backoffSeconds: 0, healthChecks: [{}] };
    await sandbox.ask('POST', '/v2/apps', failing);
    await sandbox.ask('POST', '/v2/apps', sleeper('/large', { cpus: 1_000 }));
    await sandbox.ask('POST', '/v2/apps', sleeper('/sick', { healthChecks: [{}] }));
    const [task] = (await sandbox.settled('/sick')).tasks;
    await sandbox.control('POST', '/sick', { taskId: task.id });
    await until('a failure', async () => (await sandbox.get('/v2/apps/fails')).body.app.lastTaskFailure);
    await until(
      'a refused offer',
      async () => (await sandbox.get('/v2/queue?embed=lastUnusedOffers')).body.queue[0]?.lastUnusedOffers?.[0],
    );
  });
  afterAll(() => sandbox.stop());

  const embeds = 'embed=apps.tasks&embed=apps.deployments&embed=apps.lastTaskFailure&embed=apps.readiness';
  it.each([
    ['app', 'AppList', `/v2/apps?${embeds}`],
    ['app', 'VersionList', '/v2/apps/fails/versions'],
    ['task', 'TaskList', '/v2/tasks'],
    ['task', 'TaskList', '/v2/apps/sick/tasks'],
    ['queue', 'Queue', '/v2/queue?embed=lastUnusedOffers'],
    ['group', 'GroupInfo', '/v2/groups?embed=group.groups&embed=group.apps&embed=group.apps.tasks'],
    ['info', 'MarathonInfo', '/v2/info'],
    ['info', 'LeaderInfo', '/v2/leader'],
  ])('%s: %s at %s has what the type has, and nothing else', async (file, type, path) => {
    const { body } = await sandbox.get(path);
    expect(strangers(types, `${file}.raml`, type, body)).toEqual([]);
  });

  it('an app alone too; its statistics are called tasksStats in the type only', async () => {
    const { app } = (await sandbox.get('/v2/apps/fails?embed=app.taskStats')).body;
    expect(strangers(types, 'app.raml', 'AppInfo', app)).toEqual(['taskStats: extra']);
    expect(strangers(types, 'task.raml', 'TaskStatsByVersion', app.taskStats)).toEqual([]);
  });

  it('deployments, and the answer to a write', async () => {
    const { body } = await sandbox.ask('PUT', '/v2/apps/fails?force=true', { instances: 2 });
    expect(strangers(types, 'deploymentResult.raml', 'DeploymentResult', body)).toEqual([]);
    for (const { id, steps, version } of (await sandbox.get('/v2/deployments')).body)
      expect(strangers(types, 'deploymentPlan.raml', 'DeploymentPlan', { id, steps, version })).toEqual([]);
  });

  it('would tell what is missing, null, of another type or too much', async () => {
    const [task] = (await sandbox.get('/v2/apps/sick/tasks')).body.tasks;
    const { role: _, ...wrong } = { ...task, host: 5, slaveId: null, more: 1 };
    const found = ['host: string → number', 'slaveId: string → null', 'role: absent', 'more: extra'];
    expect(strangers(types, 'task.raml', 'Task', wrong).toSorted()).toEqual(found.toSorted());
  });
});
