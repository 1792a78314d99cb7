import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts, Store } from '../../src/plans/ports.ts';
import type { TreeNodeRecord } from '../../src/tree/model.ts';
import { apply, FactsMirror } from '../../src/live/facts.ts';
import { recount } from '../../src/live/recount.ts';
import { printJobName } from '../../src/tree/jobname.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';

const facts = (nodes: readonly TreeNodeRecord[], seq = 1): Facts => ({
  nodes,
  aliases: [],
  attachments: [],
  claims: [],
  freezes: [],
  watchRules: [],
  controllers: [],
  scalingRules: [],
  schedules: [],
  gone: new Map(),
  seq,
});

/** Some tree of ids that keep their depth: each state may rename, move, drop and bring back any of them. */
const state = fc
  .array(fc.record({ there: fc.boolean(), parent: fc.nat(2), name: fc.nat(3) }), { minLength: 12, maxLength: 12 })
  .map((choices) => {
    const nodes: TreeNodeRecord[] = [];
    for (const [i, { there, parent, name }] of choices.entries()) {
      const depth = Math.floor(i / 3);
      const parents = nodes.filter((node) => node.depth === depth - 1);
      const above = depth === 0 ? null : parents[parent % Math.max(1, parents.length)];
      if (!there || above === undefined) continue;
      const record = { id: `n${i}`, parentId: above?.id ?? null, depth, name: `x${name}`, createdAt: 0 };
      if (!nodes.some((node) => node.parentId === record.parentId && node.name === record.name)) nodes.push(record);
    }
    return nodes;
  });

describe('the tree taken over from the store', () => {
  it('equals one built anew, whatever was renamed, moved, deleted and made in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 2, maxLength: 5 }), async (states) => {
        const { graph, copy } = aGraph(new StoppedClock());
        const apps = ['/x0/x1/x2/x3/e/f/g/h', '/legacy'];
        for (const marathonId of apps)
          graph.applyApp(copy, { app: anApp({ marathonId }), tasks: [aTask({ taskId: marathonId })], unreadable: [] }, '', {
            mono: 1,
            wall: 0,
          });
        for (const nodes of states) apply(graph, facts(nodes));
        const wanted = states.at(-1) ?? [];
        const names = new Map<string, string[]>();
        for (const node of wanted) names.set(node.id, [...(node.parentId === null ? [] : (names.get(node.parentId) ?? [])), node.name]);
        for (const node of wanted) {
          expect(graph.tree.find(printJobName(names.get(node.id) ?? []))?.record).toEqual(node);
          expect(graph.tree.nodes.get(node.id)?.entity?.jobName).toBe(printJobName(names.get(node.id) ?? []));
          const children = wanted.filter((each) => each.parentId === node.id).map((each) => each.name);
          expect(graph.tree.nodes.get(node.id)?.children.map((each) => each.name)).toEqual(children.sort());
        }
        expect(graph.tree.nodes.size).toBe(wanted.length);
        expect((await recount(graph)).mismatches).toEqual([]);
        expect(graph.tree.root.tally[0]).toBe(apps.length);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps the sums of what left a node that went in the same read', () => {
    const node = (id: string, parentId: string | null, depth: number, name = id): TreeNodeRecord => ({
      id,
      parentId,
      depth,
      name,
      createdAt: 0,
    });
    const path = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id, depth, all) => node(id, all[depth - 1] ?? null, depth));
    const { graph, copy } = aGraph(new StoppedClock());
    apply(graph, facts([...path, node('b2', 'a', 1)]));
    graph.applyApp(copy, { app: anApp(), tasks: [aTask()], unreadable: [] }, '', { mono: 1, wall: 0 });
    apply(
      graph,
      facts([
        ...path.filter(({ id }) => id !== 'b').map((each) => (each.id === 'c' ? { ...each, parentId: 'b2' } : each)),
        node('b2', 'a', 1),
      ]),
    );
    expect(graph.tree.nodes.get('a')?.tally[4]).toBe(graph.tree.nodes.get('b2')?.tally[4]);
    expect(graph.tree.root.tally[4]).toBe(1);
  });

  it('leaves out what hangs on nothing, says so once, and shows the rest', async () => {
    const { graph, copy } = aGraph(new StoppedClock());
    graph.applyApp(copy, { app: anApp({ marathonId: '/legacy' }), tasks: [aTask()], unreadable: [] }, '', { mono: 1, wall: 0 });
    const node = (id: string, parentId: string | null, depth: number): TreeNodeRecord => ({ id, parentId, depth, name: id, createdAt: 0 });
    const whole = [node('a', null, 0), node('b', 'a', 1), node('c', 'b', 2)];
    const states = [facts(whole), facts(whole.filter(({ id }) => id !== 'b')), facts([...whole, node('d', 'd', 1)])];
    let now = states[0] as Facts;
    let hear: (events: readonly never[]) => void = () => undefined;
    const store = {
      onEvents: (listener: (events: readonly never[]) => void) => ((hear = listener), () => undefined),
      facts: () => Promise.resolve(now),
    } as unknown as Store;
    const said: string[] = [];
    const mirror = new FactsMirror(store, graph, (error) => said.push((error as Error).message));
    await mirror.start();
    const shown: string[][] = [];
    for (const [index, state] of [...states.slice(1), states[0] as Facts].entries()) {
      now = { ...state, seq: index + 2 };
      const reflected = mirror.reflected(now.seq);
      hear([{ seq: now.seq, kind: 'TREE_NODE_DELETED' }] as never[]);
      await reflected;
      shown.push([...graph.tree.nodes.keys()].sort());
      expect((await recount(graph)).mismatches).toEqual([]);
    }
    expect(shown).toEqual([['a'], ['a', 'b', 'c'], ['a', 'b', 'c']]);
    expect(said).toEqual([expect.stringContaining('left out: c.'), expect.stringContaining('left out: d.')]);
  });

  it('answers NOT_YET to who waits for a place that does not come in time', async () => {
    const { graph } = aGraph(new StoppedClock());
    const store = { onEvents: () => () => undefined, facts: () => Promise.resolve(facts([], 1)) } as unknown as Store;
    const mirror = new FactsMirror(store, graph, () => undefined);
    await mirror.start();
    const giveUp = new AbortController();
    const waiting = mirror.reflected(2, giveUp.signal);
    giveUp.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'NOT_YET' });
    await expect(mirror.reflected(2, giveUp.signal)).rejects.toMatchObject({ code: 'NOT_YET' });
    await expect(mirror.reflected(1, giveUp.signal)).resolves.toBeUndefined();
  });

  it('does not count as reflected what a store that failed once did not tell', async () => {
    const clock = new StoppedClock();
    const { graph } = aGraph(clock);
    let failing = 1;
    let hear: ((events: readonly never[]) => void) | undefined;
    let now = facts([], 0);
    const store = {
      onEvents: (listener: (events: readonly never[]) => void) => ((hear = listener), () => undefined),
      facts: () => (failing-- > 0 && now.seq > 0 ? Promise.reject(new Error('away')) : Promise.resolve(now)),
    } as unknown as Store;
    const mirror = new FactsMirror(store, graph, () => undefined, clock);
    await mirror.start();
    failing = 2;
    now = facts([{ id: 'a', parentId: null, depth: 0, name: 'acme', createdAt: 0 }], 2);
    const reflected = mirror.reflected(2);
    hear?.([
      { seq: 1, kind: 'TREE_NODE_CREATED' },
      { seq: 2, kind: 'PLAN_CHANGED' },
    ] as never[]);
    hear?.([{ seq: 2, kind: 'PLAN_CHANGED' }] as never[]);
    expect(mirror.seq).toBe(0);
    await reflected;
    expect([mirror.seq, graph.tree.find('cop.acme')?.name]).toEqual([2, 'acme']);
  });

  it('goes on reading after an event was told that a read had shown already', async () => {
    const { graph } = aGraph(new StoppedClock());
    let hear: ((events: readonly never[]) => void) | undefined;
    let now = facts([], 2);
    const store = {
      onEvents: (listener: (events: readonly never[]) => void) => ((hear = listener), () => undefined),
      facts: () => Promise.resolve(now),
    } as unknown as Store;
    const mirror = new FactsMirror(store, graph, () => undefined);
    await mirror.start();
    // Committed before the read, and told after it.
    hear?.([{ seq: 2, kind: 'TREE_NODE_CREATED' }] as never[]);
    now = facts([{ id: 'a', parentId: null, depth: 0, name: 'acme', createdAt: 0 }], 3);
    hear?.([{ seq: 3, kind: 'TREE_NODE_CREATED' }] as never[]);
    await mirror.reflected(3, AbortSignal.timeout(1_000));
    expect(graph.tree.find('cop.acme')?.name).toBe('acme');
    now = { ...now, seq: 4 };
    hear?.([{ seq: 4, kind: 'PLAN_CHANGED' }] as never[]);
    await mirror.reflected(4, AbortSignal.timeout(1_000));
  });
});
