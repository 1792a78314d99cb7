import { describe, expect, it } from 'vitest';
import type { TaskRecord } from '../../src/apps/model.ts';
import { MetricCopy } from '../../src/live/metric-copy.ts';
import { MetricsMirror } from '../../src/live/metrics.ts';
import type { LiveNode } from '../../src/live/node.ts';
import { Source } from '../../src/live/source.ts';
import { METRIC_NAMES, type CounterRef } from '../../src/monitoring/model.ts';
import { METRICS } from '../../src/tree/facets.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';

const OWN = 'a/b/c/d/e/f/g/h';
const OTHER = 'a/b/c/d/e/f/g/other';

/** Two apps, and a Falcon in which every counter is what the test says. */
function setUp(batch = 100) {
  const clock = new StoppedClock();
  const { graph, copy: marathon } = aGraph(clock, [OWN, OTHER]);
  const copy = new MetricCopy(new Source('falcon', 'falcon', 'http://127.0.0.1', clock, 60_000), 10_000);
  graph.metrics = copy;
  graph.listen(copy);
  const runs = (path: string, ...tasks: Partial<TaskRecord>[]) => {
    clock.pass(1);
    const reading = { app: anApp({ marathonId: `/${path}` }), tasks: tasks.map((each) => aTask(each)), unreadable: [] };
    graph.applyApp(marathon, reading, '', { mono: clock.monotonic(), wall: clock.now() });
  };
  const told = { value: 50, meanwhile: (): unknown => undefined };
  const questions: string[][] = [];
  const mirror = new MetricsMirror({
    ...{ graph, copy, clock, batch, everyMs: 10_000, random: () => 0.5, log: { warn: () => undefined } },
    reader: {
      lastPoints: async (asked: readonly CounterRef[]) => {
        questions.push(asked.map(({ endpoint, counter }) => `${endpoint} ${counter}`));
        const items = asked.map((ref) => ({ ...ref, at: clock.now(), value: told.value }));
        await Promise.resolve();
        told.meanwhile();
        return { at: clock.now(), monotonicAt: clock.monotonic(), value: { items, unreadable: [] } };
      },
    },
    countersOf: ({ taskId }) => METRIC_NAMES.map((counter) => ({ endpoint: taskId, counter })),
  });
  const slot = marathon.slots;
  const measure = async (path: string) => {
    const found = slot.get(`/${path}`) ?? expect.fail('no such app');
    await mirror.measure(found, new AbortController().signal);
  };
  const idle = (taskId: string) => {
    const [container] = graph.containers.find(taskId);
    const row = container && copy.table.rowOf(container);
    return row === undefined ? undefined : copy.table.point(row, 0)?.value;
  };
  const version = (node: LiveNode | undefined) => node?.cells[METRICS]?.version ?? 0;
  return { clock, graph, marathon, copy, runs, told, questions, measure, idle, version };
}

describe('the figures of one app, asked for at once', () => {
  it('are those of its running containers alone, and climb the tree', async () => {
    const { runs, measure, questions, idle, graph, version } = setUp();
    runs(OWN, { taskId: 't1' }, { taskId: 't2' }, { taskId: 't3', state: 'STAGING' });
    runs(OTHER, { taskId: 'o1' });
    const node = graph.tree.nodes.get('a');
    const before = version(node);
    const settled: string[] = [];
    if (graph.metrics) graph.metrics.onSettled = ({ app }) => void settled.push(app.marathonId);
    await measure(OWN);
    expect(questions.flat()).toEqual(['t1', 't2'].flatMap((task) => METRIC_NAMES.map((name) => `${task} ${name}`)));
    expect(['t1', 't2', 't3', 'o1'].map(idle)).toEqual([50, 50, undefined, undefined]);
    expect([version(node) - before, settled]).toEqual([1, [`/${OWN}`]]);
    // The same again is no news.
    await measure(OWN);
    expect([version(node) - before, settled.length]).toEqual([1, 1]);
  });

  it('are asked for in questions of a bounded size', async () => {
    const { runs, measure, questions, idle } = setUp(10);
    const tasks = Array.from({ length: 6 }, (_, n) => `t${n}`);
    runs(OWN, ...tasks.map((taskId) => ({ taskId })));
    await measure(OWN);
    expect(questions.map(({ length }) => length)).toEqual([10, 10, 4]);
    expect(tasks.map(idle)).toEqual(tasks.map(() => 50));
  });

  it('of a container that leaves meanwhile go to nobody, and of one that changes to itself', async () => {
    const { runs, measure, told, idle } = setUp();
    runs(OWN, { taskId: 't1' }, { taskId: 't2' });
    told.meanwhile = () => runs(OWN, { taskId: 't1', health: 'UNHEALTHY' }, { taskId: 't3' });
    await measure(OWN);
    expect(['t1', 't2', 't3'].map(idle)).toEqual([50, undefined, undefined]);
  });

  it('of an app that leaves meanwhile change nothing', async () => {
    const { runs, measure, told, graph, marathon, clock, version } = setUp();
    runs(OWN, { taskId: 't1' });
    await measure(OWN);
    const node = graph.tree.nodes.get('a');
    told.value = 7;
    told.meanwhile = () => graph.removeApp(marathon, `/${OWN}`, clock.monotonic() + 1);
    const gone = version(node);
    await measure(OWN);
    expect(version(node)).toBe(gone);
  });

  it('are left as they are where Falcon does not answer', async () => {
    const { runs, measure, told, idle } = setUp();
    runs(OWN, { taskId: 't1' });
    await measure(OWN);
    told.meanwhile = () => {
      throw new Error('away');
    };
    await expect(measure(OWN)).rejects.toThrow('away');
    expect(idle('t1')).toBe(50);
  });
});
