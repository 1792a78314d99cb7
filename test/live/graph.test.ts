import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Seal } from '../../src/kit/seal.ts';
import { Label, type ContainerState, type Health } from '../../src/apps/model.ts';
import { Cursors } from '../../src/live/cursors.ts';
import { Reading } from '../../src/live/reading.ts';
import { recount } from '../../src/live/recount.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';
import { viewOf } from '../support/access.ts';

const cursors = new Cursors(new Seal(new Uint8Array(32)));
const PATHS = ['/a/b/c/d/e/f/g/h', '/a/b/c/d/e/f/g/i', '/a/b/c/d/e/f/x/h', '/a/y/c/d/e/f/g/h', '/legacy/app'];

type Step =
  | {
      kind: 'app';
      path: number;
      tasks: readonly (readonly [id: number, host: number, state: ContainerState, health: Health])[];
      cpus: number;
      instances: number;
    }
  | { kind: 'remove'; path: number }
  | { kind: 'move'; to: number };

const task = fc.tuple(
  fc.nat(9),
  fc.nat(3),
  fc.constantFrom<ContainerState>('RUNNING', 'STAGING', 'KILLING'),
  fc.constantFrom<Health>('HEALTHY', 'UNHEALTHY', 'UNKNOWN'),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('app' as const),
      path: fc.nat(4),
      tasks: fc.array(task, { maxLength: 6 }),
      cpus: fc.double({ min: 0, max: 8, noNaN: true }),
      instances: fc.nat(9),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), path: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), to: fc.nat(1) }) },
);

describe('the live graph', () => {
  it('keeps roll-ups that a recount agrees with, whatever changes and moves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = new StoppedClock();
        const { graph, copy } = aGraph(clock, PATHS.slice(0, 4));
        for (const each of steps) {
          clock.pass(1);
          const at = { mono: clock.monotonic(), wall: clock.now() };
          if (each.kind === 'app') {
            const { path, tasks, cpus, instances } = each;
            const ids = new Map(
              tasks.map(([id, host, state, health]) => [
                id,
                aTask({ taskId: `p${path}t${id}`, host: `h${host}`, ip: `10.0.0.${host}`, state, health }),
              ]),
            );
            graph.applyApp(
              copy,
              {
                app: anApp({ marathonId: PATHS[path] as string, cpus, instances, version: clock.now() }),
                tasks: [...ids.values()],
                unreadable: [],
              },
              '',
              at,
            );
          } else if (each.kind === 'remove') graph.removeApp(copy, PATHS[each.path] as string, at.mono);
          else {
            const record = graph.tree.nodes.get('a/b/c')?.record;
            if (record) graph.tree.put({ ...record, parentId: each.to === 0 ? 'a/b' : 'a/y', name: each.to === 0 ? 'c' : 'moved' });
          }
        }
        expect((await recount(graph)).mismatches).toEqual([]);
        const all = [...graph.containers.byTask.from()];
        expect(graph.tree.root.tally[4]).toBe(all.length);
        expect([...graph.containers.byStart.from()]).toHaveLength(all.length);
      }),
      { numRuns: 60 },
    );
  });

  it('tells a recount from a roll-up that is wrong', async () => {
    const { graph } = aGraph(new StoppedClock(), PATHS.slice(0, 1));
    (graph.tree.nodes.get('a/b')?.tally as Float64Array)[0] = 5;
    expect((await recount(graph)).mismatches.map((each) => each.jobName)).toEqual(['cop.a_owt.b']);
    (graph.tree.nodes.get('a/b')?.tally as Float64Array)[0] = 0;
    // As many hosts, but with another count.
    for (const id of ['a', 'a/b']) graph.tree.nodes.get(id)?.hosts.add('h1', 1);
    graph.tree.root.hosts.add('h1', 1);
    expect((await recount(graph)).mismatches.map((each) => each.jobName).sort()).toEqual(['', 'cop.a', 'cop.a_owt.b']);
  });

  it('raises the versions of the changed app and every node above it, and of nothing beside', () => {
    const clock = new StoppedClock();
    const { graph, copy } = aGraph(clock, PATHS.slice(0, 4));
    const read = (marathonId: string, health: Health) =>
      graph.applyApp(copy, { app: anApp({ marathonId }), tasks: [aTask({ taskId: `t ${marathonId}`, health })], unreadable: [] }, '', {
        mono: clock.monotonic(),
        wall: 0,
      });
    for (const path of PATHS) read(path, 'HEALTHY');
    const versions = () => new Map([...graph.tree.nodes].map(([id, node]) => [id, node.cells.map((cell) => cell.version).join()]));
    const before = versions();
    read('/a/b/c/d/e/f/g/h', 'UNHEALTHY');
    const raised = [...versions()].filter(([id, version]) => before.get(id) !== version).map(([id]) => id);
    expect(raised.sort()).toEqual(['a', 'a/b', 'a/b/c', 'a/b/c/d', 'a/b/c/d/e', 'a/b/c/d/e/f', 'a/b/c/d/e/f/g', 'a/b/c/d/e/f/g/h']);
  });

  it('lets an answer hold while only other facets and other branches change', () => {
    const clock = new StoppedClock();
    const { graph, copy } = aGraph(clock, PATHS.slice(0, 4));
    const apply = (marathonId: string, health: Health, instances = 1) =>
      graph.applyApp(
        copy,
        { app: anApp({ marathonId, instances }), tasks: [aTask({ taskId: `t${marathonId}`, health })], unreadable: [] },
        '',
        { mono: clock.monotonic(), wall: 0 },
      );
    for (const path of PATHS) apply(path, 'HEALTHY');
    const runtime = new Reading(graph.tree.shape, 0b0010);
    const view = viewOf(graph, runtime, cursors);
    expect(view.containersOf(view.treeNode('cop.a_owt.b')!, {}, {}).totalCount).toBe(3);
    apply('/a/y/c/d/e/f/g/h', 'UNHEALTHY');
    expect(runtime.list.holds()).toBe(true);
    apply('/a/b/c/d/e/f/x/h', 'UNHEALTHY');
    expect(runtime.list.holds()).toBe(false);
  });

  it('applies no read that began before the one it holds', () => {
    const { graph, copy } = aGraph(new StoppedClock(), PATHS.slice(0, 1));
    const reading = (instances: number) => ({ app: anApp({ instances }), tasks: [], unreadable: [] });
    expect(graph.applyApp(copy, reading(2), '', { mono: 10, wall: 0 })).toBe(true);
    expect(graph.applyApp(copy, reading(1), '', { mono: 9, wall: 0 })).toBe(false);
    expect(copy.slots.get('/a/b/c/d/e/f/g/h')?.app.instances).toBe(2);
  });

  it('keeps unchanged snapshots, so that what was written of them stays', () => {
    const { graph, copy } = aGraph(new StoppedClock(), PATHS.slice(0, 1));
    const reading = () => ({ app: anApp({ labels: [new Label('a', 'b')] }), tasks: [aTask()], unreadable: [] });
    graph.applyApp(copy, reading(), 'd1', { mono: 1, wall: 0 });
    const [app, container] = [copy.slots.get('/a/b/c/d/e/f/g/h')?.app, graph.containers.find('t1')[0]];
    graph.applyApp(copy, reading(), 'd2', { mono: 2, wall: 0 });
    expect(copy.slots.get('/a/b/c/d/e/f/g/h')?.app).toBe(app);
    expect(graph.containers.find('t1')[0]).toBe(container);
  });

  it('answers an address only when one running container owns it', () => {
    const { graph, copy } = aGraph(new StoppedClock());
    const tasks = [
      aTask({ taskId: 'a', ip: '10.1.1.1' }),
      aTask({ taskId: 'b', ip: '10.1.1.2' }),
      aTask({ taskId: 'c', ip: '10.1.1.2' }),
      aTask({ taskId: 'd', ip: '10.1.1.1', state: 'STAGING' }),
    ];
    graph.applyApp(copy, { app: anApp(), tasks, unreadable: [] }, '', { mono: 1, wall: 0 });
    const view = viewOf(graph, new Reading(graph.tree.shape, 15), cursors);
    expect(view.containerByIp('10.1.1.1')?.taskId).toBe('a');
    expect(() => view.containerByIp('10.1.1.2')).toThrow(/2 running containers/);
    expect(view.containerByIp('10.9.9.9')).toBeUndefined();
  });

  it('refuses a filter that would walk too far, and serves one that has an index', () => {
    const { graph, copy } = aGraph(new StoppedClock());
    const tasks = Array.from({ length: 20_500 }, (_, i) =>
      aTask({ taskId: `t${i}`, health: i === 20_400 ? 'UNHEALTHY' : 'HEALTHY', ip: null, host: `h${i % 50}` }),
    );
    graph.applyApp(copy, { app: anApp(), tasks, unreadable: [] }, '', { mono: 1, wall: 0 });
    const view = viewOf(graph, new Reading(graph.tree.shape, 15), cursors);
    expect(() => view.containers({ health: 'UNHEALTHY', state: 'RUNNING' }, 'TREE', { first: 5 })).toThrow(/walked 20000 rows/);
    expect(view.containers({ marathonId: '/nobody' }, 'TREE', { first: 5 }).nodes).toEqual([]);
    expect(view.containers({ health: 'UNHEALTHY' }, undefined, { first: 5 }).nodes.map((each) => each.taskId)).toEqual(['t20400']);
    expect(view.containers({ host: 'h7' }, undefined, { first: 5 }).totalCount).toBe(410);
  });
});

describe('an app on an old path', () => {
  it('still hangs on the node that had it, until the alias is let go', () => {
    const { graph, copy } = aGraph(new StoppedClock(), PATHS.slice(0, 1));
    graph.applyApp(copy, { app: anApp(), tasks: [], unreadable: [] }, '', { mono: 1, wall: 0 });
    const slot = copy.slots.get('/a/b/c/d/e/f/g/h')!;
    const job = graph.tree.nodes.get('a/b/c/d/e/f/g/h')!;
    const old = job.entity!.jobName;
    graph.tree.put({ ...job.record!, name: 'renamed' });
    graph.tree.aliases.set(old, { jobName: old, nodeId: 'a/b/c/d/e/f/g/h', since: 0 });
    graph.replaceApps();
    expect([slot.node, slot.unassigned]).toEqual([job, undefined]);
    graph.tree.aliases.delete(old);
    graph.replaceApps();
    expect([slot.node, slot.unassigned?.reason]).toEqual([graph.tree.root, 'NO_SUCH_NODE']);
  });
});
