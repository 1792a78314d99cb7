import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerState, Health } from '../../src/apps/model.ts';
import type { Container } from '../../src/containers/model.ts';
import type { ContainerFilterFacts, ContainerOrderName } from '../../src/context.ts';
import { Seal } from '../../src/kit/seal.ts';
import { Cursors } from '../../src/live/cursors.ts';
import type { Graph } from '../../src/live/graph.ts';
import { Reading } from '../../src/live/reading.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';
import { viewOf } from '../support/access.ts';

const cursors = new Cursors(new Seal(new Uint8Array(32)));
const PATHS = ['/a/b/c/d/e/f/g/h', '/a/b/c/d/e/f/g/i', '/a/b/c/d/e/f/x/h', '/a/y/c/d/e/f/g/h', '/legacy/app'];
const SCOPES = ['cop.a', 'cop.a_owt.b', 'cop.a_owt.y', 'cop.a_owt.b_pdl.c_cluster.d_servicegroup.e_service.f_jobgroup.g'];

const task = fc.record({
  path: fc.nat(PATHS.length - 1),
  host: fc.nat(4),
  state: fc.constantFrom<ContainerState>('RUNNING', 'RUNNING', 'RUNNING', 'STAGING', 'KILLING'),
  health: fc.constantFrom<Health>('HEALTHY', 'HEALTHY', 'UNHEALTHY', 'UNKNOWN'),
  startedAt: fc.option(fc.nat(5)),
});
type Task = typeof task extends fc.Arbitrary<infer T> ? T : never;
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2 });
const filter = fc.record({
  scope: maybe(fc.constantFrom(...SCOPES)),
  state: maybe(fc.constantFrom<ContainerState>('RUNNING', 'STAGING', 'KILLING')),
  health: maybe(fc.constantFrom<Health>('HEALTHY', 'UNHEALTHY', 'UNKNOWN')),
  host: maybe(fc.constantFrom('h0', 'h1', 'h9')),
  marathonId: maybe(fc.constantFrom(...PATHS, '/nobody')),
});

function aCompany(tasks: readonly Task[]): Graph {
  const { graph, copy } = aGraph(new StoppedClock(), PATHS.slice(0, 4));
  PATHS.forEach((marathonId, path) => {
    const own = tasks.flatMap(({ path: at, host, ...rest }, n) =>
      at === path ? [aTask({ taskId: `t${n % 7}-${n}`, host: `h${host}`, ip: null, ...rest })] : [],
    );
    graph.applyApp(copy, { app: anApp({ marathonId }), tasks: own, unreadable: [] }, '', { mono: 1, wall: 0 });
  });
  return graph;
}

/** Everything that passes, looked at one by one. */
function passing(graph: Graph, { scope, state, health, host, marathonId }: ContainerFilterFacts): Container[] {
  const root = scope ? graph.tree.find(scope) : undefined;
  return [...graph.containers.byTask.from()].filter(
    (each) =>
      (!state || each.state === state) &&
      (!health || each.health === health) &&
      (!host || each.hostName === host) &&
      (!marathonId || each.marathonId === marathonId) &&
      (!root || graph.slotOf(each)?.node.isWithin(root)),
  );
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byStart = (a: Container, b: Container): number => (a.startedAt ?? 0) - (b.startedAt ?? 0) || text(a.taskId, b.taskId);
const ORDERS: Readonly<Record<Exclude<ContainerOrderName, 'TREE'>, (a: Container, b: Container) => number>> = {
  TASK_ID: (a, b) => text(a.taskId, b.taskId),
  STARTED_AT_ASC: byStart,
  STARTED_AT_DESC: (a, b) => byStart(b, a),
};

function paged(graph: Graph, chosen: ContainerFilterFacts, order: ContainerOrderName | undefined, size: number): string[] {
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const view = viewOf(graph, new Reading(graph.tree.shape, 15), cursors);
    const page = view.containers(chosen, order, { first: size, after });
    seen.push(...page.nodes.map(({ taskId }) => taskId));
    if (!page.pageInfo.hasNextPage) return seen;
    after = page.pageInfo.endCursor;
  }
}

const world = fc.array(task, { maxLength: 60 }).map(aCompany);

describe('a list of containers', () => {
  it.each(['TASK_ID', 'STARTED_AT_ASC', 'STARTED_AT_DESC'] as const)(
    'in order %s holds what passes the filter, in that order, page by page',
    (order) => {
      fc.assert(
        fc.property(world, filter, fc.integer({ min: 1, max: 9 }), (graph, chosen, size) => {
          const expected = passing(graph, chosen).sort(ORDERS[order]);
          expect(paged(graph, chosen, order, size)).toEqual(expected.map(({ taskId }) => taskId));
        }),
        { numRuns: 200 },
      );
    },
  );

  it.each(['TREE', undefined] as const)('in order %s holds what passes the filter, each once, as in one page', (order) => {
    fc.assert(
      fc.property(world, filter, fc.integer({ min: 1, max: 9 }), (graph, chosen, size) => {
        const pages = paged(graph, chosen, order, size);
        expect(pages).toEqual(paged(graph, chosen, order, 1000));
        expect([...pages].sort()).toEqual(
          passing(graph, chosen)
            .map(({ taskId }) => taskId)
            .sort(),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('in the order of the tree is the same whether one app is asked for or all are', () => {
    fc.assert(
      fc.property(world, filter, (graph, { marathonId: chosen, ...rest }) => {
        const marathonId = chosen ?? (PATHS[0] as string);
        const all = paged(graph, rest, 'TREE', 1000);
        const own = new Set(passing(graph, { ...rest, marathonId }).map(({ taskId }) => taskId));
        expect(paged(graph, { ...rest, marathonId }, 'TREE', 3)).toEqual(all.filter((taskId) => own.has(taskId)));
      }),
    );
  });

  it('of few below a node is found among many, whatever the order', () => {
    const { graph, copy } = aGraph(new StoppedClock(), PATHS.slice(0, 4));
    const many = Array.from({ length: 30_000 }, (_, n) => aTask({ taskId: `m${n}`, ip: null, host: 'h', startedAt: 9 }));
    const put = (marathonId: string, tasks: ReturnType<typeof aTask>[]) =>
      graph.applyApp(copy, { app: anApp({ marathonId }), tasks, unreadable: [] }, '', { mono: 1, wall: 0 });
    put(PATHS[0] as string, many);
    put(PATHS[3] as string, [aTask({ taskId: 'z2', ip: null, startedAt: 1 }), aTask({ taskId: 'z1', ip: null, startedAt: 2 })]);
    const few = (order: ContainerOrderName, over: ContainerFilterFacts = { scope: 'cop.a_owt.y' }) => paged(graph, over, order, 5);
    expect([few('TASK_ID'), few('STARTED_AT_ASC'), few('STARTED_AT_DESC')]).toEqual([
      ['z1', 'z2'],
      ['z2', 'z1'],
      ['z1', 'z2'],
    ]);
    expect(few('STARTED_AT_ASC', { marathonId: PATHS[3] as string })).toEqual(['z2', 'z1']);
  });
});
