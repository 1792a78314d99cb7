import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import {
  AppTasksDocument,
  CreateTreeNodeDocument,
  EventsDocument,
  ScaleAppDocument,
  TreeNodeDocument,
  type AppTasksQuery,
  type TreeNodeQuery,
} from '../generated/operations.ts';
import { simulatedApp } from '../support/apps.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { nodesOf, read, type Answer } from '../support/ask.ts';
import { mariadbInstalled, startMariadb, type Mariadb } from '../support/mariadb.ts';
import { startCanopy, startSandboxProcess, until, type Running, type SandboxProcess } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';

describe.runIf(mariadbInstalled || process.env['CI'] === 'true')('two replicas on one mariadb', () => {
  let mariadb: Mariadb;
  let sandbox: SandboxProcess;
  let one: Running;
  let two: Running;
  beforeAll(async () => {
    [mariadb, sandbox] = await Promise.all([startMariadb(), startSandboxProcess()]);
    const url = await mariadb.create();
    const auditKey = new Secret(Buffer.from(AUDIT_KEY).toString('base64'));
    const config = (from: Parameters<NonNullable<NonNullable<Parameters<typeof startCanopy>[0]>['config']>>[0]) => ({
      ...from,
      store: { ...from.store, url: new Secret(url) },
      audit: { ...from.audit, key: auditKey },
    });
    one = await startCanopy({ process: sandbox, config });
    two = await startCanopy({ process: sandbox, config, adopt: false });
    await until(() => two.canopy.graph.sources.every((source) => source.synced));
  });
  afterAll(async () => {
    await one?.stop();
    await two?.stop();
    await sandbox?.stop();
    await mariadb?.stop();
  });

  it('read on one what was written on the other, by its cursor', async () => {
    for (let i = 0; i < 5; i++) {
      const name = `replica${i}`;
      const { cursor, userErrors } = await mutate(one.ask, CreateTreeNodeDocument, { name });
      expect(userErrors).toEqual([]);
      const body = JSON.stringify({ query: TreeNodeDocument, variables: { jobName: `cop.${name}` } });
      const shown = await read<Answer<TreeNodeQuery>>(await two.post(body, { 'canopy-not-before': cursor! }));
      expect(shown.data.treeNode?.name).toBe(name);
    }
  });

  it('read on one what was changed in Marathon by the other, and what the other recorded, by the cursor', async () => {
    const app = await simulatedApp(one.ask, ({ instances }) => instances > 1);
    const body = JSON.stringify({ query: AppTasksDocument, variables: { app: app.marathonId } });
    // Streams that tell nothing: what is shown has been read because of the log.
    await sandbox.control('/faults', { deaf: true });
    for (let i = 1; i <= 3; i++) {
      const instances = app.instances + i;
      const { cursor, userErrors } = await mutate(one.ask, ScaleAppDocument, { app: app.marathonId, instances });
      expect(userErrors).toEqual([]);
      const shown = await read<Answer<AppTasksQuery>>(await two.post(body, { 'canopy-not-before': cursor! }));
      expect(shown.data.app?.instances).toBe(instances);
      await expect
        .poll(async () => read<unknown>(await fetch(`${sandbox.ready.marathon.urls[0]}/v2/deployments`)), { timeout: 10_000 })
        .toEqual([]);
    }
    await sandbox.control('/faults', { deaf: false });
  });

  it('show the same plan, and let its token be used once, whoever is asked', async () => {
    const app = await simulatedApp(one.ask, ({ instances }) => instances > 1);
    const writes = async () =>
      (await sandbox.ledger()).requests.filter(({ method, path }) => method === 'PUT' && path.includes(app.marathonId)).length;
    const before = await writes();
    const input = { app: app.marathonId, instances: app.instances + 1 };
    const { planToken } = await mutate(one.ask, ScaleAppDocument, input, { mode: 'PLAN' });
    const payloads = await Promise.all([one, two].map(({ ask }) => mutate(ask, ScaleAppDocument, input, { planToken })));
    const codes = payloads.map(({ userErrors }) => userErrors[0]?.code ?? 'OK').sort();
    expect(codes[0]).toBe('OK');
    expect(codes[1]).not.toBe('OK');
    expect(await writes()).toBe(before + 1);
  });

  it('record each happening once', async () => {
    const app = await simulatedApp(one.ask, ({ instances, deploying }) => instances > 3 && !deploying);
    await sandbox.control('/change', { app: app.marathonId, count: 3 });
    const filter = { kinds: ['CONTAINER_ENDED'] } as const;
    const ended = async ({ ask }: Running) =>
      nodesOf((await ask(EventsDocument, { last: 200, filter })).data.events).map(({ subject }) => subject);
    await expect.poll(async () => (await ended(two)).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
    const subjects = await ended(one);
    expect(new Set(subjects).size).toBe(subjects.length);
  });
});
