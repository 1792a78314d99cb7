import { expect, it, vi } from 'vitest';
import { Fault } from '../../src/kit/fault.ts';
import { TaskFailure, type ContainerState } from '../../src/apps/model.ts';
import { onDrivers } from '../store/drivers.ts';
import { aTask } from '../support/graph.ts';
import { APP, aWord, Process } from './process.ts';

onDrivers('the recorder', ['sqlite', 'mariadb'], ({ open }) => {
  it('begins with one event, and from there tells each change once', async () => {
    const one = new Process(await open());
    one.reads([aTask()]);
    await one.record().begun();
    await one.tells(['BASELINE'], /./);
    one.reads([aTask({ health: 'UNHEALTHY' })]);
    one.reads([aTask({ health: 'UNHEALTHY' }), aTask({ taskId: 't2', ip: '10.0.0.2' })], { instances: 2 });
    one.recorded.hear({
      kind: 'task',
      taskId: 't1',
      appId: APP,
      state: 'FAILED',
      message: 'out of memory',
      host: null,
      slaveId: null,
      version: null,
      at: 5,
    });
    one.reads([aTask({ taskId: 't2', ip: '10.0.0.2' })], { instances: 2 });
    await one.tells([
      'CONTAINER_HEALTH_CHANGED Container:main:t1',
      `APP_CHANGED App:main:${APP}`,
      'CONTAINER_STARTED Container:main:t2',
      'CONTAINER_ENDED Container:main:t1',
    ]);
    const [ended] = await one.store.events({ kinds: ['CONTAINER_ENDED'], limit: 1, order: 'newest' });
    expect(ended).toMatchObject({
      jobName: expect.stringContaining('cop.a_'),
      body: { ended: { state: 'FAILED', message: 'out of memory' } },
    });
    await one.stop();
  });

  it('tells how things ended without what is secret in it: words of systems repeat command lines', async () => {
    const one = new Process(await open());
    one.reads([aTask()]);
    one.deploys({});
    await one.record().begun();
    const said = 'docker run -e DB_PASSWORD=hunter2 --token hunter2 failed';
    const ended = { taskId: 't1', appId: APP, state: 'FAILED', message: said, host: null, slaveId: null, version: null } as const;
    one.recorded.hear({ kind: 'task', ...ended, at: 5 });
    one.recorded.hear({ kind: 'deployment', deploymentId: 'd1', success: false, reason: said, at: 6 });
    one.reads([]);
    one.deploys();
    await one.tells(['CONTAINER_ENDED Container:main:t1', 'DEPLOYMENT_ENDED Deployment:main:d1']);
    const events = await one.store.events({ kinds: ['CONTAINER_ENDED', 'DEPLOYMENT_ENDED'], limit: 2, order: 'newest' });
    const told = 'docker run -e DB_PASSWORD=[secret] --token [secret] failed';
    expect(events.map(({ body }) => body)).toEqual(
      expect.arrayContaining([{ success: false, reason: told }, expect.objectContaining({ ended: { state: 'FAILED', message: told } })]),
    );
    expect(JSON.stringify(events)).not.toContain('hunter2');
    await one.stop();
  });

  it('finds what happened while nobody recorded, and tells it as corrections', async () => {
    const store = await open();
    const one = new Process(store);
    one.reads([aTask(), aTask({ taskId: 't2', ip: null })]);
    one.deploys({});
    await one.record().begun();
    await one.stop();

    const two = new Process(store, 'two');
    two.reads([aTask({ health: 'HEALTHY' }), aTask({ taskId: 't3', ip: null })], { instances: 2 });
    two.record();
    await two.tells([
      `APP_CHANGED App:main:${APP}`,
      'CONTAINER_CHANGED Container:main:t1',
      'CONTAINER_STARTED Container:main:t3',
      'CONTAINER_ENDED Container:main:t2',
      'DEPLOYMENT_ENDED Deployment:main:d1',
    ]);
    const [ended] = await store.events({ kinds: ['DEPLOYMENT_ENDED'], limit: 1, order: 'newest' });
    expect(ended?.body).toEqual({ success: null, reason: null });
    await two.stop();
  });

  it('tells of a deployment once: its start by the list, its end by the stream, whichever comes first', async () => {
    const one = new Process(await open());
    await one.record().begun();
    const ends = (deploymentId: string, success: boolean) =>
      one.recorded.hear({ kind: 'deployment', deploymentId, success, reason: success ? null : 'no offers', at: 7 });
    one.deploys({});
    ends('d1', true);
    ends('d1', true);
    one.deploys();
    // Over before a list showed it; a list that began before its end still does.
    ends('d2', false);
    one.deploys({ deploymentId: 'd2' });
    one.deploys();
    one.deploys({ deploymentId: 'd3' });
    one.deploys();
    await one.tells(
      [
        'STARTED Deployment:main:d1',
        'ENDED Deployment:main:d1',
        'ENDED Deployment:main:d2',
        'STARTED Deployment:main:d3',
        'ENDED Deployment:main:d3',
      ].map((each) => `DEPLOYMENT_${each}`),
    );
    const bodies = (await one.store.events({ kinds: ['DEPLOYMENT_ENDED'], limit: 9, order: 'oldest' })).map(({ body }) => body['success']);
    expect(bodies).toEqual([true, false, null]);
    await one.stop();
  });

  it('tells how a task ended by the word of the stream, also of one that no read has shown, and a word that comes late', async () => {
    const one = new Process(await open());
    one.reads([aTask(), aTask({ taskId: 't2', ip: null }), aTask({ taskId: 't3', ip: null })]);
    await one.record().begun();
    const ends = (taskId: string, state: ContainerState, message = '') =>
      one.recorded.hear({ kind: 'task', taskId, appId: APP, state, message, host: 'h1', slaveId: null, version: null, at: 5 });
    // It could not even be started: there and gone between two reads.
    ends('never-seen', 'FAILED', 'no such image');
    // One was heard of and all are gone: the read was quicker than the stream.
    ends('t1', 'KILLED');
    one.reads([]);
    ends('t2', 'KILLED');
    // Said again, and shown once more by a read that began earlier.
    ends('t1', 'KILLED');
    one.reads([aTask()]);
    one.reads([]);
    const ended = async () =>
      (await one.store.events({ kinds: ['CONTAINER_ENDED'], limit: 9, order: 'oldest' })).map(({ subject, body }) => [
        subject?.split(':')[2],
        (body['ended'] as { state: string }).state,
      ]);
    await expect.poll(ended, { timeout: 5_000 }).toEqual([
      ['never-seen', 'FAILED'],
      ['t1', 'KILLED'],
      ['t2', 'KILLED'],
      ['t3', 'UNKNOWN'],
    ]);
    expect(await one.told(/STARTED/)).toEqual([]);
    await one.stop();
  });

  it('takes the last failure that the app itself knows for the word that was missed', async () => {
    const one = new Process(await open());
    one.reads([aTask()]);
    await one.record().begun();
    one.reads([], { lastTaskFailure: new TaskFailure('t1', 'TASK_FAILED', 'exit 3', null, 7, null) });
    await expect
      .poll(async () => (await one.store.events({ kinds: ['CONTAINER_ENDED'], limit: 1, order: 'newest' }))[0]?.body['ended'], {
        timeout: 5_000,
      })
      .toEqual({ state: 'FAILED', message: 'exit 3' });
    await one.stop();
  });

  it('tells each change of health once, also when they come faster than reads, and in the end what is so', async () => {
    const one = new Process(await open());
    one.reads([aTask({ health: 'HEALTHY' })]);
    await one.record().begun();
    const says = (healthy: boolean | null, ids: object = { taskId: 't1', instanceId: null }) =>
      one.recorded.hear({ kind: 'health', appId: APP, taskId: null, instanceId: null, ...ids, healthy, at: 5 });
    says(false);
    says(false);
    says(true);
    says(false, { instanceId: 't1' });
    one.reads([aTask({ health: 'UNHEALTHY' })]);
    // A word that no read bears out: another one was lost.
    says(true);
    const flips = async () =>
      (await one.store.events({ kinds: ['CONTAINER_HEALTH_CHANGED'], limit: 9, order: 'oldest' })).map(({ body }) =>
        [body['before'], body['after']].map((each) => (each as { health: string }).health).join(' to '),
      );
    await expect
      .poll(flips, { timeout: 5_000 })
      .toEqual(['HEALTHY to UNHEALTHY', 'UNHEALTHY to HEALTHY', 'HEALTHY to UNHEALTHY', 'UNHEALTHY to HEALTHY', 'HEALTHY to UNHEALTHY']);
    await one.settles();
    await one.stop();
  });

  it('tells of a lost task what becomes of it: it may come back with its agent, and end another way', async () => {
    const one = new Process(await open());
    const say = (state: 'LOST' | 'RUNNING' | 'FAILED', taskId = 't1') =>
      one.recorded.hear({ ...aWord, taskId, state, message: `${state} it is` });
    one.reads([aTask(), aTask({ taskId: 't2', ip: null })]);
    await one.record().begun();
    say('LOST');
    one.reads([aTask({ state: 'LOST' }), aTask({ taskId: 't2', ip: null })]);
    await one.tells(['CONTAINER_CHANGED Container:main:t1']);
    say('RUNNING');
    one.reads([aTask(), aTask({ taskId: 't2', ip: null })]);
    say('LOST', 't2');
    one.reads([aTask({ health: 'UNHEALTHY' })]);
    say('FAILED');
    one.reads([]);
    // The agent is given up at last: of the task, no more is to say.
    one.recorded.hear({ ...aWord, taskId: 't2', state: 'GONE', message: 'the agent is gone' });
    await one.tells([
      ...['CHANGED', 'CHANGED'].map((kind) => `CONTAINER_${kind} Container:main:t1`),
      'CONTAINER_HEALTH_CHANGED Container:main:t1',
      'CONTAINER_ENDED Container:main:t2',
      'CONTAINER_ENDED Container:main:t1',
    ]);
    const ends = await one.store.events({ before: 1e9, limit: 100, order: 'oldest' });
    expect(ends.filter(({ kind }) => kind === 'CONTAINER_ENDED').map(({ summary }) => summary)).toEqual([
      't2 ended: LOST.',
      't1 ended: FAILED.',
    ]);
    await one.stop();
  });

  it('loses nothing that comes and goes while the store takes nothing', async () => {
    const store = await open();
    const one = new Process(store);
    one.reads([aTask()]);
    await one.record().begun();
    const write = vi.spyOn(store, 'write').mockRejectedValue(new Fault('STORE_UNAVAILABLE', 'The store is away.'));
    one.reads([aTask(), aTask({ taskId: 't2', ip: null })]);
    one.deploys({ deploymentId: 'd9' });
    one.recorded.hear({ ...aWord, taskId: 't2', state: 'FAILED', message: 'exit 1' });
    one.recorded.hear({ kind: 'deployment', deploymentId: 'd9', success: false, reason: 'x', at: 1 });
    one.reads([aTask()]);
    one.deploys();
    await expect.poll(() => write.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(1);
    expect(await one.told()).toEqual([]);
    write.mockRestore();
    await one.tells([
      'CONTAINER_STARTED Container:main:t2',
      'DEPLOYMENT_STARTED Deployment:main:d9',
      'CONTAINER_ENDED Container:main:t2',
      'DEPLOYMENT_ENDED Deployment:main:d9',
    ]);
    await one.stop();
  });

  it.each(['before', 'after'])('keeps what waited though its lease ran out, when the store takes writes again %s leases', async (order) => {
    const store = await open();
    const one = new Process(store);
    one.reads([aTask()]);
    await one.record().begun();
    await one.settles();
    // It ran out while the store was away, and nobody else took it.
    await store.lease('recorder:marathon:main', 'one', 1);
    const away = () => Promise.reject(new Fault('STORE_UNAVAILABLE', 'The store is away.'));
    const write = vi.spyOn(store, 'write').mockImplementation(away);
    const lease = vi.spyOn(store, 'lease').mockImplementation(away);
    one.reads([aTask(), aTask({ taskId: 't2', ip: null })]);
    one.recorded.hear({ ...aWord, taskId: 't2', state: 'FAILED', message: 'exit 1' });
    one.reads([aTask()]);
    await expect.poll(() => write.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(1);
    const [first, second] = order === 'before' ? [write, lease] : [lease, write];
    first.mockRestore();
    const asked = lease.mock.calls.length;
    if (order === 'before') await expect.poll(() => lease.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(asked);
    second.mockRestore();
    await one.tells(['CONTAINER_STARTED Container:main:t2', 'CONTAINER_ENDED Container:main:t2']);
    await one.stop();
  });

  it('ends though the store is away', async () => {
    const store = await open();
    const one = new Process(store);
    await one.record().begun();
    const write = vi.spyOn(store, 'write').mockRejectedValue(new Fault('STORE_UNAVAILABLE', 'The store is away.'));
    one.reads([aTask()]);
    await expect.poll(() => write.mock.calls.length).toBeGreaterThan(0);
    await one.stop();
    write.mockRestore();
  });

  it('tells when a source goes away and comes back, and what of it cannot be read', async () => {
    const one = new Process(await open());
    await one.record().begun();
    one.copy.source.lost('no connection');
    one.copy.source.lost('no connection');
    one.copy.source.up();
    one.reads([], {}, [{ id: 't9', problem: 'state: a string is missing' }]);
    one.graph.markUnreadable(one.copy, { id: APP, problem: 'cpus: a number is missing' }, { mono: 1e12, wall: 0 });
    one.reads([]);
    await one.tells([
      'SOURCE_LOST',
      'SOURCE_RECOVERED',
      `APP_UNREADABLE App:main:${APP}`,
      `APP_CREATED App:main:${APP}`,
      `APP_UNREADABLE App:main:${APP}`,
      `APP_READABLE App:main:${APP}`,
      `APP_READABLE App:main:${APP}`,
    ]);
    await one.stop();
  });
});
