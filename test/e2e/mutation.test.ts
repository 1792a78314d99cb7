import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../client/src/index.ts';
import {
  AdoptAppsDocument,
  AppNowDocument,
  AppTasksDocument,
  AppVersionsDocument,
  AttachHostDocument,
  CancelPlanDocument,
  ContainerStateDocument,
  CreateTreeNodeDocument,
  DeleteAppDocument,
  DeleteTreeNodeDocument,
  DeployAppDocument,
  DetachHostDocument,
  EventsDocument,
  HostNodesDocument,
  FreezesDocument,
  KillContainerDocument,
  MoveTreeNodeDocument,
  PlanDocument,
  RemoveFreezeDocument,
  RenameTreeNodeDocument,
  RestartAppDocument,
  RollbackAppDocument,
  ScaleAppDocument,
  SetFreezeDocument,
  TreeNodeDocument,
  WhyDocument,
} from '../generated/operations.ts';
import { settled, simulatedApp } from '../support/apps.ts';
import { nodesOf, whole } from '../support/ask.ts';
import { startCanopy, type Running } from '../support/canopy.ts';
import { undocumented } from '../support/documented-events.ts';
import { mutate, type How, type Taken } from '../support/mutate.ts';

describe('mutations', () => {
  let running: Running;
  let app: { marathonId: string; jobName: string | null; instances: number };
  beforeAll(async () => {
    running = await startCanopy();
    app = await simulatedApp(running.ask, ({ jobName, instances }) => jobName !== null && instances > 2);
  });
  afterAll(() => running.stop());

  const run = <R extends object, I>(document: Document<R, Taken<I>>, input: NoInfer<I>, how?: How) =>
    mutate(running.ask, document, input, how);
  const marathonWrites = async () =>
    (await running.sandbox.ledger()).requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v2')).length;
  const now = async (marathonId: string) => (await running.ask(AppNowDocument, { app: marathonId })).data.app;

  it('grow the tree, rename, move with the subtree and keep old names as aliases', async () => {
    const company = await run(CreateTreeNodeDocument, { name: 'globex' });
    expect(company).toMatchObject({ userErrors: [], subject: { jobName: 'cop.globex', level: 'COMPANY' }, plan: { state: 'DONE' } });
    await run(CreateTreeNodeDocument, { parent: 'cop.globex', name: 'one' });
    await run(CreateTreeNodeDocument, { parent: 'cop.globex', name: 'two' });
    const product = await run(CreateTreeNodeDocument, { parent: 'cop.globex_owt.one', name: 'thing', level: 'PRODUCT' });
    await run(CreateTreeNodeDocument, { parent: 'cop.globex_owt.one_pdl.thing', name: 'c1' });

    const moved = await run(MoveTreeNodeDocument, { jobName: 'cop.globex_owt.one_pdl.thing', newParent: 'cop.globex_owt.two' });
    expect(moved.userErrors).toEqual([]);
    expect(moved.subject).toMatchObject({
      id: product.subject?.id,
      jobName: 'cop.globex_owt.two_pdl.thing',
      aliases: [{ jobName: 'cop.globex_owt.one_pdl.thing' }],
    });
    expect(nodesOf(moved.subject?.children)[0]).toEqual({
      jobName: 'cop.globex_owt.two_pdl.thing_cluster.c1',
      aliases: [{ jobName: 'cop.globex_owt.one_pdl.thing_cluster.c1' }],
    });
    const { data } = await running.ask(TreeNodeDocument, { jobName: 'cop.globex_owt.one_pdl.thing_cluster.c1' });
    expect(data.treeNode?.jobName).toBe('cop.globex_owt.two_pdl.thing_cluster.c1');

    const renamed = await run(RenameTreeNodeDocument, { jobName: 'cop.globex_owt.two', name: 'deux' });
    expect(renamed.subject?.jobName).toBe('cop.globex_owt.deux');
    expect((await run(DeleteTreeNodeDocument, { jobName: 'cop.globex_owt.deux' })).userErrors[0]?.code).toBe('NOT_EMPTY');
    expect((await run(DeleteTreeNodeDocument, { jobName: 'cop.globex_owt.one' })).userErrors).toEqual([]);
    const kinds = ['TREE_NODE_LEFT', 'TREE_NODE_ENTERED', 'TREE_NODE_RENAMED', 'TREE_NODE_DELETED'] as const;
    const events = await running.ask(EventsDocument, { last: 20, filter: { kinds } });
    expect(new Set(nodesOf(events.data.events).map(({ kind }) => kind))).toEqual(new Set(kinds));
  });

  it('tell what is wrong with an input, and where', async () => {
    expect((await run(CreateTreeNodeDocument, { name: 'No Good' })).userErrors[0]).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['input', 'name'],
    });
    expect((await run(CreateTreeNodeDocument, { name: 'acme' })).userErrors[0]?.code).toBe('ALREADY_EXISTS');
    expect((await run(ScaleAppDocument, { app: '/no/such', instances: 1 })).userErrors[0]?.code).toBe('NOT_FOUND');
    expect((await run(ScaleAppDocument, { app: app.marathonId, instances: -1 })).userErrors[0]).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['input', 'instances'],
    });
  });

  it('show exactly the plan that an apply runs, and run it once by its token', async () => {
    const before = await marathonWrites();
    const input = { app: app.marathonId, instances: app.instances + 1 };
    const planned = await run(ScaleAppDocument, input, { mode: 'PLAN' });
    expect(planned.plan).toMatchObject({ state: 'PLANNED', steps: [{ system: 'marathon:sandbox', outcome: 'PLANNED' }] });
    expect(await marathonWrites()).toBe(before);

    const { planToken } = planned;
    const applied = await run(ScaleAppDocument, input, { planToken });
    expect(applied.userErrors).toEqual([]);
    expect(applied.plan?.id).toBe(planned.plan?.id);
    expect(applied.plan?.steps.map(({ outcome: _, ...step }) => step)).toEqual(planned.plan?.steps.map(({ outcome: _, ...step }) => step));
    expect(applied.subject?.instances).toBe(app.instances + 1);
    expect(await marathonWrites()).toBe(before + 1);
    expect((await run(ScaleAppDocument, input, { planToken })).userErrors[0]?.code).toBe('PLAN_UNKNOWN');
    const { data } = await running.ask(PlanDocument, { id: applied.plan!.id });
    expect(data.plan?.steps[0]?.outcome).toBe('ACCEPTED');
    await settled(running.ask, app.marathonId);
  });

  it('refuse a stale plan, naming what moved', async () => {
    const input = { app: app.marathonId, instances: app.instances + 3 };
    const { planToken } = await run(ScaleAppDocument, input, { mode: 'PLAN' });
    expect((await run(ScaleAppDocument, { app: app.marathonId, instances: app.instances })).userErrors).toEqual([]);
    await settled(running.ask, app.marathonId);
    const stale = await run(ScaleAppDocument, input, { planToken });
    expect(stale.userErrors[0]).toMatchObject({ code: 'PLAN_STALE', message: expect.stringMatching(/instances/) });
  });

  it('give the same outcome for the same idempotency key, and write once', async () => {
    const before = await marathonWrites();
    const input = { app: app.marathonId, instances: app.instances + 2 };
    const answers = await Promise.all([1, 2, 3].map(() => run(ScaleAppDocument, input, { idempotencyKey: 'k1' })));
    expect(new Set(answers.map(({ plan }) => plan?.id)).size).toBe(1);
    expect(await marathonWrites()).toBe(before + 1);
    const reused = await run(ScaleAppDocument, { ...input, instances: 1 }, { idempotencyKey: 'k1' });
    expect(reused.userErrors[0]?.code).toBe('IDEMPOTENCY_KEY_REUSED');
    await settled(running.ask, app.marathonId);
  });

  it('deploy a new app, change it, go back, restart, kill and delete', async () => {
    const id = '/acme/infra/monitor/c3/graph/query/main/e2e';
    const created = await run(DeployAppDocument, {
      app: id,
      ...{ command: 'sleep 100', cpus: 0.1, memMiB: 32, instances: 2 },
      labels: [{ name: 'sandbox.simulated', value: 'true' }],
      env: [{ name: 'DB_PASSWORD', value: 'hunter2' }],
    });
    expect(created.userErrors).toEqual([]);
    await settled(running.ask, id, { tasksRunning: 2 });
    expect(JSON.stringify(created)).not.toContain('hunter2');

    const first = await now(id);
    const changed = await run(DeployAppDocument, { app: id, memMiB: 48 });
    expect(changed.userErrors).toEqual([]);
    expect(changed.plan?.steps[0]?.after).toContain('48');
    await settled(running.ask, id, { tasksRunning: 2 });
    const { data } = await running.ask(AppVersionsDocument, { app: id });
    expect(data.app?.memMiB).toBe(48);
    expect(data.app?.versions?.map(({ memMiB }) => memMiB)).toEqual([48, 32]);

    expect((await run(RollbackAppDocument, { app: id, version: first!.version })).userErrors).toEqual([]);
    await settled(running.ask, id, { memMiB: 32 });
    expect((await run(RestartAppDocument, { app: id })).userErrors).toEqual([]);
    await settled(running.ask, id, { tasksRunning: 2 });

    const tasks = await running.ask(AppTasksDocument, { app: id });
    const { taskId } = nodesOf(tasks.data.app?.containers)[0]!;
    expect((await run(KillContainerDocument, { taskId })).userErrors).toEqual([]);
    await expect.poll(async () => (await running.ask(ContainerStateDocument, { taskId })).data.container, { timeout: 8_000 }).toBeNull();
    await settled(running.ask, id, { tasksRunning: 2 });

    expect((await run(DeleteAppDocument, { app: id })).userErrors).toEqual([]);
    await expect.poll(() => now(id), { timeout: 8_000 }).toBeNull();
    const why = whole((await running.ask(WhyDocument, { id: `App:sandbox:${id}` })).data.why);
    expect(why.map(({ plan }) => plan?.mutation)).toEqual(expect.arrayContaining(['deleteApp', 'restartApp', 'rollbackApp', 'deployApp']));
  });

  it('say which events led to a decision, all of an answer in one read', async () => {
    const planned = await run(ScaleAppDocument, { app: app.marathonId, instances: app.instances + 3 }, { mode: 'PLAN' });
    const { id } = planned.plan!;
    await run(CancelPlanDocument, { id });
    expect(await run(CancelPlanDocument, { id })).toMatchObject({ decision: { outcome: 'NOTHING_TO_DO' } });
    const why = whole((await running.ask(WhyDocument, { id })).data.why);
    expect(why.map(({ causedBy }) => causedBy.map(({ kind }) => kind))).toEqual([['PLAN_CHANGED', 'PLAN_CHANGED'], ['PLAN_CHANGED']]);
    expect(why[0]?.causedBy[0]).toEqual(why[1]?.causedBy[0]);
    const { plan } = (await running.ask(PlanDocument, { id })).data;
    expect(plan?.decision).toMatchObject({ causes: [expect.stringContaining('scaleApp, PLAN')], causedBy: [] });
  });

  it('respect a freeze until it is removed', async () => {
    const jobName = app.jobName!.split('_owt')[0]!;
    const frozen = await run(SetFreezeDocument, { jobName, reason: 'the big day' });
    expect(frozen.subject?.freezes).toMatchObject([{ reason: 'the big day' }]);
    const refused = await run(ScaleAppDocument, { app: app.marathonId, instances: 1 });
    expect(refused.userErrors[0]).toMatchObject({ code: 'FROZEN', message: expect.stringContaining('the big day') });
    const { treeNode } = (await running.ask(TreeNodeDocument, { jobName })).data;
    expect((await running.ask(FreezesDocument)).data.platform?.freezes).toEqual([{ id: treeNode!.freezes![0]!.id, treeNode: { jobName } }]);
    expect((await run(RemoveFreezeDocument, { id: treeNode!.freezes![0]!.id })).userErrors).toEqual([]);
  });

  it('attach and detach a host', async () => {
    const input = { jobName: 'cop.acme', host: 'c3-node01' };
    expect((await run(AttachHostDocument, input)).subject?.attachedHosts).toEqual(['c3-node01']);
    const { data } = await running.ask(HostNodesDocument, { host: 'c3-node01' });
    expect(data.host?.treeNodes).toEqual([{ jobName: 'cop.acme' }]);
    expect((await run(DetachHostDocument, input)).subject?.attachedHosts).toEqual([]);
  });

  it('adopt nothing twice, and list what does not fit', async () => {
    const again = await run(AdoptAppsDocument, {});
    expect(again.plan?.steps).toEqual([]);
    expect(again.decision?.rejected.map(({ choice }) => choice)).toContainEqual(expect.stringContaining('/legacy/cron'));
  });

  it('let an answer be asked for that reflects the write', async () => {
    const { cursor } = await run(CreateTreeNodeDocument, { parent: 'cop.globex', name: `n${Date.now()}` });
    const answer = await running.post('{"query":"{ tree { id } }"}', { 'canopy-not-before': cursor! });
    expect(answer.status).toBe(200);
    expect((await running.post('{"query":"{ tree { id } }"}', { 'canopy-not-before': 'nonsense' })).status).toBe(400);
  });

  it('leave events whose bodies are as docs/events.md says', async () => {
    const events = nodesOf((await running.ask(EventsDocument, { last: 1_000 })).data.events);
    expect(events.flatMap((event) => undocumented(event) ?? [])).toEqual([]);
    const kinds = new Set(events.map(({ kind }) => kind));
    for (const kind of [
      'BASELINE',
      'TREE_NODE_CREATED',
      'TREE_NODE_RENAMED',
      'TREE_NODE_LEFT',
      'TREE_NODE_ENTERED',
      'TREE_NODE_DELETED',
    ] as const)
      expect(kinds).toContain(kind);
    for (const kind of ['HOST_ATTACHED', 'HOST_DETACHED', 'FREEZE_SET', 'FREEZE_REMOVED', 'PLAN_CHANGED', 'DECISION_MADE'] as const)
      expect(kinds).toContain(kind);
  });
});
