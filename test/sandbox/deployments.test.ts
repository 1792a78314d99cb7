import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleeper, startSandbox, until, type Sandbox } from './start.ts';

const tooBig = { cpus: 1_000 };
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('deployments', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ minDelayMs: 5, maxDelayMs: 60 });
  });
  afterAll(() => sandbox.stop());

  async function created(id: string, over: object = {}) {
    await sandbox.ask('POST', '/v2/apps', sleeper(id, over));
    return sandbox.settled(id);
  }

  it('creates an app with 201, its place, its deployment, and refuses the id afterwards', async () => {
    const answer = await sandbox.ask('POST', '/v2/apps/', sleeper('/new', { instances: 2 }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/new');
    expect(answer.body.deployments).toEqual([{ id: answer.headers.get('marathon-deployment-id') }]);
    expect(answer.headers.get('x-marathon-leader')).toBe(sandbox.url);
    expect(answer.headers.get('cache-control')).toMatch(/^no-cache/);
    expect((await sandbox.settled('/new')).tasksRunning).toBe(2);
    const again = await sandbox.ask('POST', '/v2/apps', sleeper('/new'));
    expect([again.status, again.body]).toEqual([409, { message: 'An app with id [/new] already exists.' }]);
  });

  it('locks an app while it is deployed, names the holder, and lets force take over', async () => {
    await created('/locked');
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    await sandbox.ask('PUT', '/v2/apps/locked', tooBig);
    const [holder] = (await sandbox.get('/v2/deployments')).body;
    const refused = await sandbox.ask('PUT', '/v2/apps/locked', { instances: 3 });
    expect(refused.status).toBe(409);
    expect(refused.body.deployments).toEqual([{ id: holder.id }]);
    expect(refused.body.message).toMatch(/^App is locked by one or more deployments\./);

    const forced = await sandbox.ask('PUT', '/v2/apps/locked?force=true', {
      instances: 3,
      cpus: 0.1,
    });
    expect(forced.status).toBe(200);
    const failed = await tap.next('deployment_failed');
    expect(failed.data.id).toBe(holder.id);
    await tap.next('deployment_success', ({ id }) => id === forced.body.deploymentId);
    expect((await sandbox.settled('/locked')).tasksRunning).toBe(3);
    tap.close();
  });

  it('rolls a deployment back, or stops it where it stands', async () => {
    const before = await created('/back');
    const first = await sandbox.ask('PUT', '/v2/apps/back', tooBig);
    const rollback = await sandbox.ask('DELETE', `/v2/deployments/${first.body.deploymentId}`);
    expect(rollback.body.deploymentId).not.toBe(first.body.deploymentId);
    const after = await sandbox.settled('/back');
    expect(after.cpus).toBe(before.cpus);

    const second = await sandbox.ask('PUT', '/v2/apps/back', tooBig);
    const stopped = await sandbox.ask('DELETE', `/v2/deployments/${second.body.deploymentId}?force=true`);
    expect([stopped.status, stopped.body]).toEqual([202, '']);
    expect((await sandbox.get('/v2/deployments')).body).toEqual([]);
    expect((await sandbox.get('/v2/apps/back')).body.app.cpus).toBe(1_000);
    const gone = await sandbox.ask('DELETE', '/v2/deployments/nothing');
    expect([gone.status, gone.body]).toEqual([404, { message: 'DeploymentPlan nothing does not exist' }]);
  });

  it('keeps lastConfigChangeAt when only the size changes, and every task too', async () => {
    const before = await created('/sized', { instances: 2 });
    await sandbox.ask('PUT', '/v2/apps/sized', { instances: 4 });
    const after = await sandbox.settled('/sized');
    expect(after.versionInfo.lastConfigChangeAt).toBe(before.versionInfo.lastConfigChangeAt);
    expect(after.versionInfo.lastScalingAt).toBe(after.version);
    expect(ids(after.tasks)).toEqual(expect.arrayContaining(ids(before.tasks)));
  });

  it('replaces every task on restart and on a change of a label', async () => {
    const before = await created('/again', { instances: 3 });
    await sandbox.ask('POST', '/v2/apps/again/restart');
    const restarted = await sandbox.settled('/again');
    await sandbox.ask('PATCH', '/v2/apps/again', { labels: { ...before.labels, x: '1' } });
    const labelled = await sandbox.settled('/again');
    const all = [...ids(before.tasks), ...ids(restarted.tasks), ...ids(labelled.tasks)];
    expect(new Set(all).size).toBe(9);
    const { body } = await sandbox.get('/v2/apps/again/versions');
    expect(body.versions[0]).toBe(labelled.version);
    expect(body.versions).toHaveLength(3);
    const old = await sandbox.get(`/v2/apps/again/versions/${before.version}`);
    expect(old.body.labels).toEqual(before.labels);
  });

  it.each([
    [{ minimumHealthCapacity: 1, maximumOverCapacity: 0.25 }, 4, 5],
    [{ minimumHealthCapacity: 0.5, maximumOverCapacity: 0 }, 2, 4],
    [{ minimumHealthCapacity: 1, maximumOverCapacity: 0 }, 4, 5],
  ])('stays within %j while upgrading: %i up, %i in all', async (upgradeStrategy, least, most) => {
    const id = `/up${least}${most}${upgradeStrategy.maximumOverCapacity * 100}`;
    await created(id, { instances: 4, upgradeStrategy });
    const tap = await sandbox.listen(
      '/v2/events?event_type=event_stream_attached&event_type=status_update_event&event_type=deployment_success',
    );
    const { body } = await sandbox.ask('POST', `/v2/apps${id}/restart`);
    await tap.next('deployment_success', (data) => data.id === body.deploymentId);
    let [running, all] = [4, 4];
    const seen = { least: 4, most: 4 };
    for (const { data } of tap.events.filter((event) => event.data.appId === id)) {
      if (data.taskStatus === 'TASK_RUNNING') running += 1;
      if (data.taskStatus === 'TASK_KILLING') running -= 1;
      if (data.taskStatus === 'TASK_STAGING') all += 1;
      if (data.taskStatus === 'TASK_KILLED') all -= 1;
      seen.least = Math.min(seen.least, running);
      seen.most = Math.max(seen.most, all);
    }
    expect(seen).toEqual({ least, most });
    tap.close();
  });

  it('kills one task, which comes back, or for good with scale', async () => {
    const before = await created('/killed', { instances: 3 });
    const [first, second] = before.tasks;
    const killed = await sandbox.ask('DELETE', `/v2/apps/killed/tasks/${first.id}`);
    expect(killed.body.task.id).toBe(first.id);
    const after = await until('another task', async () => {
      const { app } = (await sandbox.get('/v2/apps/killed')).body;
      return app.tasksRunning === 3 && !ids(app.tasks).includes(first.id) ? app : undefined;
    });
    expect(after.instances).toBe(3);
    const scaled = await sandbox.ask('POST', '/v2/tasks/delete?scale=true', { ids: [second.id] });
    expect(scaled.body).toEqual({ version: expect.any(String), deploymentId: expect.any(String) });
    const smaller = await sandbox.settled('/killed');
    expect(smaller.instances).toBe(2);
    expect(ids(smaller.tasks)).not.toContain(second.id);
    expect((await sandbox.ask('DELETE', '/v2/apps/killed/tasks?scale=true&wipe=true')).status).toBe(400);
    const host = smaller.tasks[0].host;
    const there = await sandbox.ask('DELETE', `/v2/apps/killed/tasks?host=${host}`);
    expect(there.body.tasks.every((task: { host: string }) => task.host === host)).toBe(true);
  });

  it('deletes with force unless told otherwise; no event says that an app is gone', async () => {
    await created('/gone', { instances: 2 });
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    await sandbox.ask('PUT', '/v2/apps/gone', tooBig);
    const refused = await sandbox.ask('DELETE', '/v2/apps/gone?force=false');
    expect(refused.status).toBe(409);
    const { body } = await sandbox.ask('DELETE', '/v2/apps/gone');
    expect((await sandbox.get('/v2/apps/gone')).body).toEqual({
      message: "App '/gone' does not exist",
    });
    const done = await tap.next('deployment_success', ({ id }) => id === body.deploymentId);
    expect(done.data.plan.steps).toEqual([{ actions: [{ action: 'StopApplication', app: '/gone' }] }]);
    expect(tap.types()).toContain('app_terminated_event');
    tap.close();
  });

  it('waits in the queue for room, says why, and starts when the wish is smaller', async () => {
    await sandbox.ask('POST', '/v2/apps', sleeper('/wide', { cpus: 500, instances: 2 }));
    const item = await until('the queue item', async () => {
      const { queue } = (await sandbox.get('/v2/queue')).body;
      return queue.find(({ app }: { app: { id: string } }) => app.id === '/wide');
    });
    expect(item.count).toBe(2);
    const reasons = item.processedOffersSummary.rejectSummaryLastOffers;
    expect(reasons.find(({ reason }: { reason: string }) => reason === 'InsufficientCpus').declined).toBeGreaterThan(0);
    await sandbox.ask('PUT', '/v2/apps/wide?force=true', { cpus: 0.1 });
    expect((await sandbox.settled('/wide')).tasksRunning).toBe(2);
  });

  it('delays an app that fails, more each time, until the delay is deleted', async () => {
    const failing = {
      ...sleeper('/fails'),
      cmd: 'echo no >&2; exit 7',
      labels: {},
      backoffSeconds: 30,
      backoffFactor: 2,
    };
    await sandbox.ask('POST', '/v2/apps', failing);
    const item = await until('the delay', async () =>
      (await sandbox.get('/v2/queue')).body.queue.find(({ app }: { app: { id: string } }) => app.id === '/fails'),
    );
    expect(item.delay).toEqual({ timeLeftSeconds: 30, overdue: false });
    const first = (await sandbox.get('/v2/apps/fails')).body.app.lastTaskFailure;
    expect(first).toMatchObject({
      state: 'TASK_FAILED',
      message: 'Command exited with status 7',
      appId: '/fails',
    });
    expect((await sandbox.ask('DELETE', '/v2/queue/fails/delay')).status).toBe(204);
    await until('a second failure', async () => {
      const { lastTaskFailure } = (await sandbox.get('/v2/apps/fails')).body.app;
      return lastTaskFailure.taskId === first.taskId ? undefined : true;
    });
    await sandbox.ask('DELETE', '/v2/apps/fails');
  });

  it('changes many at once, in steps along their dependencies', async () => {
    const tap = await sandbox.listen('/v2/events?plan-format=light');
    const apps = [sleeper('/many/web', { dependencies: ['/many/db'] }), sleeper('/many/db')];
    const { body } = await sandbox.ask('PUT', '/v2/apps', apps);
    const { data } = await tap.next('deployment_success', ({ id }) => id === body.deploymentId);
    const steps = data.plan.steps.map(({ actions }: { actions: { action: string; app: string }[] }) =>
      actions.map(({ action, app }) => `${action} ${app}`),
    );
    expect(steps).toEqual([
      ['StartApplication /many/web', 'StartApplication /many/db'],
      ['ScaleApplication /many/db'],
      ['ScaleApplication /many/web'],
    ]);
    expect(tap.types()).not.toContain('api_post_event');
    tap.close();
  });

  it('keeps groups as a tree, previews their plans, and deletes them whole', async () => {
    const group = {
      id: '/team',
      apps: [sleeper('a')],
      groups: [{ id: 'sub', apps: [sleeper('b', { instances: 2 })] }],
    };
    const preview = await sandbox.ask('PUT', '/v2/groups/team?dryRun=true', group);
    expect(preview.body.steps).toHaveLength(2);
    expect((await sandbox.get('/v2/groups/team')).status).toBe(404);
    expect((await sandbox.ask('POST', '/v2/groups', group)).status).toBe(201);
    await sandbox.settled('/team/sub/b');
    const tree = (await sandbox.get('/v2/groups//team/')).body;
    expect(ids(tree.apps)).toEqual(['/team/a']);
    expect(ids(tree.groups[0].apps)).toEqual(['/team/sub/b']);
    const star = (await sandbox.get('/v2/apps/team/*')).body['*'];
    expect(ids(star)).toEqual(['/team/a', '/team/sub/b']);
    await sandbox.settled('/team/a');
    await sandbox.ask('PUT', '/v2/groups/team', { scaleBy: 2 });
    expect((await sandbox.settled('/team/sub/b')).instances).toBe(4);
    await sandbox.settled('/team/a');
    await sandbox.ask('DELETE', '/v2/groups/team');
    expect((await sandbox.get('/v2/groups/team')).body).toEqual({
      message: "Group '/team' does not exist",
    });
  });

  it.each([
    ['malformed JSON', '/v2/apps', '{"id":', 400, { message: 'Invalid JSON' }],
    [
      'a wrong type',
      '/v2/apps',
      { id: 7, cmd: 'x' },
      400,
      { message: 'Invalid JSON', details: [{ path: '/id', errors: ['error.expected.jsstring'] }] },
    ],
    [
      'a wrong value',
      '/v2/apps',
      { id: '/x', cmd: 'x', upgradeStrategy: { minimumHealthCapacity: 2 } },
      422,
      {
        message: 'Object is not valid',
        details: [{ path: '/upgradeStrategy/minimumHealthCapacity', errors: ['is greater than 1'] }],
      },
    ],
    ['a name Marathon cannot have', '/v2/apps', { id: '/Not_ok', cmd: 'x' }, 422, { message: 'Object is not valid' }],
  ])('refuses %s', async (_, path, body, status, shape) => {
    const answer = await sandbox.ask('POST', path, body);
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining(shape)]);
  });

  it.each([
    ['label=owner', 2],
    ['label=owner==me', 1],
    ['label=owner!=me', 1],
    ['label=owner in (me,you),tier', 1],
    ['label=owner notin (me)', 1],
    ['id=PICK', 3],
    ['cmd=sErV&id=pick/a', 1],
  ])('lists apps by %s', async (query, count) => {
    const put = (id: string, labels: object) => sandbox.ask('PUT', `/v2/apps${id}`, { cmd: 'serve', instances: 0, labels });
    await Promise.all([put('/pick/a', { owner: 'me' }), put('/pick/b', { owner: 'you', tier: '1' }), put('/pick/c', {})]);
    const { body } = await sandbox.get(`/v2/apps?${query}`);
    expect(body.apps.filter(({ id }: { id: string }) => id.startsWith('/pick/'))).toHaveLength(count);
  });
});
