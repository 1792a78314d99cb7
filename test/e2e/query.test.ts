import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCanopy, type Running } from '../support/canopy.ts';

describe('queries over the live graph', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startCanopy();
  });
  afterAll(() => running.stop());

  it('answers a whole company in one request, with figures that agree with the lists', async () => {
    const { data, errors } = await running.ask(`{
      tree { jobName level summary { apps hosts containers { total running healthy unhealthy unknown } } containers(first: 1000) { totalCount nodes { state health app { marathonId } } } }
    }`);
    expect(errors).toBeUndefined();
    const [company] = data.tree;
    expect(company.level).toBe('COMPANY');
    const { nodes, totalCount } = company.containers;
    const { containers } = company.summary;
    expect(totalCount).toBe(containers.total);
    expect(nodes).toHaveLength(Math.min(1000, totalCount));
    expect(nodes.filter((each: any) => each.state === 'RUNNING')).toHaveLength(containers.running);
    expect(containers.healthy + containers.unhealthy + containers.unknown).toBe(containers.total);
  });

  it('finds the same container by task, by id and in its app', async () => {
    const { data } = await running.ask('{ containers(first: 1) { nodes { id taskId app { marathonId } } } }');
    const [{ id, taskId, app }] = data.containers.nodes;
    const found = await running.ask(
      'query($id: ID!, $taskId: String!, $app: String!) { node(id: $id) { id ... on Container { taskId } } container(taskId: $taskId) { id } app(marathonId: $app) { containers(first: 1000) { nodes { id } } } }',
      { id, taskId, app: app.marathonId },
    );
    expect(found.data.node).toEqual({ id, taskId });
    expect(found.data.container.id).toBe(id);
    expect(found.data.app.containers.nodes.map((each: any) => each.id)).toContain(id);
  });

  it('pages through a list without missing or repeating one', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data }: any = await running.ask(
        'query($after: Cursor) { containers(first: 37, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      seen.push(...data.containers.nodes.map((each: any) => each.id));
      after = data.containers.pageInfo.hasNextPage ? data.containers.pageInfo.endCursor : null;
    } while (after !== null);
    const { data } = await running.ask('{ containers(first: 1000) { totalCount nodes { id } } }');
    expect(seen).toEqual(data.containers.nodes.map((each: any) => each.id));
    expect(new Set(seen).size).toBe(data.containers.totalCount);
  });

  it.each(['TASK_ID', 'STARTED_AT_ASC', 'STARTED_AT_DESC', 'TREE'])('pages in order %s as in one page', async (orderBy) => {
    const whole = await running.ask(`{ containers(first: 1000, orderBy: ${orderBy}) { nodes { id } } }`);
    const pages: string[] = [];
    for (let after: string | null = null; ;) {
      const { data }: any = await running.ask(
        `query($after: Cursor) { containers(first: 50, orderBy: ${orderBy}, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      pages.push(...data.containers.nodes.map((each: any) => each.id));
      if (!data.containers.pageInfo.hasNextPage) break;
      after = data.containers.pageInfo.endCursor;
    }
    expect(pages).toEqual(whole.data.containers.nodes.map((each: any) => each.id));
  });

  it('lists apps that hang on no node with the reason', async () => {
    const { data } = await running.ask(
      '{ apps(first: 100, filter: { unassigned: true }) { nodes { marathonId jobName unassigned { reason message } } } }',
    );
    expect(data.apps.nodes.length).toBeGreaterThan(0);
    for (const app of data.apps.nodes) {
      expect(app.jobName).toBeNull();
      expect(app.unassigned.message).not.toBe('');
    }
  });

  it('says how old each thing is, and no less', async () => {
    const { data, extensions } = await running.ask('{ apps(first: 3) { nodes { freshness { source observedAt ageMs stale } } } }');
    for (const { freshness } of data.apps.nodes) {
      expect(freshness.stale).toBe(false);
      expect(Math.abs(Date.now() - Date.parse(freshness.observedAt) - freshness.ageMs)).toBeLessThan(1_000);
    }
    expect(extensions?.['freshness'].source).toBe('marathon:sandbox');
    expect(typeof extensions?.['cursor']).toBe('string');
  });

  it.each([
    ['{ treeNode(jobName: "cop.acme_pdl.shop") { id } }', /part 2 .*at character 10.*out of order.*"owt"/],
    ['{ treeNode(jobName: "cop.acme_nope.x") { id } }', /unknown level "nope"/],
    ['{ treeNode(jobName: "cop.acme_loc.bj") { id } }', /a node is meant here/],
    ['{ containers(first: 5000) { totalCount } }', /first: 5000 is above the limit of 1000/],
    ['{ containers(first: 1, after: "nonsense") { totalCount } }', /not a cursor/],
    ['{ apps(filter: { cluster: "other" }) { totalCount } }', /no Marathon is called "other"; there are sandbox/],
  ])('refuses %s, naming what is wrong', async (query, message) => {
    const { errors } = await running.ask(query);
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toMatch(message);
  });

  it.each(['Event:zz', 'Event:', 'Plan:zz', 'Plan:', 'Decision:zz', 'TreeNode:zz', 'App:zz', 'Deployment:zz:zz', 'Nothing:zz', 'zz', ''])(
    'answers null for what has never been there: %j',
    async (id) => {
      const { data, errors } = await running.ask('query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }', { id });
      expect({ data, errors }).toEqual({ data: { node: null, nodes: [null] }, errors: undefined });
    },
  );

  it('answers null for what is not there, without an error', async () => {
    const { data, errors } = await running.ask(
      '{ node(id: "Container:sandbox:no") { id } container(taskId: "no") { id } app(marathonId: "/no") { id } host(name: "no") { id } treeNode(jobName: "cop.no") { id } nope: node(id: "x") { id } }',
    );
    expect(errors).toBeUndefined();
    expect(Object.values(data)).toEqual([null, null, null, null, null, null]);
  });

  it('shows a change in Marathon without being asked to', async () => {
    const { data } = await running.ask('{ apps(first: 100) { nodes { marathonId instances labels { name value } } } }');
    const app = data.apps.nodes.find(
      (each: any) => each.labels.some((label: any) => label.name === 'sandbox.simulated') && each.instances > 1,
    );
    const query =
      'query($id: String!) { app(marathonId: $id) { instances tasksRunning containers { totalCount } treeNode { summary { instances } } } }';
    for (let i = 0; i < 4; i++) await running.ask(query, { id: app.marathonId });
    await fetch(`${running.sandbox.ready.marathon.urls[0]}/v2/apps${app.marathonId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instances: app.instances + 2 }),
    });
    await expect
      .poll(async () => (await running.ask(query, { id: app.marathonId })).data.app, { timeout: 10_000 })
      .toMatchObject({ instances: app.instances + 2, tasksRunning: app.instances + 2, containers: { totalCount: app.instances + 2 } });
    const events = 'query($id: ID!) { events(filter: { subject: $id }, first: 10) { nodes { kind } } }';
    await expect
      .poll(async () => (await running.ask(events, { id: `App:sandbox:${app.marathonId}` })).data.events.nodes)
      .toContainEqual({ kind: 'APP_CHANGED' });
  });
});
