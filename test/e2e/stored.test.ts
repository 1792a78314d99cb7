import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppTasksDocument,
  AttachHostDocument,
  CreateTreeNodeDocument,
  DeleteAppDocument,
  FreezesDocument,
  RemoveFreezeDocument,
  RenameTreeNodeDocument,
  ScaleAppDocument,
  SetFreezeDocument,
} from '../generated/operations.ts';
import { settled, simulatedApp } from '../support/apps.ts';
import { nodesOf } from '../support/ask.ts';
import { startCanopy, type Running } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';

/** Whatever is asked: after each change, an answer that was stored before must equal one that was computed after. */
describe('stored answers', () => {
  let running: Running;
  let app: { id: string; marathonId: string; instances: number; jobName: string | null };
  beforeAll(async () => {
    running = await startCanopy();
    app = await simulatedApp(running.ask, ({ jobName, instances }) => jobName !== null && instances > 3);
  });
  afterAll(() => running.stop());

  const documents = async (): Promise<string[]> => {
    const { data } = await running.ask(AppTasksDocument, { app: app.marathonId });
    const container = nodesOf(data.app?.containers)[0]!;
    return [
      `{ node(id: "${container.id}") { id } }`,
      `{ node(id: "${container.id}") { id ... on Container { app { image } } } }`,
      `{ container(taskId: "${container.taskId}") { __typename } }`,
      `{ node(id: "${app.id}") { id } }`,
      `{ node(id: "${app.id}") { __typename ... on App { tasksRunning } } }`,
      `{ app(marathonId: "${app.marathonId}") { instances containers(first: 100) { totalCount nodes { taskId } } deployments { id } pending { count } } }`,
      `{ host(name: "${container.host!.name}") { containers(first: 500) { totalCount nodes { taskId state } } treeNodes { jobName } } }`,
      `{ treeNode(jobName: "${app.jobName}") { name aliases { jobName } freezes { reason } attachedHosts summary { instances hosts containers { total } } } }`,
      `{ searchTree(text: "stored-answers") { totalCount nodes { jobName } } }`,
      '{ treeNode(jobName: "cop.stored-answers") { jobName } }',
      '{ tree { name children(first: 3) { totalCount } } }',
      '{ deployments { id affectedApps } }',
      '{ platform { freezes { reason } unreadable { id } } }',
      '{ containers(first: 3, orderBy: STARTED_AT_DESC) { nodes { taskId } } }',
      '{ containers(first: 5, filter: { state: STAGING }) { totalCount } }',
      `{ apps(first: 100, filter: { idContains: "${app.marathonId}" }) { nodes { instances jobName unassigned { reason } problem } } }`,
    ];
  };
  const asked = (query: string) =>
    running.ask(query).then(({ data, errors }) => JSON.stringify({ data, errors: errors?.map((each) => each.message) }));
  /** A comment makes another request of the same query: computed now, never found stored. */
  let fresh = 0;
  const computed = (query: string) => asked(`${query} # ${++fresh}`);

  const changes: readonly (readonly [name: string, change: () => Promise<unknown>])[] = [
    ['containers replaced', () => running.sandbox.control('/change', { app: app.marathonId, count: app.instances })],
    ['a node created', () => mutate(running.ask, CreateTreeNodeDocument, { name: 'stored-answers' })],
    ['a freeze set', () => mutate(running.ask, SetFreezeDocument, { jobName: app.jobName!, reason: 'why' })],
    ['a host attached elsewhere', () => mutate(running.ask, AttachHostDocument, { jobName: 'cop.stored-answers', host: 'c3-node01' })],
    ['a node renamed', () => mutate(running.ask, RenameTreeNodeDocument, { jobName: 'cop.stored-answers', name: 'stored-answers-2' })],
    [
      'the freeze removed',
      async () => {
        const { data } = await running.ask(FreezesDocument);
        await mutate(running.ask, RemoveFreezeDocument, { id: data.platform!.freezes![0]!.id });
      },
    ],
    ['the app scaled', () => mutate(running.ask, ScaleAppDocument, { app: app.marathonId, instances: app.instances + 1 })],
    ['the app malformed', () => running.sandbox.control('/faults', { malformedApp: app.marathonId })],
    ['the app well again', () => running.sandbox.control('/faults', { malformedApp: null })],
    [
      'the app deleted',
      async () => {
        await settled(running.ask, app.marathonId);
        await mutate(running.ask, DeleteAppDocument, { app: app.marathonId });
      },
    ],
  ];

  it('never outlive what they rest on', async () => {
    for (const [name, change] of changes) {
      const queries = await documents();
      for (const query of queries) for (let i = 0; i < 4; i++) await asked(query);
      await change();
      // Changes come in over a while: at every moment both ways must tell the same.
      for (let round = 0; round < 4; round++) {
        for (const query of queries) {
          await expect
            .poll(async () => ((await asked(query)) === (await computed(query)) ? 'same' : `${name}: ${query}`), {
              timeout: 3_000,
              interval: 20,
            })
            .toBe('same');
        }
        await new Promise((done) => setTimeout(done, 120));
      }
      for (const query of queries) expect([name, query, await asked(query)]).toEqual([name, query, await computed(query)]);
    }
  });
});
