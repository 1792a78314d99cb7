import { afterEach, describe, expect, it } from 'vitest';
import { startCanopy, startSandboxProcess, until, type Running, type SandboxProcess } from '../support/canopy.ts';

describe('when Marathon is away', () => {
  let running: Running | undefined;
  let sandbox: SandboxProcess | undefined;
  afterEach(async () => {
    await running?.stop();
    await sandbox?.stop();
    running = sandbox = undefined;
  });

  it('starts without it, says which copy waits, answers NOT_SYNCED, and catches up by itself', async () => {
    sandbox = await startSandboxProcess();
    await sandbox.control('/faults', { refuse: true });
    running = await startCanopy({ process: sandbox, adopt: false });
    const ready = await fetch(`${running.url}/readyz`);
    expect(ready.status).toBe(503);
    expect((await ready.json()).waiting.map((each: any) => each.source)).toContain('marathon:sandbox');
    const { data, errors } = await running.ask(
      '{ platform { version } apps(first: 1) { totalCount } container(taskId: "x") { id } tree { id } }',
    );
    expect(data).toMatchObject({ platform: { version: 'test' }, apps: null, container: null, tree: [] });
    expect(
      errors?.map((each) => [each.path?.[0], each.extensions['code'], each.extensions['retryable'], each.extensions['source']]),
    ).toEqual(
      expect.arrayContaining([
        ['apps', 'NOT_SYNCED', true, 'marathon:sandbox'],
        ['container', 'NOT_SYNCED', true, 'marathon:sandbox'],
      ]),
    );
    await sandbox.control('/faults', { refuse: false });
    await until(async () => (await fetch(`${running?.url}/readyz`)).status === 200, 15_000);
    expect((await running.ask('{ apps(first: 1) { totalCount } }')).data.apps.totalCount).toBeGreaterThan(0);
  });

  it('serves the last copy marked stale, refuses writes with nothing half done, and goes on when it is back', async () => {
    running = await startCanopy();
    const { data } = await running.ask('{ apps(first: 1, filter: { deploying: false }) { nodes { marathonId instances } } }');
    const [app] = data.apps.nodes;
    const fresh =
      '{ apps(first: 1) { nodes { marathonId freshness { stale ageMs } } } platform { datasources { name state lastError } } hosts(first: 1) { totalCount } }';
    for (let i = 0; i < 4; i++) expect((await running.ask(fresh)).data.apps.nodes[0].freshness.stale).toBe(false);
    await running.sandbox.control('/faults', { refuse: true, closeStreams: true });
    await expect.poll(async () => (await running?.ask(fresh))?.data.apps.nodes[0].freshness.stale, { timeout: 10_000 }).toBe(true);
    const stale = await running.ask(fresh);
    expect(stale.data.platform.datasources.find((each: any) => each.name === 'marathon:sandbox')).toMatchObject({ state: 'DOWN' });

    const mutation = 'mutation($input: ScaleAppInput!) { scaleApp(input: $input) { userErrors { code } plan { state } } }';
    const refused = await running.ask(mutation, { input: { app: app.marathonId, instances: app.instances + 1 } });
    const code = refused.errors?.[0]?.extensions['code'] ?? refused.data.scaleApp.userErrors[0].code;
    expect(code).toBe('UPSTREAM_UNAVAILABLE');

    await running.sandbox.control('/faults', { refuse: false });
    await expect.poll(async () => (await running?.ask(fresh))?.data.apps.nodes[0].freshness.stale, { timeout: 15_000 }).toBe(false);
    expect((await running.ask(`{ app(marathonId: "${app.marathonId}") { instances } }`)).data.app.instances).toBe(app.instances);
  });

  it('tells of versions that do not come where they were asked for, and by which Marathon', async () => {
    running = await startCanopy({
      config: (config) => ({ ...config, marathons: config.marathons.map((each) => ({ ...each, timeoutMs: 500 })) }),
    });
    const query = '{ apps(first: 3) { nodes { marathonId versions(first: 2) { current } } } }';
    const { data } = await running.ask(query);
    await running.sandbox.control('/faults', { slowMs: 1_000, pathPrefix: `/v2/apps${data.apps.nodes[1].marathonId}/versions` });
    for (let i = 0; i < 3; i++) {
      const answer = await running.ask(query);
      expect(answer.data.apps.nodes.map((each: any) => each.versions !== null)).toEqual([true, false, true]);
      expect(answer.errors).toMatchObject([
        { path: ['apps', 'nodes', 1, 'versions'], extensions: { code: 'UPSTREAM_TIMEOUT', source: 'marathon:sandbox', retryable: true } },
      ]);
    }
  });

  it('finds after a gap what it missed, and reports it as events', async () => {
    running = await startCanopy({
      config: (config) => ({ ...config, marathons: config.marathons.map((each) => ({ ...each, relistMs: 300 })) }),
    });
    await running.sandbox.control('/faults', { deaf: true });
    const { data } = await running.ask('{ apps(first: 100) { nodes { marathonId instances labels { name } } } }');
    const app = data.apps.nodes.find(
      (each: any) => each.instances > 2 && each.labels.some((label: any) => label.name === 'sandbox.simulated'),
    );
    await running.sandbox.control('/change', { app: app.marathonId, count: 2 });
    await expect
      .poll(
        async () =>
          (
            await running?.ask('{ events(last: 50, filter: { kinds: [CONTAINER_ENDED, CONTAINER_STARTED] }) { nodes { kind } } }')
          )?.data.events.nodes
            .map((each: any) => each.kind)
            .sort(),
        { timeout: 10_000 },
      )
      .toEqual(expect.arrayContaining(['CONTAINER_ENDED', 'CONTAINER_STARTED']));
  });

  it('lets a malformed app harm nothing but itself', async () => {
    running = await startCanopy({
      config: (config) => ({ ...config, marathons: config.marathons.map((each) => ({ ...each, relistMs: 300 })) }),
    });
    const { data } = await running.ask('{ apps(first: 2) { totalCount nodes { marathonId } } }');
    const [bad, good] = data.apps.nodes;
    await running.sandbox.control('/faults', { malformedApp: bad.marathonId });
    await expect
      .poll(async () => (await running?.ask('{ platform { unreadable { id source problem } } }'))?.data.platform.unreadable.length, {
        timeout: 10_000,
      })
      .toBeGreaterThan(0);
    const after = await running.ask(
      'query($bad: String!, $good: String!) { bad: app(marathonId: $bad) { problem freshness { stale } } good: app(marathonId: $good) { problem freshness { stale } } apps(first: 1) { totalCount } }',
      { bad: bad.marathonId, good: good.marathonId },
    );
    expect(after.data.bad).toMatchObject({ problem: expect.any(String), freshness: { stale: true } });
    expect(after.data.good).toEqual({ problem: null, freshness: { stale: false } });
    expect(after.data.apps.totalCount).toBe(data.apps.totalCount);
    await running.sandbox.control('/faults', { malformedApp: null });
    await expect
      .poll(
        async () =>
          (
            await running?.ask('query($bad: String!) { app(marathonId: $bad) { problem } platform { unreadable { id } } }', {
              bad: bad.marathonId,
            })
          )?.data,
        { timeout: 10_000 },
      )
      .toEqual({ app: { problem: null }, platform: { unreadable: [] } });
  });
});
