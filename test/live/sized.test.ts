import { describe, expect, it } from 'vitest';
import { MetricCopy } from '../../src/live/metric-copy.ts';
import { SizedApps } from '../../src/live/sized.ts';
import { Source } from '../../src/live/source.ts';
import type { AppRecord, TaskRecord } from '../../src/apps/model.ts';
import { METRIC_NAMES, staleAfter, type MetricName } from '../../src/monitoring/model.ts';
import { aPolicy, aRule } from '../scaling/policy.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';

const NODE = 'a/b/c/d/e/f/g/h';
const OTHER = 'a/b/c/d/e/f/g/other';
const ID = `App:main:/${NODE}`;
const STEP_MS = 10_000;

function setUp() {
  const clock = new StoppedClock();
  const { graph, copy: cluster } = aGraph(clock, [NODE, OTHER]);
  graph.metrics = new MetricCopy(new Source('falcon', 'falcon', 'http://127.0.0.1', clock, 60_000), STEP_MS);
  graph.listen(graph.metrics);
  const sized = new SizedApps(graph);
  const { tree } = graph;
  graph.listen({
    appChanged: (before, after) => {
      if (!before || !after || before.label('jobname') !== after.label('jobname')) sized.moved();
    },
  });
  const rule = (on: string, id = on) => {
    tree.scalingRules.set(on, aRule({ id, on }));
    tree.scalingCell.raise();
  };
  /** Started long ago unless the test says otherwise. */
  const runs = (path: string, tasks: readonly Partial<TaskRecord>[] = [{}], over: Partial<AppRecord> = {}) => {
    clock.pass(1);
    const all = tasks.map((each, n) => aTask({ taskId: `${path} ${n}`, startedAt: clock.now() - 3_600_000, ...each }));
    const app = anApp({ marathonId: `/${path}`, instances: tasks.length, ...over });
    graph.applyApp(cluster, { app, tasks: all, unreadable: [] }, '', { mono: clock.monotonic(), wall: clock.now() });
  };
  /** What the n-th container of the app has told. */
  const tells = (n: number, metric: MetricName, value: number, ageMs = 0) => {
    const container = cluster.slots.get(`/${NODE}`)?.containers[n] ?? expect.fail('no such container');
    graph.metrics?.table.put(graph.metrics.table.row(container), METRIC_NAMES.indexOf(metric), { at: clock.now() - ageMs, value });
  };
  const seen = (policy = aPolicy(), now = clock.now()) => sized.seen(sized.get(ID) ?? expect.fail('no rule reaches it'), policy, now);
  const figures = (...metrics: MetricName[]) => seen(aPolicy({ metrics: metrics.map((metric) => ({ metric, target: 1 })) })).figures;
  const idle = () => figures('CPU_IDLE')[0];
  return { clock, graph, tree, cluster, sized, rule, runs, tells, seen, figures, idle };
}

describe('which rule counts', () => {
  it('is the nearest: of the app, then of its node, then of those above', () => {
    const { sized, rule, runs, tree } = setUp();
    runs(NODE);
    runs(OTHER);
    const rules = () => [NODE, OTHER].map((path) => sized.all().get(`App:main:/${path}`)?.rule?.id);
    expect([...sized.all()]).toEqual([]);
    for (const [on, here, there] of [
      ['TreeNode:a', 'TreeNode:a', 'TreeNode:a'],
      ['TreeNode:a/b/c', 'TreeNode:a/b/c', 'TreeNode:a/b/c'],
      [`TreeNode:${NODE}`, `TreeNode:${NODE}`, 'TreeNode:a/b/c'],
      [ID, ID, 'TreeNode:a/b/c'],
    ] as const) {
      rule(on);
      expect(rules()).toEqual([here, there]);
      expect(sized.get(ID)?.rule?.id).toBe(here);
    }
    tree.scalingRules.delete('TreeNode:a/b/c');
    tree.scalingRules.delete('TreeNode:a');
    tree.scalingCell.raise();
    expect([...sized.all().keys()]).toEqual([ID]);
    // Which nothing reaches any more, and which may be owed something.
    expect(sized.get(`App:main:/${OTHER}`)).toMatchObject({ rule: undefined, timed: [] });
    expect(sized.get('App:main:/none')).toBeUndefined();
    expect(sized.get(`App:other:/${NODE}`)).toBeUndefined();
  });

  it('is gathered anew only when rules or places have changed, and then at once', () => {
    const { sized, rule, runs, cluster, graph, clock, tree } = setUp();
    runs(NODE);
    rule('TreeNode:a/b/c/d/e/f/g/other');
    const none = sized.all();
    expect([[...none.keys()], sized.all() === none]).toEqual([[], true]);
    runs(OTHER);
    expect([...sized.all().keys()]).toEqual([`App:main:/${OTHER}`]);
    // One goes, and another comes: so many as before.
    graph.removeApp(cluster, `/${OTHER}`, clock.monotonic());
    runs('a/b/c/d/e/f/g/third');
    expect([...sized.all().keys()]).toEqual([]);
    // A claim that is confirmed moves an app.
    const other = 'cop.a_owt.b_pdl.c_cluster.d_servicegroup.e_service.f_jobgroup.g_job.other';
    runs(NODE, [{}], { labels: [{ name: 'jobname', value: other }] });
    expect([...sized.all().keys()]).toEqual([]);
    tree.claims.set(`main:/${NODE}`, { cluster: 'main', marathonId: `/${NODE}`, nodeId: OTHER, confirmedBy: 'ann', confirmedAt: 1 });
    tree.shape.raise();
    graph.replaceApps();
    expect([...sized.all().keys()]).toEqual([ID]);
    runs(NODE);
    expect([...sized.all().keys()]).toEqual([]);
  });
});

describe('how an app stands', () => {
  const now = new StoppedClock().now() + 1;

  it.each<[string, Partial<AppRecord>, Partial<TaskRecord>, { running: number; ready: number; unhealthy: number }]>([
    ['checked and healthy', { checked: true }, { health: 'HEALTHY' }, { running: 1, ready: 1, unhealthy: 0 }],
    ['checked, and nobody knows', { checked: true }, { health: 'UNKNOWN' }, { running: 1, ready: 0, unhealthy: 0 }],
    ['not checked', {}, { health: 'UNKNOWN' }, { running: 1, ready: 1, unhealthy: 0 }],
    ['unhealthy', { checked: true }, { health: 'UNHEALTHY' }, { running: 1, ready: 0, unhealthy: 1 }],
    ['there for a step', {}, { startedAt: now - STEP_MS }, { running: 1, ready: 1, unhealthy: 0 }],
    ['there for less than a step', {}, { startedAt: now - STEP_MS + 1 }, { running: 1, ready: 0, unhealthy: 0 }],
    ['started at a time that nobody knows', {}, { startedAt: null }, { running: 1, ready: 0, unhealthy: 0 }],
    ['staged', {}, { state: 'STAGING', startedAt: null }, { running: 0, ready: 0, unhealthy: 0 }],
    ['on its way out', {}, { state: 'KILLING' }, { running: 0, ready: 0, unhealthy: 0 }],
  ])('counts a container that is %s', (_, app, task, counts) => {
    const { rule, runs, seen } = setUp();
    runs(NODE, [task], app);
    rule(ID);
    expect(seen()).toMatchObject(counts);
  });

  it('is as its Marathon says: its size, and whether it is being deployed', () => {
    const { rule, runs, seen } = setUp();
    runs(NODE, [{}, {}], { instances: 7, deploymentIds: ['d1'] });
    rule(ID);
    expect(seen()).toMatchObject({ instances: 7, running: 2, deploying: true, held: null });
  });

  const JOB = 'cop.a_owt.b_pdl.c_cluster.d_servicegroup.e_service.f_jobgroup.g_job.h';
  const freeze = (nodeId: string, from: number, until: number | null) => ({
    id: nodeId,
    nodeId,
    reason: 'holiday',
    setBy: 'ann',
    from,
    until,
  });

  it.each<[string, (house: ReturnType<typeof setUp>) => unknown, RegExp | null]>([
    ['nothing is the matter', () => undefined, null],
    ['its node is frozen', ({ tree }) => tree.freezes.set('f', freeze(NODE, 0, null)), /frozen/],
    ['a node above is frozen', ({ tree }) => tree.freezes.set('f', freeze('a/b', 0, null)), /frozen/],
    ['a node beside it is frozen', ({ tree }) => tree.freezes.set('f', freeze(OTHER, 0, null)), null],
    ['a freeze is over', ({ tree, clock }) => tree.freezes.set('f', freeze('a', 0, clock.now())), null],
    ['a freeze is to come', ({ tree, clock }) => tree.freezes.set('f', freeze('a', clock.now() + 1, null)), null],
    ['its label says where it is', ({ runs }) => runs(NODE, [{}], { labels: [{ name: 'jobname', value: JOB }] }), null],
    [
      'its label claims another place',
      ({ runs }) => runs(NODE, [{}], { labels: [{ name: 'jobname', value: JOB.replace(/h$/, 'other') }] }),
      /being moved.*job\.other/,
    ],
    [
      'its label claims no place at all',
      ({ runs }) => runs(NODE, [{}], { labels: [{ name: 'jobname', value: 'nonsense' }] }),
      /being moved/,
    ],
    [
      'its label says the name that its node had before',
      ({ runs, tree }) => {
        tree.put({ id: NODE, parentId: 'a/b/c/d/e/f/g', depth: 7, name: 'renamed', createdAt: 0 });
        tree.aliases.set(JOB, { jobName: JOB, nodeId: NODE, since: 1 });
        tree.shape.raise();
        runs(NODE, [{}], { labels: [{ name: 'jobname', value: JOB }] });
      },
      null,
    ],
    ['its Marathon is away', ({ cluster }) => cluster.source.lost('refused'), /marathon:main does not answer/],
    ['it was not read for too long', ({ clock }) => clock.pass(60_001), /has not told of it for too long/],
    [
      'it was read since the last list',
      ({ clock, runs }) => {
        clock.pass(60_001);
        runs(NODE);
      },
      null,
    ],
    [
      'what is said of it cannot be read',
      ({ graph, cluster, clock }) =>
        graph.markUnreadable(cluster, { id: `/${NODE}`, problem: 'no instances' }, { mono: clock.monotonic(), wall: clock.now() }),
      /cannot be read: no instances/,
    ],
  ])('is left alone, or not, where %s', (_, happens, held) => {
    const house = setUp();
    house.runs(NODE);
    house.rule(ID);
    happens(house);
    const why = house.seen().held;
    if (held) expect(why).toMatch(held);
    else expect(why).toBeNull();
  });
});

it('an app that hangs on no node is held by a freeze on the lowest one that its path names', () => {
  const { sized, rule, runs, tree } = setUp();
  const path = 'a/b/c/d/e/f/g/none';
  runs(path);
  rule(`App:main:/${path}`);
  const held = () => sized.seen(sized.get(`App:main:/${path}`) ?? expect.fail('it is not there'), aPolicy(), 1_000_000).held;
  expect(held()).toBeNull();
  tree.freezes.set('f', { id: 'f', nodeId: 'a/b', reason: 'holiday', setBy: 'ann', from: 0, until: null });
  expect(held()).toMatch(/frozen/);
});

describe('what its containers tell', () => {
  const house = () => {
    const all = setUp();
    all.runs(NODE, [{}, {}, {}]);
    all.rule(ID);
    return all;
  };

  it('is the mean of those that are ready, in six digits that count, and when the newest was measured', () => {
    const { tells, figures, clock } = house();
    tells(0, 'CPU_IDLE', 10, 5_000);
    tells(1, 'CPU_IDLE', 20, 2_000);
    tells(2, 'CPU_IDLE', 20, 4_000);
    tells(1, 'PROC_QPS', 250);
    expect(figures('CPU_IDLE', 'PROC_QPS', 'PROC_DELAY')).toEqual([
      { metric: 'CPU_IDLE', mean: 16.6667, fresh: 3, at: clock.now() - 2_000 },
      { metric: 'PROC_QPS', mean: 250, fresh: 1, at: clock.now() },
      { metric: 'PROC_DELAY', mean: null, fresh: 0, at: null },
    ]);
  });

  it.each<[string, (all: ReturnType<typeof house>) => unknown, number]>([
    ['as old as may be', ({ tells }) => tells(0, 'CPU_IDLE', 40, staleAfter(STEP_MS)), 1],
    ['too old', ({ tells }) => tells(0, 'CPU_IDLE', 40, staleAfter(STEP_MS) + 1), 0],
    ['a little ahead of our clock', ({ tells }) => tells(0, 'CPU_IDLE', 40, -50_000), 1],
    ['far ahead of it', ({ tells }) => tells(0, 'CPU_IDLE', 40, -70_000), 0],
    ['a whole hundred', ({ tells }) => tells(0, 'CPU_IDLE', 100), 1],
    ['above that', ({ tells }) => tells(0, 'CPU_IDLE', 100.1), 0],
    ['below nothing', ({ tells }) => tells(0, 'CPU_IDLE', -1), 0],
    ['no number', ({ tells }) => tells(0, 'CPU_IDLE', NaN), 0],
  ])('counts or not by its age and value: %s', (_, happens, fresh) => {
    const all = house();
    happens(all);
    expect(all.idle()).toMatchObject({ fresh });
  });

  it('is of this life of a container: what was measured before it started is not', () => {
    const { tells, idle, runs, clock } = house();
    const startedAt = clock.now();
    runs(NODE, [{ startedAt }]);
    clock.pass(STEP_MS);
    tells(0, 'CPU_IDLE', 5, STEP_MS + 2);
    expect(idle()).toMatchObject({ mean: null, fresh: 0 });
    tells(0, 'CPU_IDLE', 60, 1);
    expect(idle()).toMatchObject({ mean: 60, fresh: 1 });
  });

  it('is not told for those that are not ready, nor where no figures are connected', () => {
    const { tells, idle, runs, graph } = house();
    tells(0, 'CPU_IDLE', 40);
    runs(NODE, [{ health: 'UNHEALTHY' }, {}, {}]);
    expect(idle()).toMatchObject({ mean: null, fresh: 0 });
    runs(NODE, [{}, {}, {}]);
    expect(idle()).toMatchObject({ fresh: 1 });
    graph.metrics = undefined;
    expect(idle()).toMatchObject({ mean: null, fresh: 0, at: null });
  });

  it('may be above a hundred where it is no share', () => {
    const { tells, figures } = house();
    tells(0, 'PROC_DELAY', 4_000);
    expect(figures('PROC_DELAY')).toMatchObject([{ mean: 4_000, fresh: 1 }]);
  });
});
