import { describe, expect, it } from 'vitest';
import type { Container } from '../../src/containers/model.ts';
import { Fault } from '../../src/kit/fault.ts';
import { Seal } from '../../src/kit/seal.ts';
import { Cursors } from '../../src/live/cursors.ts';
import { MetricCopy } from '../../src/live/metric-copy.ts';
import { MetricsMirror, type LastPointsReader } from '../../src/live/metrics.ts';
import { Reading } from '../../src/live/reading.ts';
import { recount } from '../../src/live/recount.ts';
import { Scope } from '../../src/live/scope.ts';
import { Source } from '../../src/live/source.ts';
import type { CounterRef, LastPoint } from '../../src/monitoring/model.ts';
import { METRICS, RUNTIME } from '../../src/tree/facets.ts';
import { viewOf } from '../support/access.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';

const OWN = 'a/b/c/d/e/f/g/h';
const OTHER = 'a/b/c/d/e/f/g/other';
const STEP_MS = 10_000;
const cursors = new Cursors(new Seal(new Uint8Array(32)));
const NAMES = ['idle', 'free', 'qps', 'delay'];

/** A graph, and a Falcon that knows what a test says. */
function setUp({ batch = 5_000, endpointOf = ({ taskId }: Container) => taskId } = {}) {
  const clock = new StoppedClock();
  const { graph, copy: marathon } = aGraph(clock, [OWN, OTHER]);
  const copy = new MetricCopy(new Source('falcon', 'falcon', 'http://127.0.0.1', clock, 60_000), STEP_MS);
  graph.metrics = copy;
  graph.sources.push(copy.source);
  graph.listen(copy);
  const known = new Map<string, { at: number; value: number }>();
  const questions: (readonly CounterRef[])[] = [];
  /** What happens instead of an answer, or before it. */
  const trouble: { before?: (asked: readonly CounterRef[]) => void; extra: LastPoint[]; unreadable: { id: string; problem: string }[] } = {
    extra: [],
    unreadable: [],
  };
  const reader: LastPointsReader = {
    async lastPoints(asked) {
      questions.push(asked);
      const seen = { at: clock.now(), monotonicAt: clock.monotonic() };
      await Promise.resolve();
      trouble.before?.(asked);
      const items = asked.flatMap((ref) => {
        const point = known.get(`${ref.endpoint} ${ref.counter}`);
        return point ? [{ ...ref, ...point }] : [];
      });
      return { ...seen, value: { items: [...items.reverse(), ...trouble.extra], unreadable: trouble.unreadable } };
    },
  };
  const countersOf = (container: Container) => NAMES.map((counter) => ({ endpoint: endpointOf(container), counter }));
  const log = { warn: () => undefined };
  const mirror = new MetricsMirror({ graph, copy, reader, countersOf, everyMs: STEP_MS, batch, clock, random: () => 0.5, log });
  const runs = (path: string, ...taskIds: string[]) => {
    clock.pass(1);
    const tasks = taskIds.map((taskId, n) => aTask({ taskId, ip: `10.0.0.${n}` }));
    const at = { mono: clock.monotonic(), wall: clock.now() };
    graph.applyApp(marathon, { app: anApp({ marathonId: `/${path}`, cpus: 2, memMiB: 100 }), tasks, unreadable: [] }, '', at);
  };
  /** In the order of NAMES. */
  const tells = (endpoint: string, ...values: number[]) =>
    values.forEach((value, at) => known.set(`${endpoint} ${NAMES[at]}`, { at: clock.now(), value }));
  const viewAs = (scope?: Scope) => {
    const reading = new Reading(graph.tree.shape, 0b1111);
    return { reading, view: viewOf(graph, reading, cursors, scope ? { scope } : {}) };
  };
  const latest = (taskId: string) => {
    const { view } = viewAs();
    const container = view.container(taskId);
    return container && view.latest(container);
  };
  const summary = (jobName: string, scope?: Scope) => {
    const { view } = viewAs(scope);
    const node = view.treeNode(jobName);
    return node && view.summary(node);
  };
  return { clock, graph, marathon, copy, mirror, runs, tells, known, questions, trouble, viewAs, latest, summary };
}

describe('the newest figures', () => {
  it('are matched by their names, whatever the order of the answer, and what was not asked for is left out', async () => {
    const { runs, tells, mirror, latest, clock, trouble } = setUp();
    runs(OWN, 't1', 't2');
    tells('t1', 10, 20, 30, 40);
    tells('t2', 11);
    trouble.extra.push({ endpoint: 'stranger', counter: 'idle', at: clock.now(), value: 1 });
    await mirror.sweep();
    const at = clock.now();
    expect(latest('t1')).toEqual({
      ...{ cpuIdlePercent: { at, value: 10 }, memFreePercent: { at, value: 20 } },
      ...{ qps: { at, value: 30 }, delayMs: { at, value: 40 } },
    });
    expect(latest('t2')).toEqual({ cpuIdlePercent: { at, value: 11 }, memFreePercent: null, qps: null, delayMs: null });
  });

  it('are asked for in questions of a bounded size, and once for those who share an endpoint', async () => {
    const apart = setUp({ batch: 10 });
    apart.runs(OWN, ...Array.from({ length: 7 }, (_, n) => `t${n}`));
    await apart.mirror.sweep();
    expect(apart.questions.map(({ length }) => length)).toEqual([8, 8, 8, 4]);
    const shared = setUp({ endpointOf: () => 'h1' });
    shared.runs(OWN, 't1', 't2');
    shared.tells('h1', 5);
    await shared.mirror.sweep();
    expect(shared.questions.map(({ length }) => length)).toEqual([4]);
    expect([shared.latest('t1')?.cpuIdlePercent?.value, shared.latest('t2')?.cpuIdlePercent?.value]).toEqual([5, 5]);
  });

  it('never go back in time, nor take what is no figure', async () => {
    const { runs, tells, known, mirror, latest, clock } = setUp();
    runs(OWN, 't1');
    tells('t1', 10, 20);
    await mirror.sweep();
    known.set('t1 idle', { at: clock.now() - 1_000, value: 1 });
    known.set('t1 free', { at: clock.now() + 3_600_000, value: 1 });
    known.set('t1 qps', { at: clock.now(), value: -1 });
    await mirror.sweep();
    expect(latest('t1')).toMatchObject({ cpuIdlePercent: { value: 10 }, memFreePercent: { value: 20 }, qps: null });
  });

  it('are not known before Falcon was read, and null without one', async () => {
    const { runs, graph, latest, mirror, summary } = setUp();
    runs(OWN, 't1');
    expect(() => latest('t1')).toThrow(/falcon has not been read yet/);
    expect(summary('cop.a')?.metrics).toBeNull();
    await mirror.sweep();
    expect(latest('t1')?.qps).toBeNull();
    graph.metrics = undefined;
    expect([latest('t1'), summary('cop.a')?.metrics]).toEqual([null, null]);
  });

  it('of a container that leaves while they are asked for go to nobody else', async () => {
    const { runs, tells, mirror, latest, trouble } = setUp();
    runs(OWN, 't1');
    tells('t1', 10);
    trouble.before = () => {
      runs(OWN, 't2');
      trouble.before = undefined as never;
    };
    await mirror.sweep();
    expect(latest('t2')?.cpuIdlePercent).toBeNull();
    await mirror.sweep();
    expect(latest('t2')?.cpuIdlePercent).toBeNull();
  });
});

describe('sums of figures', () => {
  it('climb from the app to every node, and are what a recount finds', async () => {
    const { runs, tells, mirror, summary, graph } = setUp();
    runs(OWN, 't1', 't2');
    runs(OTHER, 't3');
    tells('t1', 10, 50, 1, 100);
    tells('t2', 30, 50, 3, 200);
    tells('t3', 50, 50, 5, 300);
    await mirror.sweep();
    expect(summary('cop.a')).toMatchObject({
      metrics: { cpuIdlePercent: { mean: 30, reported: 3 }, qps: { mean: 3 }, delayMs: { mean: 200 } },
      cpus: { asked: 4, used: 4.2 },
      memMiB: { asked: 200, used: 150 },
    });
    expect((await recount(graph)).mismatches).toEqual([]);
    runs(OTHER);
    await mirror.sweep();
    expect(summary('cop.a')?.metrics?.cpuIdlePercent).toMatchObject({ mean: 20, reported: 2 });
    expect((await recount(graph)).mismatches).toEqual([]);
    tells('t1', 0);
    await mirror.sweep();
    (graph.tree.root.metrics as NonNullable<typeof graph.tree.root.metrics>).usedKiB++;
    expect((await recount(graph)).mismatches.map(({ jobName }) => jobName)).toEqual(['']);
  });

  it('go with an app or a subtree that moves or leaves', async () => {
    const { runs, tells, mirror, summary, graph, marathon, clock } = setUp();
    runs(OWN, 't1');
    tells('t1', 10);
    await mirror.sweep();
    graph.tree.put({ id: 'z', parentId: null, depth: 0, name: 'z', createdAt: 0 });
    graph.tree.put({ id: 'a/b', parentId: 'z', depth: 1, name: 'b', createdAt: 0 });
    expect(summary('cop.z')?.metrics?.cpuIdlePercent?.reported).toBe(1);
    expect(summary('cop.a')?.metrics?.cpuIdlePercent).toBeNull();
    expect((await recount(graph)).mismatches).toEqual([]);
    graph.removeApp(marathon, `/${OWN}`, clock.monotonic() + 1);
    expect(summary('cop.z')?.metrics?.cpuIdlePercent).toBeNull();
    expect((await recount(graph)).mismatches).toEqual([]);
  });

  it('leave out what is older than three steps, but not while Falcon does not answer', async () => {
    const { runs, tells, mirror, summary, clock, trouble, viewAs } = setUp();
    runs(OWN, 't1', 't2');
    tells('t1', 10);
    tells('t2', 30);
    await mirror.sweep();
    const measured = clock.now();
    clock.pass(3 * STEP_MS);
    tells('t2', 40);
    expect(viewAs().view.isOutdated(measured)).toBe(false);
    clock.pass(1);
    expect(viewAs().view.isOutdated(measured)).toBe(true);
    trouble.before = () => {
      throw new Fault('UPSTREAM_UNAVAILABLE', 'POST /graph/lastpoint: away');
    };
    await mirror.sweep();
    expect(summary('cop.a')?.metrics?.cpuIdlePercent).toMatchObject({ mean: 20, reported: 2 });
    expect(viewAs().view.isOutdated(clock.now())).toBe(true);
    expect(
      viewAs()
        .view.datasources()
        .find(({ name }) => name === 'falcon'),
    ).toMatchObject({ state: 'DOWN', lastError: expect.any(String) });
    delete trouble.before;
    await mirror.sweep();
    expect(summary('cop.a')?.metrics?.cpuIdlePercent).toMatchObject({ mean: 40, reported: 1 });
    expect(viewAs().view.isOutdated(clock.now())).toBe(false);
  });

  it('are of no more than the caller sees', async () => {
    const { runs, tells, mirror, summary, graph } = setUp();
    runs(OWN, 't1');
    runs(OTHER, 't3');
    tells('t1', 10);
    tells('t3', 50);
    await mirror.sweep();
    const scope = new Scope(graph.tree, [[new Map([[OWN, 'VIEWER' as const]])]], 'mine');
    expect(summary('cop.a', scope)).toMatchObject({ partial: true, metrics: { cpuIdlePercent: { mean: 10, reported: 1 } } });
    expect(summary('cop.a', scope)?.cpus.used).toBe(1.8);
    const both = new Scope(graph.tree, [[new Map([OWN, OTHER].map((id) => [id, 'VIEWER' as const]))]], 'both');
    expect(summary('cop.a', both)?.metrics?.cpuIdlePercent).toMatchObject({ mean: 30, reported: 2 });
  });
});

describe('a sweep', () => {
  it('raises the version of a node once, whatever changed below it, and not where nothing did', async () => {
    const { runs, tells, mirror, graph } = setUp();
    runs(OWN, 't1', 't2', 't3');
    runs(OTHER, 't4');
    const versions = (facet: number) => [...graph.tree.nodes.values()].map(({ cells }) => cells[facet]?.version ?? 0);
    const raised = async (): Promise<number[]> => {
      const [before, runtime] = [versions(METRICS), versions(RUNTIME)];
      await mirror.sweep();
      expect(versions(RUNTIME)).toEqual(runtime);
      return versions(METRICS).map((version, at) => version - (before[at] ?? 0));
    };
    for (const task of ['t1', 't2', 't3', 't4']) tells(task, 1, 2, 3, 4);
    expect(await raised()).toEqual(versions(METRICS).map(() => 1));
    expect(new Set(await raised())).toEqual(new Set([0]));
    tells('t4', 9);
    expect([...graph.tree.nodes.keys()].filter(() => true).length).toBe((await raised()).filter((by) => by === 1).length + 1);
  });

  it('lets go of stored answers that rest on a figure, and of no others', async () => {
    const { runs, tells, mirror, viewAs, graph } = setUp();
    runs(OWN, 't1');
    runs(OTHER, 't2');
    await mirror.sweep();
    const read = (taskId: string, facets: number) => {
      const reading = new Reading(graph.tree.shape, facets);
      const view = viewOf(graph, reading, cursors);
      const container = view.container(taskId);
      if (container && (facets & (1 << METRICS)) !== 0) view.latest(container);
      return reading.list;
    };
    const [figure, other, plain] = [read('t1', 0b1111), read('t2', 0b1111), read('t1', 0b0011)];
    tells('t1', 1);
    await mirror.sweep();
    expect([figure.holds(), other.holds(), plain.holds()]).toEqual([false, true, true]);
    expect(viewAs().view.figuresAt()).toBeGreaterThan(0);
  });

  it('has its turn from when the one before began, and leaves Falcon alone for half of it however long that took', async () => {
    const { runs, mirror, clock, marathon, trouble } = setUp();
    runs(OWN, 't1');
    marathon.source.listed(clock.monotonic(), clock.now());
    const [slept, took, stop] = [[] as number[], [1_000, 9_000, 0], new AbortController()];
    trouble.before = () => clock.pass(took[slept.length] ?? 0);
    clock.sleep = async (ms) => {
      slept.push(ms);
      if (slept.length === took.length) stop.abort();
    };
    await mirror.run(stop.signal);
    expect(slept).toEqual([9_000, 5_000, 10_000]);
  });

  it('keeps what arrived before it failed, and says what of an answer cannot be read', async () => {
    const { runs, tells, mirror, latest, trouble, copy, viewAs, clock, summary } = setUp({ batch: 4 });
    runs(OWN, 't1', 't2');
    tells('t1', 1);
    tells('t2', 2);
    await mirror.sweep();
    tells('t1', 3);
    tells('t2', 4);
    trouble.before = (asked) => {
      if (asked[0]?.endpoint === 't2') throw new Fault('UPSTREAM_MALFORMED', '/graph/lastpoint: the answer is not JSON');
    };
    await mirror.sweep();
    expect([latest('t1')?.cpuIdlePercent?.value, latest('t2')?.cpuIdlePercent?.value]).toEqual([3, 2]);
    expect(copy.source.state()).toBe('LIVE');
    expect(copy.source.lastError).toBe('1 parts of its answers cannot be read');
    expect(viewAs().view.unreadable()).toEqual([
      { id: '4 counters', source: 'falcon', problem: '/graph/lastpoint: the answer is not JSON' },
    ]);
    // What cannot be read keeps nobody else from being summed up, and grows too old by itself.
    clock.pass(3 * STEP_MS + 1);
    tells('t1', 5);
    await mirror.sweep();
    expect(copy.sweptAt).toBe(clock.now());
    expect(summary('cop.a')?.metrics?.cpuIdlePercent).toMatchObject({ mean: 5, reported: 1 });
    delete trouble.before;
    await mirror.sweep();
    expect([copy.source.lastError, viewAs().view.unreadable()]).toEqual([undefined, []]);
  });
});
