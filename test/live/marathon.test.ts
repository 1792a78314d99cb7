import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import { freshness } from '../../src/live/source.ts';
import { startSandbox } from '../sandbox/start.ts';
import { json } from '../support/wire.ts';
import { aTask, mirror, open, Scripted, synced, tasksOf, VERSION, type App } from './scripted.ts';

describe('the mirror of a Marathon', () => {
  it('does not raise an app from the dead that a list still holds', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a', tasks: [aTask('t1')] }, { id: '/b' });
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    // The list is on its way with the app as it was; meanwhile the app goes, and a read of its own finds that out.
    marathon.put({ id: '/a', tasks: [aTask('t2')] });
    const list = marathon.holds('/v2/apps');
    marathon.tell('scheduler_registered_event', { frameworkId: 'f', master: 'm' });
    await list.asked;
    marathon.apps.delete('/a');
    marathon.tell('app_terminated_event', { appId: '/a' });
    await expect.poll(() => copy.slots.has('/a')).toBe(false);
    const before = copy.source.listedMono;
    list.release();
    await expect.poll(() => copy.source.listedMono !== before).toBe(true);
    expect([...copy.slots.keys()]).toEqual(['/b']);
    // One that comes back is there again.
    marathon.put({ id: '/a', tasks: [aTask('t3')] });
    marathon.tell('api_post_event', { uri: '/v2/apps', clientIp: 'x', appDefinition: { id: '/a' } });
    await expect.poll(() => tasksOf(copy, '/a')).toEqual(['t3']);
  });

  it('loses one app, not the source, when only that app cannot be read', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a' }, { id: '/b' }, { id: '/team/restart' });
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    const lists = () => marathon.asked.filter((path) => path === '/v2/apps').length;
    const before = lists();
    marathon.answers.set('/v2/apps/a', (response) => json(response, 500, { message: 'broken' }));
    for (const appId of ['/a', '/team/restart']) marathon.tell('app_terminated_event', { appId });
    await expect
      .poll(() => [copy.slots.get('/a')?.problem, copy.slots.get('/team/restart')?.problem])
      .toEqual([expect.stringContaining('broken'), expect.stringContaining('cannot be told from')]);
    expect([copy.source.down, lists()]).toEqual([false, before]);
    marathon.answers.clear();
    marathon.tell('app_terminated_event', { appId: '/a' });
    await expect.poll(() => copy.slots.get('/a')?.problem).toBeUndefined();
  });

  it('is there without a queue and without deployments, and says what cannot be read', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a' });
    marathon.answers.set('/v2/queue', (response) => json(response, 403, { message: 'not for you' }));
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    expect(copy.source.down).toBe(false);
    expect([...copy.unreadable.values()]).toEqual([{ id: '/v2/queue', problem: expect.stringContaining('not for you') }]);
    marathon.answers.clear();
    marathon.tell('deployment_info', { plan: { id: 'd', steps: [] } });
    await expect.poll(() => copy.unreadable.size).toBe(0);
  });

  it.each(['refused', 'over'] as const)('lists all the same where the stream is %s, and says so', async (stream) => {
    const marathon = await new Scripted().start();
    marathon.stream = stream;
    marathon.put({ id: '/a' });
    const { copy } = mirror(marathon.wire.url, { relistMs: 150 });
    await synced(copy);
    const lists = () => marathon.asked.filter((path) => path === '/v2/apps').length;
    marathon.put({ id: '/b' });
    await expect.poll(() => copy.slots.size, { timeout: 5_000 }).toBe(2);
    const attempts = () => marathon.asked.filter((path) => path === '/v2/events').length;
    await expect.poll(attempts, { timeout: 10_000 }).toBeGreaterThan(4);
    expect(lists()).toBeLessThanOrEqual(attempts() + 1);
    if (stream === 'refused') expect(copy.source.lastError).toContain('no event stream');
  });

  it('asks again for a list that could not be read, and keeps what it holds meanwhile', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a', tasks: [aTask('t1')] });
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    marathon.answers.set('/v2/apps', (response) => {
      marathon.answers.clear();
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"apps":[');
    });
    marathon.put({ id: '/b' });
    marathon.tell('scheduler_registered_event', { frameworkId: 'f', master: 'm' });
    await expect.poll(() => copy.slots.size, { timeout: 10_000 }).toBe(2);
    expect(tasksOf(copy, '/a')).toEqual(['t1']);
    expect(copy.source.down).toBe(false);
  });

  it('takes nothing for gone that is there and cannot be read', async () => {
    const marathon = await new Scripted().start();
    const tasks = [aTask('t1'), aTask('t2'), aTask('t3')];
    marathon.put({ id: '/a', tasks }, { id: '/b', tasks: [aTask('t4')] }, { id: '/c' });
    const { copy, mirror: followed } = mirror(marathon.wire.url);
    await synced(copy);
    // A task that misfits, one that is really gone; an app without even an id.
    marathon.put({ id: '/a', tasks: [aTask('t1'), aTask('t2', { startedAt: 'yesterday' })] });
    marathon.tell('app_terminated_event', { appId: '/a' });
    await expect.poll(() => tasksOf(copy, '/a')).toEqual(['t1', 't2']);
    marathon.apps.set('/b', { id: 7 } as unknown as App);
    marathon.apps.delete('/c');
    await followed.refresh();
    expect([...copy.slots.keys()]).toEqual(['/a', '/b', '/c']);
    marathon.apps.delete('/b');
    await followed.refresh();
    expect([...copy.slots.keys()]).toEqual(['/a']);
  });

  it('tells the age of what is held, not of the list that could not make it younger', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a' }, { id: '/b' });
    const { copy, mirror: followed } = mirror(marathon.wire.url);
    await synced(copy);
    const old = copy.slots.get('/b')?.readMono ?? 0;
    marathon.apps.set('/b', { id: '/b', cpus: 'many' });
    await followed.refresh();
    const [a, b] = ['/a', '/b'].map((id) => copy.slots.get(id));
    expect(b?.readMono).toBe(old);
    expect(a?.readMono).toBeGreaterThan(old);
    expect(copy.source.oldest().mono).toBe(old);
    expect(freshness(copy.source, systemClock).ageMs).toBeGreaterThanOrEqual(Math.floor(systemClock.monotonic() - old));
  });

  it('shows what readiness checks say while a deployment waits, by lists and by reads of one app', async () => {
    const marathon = await new Scripted().start();
    const said = (ready: boolean) => [{ name: 'warm', taskId: 't1', ready, lastResponse: { status: ready ? 200 : 503, body: 'secret' } }];
    marathon.put({ id: '/a', tasks: [aTask('t1')], readinessCheckResults: said(false) });
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    const readiness = () => copy.slots.get('/a')?.app.readiness;
    expect(readiness()).toEqual([{ name: 'warm', taskId: 't1', ready: false, httpStatus: 503 }]);
    marathon.put({ id: '/a', tasks: [aTask('t1')], readinessCheckResults: said(true) });
    marathon.tell('app_terminated_event', { appId: '/a' });
    await expect.poll(readiness).toEqual([{ name: 'warm', taskId: 't1', ready: true, httpStatus: 200 }]);
    expect(marathon.embeds.get('/v2/apps/a')).toBe('?embed=app.readiness');
    marathon.put({ id: '/a', tasks: [aTask('t1')] });
    marathon.tell('app_terminated_event', { appId: '/a' });
    await expect.poll(readiness).toEqual([]);
  });

  it('reads the apps of a deployment again once their group is stored, and no others', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/g/a' }, { id: '/g/b' }, { id: '/h/c' });
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    marathon.asked.length = 0;
    const steps = [{ actions: [{ action: 'ScaleApplication', app: '/g/a' }] }];
    marathon.tell('deployment_info', { plan: { id: 'd', steps } });
    await expect.poll(() => marathon.asked.filter((path) => path === '/v2/apps/g/a').length).toBe(1);
    marathon.put({ id: '/g/a', instances: 9 });
    marathon.tell('group_change_success', { groupId: '/', version: VERSION });
    await expect.poll(() => copy.slots.get('/g/a')?.app.instances).toBe(9);
    expect(marathon.asked.filter((path) => /\/(b|c)$/.test(path) || path === '/v2/apps')).toEqual([]);
  });

  it('notices by its canary that a stream is deaf, connects again and finds what it missed', async () => {
    const sandbox = await startSandbox({ company: 'small', real: false, simulatedTasks: 50 });
    open.push(() => sandbox.stop());
    const { graph, copy } = mirror(sandbox.url, { canaryMs: 200 });
    await synced(copy);
    const streams = async () =>
      (await sandbox.control('GET', '/ledger')).body.requests.filter((each: any) => each.path.startsWith('/v2/events')).length;
    const before = await streams();
    await sandbox.control('POST', '/faults', { deaf: true });
    const [app] = [...copy.slots.values()].filter(({ app: each }) => each.instances > 1 && each.label('sandbox.simulated') === 'true');
    const { body } = await sandbox.control('POST', '/change', { app: app?.app.marathonId, count: 1 });
    const [{ is }] = body.replaced;
    expect(graph.containers.find(is)).toEqual([]);
    await expect.poll(() => graph.containers.find(is).length, { timeout: 15_000 }).toBe(1);
    expect(await streams()).toBeGreaterThan(before + 1);
  });
});
