import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Watch } from '../../datasources/marathon/model.ts';
import type { AppReading } from '../../src/apps/model.ts';
import { sleeper, startSandbox, until, type Sandbox } from '../sandbox/start.ts';
import { allOf, Heard, marathonAt } from '../support/marathon.ts';

const never = new AbortController().signal;

describe.each(['1.1', '1.5', '1.9'])('against the sandbox’s Marathon %s', (version) => {
  let sandbox: Sandbox;
  let marathon: ReturnType<typeof marathonAt>;
  const watches = new AbortController();

  beforeAll(async () => {
    sandbox = await startSandbox({
      version,
      leaders: 3,
      company: 'small',
      simulatedTasks: 200,
      real: false,
      heartbeatMs: 200,
      minDelayMs: 1,
      maxDelayMs: 20,
    });
    marathon = marathonAt(sandbox.places.marathon.urls, { silenceMs: 2_000 });
  });

  afterAll(async () => {
    watches.abort();
    await marathon.close();
    await sandbox.stop();
  });

  // Faults are the test's own; the next one starts without.
  afterEach(() =>
    sandbox.control('POST', '/faults', {
      deaf: false,
      silent: false,
      truncateList: false,
      malformedApp: null,
      loseWrites: null,
      tooManyDeployments: false,
      refuse: false,
    }),
  );

  const readingOf = async (id: string): Promise<AppReading | undefined> => (await marathon.app(id, never)).value;
  const settled = (id: string) =>
    until(`${id} to settle`, async () => {
      const reading = await readingOf(id);
      return reading && reading.app.deploymentIds.length === 0 && reading.tasks.length === reading.app.instances ? reading : undefined;
    });
  const watch = (heard: Heard): Promise<Watch> => marathon.watch(watches.signal, heard.onSignal);

  it('lists every app with its tasks as Marathon counts them', async () => {
    const status = (await sandbox.control('GET', '/status')).body;
    const list = await allOf((await marathon.apps(never)).value);
    const readings = list.flatMap((each) => (each.kind === 'reading' ? [each.reading] : []));
    expect(list.filter(({ kind }) => kind === 'unreadable')).toEqual([]);
    expect(readings).toHaveLength(status.apps);
    expect(readings.flatMap(({ tasks }) => tasks)).toHaveLength(status.tasks);
    for (const { app, tasks, unreadable } of readings) {
      expect(unreadable).toEqual([]);
      expect(tasks.filter(({ state }) => state === 'RUNNING')).toHaveLength(app.tasksRunning);
      expect(tasks.filter(({ health }) => health === 'UNHEALTHY')).toHaveLength(app.tasksUnhealthy);
    }
    const held = new Map(list.map(({ digest }) => [digest, true]));
    const again = await allOf((await marathon.apps(never, { isHeld: (digest) => held.has(digest) })).value);
    expect(again.filter(({ kind }) => kind === 'unchanged').length).toBeGreaterThan(list.length / 2);
  });

  it('reads apps whose checks passed again as the same apps, though their bytes differ', async () => {
    const check = { protocol: 'HTTP', path: '/health', portIndex: 0, intervalSeconds: 0.05 };
    const ids = ['/passing/a', '/passing/b'];
    for (const id of ids) await sandbox.ask('POST', '/v2/apps', sleeper(id, { instances: 3, healthChecks: [check] }));
    for (const id of ids) await settled(id);
    const listed = async () => {
      const apps = new Map<string, { readonly digest: string; readonly reading: AppReading }>();
      for (const each of await allOf((await marathon.apps(never)).value))
        if (each.kind === 'reading' && ids.includes(each.reading.app.marathonId)) apps.set(each.reading.app.marathonId, each);
      return apps;
    };
    const first = await listed();
    const later = await until('every check to pass again', async () => {
      const apps = await listed();
      return ids.every((id) => apps.get(id)?.digest !== first.get(id)?.digest) ? apps : undefined;
    });
    for (const id of ids) {
      expect(later.get(id)?.reading).toEqual(first.get(id)?.reading);
      expect(later.get(id)?.reading.tasks.map(({ health }) => health)).toEqual(['HEALTHY', 'HEALTHY', 'HEALTHY']);
    }
  });

  it('reads the same app alone as in the list', async () => {
    const list = await allOf((await marathon.apps(never)).value);
    const checked = list.find(
      (each) => each.kind === 'reading' && each.reading.app.lastTaskFailure === null && each.reading.tasks.length > 0,
    );
    if (checked?.kind !== 'reading') throw new Error('no such app');
    const alone = await readingOf(checked.reading.app.marathonId);
    expect(alone?.app.marathonId).toBe(checked.reading.app.marathonId);
    expect(alone?.tasks.map(({ taskId }) => taskId).sort()).toEqual(checked.reading.tasks.map(({ taskId }) => taskId).sort());
  });

  it('reads the apps under a group', async () => {
    const under = (await marathon.appsUnder('/acme/shop', never)).value;
    expect(under.unreadable).toEqual([]);
    expect(under.items.length).toBeGreaterThan(1);
    expect(under.items.every(({ app }) => app.marathonId.startsWith('/acme/shop/'))).toBe(true);
    expect(under.items.some(({ tasks }) => tasks.length > 0)).toBe(true);
    const all = (await marathon.appsUnder('/', never)).value;
    expect(all.items).toHaveLength((await sandbox.control('GET', '/status')).body.apps);
  });

  it('reads the smaller documents', async () => {
    expect((await marathon.info(never)).value.version).toMatch(new RegExp(`^${version.replace('.', '\\.')}`));
    const apps = (await marathon.groups(never)).value;
    const ids = (group: typeof apps): string[] => [...group.appIds, ...group.groups.flatMap(ids)];
    expect(ids(apps).length).toBeGreaterThan(5);
    expect((await marathon.tasks(never)).value.unreadable).toEqual([]);
    expect((await marathon.queue(never)).value.unreadable).toEqual([]);
    expect((await marathon.leader(never)).value).toBe(new URL(sandbox.url).host);
    await marathon.ping(never);
  });

  it('creates, scales, updates, rolls back, restarts, kills and deletes, and hears of each', async () => {
    const heard = new Heard();
    const stream = await watch(heard);
    await stream.attached;
    const id = '/trial/writes';
    const created = await marathon.writes.createApp(sleeper(id), { signal: never });
    expect(created.version).toBeGreaterThan(0);
    const first = await settled(id);
    await heard.until((signal) => signal.kind === 'task' && signal.appId === id && signal.state === 'RUNNING');

    const scaled = await marathon.writes.scale(id, 3, { signal: never });
    if (scaled.deploymentId === null) throw new Error('no deployment');
    await heard.until((signal) => signal.kind === 'deployment' && signal.deploymentId === scaled.deploymentId && signal.success);
    const third = await settled(id);
    expect(third.app).toMatchObject({ instances: 3, tasksRunning: 3, lastConfigChangeAt: first.app.lastConfigChangeAt });

    await marathon.writes.updateApp(id, { mem: 48, labels: { 'sandbox.simulated': 'true', added: 'yes' } }, { signal: never });
    const updated = await settled(id);
    expect(updated.app).toMatchObject({ memMiB: 48, instances: 3 });

    const versions = (await marathon.versions(id, never)).value ?? [];
    expect(versions.map((each) => Date.parse(each))).toContain(first.app.version);
    const earlier = versions.find((each) => Date.parse(each) === third.app.version);
    await marathon.writes.rollback(id, earlier ?? '', { signal: never });
    const back = await settled(id);
    expect(back.app.memMiB).toBe(32);
    if (version !== '1.1') expect(back.app.labels).toEqual(third.app.labels);

    const before = back.tasks.map(({ taskId }) => taskId);
    await marathon.writes.restart(id, { signal: never });
    const restarted = await settled(id);
    expect(restarted.tasks.filter(({ taskId }) => before.includes(taskId))).toEqual([]);

    const [victim] = restarted.tasks;
    await marathon.writes.killTask(id, victim?.taskId ?? '', { signal: never, scale: true });
    await heard.until((signal) => signal.kind === 'task' && signal.taskId === victim?.taskId && signal.state === 'KILLED');
    expect((await settled(id)).app.instances).toBe(2);

    await marathon.writes.deleteApp(id, { signal: never });
    await until(`${id} to be gone`, async () => ((await readingOf(id)) === undefined ? true : undefined));
  });

  it('names a refusal for what it is', async () => {
    const id = '/trial/refusals';
    const write = { signal: never };
    await marathon.writes.createApp(sleeper(id), write);
    await settled(id);
    await expect(marathon.writes.createApp(sleeper(id), write)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(marathon.writes.deleteApp('/trial/nope', write)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(marathon.writes.updateApp(id, { instances: -1 }, write)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(marathon.writes.cancelDeployment('nope', write)).rejects.toMatchObject({ code: 'NOT_FOUND' });

    const never_fits = await marathon.writes.updateApp(id, { cpus: 9_999 }, write);
    await expect(marathon.writes.scale(id, 2, write)).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { deployments: [never_fits.deploymentId] },
    });
    const deployments = (await marathon.deployments(never)).value;
    expect(deployments.items.map(({ affectedApps }) => affectedApps)).toContainEqual([id]);
    await until('the queue to tell', async () => (await marathon.queue(never)).value.items.find(({ marathonId }) => marathonId === id));
    expect(await marathon.writes.cancelDeployment(never_fits.deploymentId ?? '', { ...write, force: true })).toEqual({
      deploymentId: null,
      version: null,
    });
    await marathon.writes.deleteApp(id, { ...write, force: true });
  });

  it('sends a write once, also when its answer is lost', async () => {
    const id = '/trial/lost';
    await marathon.writes.createApp(sleeper(id), { signal: never });
    await settled(id);
    await sandbox.control('DELETE', '/ledger');
    await sandbox.control('POST', '/faults', { loseWrites: 'after' });
    await expect(marathon.writes.scale(id, 2, { signal: never })).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      details: { sent: true },
    });
    const requests = JSON.stringify((await sandbox.control('GET', '/ledger')).body);
    expect(requests.split('"PUT"').length - 1).toBe(1);
    expect((await settled(id)).app.instances).toBe(2);
  });

  it('lets a malformed app harm only itself, and a list cut short fail', async () => {
    const list = await allOf((await marathon.apps(never)).value);
    const [victim] = list.flatMap((each) => (each.kind === 'reading' ? [each.reading.app.marathonId] : []));
    await sandbox.control('POST', '/faults', { malformedApp: victim });
    const harmed = await allOf((await marathon.apps(never)).value);
    expect(harmed).toHaveLength(list.length);
    expect(harmed.filter(({ kind }) => kind === 'unreadable')).toHaveLength(1);
    await sandbox.control('POST', '/faults', { malformedApp: null, truncateList: true });
    await expect(marathon.apps(never).then(({ value }) => allOf(value))).rejects.toMatchObject({
      code: expect.stringMatching(/^UPSTREAM_/),
    });
  });

  it('tells a deaf stream from a live one by a canary, and a silent one by its bytes', async () => {
    const stream = await watch(new Heard());
    await stream.attached;
    expect(await stream.canary(never)).toBe(true);
    await sandbox.control('POST', '/faults', { deaf: true });
    expect(await stream.canary(never, 500)).toBe(false);
    await sandbox.control('POST', '/faults', { deaf: false, silent: true });
    expect(await stream.end).toMatchObject({ reason: 'silent' });
  });

  it.each(['redirect', 'eof'] as const)('finds the new leader when the old one goes and standbys answer with %s', async (events) => {
    const heard = new Heard();
    const stream = await watch(heard);
    await stream.attached;
    const leading = sandbox.places.marathon.urls.indexOf(stream.origin);
    const to = (leading + 1) % 3;
    await sandbox.control('POST', '/leader', { to, events });
    expect(await stream.end).toMatchObject({ reason: expect.stringMatching(/closed|failed/) });
    const found = await until('the new leader’s stream', async () => {
      const next = await watch(heard);
      const over = await Promise.race([next.end, next.attached]);
      return over === undefined ? next : undefined;
    });
    expect(found.origin).toBe(sandbox.places.marathon.urls[to]);
    expect((await marathon.info(never)).value.leader).toBe(new URL(found.origin).host);
  });
});
