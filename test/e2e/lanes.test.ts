import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppTasksDocument } from '../generated/operations.ts';
import { simulatedApps } from '../support/apps.ts';
import { nodesOf, read } from '../support/ask.ts';
import { startCanopy, type Running } from '../support/canopy.ts';

/** Documents of every shape; each is asked often enough to pass from first sight through compiled to stored. */
const CORPUS: readonly (readonly [query: string, variables?: Record<string, unknown>])[] = [
  ['{ __typename }'],
  ['{ tree { __typename id name level jobName createdAt } }'],
  ['{ tree { children(first: 3) { totalCount nodes { name ancestors { name } parent { name } } pageInfo { hasNextPage } } } }'],
  ['{ tree { summary { apps instances hosts containers { total running } cpus { asked used } memMiB { asked } firingAlarms } } }'],
  [
    'query($n: Int!) { containers(first: $n) { nodes { id taskId state health ports startedAt cpus memMiB app { id image labels { name value } } host { name cpus attributes { name value } } } } }',
    { n: 7 },
  ],
  [
    'query($with: Boolean!) { apps(first: 4) { nodes { marathonId ... @include(if: $with) { image command } version @skip(if: $with) } } }',
    { with: true },
  ],
  [
    'query($with: Boolean!) { apps(first: 4) { nodes { marathonId ... @include(if: $with) { image command } version @skip(if: $with) } } }',
    { with: false },
  ],
  [
    'fragment A on App { id labels { ...L } } fragment L on Label { name value } { apps(first: 3) { nodes { ...A cpus } edges { cursor node { ...A } } } }',
  ],
  ['{ a: apps(first: 1) { nodes { x: id y: id marathonId } } b: apps(first: 2) { totalCount nodes { z: cluster } } }'],
  ['{ apps(first: 2) { nodes { id } nodes { cpus memMiB } } }'],
  ['{ nodes(ids: ["Host:c3-node01", "nothing", "TreeNode:x"]) { __typename id ... on Host { name ip } } }'],
  ['{ hosts(first: 3) { nodes { name ip active containers(first: 2) { totalCount nodes { taskId } } treeNodes { id } } } }'],
  ['{ containers(filter: { health: UNHEALTHY }, orderBy: STARTED_AT_DESC, first: 5) { totalCount nodes { taskId } } }'],
  [
    '{ apps(first: 3) { nodes { lastTaskFailure { message state at host } pending { count reasons { reason declined } } unassigned { reason } } } }',
  ],
  ['{ searchTree(text: "main", first: 5) { nodes { jobName } } platform { version } }'],
];

describe('both lanes', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startCanopy();
  });
  afterAll(() => running.stop());

  it.each(CORPUS.map(([query, variables]) => ({ query, variables })))(
    'answer $query alike at first sight, compiled, and stored',
    async ({ query, variables }) => {
      const lanes: unknown[] = [];
      for (let i = 0; i < 6; i++) {
        const { data, errors } = await running.ask(query, variables);
        expect(errors).toBeUndefined();
        lanes.push(JSON.stringify(data));
      }
      // To register a text by its hash is Apollo's part: it executes as well.
      const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };
      const registered = await running.post(JSON.stringify({ query, variables, extensions: { persistedQuery } }));
      lanes.push(JSON.stringify((await read(registered)).data));
      expect(new Set(lanes).size).toBe(1);
    },
  );

  it.each([
    '{ platform { datasources { name ageMs } } }',
    '{ apps(first: 3) { nodes { freshness { ageMs } } } }',
    '{ hosts(first: 2) { nodes { name } } }',
  ])('tell each time how old the oldest part of %s is', async (query) => {
    const told = [];
    for (let i = 0; i < 6; i++) told.push((await running.ask(query)).extensions?.freshness);
    for (const each of told) expect(each).toEqual({ ...told[0], ageMs: expect.any(Number), observedAt: expect.any(String) });
    expect(told[0]).toMatchObject({ source: expect.any(String), stale: false });
  });

  it('were both used for that', async () => {
    const figures = await (await fetch(`${running.url}/metrics`)).text();
    for (const lane of ['stored', 'computed', 'apollo'])
      expect(figures).toMatch(new RegExp(`canopy_requests_total\\{lane="${lane}"\\} [1-9]`));
  });

  it('keep an answer only while what it read holds', async () => {
    const [one = '', other = ''] = (await simulatedApps(running.ask)).filter(({ instances }) => instances > 2).map((app) => app.marathonId);
    const tasks = async () => nodesOf((await running.ask(AppTasksDocument, { app: one })).data.app?.containers).map(({ taskId }) => taskId);
    for (let i = 0; i < 5; i++) await tasks();
    const before = await tasks();
    await running.sandbox.control('/change', { app: other, count: 2 });
    expect(await tasks()).toEqual(before);
    await running.sandbox.control('/change', { app: one, count: 1 });
    await expect.poll(tasks, { timeout: 5_000 }).not.toEqual(before);
    expect(await tasks()).toHaveLength(before.length);
  });
});
