import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCanopy, type Running } from '../support/canopy.ts';

const FIELDS =
  'userErrors { code message path } planToken plan { id state steps { system verb target before after outcome } blockedBy } decision { outcome reason inputs { name value } rejected { choice reason } }';

describe('mutations', () => {
  let running: Running;
  let app: { marathonId: string; jobName: string; instances: number };
  beforeAll(async () => {
    running = await startCanopy();
    const { data } = await running.ask('{ apps(first: 100) { nodes { marathonId jobName instances labels { name } } } }');
    app = data.apps.nodes.find(
      (each: any) => each.jobName && each.instances > 2 && each.labels.some((label: any) => label.name === 'sandbox.simulated'),
    );
  });
  afterAll(() => running.stop());

  const run = async (name: string, input: Record<string, unknown>, how: Record<string, unknown> = {}, subject = '{ __typename }') => {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation($input: ${type}!, $mode: Mode!, $planToken: String, $idempotencyKey: String) {
      ${name}(input: $input, mode: $mode, planToken: $planToken, idempotencyKey: $idempotencyKey) { cursor subject ${subject} ${FIELDS} } }`;
    const answer = await running.ask(query, { input, mode: 'APPLY', ...how });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data[name];
  };
  const marathonWrites = async () =>
    (await running.sandbox.ledger()).requests.filter((each: any) => each.method !== 'GET' && each.path.startsWith('/v2')).length;

  it('grow the tree, rename, move with the subtree and keep old names as aliases', async () => {
    const company = await run('createTreeNode', { name: 'globex' }, {}, '{ jobName level }');
    expect(company).toMatchObject({ userErrors: [], subject: { jobName: 'cop.globex', level: 'COMPANY' }, plan: { state: 'DONE' } });
    await run('createTreeNode', { parent: 'cop.globex', name: 'one' });
    await run('createTreeNode', { parent: 'cop.globex', name: 'two' });
    const product = await run('createTreeNode', { parent: 'cop.globex_owt.one', name: 'thing', level: 'PRODUCT' }, {}, '{ id jobName }');
    await run('createTreeNode', { parent: 'cop.globex_owt.one_pdl.thing', name: 'c1' });

    const moved = await run(
      'moveTreeNode',
      { jobName: 'cop.globex_owt.one_pdl.thing', newParent: 'cop.globex_owt.two' },
      {},
      '{ id jobName aliases { jobName } children(first: 5) { nodes { jobName aliases { jobName } } } }',
    );
    expect(moved.userErrors).toEqual([]);
    expect(moved.subject).toMatchObject({
      id: product.subject.id,
      jobName: 'cop.globex_owt.two_pdl.thing',
      aliases: [{ jobName: 'cop.globex_owt.one_pdl.thing' }],
    });
    expect(moved.subject.children.nodes[0]).toEqual({
      jobName: 'cop.globex_owt.two_pdl.thing_cluster.c1',
      aliases: [{ jobName: 'cop.globex_owt.one_pdl.thing_cluster.c1' }],
    });
    const { data } = await running.ask('{ old: treeNode(jobName: "cop.globex_owt.one_pdl.thing_cluster.c1") { jobName } }');
    expect(data.old.jobName).toBe('cop.globex_owt.two_pdl.thing_cluster.c1');

    const renamed = await run('renameTreeNode', { jobName: 'cop.globex_owt.two', name: 'deux' }, {}, '{ jobName }');
    expect(renamed.subject.jobName).toBe('cop.globex_owt.deux');
    expect((await run('deleteTreeNode', { jobName: 'cop.globex_owt.deux' })).userErrors[0].code).toBe('NOT_EMPTY');
    expect((await run('deleteTreeNode', { jobName: 'cop.globex_owt.one' })).userErrors).toEqual([]);
    const events = await running.ask(
      '{ events(last: 20, filter: { kinds: [TREE_NODE_LEFT, TREE_NODE_ENTERED, TREE_NODE_RENAMED, TREE_NODE_DELETED] }) { nodes { kind jobName summary } } }',
    );
    expect(new Set(events.data.events.nodes.map((each: any) => each.kind))).toEqual(
      new Set(['TREE_NODE_LEFT', 'TREE_NODE_ENTERED', 'TREE_NODE_RENAMED', 'TREE_NODE_DELETED']),
    );
  });

  it('tell what is wrong with an input, and where', async () => {
    expect((await run('createTreeNode', { name: 'No Good' })).userErrors[0]).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['input', 'name'],
    });
    expect((await run('createTreeNode', { name: 'acme' })).userErrors[0].code).toBe('ALREADY_EXISTS');
    expect((await run('scaleApp', { app: '/no/such', instances: 1 })).userErrors[0].code).toBe('NOT_FOUND');
    expect((await run('scaleApp', { app: app.marathonId, instances: -1 })).userErrors[0]).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['input', 'instances'],
    });
  });

  it('show exactly the plan that an apply runs, and run it once by its token', async () => {
    const before = await marathonWrites();
    const input = { app: app.marathonId, instances: app.instances + 1 };
    const planned = await run('scaleApp', input, { mode: 'PLAN' });
    expect(planned.plan).toMatchObject({ state: 'PLANNED', steps: [{ system: 'marathon:sandbox', outcome: 'PLANNED' }] });
    expect(await marathonWrites()).toBe(before);

    const applied = await run('scaleApp', input, { planToken: planned.planToken }, '{ instances }');
    expect(applied.userErrors).toEqual([]);
    expect(applied.plan.id).toBe(planned.plan.id);
    expect(applied.plan.steps.map(({ outcome: _, ...step }: any) => step)).toEqual(
      planned.plan.steps.map(({ outcome: _, ...step }: any) => step),
    );
    expect(applied.subject.instances).toBe(app.instances + 1);
    expect(await marathonWrites()).toBe(before + 1);
    expect((await run('scaleApp', input, { planToken: planned.planToken })).userErrors[0].code).toBe('PLAN_UNKNOWN');
    expect(
      (await running.ask('query($id: ID!) { plan(id: $id) { state steps { outcome } decision { outcome } } }', { id: applied.plan.id }))
        .data.plan.steps[0].outcome,
    ).toBe('ACCEPTED');
    await expect
      .poll(async () => (await running.ask(`{ app(marathonId: "${app.marathonId}") { deploying } }`)).data.app.deploying)
      .toBe(false);
  });

  it('refuse a stale plan, naming what moved', async () => {
    const input = { app: app.marathonId, instances: app.instances + 3 };
    const planned = await run('scaleApp', input, { mode: 'PLAN' });
    expect((await run('scaleApp', { app: app.marathonId, instances: app.instances })).userErrors).toEqual([]);
    await expect
      .poll(async () => (await running.ask(`{ app(marathonId: "${app.marathonId}") { deploying } }`)).data.app.deploying)
      .toBe(false);
    const stale = await run('scaleApp', input, { planToken: planned.planToken });
    expect(stale.userErrors[0]).toMatchObject({ code: 'PLAN_STALE', message: expect.stringMatching(/instances/) });
  });

  it('give the same outcome for the same idempotency key, and write once', async () => {
    const before = await marathonWrites();
    const input = { app: app.marathonId, instances: app.instances + 2 };
    const answers = await Promise.all([1, 2, 3].map(() => run('scaleApp', input, { idempotencyKey: 'k1' })));
    expect(new Set(answers.map((each) => each.plan.id)).size).toBe(1);
    expect(await marathonWrites()).toBe(before + 1);
    expect((await run('scaleApp', { ...input, instances: 1 }, { idempotencyKey: 'k1' })).userErrors[0].code).toBe('IDEMPOTENCY_KEY_REUSED');
    await expect
      .poll(async () => (await running.ask(`{ app(marathonId: "${app.marathonId}") { deploying } }`)).data.app.deploying)
      .toBe(false);
  });

  it('deploy a new app, change it, go back, restart, kill and delete', async () => {
    const id = '/acme/infra/monitor/c3/graph/query/main/e2e';
    const labels = [{ name: 'sandbox.simulated', value: 'true' }];
    const created = await run(
      'deployApp',
      { app: id, command: 'sleep 100', cpus: 0.1, memMiB: 32, instances: 2, labels, env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] },
      {},
      '{ instances version }',
    );
    expect(created.userErrors).toEqual([]);
    const settled = () =>
      expect.poll(async () => (await running.ask(`{ app(marathonId: "${id}") { deploying tasksRunning } }`)).data.app, { timeout: 8_000 });
    await settled().toEqual({ deploying: false, tasksRunning: 2 });
    expect(JSON.stringify(created)).not.toContain('hunter2');

    const { data: first } = await running.ask(`{ app(marathonId: "${id}") { version } }`);
    const changed = await run('deployApp', { app: id, memMiB: 48 }, {}, '{ memMiB }');
    expect(changed.userErrors).toEqual([]);
    expect(changed.plan.steps[0].after).toContain('48');
    await settled().toEqual({ deploying: false, tasksRunning: 2 });
    const { data: versions } = await running.ask(`{ app(marathonId: "${id}") { memMiB versions(first: 5) { version memMiB current } } }`);
    expect(versions.app.memMiB).toBe(48);
    expect(versions.app.versions.map((each: any) => each.memMiB)).toEqual([48, 32]);

    expect((await run('rollbackApp', { app: id, version: first.app.version })).userErrors).toEqual([]);
    await expect
      .poll(async () => (await running.ask(`{ app(marathonId: "${id}") { memMiB deploying } }`)).data.app, { timeout: 8_000 })
      .toEqual({ memMiB: 32, deploying: false });
    expect((await run('restartApp', { app: id })).userErrors).toEqual([]);
    await settled().toEqual({ deploying: false, tasksRunning: 2 });

    const { data: tasks } = await running.ask(`{ app(marathonId: "${id}") { containers(first: 5) { nodes { taskId } } } }`);
    const victim = tasks.app.containers.nodes[0].taskId;
    expect((await run('killContainer', { taskId: victim })).userErrors).toEqual([]);
    await expect
      .poll(async () => (await running.ask(`{ container(taskId: "${victim}") { state } }`)).data.container, { timeout: 8_000 })
      .toBeNull();
    await settled().toMatchObject({ tasksRunning: 2 });

    expect((await run('deleteApp', { app: id })).userErrors).toEqual([]);
    await expect.poll(async () => (await running.ask(`{ app(marathonId: "${id}") { id } }`)).data.app, { timeout: 8_000 }).toBeNull();
    const why = await running.ask('query($id: ID!) { why(id: $id) { actor outcome plan { mutation state } } }', {
      id: `App:sandbox:${id}`,
    });
    expect(why.data.why.map((each: any) => each.plan?.mutation)).toEqual(
      expect.arrayContaining(['deleteApp', 'restartApp', 'rollbackApp', 'deployApp']),
    );
  });

  it('say which events led to a decision, all of an answer in one read', async () => {
    const planned = await run('scaleApp', { app: app.marathonId, instances: app.instances + 3 }, { mode: 'PLAN' });
    const id = planned.plan.id;
    await run('cancelPlan', { id });
    expect(await run('cancelPlan', { id })).toMatchObject({ decision: { outcome: 'NOTHING_TO_DO' } });
    const { data } = await running.ask('query($id: ID!) { why(id: $id) { outcome causedBy { kind subject cursor } } }', { id });
    expect(data.why.map((each: any) => each.causedBy.map((event: any) => event.kind))).toEqual([
      ['PLAN_CHANGED', 'PLAN_CHANGED'],
      ['PLAN_CHANGED'],
    ]);
    expect(data.why[0].causedBy[0]).toEqual(data.why[1].causedBy[0]);
    const asked = await running.ask(`{ plan(id: "${id}") { decision { causes causedBy { id } } } }`);
    expect(asked.data.plan.decision).toMatchObject({ causes: [expect.stringContaining('scaleApp, PLAN')], causedBy: [] });
  });

  it('respect a freeze until it is removed', async () => {
    const jobName = app.jobName.split('_owt')[0];
    const frozen = await run('setFreeze', { jobName, reason: 'the big day' }, {}, '{ freezes { id reason } }');
    expect(frozen.subject.freezes).toMatchObject([{ reason: 'the big day' }]);
    const refused = await run('scaleApp', { app: app.marathonId, instances: 1 });
    expect(refused.userErrors[0]).toMatchObject({ code: 'FROZEN', message: expect.stringContaining('the big day') });
    const { data } = await running.ask(`{ treeNode(jobName: "${jobName}") { freezes { id } } }`);
    expect((await run('removeFreeze', { id: data.treeNode.freezes[0].id })).userErrors).toEqual([]);
  });

  it('attach and detach a host', async () => {
    expect((await run('attachHost', { jobName: 'cop.acme', host: 'c3-node01' }, {}, '{ attachedHosts }')).subject.attachedHosts).toEqual([
      'c3-node01',
    ]);
    const { data } = await running.ask('{ host(name: "c3-node01") { treeNodes { jobName } } }');
    expect(data.host.treeNodes).toEqual([{ jobName: 'cop.acme' }]);
    expect((await run('detachHost', { jobName: 'cop.acme', host: 'c3-node01' }, {}, '{ attachedHosts }')).subject.attachedHosts).toEqual(
      [],
    );
  });

  it('adopt nothing twice, and list what does not fit', async () => {
    const again = await run('adoptApps', {});
    expect(again.plan.steps).toEqual([]);
    expect(again.decision.rejected.map((each: any) => each.choice)).toContainEqual(expect.stringContaining('/legacy/cron'));
  });

  it('let an answer be asked for that reflects the write', async () => {
    const { cursor } = await run('createTreeNode', { parent: 'cop.globex', name: `n${Date.now()}` });
    const answer = await running.post('{"query":"{ tree { id } }"}', { 'canopy-not-before': cursor });
    expect(answer.status).toBe(200);
    expect((await running.post('{"query":"{ tree { id } }"}', { 'canopy-not-before': 'nonsense' })).status).toBe(400);
  });
});
