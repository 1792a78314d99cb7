import { afterEach, describe, expect, it } from 'vitest';
import {
  AppNowDocument,
  EventsDocument,
  FirstAppsDocument,
  IdleAppDocument,
  OutageDocument,
  ScaleAppDocument,
  TwoAppsDocument,
  VersionsOfAppsDocument,
} from '../generated/operations.ts';
import { simulatedApp } from '../support/apps.ts';
import { codeOf, nodesOf, read } from '../support/ask.ts';
import { startCanopy, startSandboxProcess, until, type Running, type SandboxProcess } from '../support/canopy.ts';

/** What /readyz says while it is not. */
interface Waiting {
  readonly waiting: readonly { readonly source: string }[];
}

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
    expect((await read<Waiting>(ready)).waiting.map(({ source }) => source)).toContain('marathon:sandbox');
    const { data, errors } = await running.ask(OutageDocument);
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
    expect((await running.ask(FirstAppsDocument)).data.apps?.totalCount).toBeGreaterThan(0);
  });

  it('serves the last copy marked stale, refuses writes with nothing half done, and goes on when it is back', async () => {
    running = await startCanopy();
    const { ask } = running;
    const { marathonId, instances } = nodesOf((await ask(IdleAppDocument)).data.apps)[0]!;
    const stale = async () => nodesOf((await ask(OutageDocument)).data.apps)[0]?.freshness.stale;
    for (let i = 0; i < 4; i++) expect(await stale()).toBe(false);
    await running.sandbox.control('/faults', { refuse: true, closeStreams: true });
    await expect.poll(stale, { timeout: 10_000 }).toBe(true);
    const { platform } = (await ask(OutageDocument)).data;
    expect(platform?.datasources.find(({ name }) => name === 'marathon:sandbox')).toMatchObject({ state: 'DOWN' });

    const refused = await ask(ScaleAppDocument, { input: { app: marathonId, instances: instances + 1 } });
    expect(codeOf(refused) ?? refused.data.scaleApp?.userErrors[0]?.code).toBe('UPSTREAM_UNAVAILABLE');

    await running.sandbox.control('/faults', { refuse: false });
    await expect.poll(stale, { timeout: 15_000 }).toBe(false);
    expect((await ask(AppNowDocument, { app: marathonId })).data.app?.instances).toBe(instances);
  });

  it('tells of versions that do not come where they were asked for, and by which Marathon', async () => {
    running = await startCanopy({
      config: (config) => ({ ...config, marathons: config.marathons.map((each) => ({ ...each, timeoutMs: 500 })) }),
    });
    const apps = nodesOf((await running.ask(VersionsOfAppsDocument)).data.apps);
    await running.sandbox.control('/faults', { slowMs: 1_000, pathPrefix: `/v2/apps${apps[1]?.marathonId}/versions` });
    for (let i = 0; i < 3; i++) {
      const { data, errors } = await running.ask(VersionsOfAppsDocument);
      expect(nodesOf(data.apps).map(({ versions }) => versions !== null)).toEqual([true, false, true]);
      expect(errors).toMatchObject([
        { path: ['apps', 'nodes', 1, 'versions'], extensions: { code: 'UPSTREAM_TIMEOUT', source: 'marathon:sandbox', retryable: true } },
      ]);
    }
  });

  it('finds after a gap what it missed, and reports it as events', async () => {
    running = await startCanopy({
      config: (config) => ({ ...config, marathons: config.marathons.map((each) => ({ ...each, relistMs: 300 })) }),
    });
    const { ask, sandbox: own } = running;
    await own.control('/faults', { deaf: true });
    const app = await simulatedApp(ask, ({ instances }) => instances > 2);
    await own.control('/change', { app: app.marathonId, count: 2 });
    const filter = { kinds: ['CONTAINER_ENDED', 'CONTAINER_STARTED'] } as const;
    await expect
      .poll(async () => nodesOf((await ask(EventsDocument, { last: 50, filter })).data.events).map(({ kind }) => kind), { timeout: 10_000 })
      .toEqual(expect.arrayContaining(['CONTAINER_ENDED', 'CONTAINER_STARTED']));
  });

  it('lets a malformed app harm nothing but itself', async () => {
    running = await startCanopy({
      config: (config) => ({ ...config, marathons: config.marathons.map((each) => ({ ...each, relistMs: 300 })) }),
    });
    const { ask, sandbox: own } = running;
    const { apps } = (await ask(FirstAppsDocument)).data;
    const [bad = '', good = ''] = nodesOf(apps).map(({ marathonId }) => marathonId);
    const both = async () => (await ask(TwoAppsDocument, { bad, good })).data;
    await own.control('/faults', { malformedApp: bad });
    await expect.poll(async () => (await both()).platform?.unreadable?.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const after = await both();
    expect(after.bad).toMatchObject({ problem: expect.any(String), freshness: { stale: true } });
    expect(after.good).toEqual({ problem: null, freshness: { stale: false } });
    expect(after.apps?.totalCount).toBe(apps?.totalCount);
    await own.control('/faults', { malformedApp: null });
    await expect.poll(both, { timeout: 10_000 }).toMatchObject({ bad: { problem: null }, platform: { unreadable: [] } });
  });
});
