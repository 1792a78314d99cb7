import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { TALLY } from '../../src/live/tally.ts';
import {
  AppAgesDocument,
  AppCountsDocument,
  ByIdDocument,
  CompanyDocument,
  ContainerPageDocument,
  EventsDocument,
  FindContainerDocument,
  FirstContainerDocument,
  NothingThereDocument,
  UnassignedAppsDocument,
  type ContainerOrder,
  type ContainerPageQuery,
} from '../generated/operations.ts';
import { simulatedApp } from '../support/apps.ts';
import { nodesOf, type Answer } from '../support/ask.ts';
import { startCanopy, type Running } from '../support/canopy.ts';

describe('queries over the live graph', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startCanopy();
  });
  afterAll(() => running.stop());

  /** The ids of all containers, a page at a time. */
  async function walked(first: number, orderBy?: ContainerOrder): Promise<string[]> {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { data }: Answer<ContainerPageQuery> = await running.ask(ContainerPageDocument, { first, orderBy, after });
      seen.push(...nodesOf(data.containers).map(({ id }) => id));
      if (!data.containers?.pageInfo.hasNextPage) return seen;
      after = data.containers.pageInfo.endCursor;
    }
  }

  it('answers a whole company in one request, with figures that agree with the lists', async () => {
    const { data, errors } = await running.ask(CompanyDocument);
    expect(errors).toBeUndefined();
    const company = data.tree![0]!;
    expect(company.level).toBe('COMPANY');
    const nodes = nodesOf(company.containers);
    const { containers } = company.summary!;
    expect(company.containers?.totalCount).toBe(containers.total);
    expect(nodes).toHaveLength(Math.min(1000, containers.total));
    expect(nodes.filter(({ state }) => state === 'RUNNING')).toHaveLength(containers.running);
    expect(containers.healthy + containers.unhealthy + containers.unknown).toBe(containers.total);
  });

  it('says the largest Int for a sum that no Int holds, instead of losing the whole summary', async () => {
    const company = running.canopy.graph.tree.find('cop.acme')!;
    const before = company.tally[TALLY.instances]!;
    company.tally[TALLY.instances] = 4_000_000_000;
    onTestFinished(() => void (company.tally[TALLY.instances] = before));
    for (let i = 0; i < 4; i++) {
      const { data, errors } = await running.ask('{ tree { summary { apps instances } } }');
      expect(errors).toBeUndefined();
      expect(data).toEqual({ tree: [{ summary: { apps: expect.any(Number), instances: 2_147_483_647 } }] });
    }
  });

  it('finds the same container by task, by id and in its app', async () => {
    const { data } = await running.ask(FirstContainerDocument);
    const { id, taskId, app } = nodesOf(data.containers)[0]!;
    const found = await running.ask(FindContainerDocument, { id, taskId, app: app!.marathonId });
    expect(found.data.node).toEqual({ id, taskId });
    expect(found.data.container?.id).toBe(id);
    expect(nodesOf(found.data.app?.containers).map((each) => each.id)).toContain(id);
  });

  it('pages through a list without missing or repeating one', async () => {
    const seen = await walked(37);
    const { data } = await running.ask(ContainerPageDocument);
    expect(seen).toEqual(nodesOf(data.containers).map(({ id }) => id));
    expect(new Set(seen).size).toBe(data.containers?.totalCount);
  });

  it.each(['TASK_ID', 'STARTED_AT_ASC', 'STARTED_AT_DESC', 'TREE'] as const)('pages in order %s as in one page', async (orderBy) => {
    const { data } = await running.ask(ContainerPageDocument, { orderBy });
    expect(await walked(50, orderBy)).toEqual(nodesOf(data.containers).map(({ id }) => id));
  });

  it('lists apps that hang on no node with the reason', async () => {
    const apps = nodesOf((await running.ask(UnassignedAppsDocument)).data.apps);
    expect(apps.length).toBeGreaterThan(0);
    for (const { jobName, unassigned } of apps) {
      expect(jobName).toBeNull();
      expect(unassigned).toEqual({ reason: expect.stringMatching(/./), message: expect.stringMatching(/./) });
    }
  });

  it('says how old each thing is, and no less', async () => {
    const { data, extensions } = await running.ask(AppAgesDocument);
    for (const { freshness } of nodesOf(data.apps)) {
      expect(freshness.stale).toBe(false);
      expect(Math.abs(Date.now() - Date.parse(freshness.observedAt) - freshness.ageMs)).toBeLessThan(1_000);
    }
    expect(extensions?.freshness?.source).toBe('marathon:sandbox');
    expect(typeof extensions?.cursor).toBe('string');
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
      const { data, errors } = await running.ask(ByIdDocument, { id });
      expect({ data, errors }).toEqual({ data: { node: null, nodes: [null] }, errors: undefined });
    },
  );

  it('answers null for what is not there, without an error', async () => {
    const { data, errors } = await running.ask(NothingThereDocument);
    expect(errors).toBeUndefined();
    expect(Object.values(data)).toEqual([null, null, null, null, null, null]);
  });

  it('shows a change in Marathon without being asked to', async () => {
    const app = await simulatedApp(running.ask, ({ instances }) => instances > 1);
    const counts = async () => (await running.ask(AppCountsDocument, { app: app.marathonId })).data.app;
    for (let i = 0; i < 4; i++) await counts();
    await fetch(`${running.sandbox.ready.marathon.urls[0]}/v2/apps${app.marathonId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instances: app.instances + 2 }),
    });
    await expect
      .poll(counts, { timeout: 10_000 })
      .toMatchObject({ instances: app.instances + 2, tasksRunning: app.instances + 2, containers: { totalCount: app.instances + 2 } });
    const filter = { subject: `App:sandbox:${app.marathonId}` };
    await expect
      .poll(async () => nodesOf((await running.ask(EventsDocument, { filter, first: 10 })).data.events).map(({ kind }) => kind))
      .toContain('APP_CHANGED');
  });
});
