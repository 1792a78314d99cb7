import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../src/access/model.ts';
import { keyOf, type Rights } from '../../src/access/rights.ts';
import type { EventRecord } from '../../src/events/model.ts';
import type { Container } from '../../src/containers/model.ts';
import { Seal } from '../../src/kit/seal.ts';
import { Cursors } from '../../src/live/cursors.ts';
import type { Graph } from '../../src/live/graph.ts';
import { Reading } from '../../src/live/reading.ts';
import { Scope } from '../../src/live/scope.ts';
import { surviving, Visible } from '../../src/live/visible.ts';
import type { PlanRecord } from '../../src/plans/model.ts';
import { printJobName } from '../../src/tree/jobname.ts';
import { viewOf } from '../support/access.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';

const clock = new StoppedClock(1_000_000);
const cursors = new Cursors(new Seal(new Uint8Array(32)));
/** Two departments; of the first, two services with an app each. */
const SEEN = 'acme/infra/mon/c1/sg/api/jg/main';
const BESIDE = 'acme/infra/mon/c1/sg/web/jg/main';
const FAR = 'acme/sales/shop/c1/sg/cart/jg/main';
const OTHER = 'zeta/x/y/z/sg/s/jg/main';

let graph: Graph;
const jobNameOf = (path: string) => printJobName(path.split('/'));

beforeEach(() => {
  const made = aGraph(clock, [SEEN, BESIDE, FAR, OTHER]);
  graph = made.graph;
  for (const [n, path] of [SEEN, BESIDE, FAR, OTHER].entries()) {
    const app = anApp({ marathonId: `/${path}`, instances: 2 });
    const tasks = [1, 2].map((t) => aTask({ taskId: `t${n}${t}`, host: t === 1 ? 'shared' : `host-${n}`, startedAt: 10 - n * 2 - t }));
    graph.applyApp(made.copy, { app, tasks, unreadable: [] }, `d${n}`, { mono: 1, wall: 1 });
  }
  const away = anApp({ marathonId: '/lost' });
  graph.applyApp(made.copy, { app: away, tasks: [aTask({ taskId: 'lost1' })], unreadable: [] }, 'lost', { mono: 1, wall: 1 });
});

const scopeOf = (held: Record<string, Role>, ...more: Record<string, Role>[]): Scope => {
  const rights: Rights = [[held, ...more].map((each) => new Map(Object.entries(each)))];
  return new Scope(graph.tree, rights, keyOf(rights));
};
const view = (scope: Scope) => viewOf(graph, new Reading(graph.tree.shape, 15), cursors, { scope });
const ids = ({ nodes }: { readonly nodes: readonly Container[] }) => nodes.map(({ taskId }) => taskId);

describe('a role on a node', () => {
  it('is held on all below it, the higher of several, and nowhere else', () => {
    const scope = scopeOf({ 'acme/infra': 'VIEWER', 'acme/infra/mon/c1/sg/api': 'OWNER' });
    const role = (id: string) => scope.role(graph.tree.nodes.get(id));
    expect([role('acme'), role('acme/infra'), role('acme/infra/mon'), role(SEEN), role(BESIDE), role(FAR)]).toEqual([
      undefined,
      'VIEWER',
      'VIEWER',
      'OWNER',
      'VIEWER',
      undefined,
    ]);
    expect(scope.may('DEVELOPER', graph.tree.nodes.get(BESIDE))).toBe(false);
    expect(scope.may('DEVELOPER', graph.tree.nodes.get(SEEN))).toBe(true);
  });

  it('by several layers is the least of them, wherever each begins', () => {
    const token = scopeOf({ acme: 'OWNER' }, { [SEEN]: 'DEVELOPER', zeta: 'ADMIN' });
    expect([
      token.role(graph.tree.nodes.get(SEEN)),
      token.role(graph.tree.nodes.get('acme')),
      token.sees(graph.tree.nodes.get('zeta')),
    ]).toEqual(['DEVELOPER', undefined, false]);
    expect(token.tops(graph.tree.root).map(({ record }) => record?.id)).toEqual([SEEN]);
    const everywhere = scopeOf({ acme: 'OWNER' }, { '': 'VIEWER' });
    expect(everywhere.tops(graph.tree.root).map(({ record }) => record?.id)).toEqual(['acme']);
    expect(everywhere.role(graph.tree.nodes.get(SEEN))).toBe('VIEWER');
  });

  it('follows the node when that is moved', () => {
    const scope = scopeOf({ 'acme/infra': 'VIEWER' });
    const moved = graph.tree.nodes.get('acme/sales/shop');
    expect(scope.sees(moved)).toBe(false);
    graph.tree.put({ ...(moved?.record as NonNullable<typeof moved>['record'] & object), parentId: 'acme/infra' });
    expect(scope.sees(moved)).toBe(true);
    expect(view(scope).containers({}, 'TREE', {}).totalCount).toBe(6);
  });

  it('at the root shows every company, but not what hangs on no node: that takes an administrator', () => {
    const viewer = view(scopeOf({ '': 'VIEWER' }));
    expect(viewer.tree(null).map(({ name }) => name)).toEqual(['acme', 'zeta']);
    expect([viewer.apps({}, {}).totalCount, viewer.apps({}, {}).partial, viewer.app('/lost', null)]).toEqual([4, false, undefined]);
    expect(viewer.container('lost1')).toBeUndefined();
    const admin = view(scopeOf({ '': 'ADMIN' }));
    expect([admin.apps({}, {}).totalCount, admin.app('/lost', null)?.marathonId]).toEqual([5, '/lost']);
  });
});

describe('what may not be seen is not there', () => {
  const held = { 'acme/infra/mon/c1/sg/api': 'VIEWER' } as const;

  it('above what is seen only names are shown', () => {
    const seen = view(scopeOf(held));
    expect(seen.tree(null).map(({ jobName }) => jobName)).toEqual([jobNameOf('acme/infra/mon/c1/sg/api')]);
    const [company] = seen.ancestors(seen.tree(null)[0] as NonNullable<ReturnType<typeof seen.treeNode>>);
    expect(company).toMatchObject({
      id: 'TreeNode:acme',
      name: 'acme',
      level: 'COMPANY',
      jobName: 'cop.acme',
      createdAt: null,
      partial: true,
    });
    if (!company) throw new Error('no company');
    expect([seen.aliases(company), seen.freezes(company), seen.attachedHosts(company)]).toEqual([null, null, null]);
    expect(seen.summary(company)).toMatchObject({ apps: 1, containers: { total: 2 }, hosts: 2, partial: true });
    expect(seen.children(company, {})).toMatchObject({ totalCount: 1, partial: true, nodes: [{ name: 'infra', partial: true }] });
    expect(seen.treeNode('cop.acme')).toBe(company);
    expect([seen.treeNode(jobNameOf('acme/sales')), seen.treeNode('cop.zeta'), seen.identified('TreeNode:zeta')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each(['TREE', 'TASK_ID', 'STARTED_AT_ASC', 'STARTED_AT_DESC'] as const)('in lists of containers by %s, page by page', (order) => {
    const seen = view(scopeOf({ ...held, 'acme/sales': 'VIEWER' }));
    const whole = seen.containers({}, order, {});
    expect(ids(whole).toSorted()).toEqual(['t01', 't02', 't21', 't22']);
    expect([whole.totalCount, whole.partial]).toEqual([4, true]);
    const paged: string[] = [];
    for (let after: string | null = null; ;) {
      const page = seen.containers({}, order, { first: 1, after });
      paged.push(...ids(page));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(paged).toEqual(ids(whole));
    const administrator = view(Scope.everything(graph.tree));
    expect(ids(administrator.containers({}, order, {})).filter((id) => ids(whole).includes(id))).toEqual(ids(whole));
  });

  it('by every filter, as a list and as a count', () => {
    const seen = view(scopeOf(held));
    const list = (filter: Parameters<typeof seen.containers>[0]) => {
      const { totalCount, nodes } = seen.containers(filter, null, {});
      return [totalCount, nodes.map(({ taskId }) => taskId)];
    };
    expect(list({ host: 'shared' })).toEqual([1, ['t01']]);
    expect(list({ host: 'host-2' })).toEqual([0, []]);
    expect(list({ host: 'not there' })).toEqual([0, []]);
    expect(list({ marathonId: `/${FAR}` })).toEqual(list({ marathonId: '/not/there' }));
    expect(list({ scope: jobNameOf(FAR) })).toEqual(list({ scope: 'cop.nowhere' }));
    expect(list({ scope: 'cop.acme' })).toEqual([2, ['t01', 't02']]);
    expect(list({ state: 'RUNNING' })).toEqual([2, ['t01', 't02']]);
    expect(list({ health: 'UNKNOWN' })).toEqual([2, ['t01', 't02']]);
    expect(seen.containers({ scope: jobNameOf(FAR) }, null, {}).partial).toBe(seen.containers({ scope: 'cop.nowhere' }, null, {}).partial);
  });

  it('by id, name, address and search', () => {
    const seen = view(scopeOf(held));
    expect(seen.app(`/${FAR}`, null)).toBeUndefined();
    expect(seen.app(`/${SEEN}`, null)?.marathonId).toBe(`/${SEEN}`);
    expect([seen.container('t21'), seen.identified('Container:main:t21'), seen.identified(`App:main:/${FAR}`)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(seen.container('t01')?.taskId).toBe('t01');
    expect(seen.searchTree('c', null, {}).nodes).toEqual([]);
    expect(seen.searchTree('api', null, {}).nodes.map(({ name }) => name)).toEqual(['api']);
  });

  it('an address that a hidden task shares is the seen one’s own', () => {
    const cluster = [...graph.clusters.values()][0];
    if (!cluster) throw new Error('no cluster');
    for (const [path, taskId] of [
      [SEEN, 'mine'],
      [FAR, 'theirs'],
    ] as const)
      graph.applyApp(cluster, { app: anApp({ marathonId: `/${path}` }), tasks: [aTask({ taskId, ip: '10.9.9.9' })], unreadable: [] }, 'x', {
        mono: 2,
        wall: 2,
      });
    expect(view(scopeOf(held)).containerByIp('10.9.9.9')?.taskId).toBe('mine');
    expect(() => view(Scope.everything(graph.tree)).containerByIp('10.9.9.9')).toThrow(/2 running/);
  });

  it('what came from there does not name it: not by an old name, nor in what is told of before', () => {
    const { tree } = graph;
    const shop = tree.nodes.get('acme/sales/shop');
    if (!shop?.record) throw new Error('no shop');
    const [old, now] = [jobNameOf('acme/sales/shop'), jobNameOf('acme/infra/shop')];
    tree.put({ ...shop.record, parentId: 'acme/infra' });
    tree.aliases.set(old, { jobName: old, nodeId: 'acme/sales/shop', since: 1 });
    tree.shape.raise();
    const told = (scope: Scope) => {
      const seen = view(scope);
      const visible = new Visible(tree, scope, 'acme:ann');
      const at = (jobName: string, touches: readonly string[] = []) =>
        visible.plan({ nodeId: 'acme/sales/shop', jobName, touches, caller: 'acme:bob' } as unknown as PlanRecord);
      const node = seen.treeNode(now);
      return [
        node && seen.aliases(node)?.length,
        seen.treeNode(old)?.jobName,
        at(now),
        at(old),
        at(now, ['acme/sales']),
        at(now, ['gone']),
      ];
    };
    expect(told(scopeOf({ 'acme/infra': 'VIEWER' }))).toEqual([0, undefined, true, false, false, false]);
    expect(told(scopeOf({ acme: 'VIEWER' }))).toEqual([1, now, true, true, true, false]);
    expect(told(Scope.everything(tree))).toEqual([1, now, true, true, true, true]);
    // Of what it stood below nothing is left: that is for those who see what was above it.
    tree.change(
      [],
      [...tree.nodes.values()].filter(({ record }) => record?.id === 'acme/sales'),
    );
    expect(told(scopeOf({ 'acme/infra': 'VIEWER' }))).toEqual([0, undefined, true, false, false, false]);
    expect(told(scopeOf({ acme: 'VIEWER' }))).toEqual([1, now, true, true, false, false]);
  });

  it('to who holds nothing there is nothing at all', () => {
    const nobody = view(scopeOf({}));
    expect([nobody.tree(null), nobody.apps({}, {}).totalCount, nobody.hosts({}, {}).nodes, nobody.datasources()]).toEqual([[], 0, [], []]);
    expect(nobody.apps({}, {}).partial).toBe(true);
    expect([scopeOf({}).isNobodys, scopeOf({ acme: 'OWNER' }, {}).isNobodys, scopeOf({ acme: 'VIEWER' }).isNobodys]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('an app whose label claims another place', () => {
  const claim = (label: string) => {
    const copy = [...graph.clusters.values()][0];
    if (!copy) throw new Error('no cluster');
    const app = anApp({ marathonId: `/${FAR}`, labels: [{ name: 'jobname', value: label }] });
    graph.applyApp(copy, { app, tasks: [aTask({ taskId: 't21' })], unreadable: [] }, label, { mono: 3, wall: 3 });
  };
  const claimed = (scope: Scope) => {
    const seen = view(scope);
    const node = seen.treeNode(jobNameOf(SEEN));
    return node ? seen.claiming(node).map(({ marathonId }) => marathonId) : [];
  };

  it('is told to the owners of both, and of the claimed node no more than its definition', () => {
    claim(jobNameOf(SEEN));
    const owner = scopeOf({ [SEEN]: 'OWNER' });
    const app = view(owner).app(`/${FAR}`, null);
    expect([app?.marathonId, claimed(owner)]).toEqual([`/${FAR}`, [`/${FAR}`]]);
    if (!app) throw new Error('not told');
    expect([view(owner).nodeOf(app), view(owner).containersOfApp(app, {}).nodes, view(owner).apps({}, {}).totalCount]).toEqual([
      undefined,
      [],
      1,
    ]);
    expect(view(scopeOf({ [SEEN]: 'OPERATOR' })).app(`/${FAR}`, null)).toBeUndefined();
    expect(view(scopeOf({ [BESIDE]: 'OWNER' })).app(`/${FAR}`, null)).toBeUndefined();
  });

  it('is told no more once it claims another, or nothing', () => {
    claim(jobNameOf(SEEN));
    claim(jobNameOf(BESIDE));
    expect(claimed(Scope.everything(graph.tree))).toEqual([]);
    expect(view(scopeOf({ [SEEN]: 'OWNER' })).app(`/${FAR}`, null)).toBeUndefined();
  });
});

describe('what others have, of whom it is hidden from', () => {
  it('fills no page: a rare state is found among one\u2019s own, however many others are in it', () => {
    const cluster = [...graph.clusters.values()][0];
    if (!cluster) throw new Error('no cluster');
    const staged = (path: string, count: number) =>
      graph.applyApp(
        cluster,
        {
          app: anApp({ marathonId: `/${path}` }),
          tasks: Array.from({ length: count }, (_, n) => aTask({ taskId: `${path}.${n}`, state: 'STAGING' })),
          unreadable: [],
        },
        `staged ${count}`,
        { mono: 9, wall: 9 },
      );
    staged(OTHER, 20_500);
    staged(FAR, 1);
    const seen = view(scopeOf({ [FAR]: 'VIEWER' }));
    expect(ids(seen.containers({ state: 'STAGING' }, null, {}))).toEqual([`${FAR}.0`]);
    expect(ids(seen.containers({ state: 'STAGING' }, 'STARTED_AT_DESC', {}))).toEqual([`${FAR}.0`]);
  });
});

describe('records of nodes', () => {
  it('that are gone are for those above them by their ids, whoever bears their names since', () => {
    const { tree } = graph;
    tree.gone = new Map<string, string | null>([
      ['old job', 'old company'],
      ['old company', null],
      ['late', 'acme/sales'],
    ]);
    expect([surviving(tree, 'old job'), surviving(tree, 'late')?.record?.id, surviving(tree, SEEN)?.record?.id]).toEqual([
      undefined,
      'acme/sales',
      SEEN,
    ]);
    const sales = new Visible(tree, scopeOf({ 'acme/sales': 'OWNER' }), 'ann');
    const event = (nodeId: string) => ({ nodeId, jobName: null, body: {} }) as unknown as EventRecord;
    expect([sales.event(event('late')), sales.event(event('old job')), sales.event(event(SEEN))]).toEqual([true, false, false]);
    expect(sales.nodeIds).toContain('late');
    expect(sales.nodeIds).not.toContain('old job');
    expect(sales.nodeIds).not.toContain(SEEN);
  });

  it('are asked for by the nodes that are seen or owned, and by none where nothing is', () => {
    expect(new Visible(graph.tree, scopeOf({}), 'ann').nodeIds).toEqual([]);
    const viewer = new Visible(graph.tree, scopeOf({ 'acme/infra': 'VIEWER', [SEEN]: 'OWNER' }), 'ann');
    expect(viewer.nodeIds).toEqual(expect.arrayContaining(['acme/infra', BESIDE, SEEN]));
    expect(viewer.ownIds).toEqual([SEEN]);
  });
});
