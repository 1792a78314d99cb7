import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import { Seal } from '../../src/kit/seal.ts';
import { Cursors } from '../../src/live/cursors.ts';
import { Reading } from '../../src/live/reading.ts';
import { freshness } from '../../src/live/source.ts';
import { json } from '../support/wire.ts';
import { aTask, mirror, Scripted, synced, tasksOf, VERSION } from './scripted.ts';
import type { LiveView } from '../../src/live/view.ts';
import { viewOf } from '../support/access.ts';

const cursors = new Cursors(new Seal(new Uint8Array(32)));
const LATER = { timeout: 5_000 };

describe('a Marathon that fails for a moment', () => {
  it('is asked again for the app that it could not tell of, before the app is called unreadable', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a', instances: 1 });
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    const problems: unknown[] = [];
    copy.unreadable.listen((_, item) => problems.push(item?.problem));
    marathon.fails('/v2/apps/a', 2);
    marathon.put({ id: '/a', instances: 9 });
    marathon.tell('api_post_event', { uri: '/v2/apps/a', clientIp: 'x', appDefinition: { id: '/a' } });
    await expect.poll(() => copy.slots.get('/a')?.app.instances, LATER).toBe(9);
    expect([problems, copy.source.down]).toEqual([[], false]);
  });

  it('is asked until it tells, and the app says so meanwhile', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a', instances: 1 });
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    marathon.fails('/v2/apps/a', 4);
    marathon.put({ id: '/a', instances: 9 });
    marathon.tell('api_post_event', { uri: '/v2/apps/a', clientIp: 'x', appDefinition: { id: '/a' } });
    await expect.poll(() => copy.slots.get('/a')?.problem, LATER).toContain('too many requests');
    await expect.poll(() => copy.slots.get('/a')?.app.instances, LATER).toBe(9);
    expect([copy.slots.get('/a')?.problem, copy.unreadable.size]).toEqual([undefined, 0]);
  });

  it('is asked again for its deployments', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a' });
    marathon.deployments = [
      { id: 'd1', version: VERSION, affectedApps: ['/a'], steps: [], currentActions: [], currentStep: 1, totalSteps: 1 },
    ];
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    expect(copy.deployments.size).toBe(1);
    marathon.deployments = [];
    marathon.fails('/v2/deployments', 1);
    marathon.tell('deployment_success', { id: 'd1', plan: { id: 'd1', steps: [] } });
    await expect.poll(() => copy.deployments.size, LATER).toBe(0);
  });

  it('is up again when it answers, though it has no stream', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a' });
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    marathon.stream = 'refused';
    for (const path of ['/v2/apps', '/v2/deployments', '/v2/queue', '/v2/info', '/ping']) marathon.fails(path, Infinity);
    for (const stream of marathon.streams) stream.destroy();
    await expect.poll(() => copy.source.down, LATER).toBe(true);
    marathon.answers.clear();
    await expect.poll(() => copy.source.down, { timeout: 15_000 }).toBe(false);
  });
});

describe('what is read of a Marathon beside its apps', () => {
  it('is as old as its last read, though the apps are listed anew', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a' });
    const { graph, copy, mirror: followed } = mirror(marathon.wire.url);
    await synced(copy);
    const read = copy.parts.deployments.oldest().mono;
    marathon.answers.set('/v2/deployments', (response) => json(response, 403, { message: 'not any more' }));
    await followed.refresh();
    const { oldestMono = 0 } = copy.source;
    expect(oldestMono).toBeGreaterThan(read);
    const oldestRead = (ask: (view: LiveView) => unknown): number => {
      const reading = new Reading(graph.tree.shape, 0b1111);
      ask(viewOf(graph, reading, cursors));
      return Math.min(...[...reading.sources].map((source) => source.oldestMono ?? Infinity));
    };
    expect([oldestRead((view) => view.deployments(null)), oldestRead((view) => view.apps(null, {}))]).toEqual([read, oldestMono]);
    expect(freshness(copy.parts.deployments, systemClock).ageMs).toBeGreaterThanOrEqual(Math.floor(systemClock.monotonic() - read));
    expect(copy.isUnread('deployments')).toBe(true);
    marathon.answers.clear();
    await followed.refresh();
    expect([copy.parts.deployments.oldest().mono > read, copy.isUnread('deployments')]).toEqual([true, false]);
  });

  it('is as old as can be, and stale, when it was never read; the apps are not', async () => {
    const marathon = await new Scripted().start();
    marathon.answers.set('/v2/queue', (response) => json(response, 403, { message: 'not for you' }));
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    expect(freshness(copy.parts.queue, systemClock)).toMatchObject({ source: 'marathon:c', ageMs: 2_147_483_647, stale: true });
    expect(freshness(copy.source, systemClock).stale).toBe(false);
    copy.source.lost('gone');
    expect([copy.parts.deployments.stale(), copy.source.stale()]).toEqual([true, true]);
  });

  it('tells of a task that waits because it failed', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a', tasks: [aTask('t1')] });
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    marathon.queue = [{ app: { id: '/a' }, count: 1, delay: { timeLeftSeconds: 300, overdue: false } }];
    marathon.put({ id: '/a', tasks: [] });
    const task = { appId: '/a', taskId: 't1', message: 'x', host: 'h', ports: [], slaveId: 's', version: VERSION };
    marathon.tell('status_update_event', { ...task, taskStatus: 'TASK_FAILED' });
    await expect.poll(() => copy.pending.has('/a'), LATER).toBe(true);
    marathon.queue = [];
    marathon.tell('status_update_event', { ...task, taskId: 't2', taskStatus: 'TASK_RUNNING' });
    await expect.poll(() => copy.pending.has('/a'), LATER).toBe(false);
  });

  it('is read now and then while something waits, and not when nothing does', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a' });
    marathon.queue = [{ app: { id: '/a' }, count: 1, delay: { timeLeftSeconds: 0, overdue: true } }];
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    expect(copy.pending.get('/a')?.count).toBe(1);
    marathon.queue = [{ app: { id: '/a' }, count: 7, delay: { timeLeftSeconds: 0, overdue: true } }];
    await expect.poll(() => copy.pending.get('/a')?.count, { timeout: 10_000 }).toBe(7);
    marathon.queue = [];
    await expect.poll(() => copy.pending.size, { timeout: 10_000 }).toBe(0);
  });
});

describe('many apps at once', () => {
  it('are listed, not read one by one', async () => {
    const marathon = await new Scripted().start();
    const ids = Array.from({ length: 600 }, (_, n) => `/g/a${n}`);
    marathon.put(...ids.map((id) => ({ id })));
    const { copy } = mirror(marathon.wire.url);
    await synced(copy);
    marathon.asked.length = 0;
    marathon.put(...ids.map((id) => ({ id, instances: 3 })));
    marathon.tell('deployment_info', { plan: { id: 'd', steps: [{ actions: ids.map((app) => ({ action: 'ScaleApplication', app })) }] } });
    await expect.poll(() => [...copy.slots.values()].every(({ app }) => app.instances === 3), LATER).toBe(true);
    expect(marathon.asked.filter((path) => path === '/v2/apps').length).toBe(1);
    expect(marathon.asked.filter((path) => path.startsWith('/v2/apps/')).length).toBeLessThan(20);
  });

  it('that were read by themselves are not read again at every list', async () => {
    const marathon = await new Scripted().start();
    marathon.put({ id: '/a', tasks: [aTask('t1')] });
    const { copy, mirror: followed } = mirror(marathon.wire.url);
    await synced(copy);
    await followed.confirm('/a');
    for (let n = 0; n < 2; n++) await followed.refresh();
    marathon.asked.length = 0;
    for (let n = 0; n < 3; n++) await followed.refresh();
    expect(marathon.asked.filter((path) => path === '/v2/apps/a')).toEqual([]);
    expect(tasksOf(copy, '/a')).toEqual(['t1']);
  });
});

it('a list that takes Marathon long to begin is waited for longer than an answer', async () => {
  const marathon = await new Scripted().start();
  marathon.put({ id: '/a' });
  marathon.answers.set('/v2/apps', (response) => void setTimeout(() => json(response, 200, { apps: [...marathon.apps.values()] }), 600));
  const { copy } = mirror(marathon.wire.url, { timeoutMs: 200, listTimeoutMs: 5_000 });
  await synced(copy);
  expect(marathon.asked.filter((path) => path === '/v2/apps').length).toBe(1);
});
