import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import { mariadbInstalled, startMariadb, type Mariadb } from '../support/mariadb.ts';
import { startCanopy, startSandboxProcess, until, type Running, type SandboxProcess } from '../support/canopy.ts';

describe.runIf(mariadbInstalled || process.env['CI'] === 'true')('two replicas on one mariadb', () => {
  let mariadb: Mariadb;
  let sandbox: SandboxProcess;
  let one: Running;
  let two: Running;
  beforeAll(async () => {
    [mariadb, sandbox] = await Promise.all([startMariadb(), startSandboxProcess()]);
    const url = await mariadb.create();
    const config = (from: Parameters<NonNullable<NonNullable<Parameters<typeof startCanopy>[0]>['config']>>[0]) => ({
      ...from,
      store: { ...from.store, url: new Secret(url) },
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
      const written = await one.ask(
        'mutation($name: String!) { createTreeNode(input: { name: $name }) { cursor userErrors { message } } }',
        { name: `replica${i}` },
      );
      expect(written.data.createTreeNode.userErrors).toEqual([]);
      const read = await two.post(JSON.stringify({ query: `{ treeNode(jobName: "cop.replica${i}") { name } }` }), {
        'canopy-not-before': written.data.createTreeNode.cursor,
      });
      expect((await read.json()).data.treeNode).toEqual({ name: `replica${i}` });
    }
  });

  it('read on one what was changed in Marathon by the other, and what the other recorded, by the cursor', async () => {
    const { data } = await one.ask('{ apps(first: 100) { nodes { marathonId instances labels { name } } } }');
    const app = data.apps.nodes.find(
      (each: any) => each.instances > 1 && each.labels.some((label: any) => label.name === 'sandbox.simulated'),
    );
    const query = `{ app(marathonId: "${app.marathonId}") { instances containers(first: 100) { nodes { taskId } } } }`;
    // Streams that tell nothing: what is shown has been read because of the log.
    await sandbox.control('/faults', { deaf: true });
    for (let i = 1; i <= 3; i++) {
      const instances = app.instances + i;
      const scaled = await one.ask('mutation($input: ScaleAppInput!) { scaleApp(input: $input) { cursor userErrors { code message } } }', {
        input: { app: app.marathonId, instances },
      });
      expect(scaled.data.scaleApp.userErrors).toEqual([]);
      const read = await two.post(JSON.stringify({ query }), { 'canopy-not-before': scaled.data.scaleApp.cursor });
      expect((await read.json()).data.app.instances).toBe(instances);
      await expect
        .poll(async () => (await fetch(`${sandbox.ready.marathon.urls[0]}/v2/deployments`)).json(), { timeout: 10_000 })
        .toEqual([]);
    }
    await sandbox.control('/faults', { deaf: false });
  });

  it('show the same plan, and let its token be used once, whoever is asked', async () => {
    const { data } = await one.ask('{ apps(first: 100) { nodes { marathonId instances jobName labels { name } } } }');
    const app = data.apps.nodes.find(
      (each: any) => each.instances > 1 && each.labels.some((label: any) => label.name === 'sandbox.simulated'),
    );
    const writes = async () =>
      (await sandbox.ledger()).requests.filter((each: any) => each.method === 'PUT' && each.path.includes(app.marathonId)).length;
    const before = await writes();
    const input = { app: app.marathonId, instances: app.instances + 1 };
    const mutation =
      'mutation($input: ScaleAppInput!, $mode: Mode!, $token: String) { scaleApp(input: $input, mode: $mode, planToken: $token) { planToken plan { state } userErrors { code } } }';
    const planned = await one.ask(mutation, { input, mode: 'PLAN' });
    const answers = await Promise.all(
      [one, two].map((replica) => replica.ask(mutation, { input, mode: 'APPLY', token: planned.data.scaleApp.planToken })),
    );
    const codes = answers.map((each) => each.data.scaleApp.userErrors[0]?.code ?? 'OK').sort();
    expect(codes[0]).toBe('OK');
    expect(codes[1]).not.toBe('OK');
    expect(await writes()).toBe(before + 1);
  });

  it('record each happening once', async () => {
    const { data } = await one.ask('{ apps(first: 100) { nodes { marathonId instances deploying labels { name } } } }');
    const app = data.apps.nodes.find(
      (each: any) => each.instances > 3 && !each.deploying && each.labels.some((label: any) => label.name === 'sandbox.simulated'),
    );
    await sandbox.control('/change', { app: app.marathonId, count: 3 });
    const ended = async (replica: Running) =>
      (await replica.ask('{ events(last: 200, filter: { kinds: [CONTAINER_ENDED] }) { nodes { subject } } }')).data.events.nodes.map(
        (each: any) => each.subject as string,
      );
    await expect.poll(async () => (await ended(two)).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
    const subjects = await ended(one);
    expect(new Set(subjects).size).toBe(subjects.length);
  });
});
