import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCanopy, type Running } from '../support/canopy.ts';

/** Whatever is asked: after each change, an answer that was stored before must equal one that was computed after. */
describe('stored answers', () => {
  let running: Running;
  let app: { id: string; marathonId: string; instances: number; jobName: string };
  beforeAll(async () => {
    running = await startCanopy();
    const { data } = await running.ask('{ apps(first: 100) { nodes { id marathonId jobName instances labels { name } } } }');
    app = data.apps.nodes.find(
      (each: any) => each.jobName && each.instances > 3 && each.labels.some((label: any) => label.name === 'sandbox.simulated'),
    );
  });
  afterAll(() => running.stop());

  const documents = async (): Promise<string[]> => {
    const { data } = await running.ask(
      `{ app(marathonId: "${app.marathonId}") { containers(first: 1) { nodes { id taskId host { name } } } } }`,
    );
    const [container] = data.app.containers.nodes;
    return [
      `{ node(id: "${container.id}") { id } }`,
      `{ node(id: "${container.id}") { id ... on Container { app { image } } } }`,
      `{ container(taskId: "${container.taskId}") { __typename } }`,
      `{ node(id: "${app.id}") { id } }`,
      `{ node(id: "${app.id}") { __typename ... on App { tasksRunning } } }`,
      `{ app(marathonId: "${app.marathonId}") { instances containers(first: 100) { totalCount nodes { taskId } } deployments { id } pending { count } } }`,
      `{ host(name: "${container.host.name}") { containers(first: 500) { totalCount nodes { taskId state } } treeNodes { jobName } } }`,
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
    ['a node created', () => running.ask('mutation { createTreeNode(input: { name: "stored-answers" }) { cursor } }')],
    ['a freeze set', () => running.ask(`mutation { setFreeze(input: { jobName: "${app.jobName}", reason: "why" }) { cursor } }`)],
    [
      'a host attached elsewhere',
      () => running.ask('mutation { attachHost(input: { jobName: "cop.stored-answers", host: "c3-node01" }) { cursor } }'),
    ],
    [
      'a node renamed',
      () => running.ask('mutation { renameTreeNode(input: { jobName: "cop.stored-answers", name: "stored-answers-2" }) { cursor } }'),
    ],
    [
      'the freeze removed',
      async () => {
        const { data } = await running.ask('{ platform { freezes { id } } }');
        await running.ask('mutation($id: ID!) { removeFreeze(input: { id: $id }) { cursor } }', { id: data.platform.freezes[0].id });
      },
    ],
    [
      'the app scaled',
      () => running.ask(`mutation { scaleApp(input: { app: "${app.marathonId}", instances: ${app.instances + 1} }) { cursor } }`),
    ],
    ['the app malformed', () => running.sandbox.control('/faults', { malformedApp: app.marathonId })],
    ['the app well again', () => running.sandbox.control('/faults', { malformedApp: null })],
    [
      'the app deleted',
      async () => {
        await expect
          .poll(async () => (await running.ask(`{ app(marathonId: "${app.marathonId}") { deploying } }`)).data.app.deploying)
          .toBe(false);
        await running.ask(`mutation { deleteApp(input: { app: "${app.marathonId}" }) { cursor } }`);
      },
    ],
  ];

  it('never outlive what they rest on', async () => {
    for (const [name, change] of changes) {
      const queries = await documents().catch(() => []);
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
