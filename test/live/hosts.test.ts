import { describe, expect, it } from 'vitest';
import { Label } from '../../src/apps/model.ts';
import type { HostRecord } from '../../src/hosts/model.ts';
import { Seal } from '../../src/kit/seal.ts';
import { Cursors } from '../../src/live/cursors.ts';
import { applyHosts } from '../../src/live/hosts.ts';
import { Scope } from '../../src/live/scope.ts';
import { Reading } from '../../src/live/reading.ts';
import { Source } from '../../src/live/source.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph, anApp, aTask } from '../support/graph.ts';
import type { LiveView } from '../../src/live/view.ts';
import { printJobName } from '../../src/tree/jobname.ts';
import { viewOf } from '../support/access.ts';

const cursors = new Cursors(new Seal(new Uint8Array(32)));

const OWN = 'a/b/c/d/e/f/g/h';

function setUp() {
  const clock = new StoppedClock();
  const { graph, copy } = aGraph(clock, [OWN, 'a/b/c/d/e/f/g/other']);
  const mesos = (name: string) => {
    const hosts = graph.addHosts(new Source(`mesos:${name}`, 'mesos', 'http://127.0.0.1', clock, 60_000));
    return {
      hosts,
      lists: (...names: string[]) => {
        clock.pass(1);
        applyHosts(graph, hosts, { hosts: names.map((each) => aHost(each)), unreadable: [] });
        hosts.source.listed(clock.monotonic(), clock.now());
      },
    };
  };
  const view = () => viewOf(graph, new Reading(graph.tree.shape, 0b1111), cursors);
  const names = (filter: Parameters<LiveView['hosts']>[0] = null, page = {}) =>
    view()
      .hosts(filter, page)
      .nodes.map(({ name }) => name);
  const runs = (...hosts: string[]) => appRuns(OWN, 't', hosts);
  const appRuns = (path: string, ids: string, hosts: readonly string[]) => {
    const tasks = hosts.map((host, n) => aTask({ taskId: `${ids}${n}`, host, ip: null }));
    graph.applyApp(copy, { app: anApp({ marathonId: `/${path}` }), tasks, unreadable: [] }, '', {
      mono: clock.monotonic(),
      wall: clock.now(),
    });
  };
  return { graph, mesos, view, names, runs, appRuns };
}

const aHost = (name: string): HostRecord => ({
  name,
  ip: null,
  agentId: null,
  active: !name.startsWith('off'),
  cpus: 4,
  memMiB: 100,
  diskMiB: 10,
  usedCpus: null,
  usedMemMiB: null,
  attributes: [],
  version: null,
  registeredAt: null,
});

describe('hosts of several Mesos', () => {
  it('are there while one of them lists them, each fresh by the one that does', () => {
    const { mesos, names, view, graph } = setUp();
    const [one, two] = [mesos('one'), mesos('two')];
    one.lists('a', 'both');
    two.lists('b', 'both');
    expect(names()).toEqual(['a', 'b', 'both']);
    one.lists('a');
    expect(names()).toEqual(['a', 'b', 'both']);
    two.lists('b');
    expect(names()).toEqual(['a', 'b']);
    const host = graph.hosts.get('b');
    expect(host && view().freshness(host).source).toBe('mesos:two');
  });

  it('stay while they cannot be read', () => {
    const { mesos, names, graph } = setUp();
    const one = mesos('one');
    one.lists('a', 'b', 'c');
    const problem = 'attributes.rack: a text is expected';
    applyHosts(graph, one.hosts, { hosts: [aHost('a')], unreadable: [{ id: 'b', problem }] });
    expect(names()).toEqual(['a', 'b']);
    applyHosts(graph, one.hosts, { hosts: [aHost('a')], unreadable: [{ id: 'slaves[1]', problem }] });
    expect([names(), [...one.hosts.unreadable.values()]]).toEqual([['a', 'b'], [{ id: 'slaves[1]', problem }]]);
    one.lists('a');
    expect([names(), one.hosts.unreadable.size]).toEqual([['a'], 0]);
  });

  it('are not answered for until each of them has been read', () => {
    const { mesos, names } = setUp();
    mesos('one').lists('a');
    mesos('two');
    expect(() => names()).toThrow(/mesos:two has not been read yet/);
  });
});

describe('a list of hosts', () => {
  it('pages in the order of names, with a count where nothing is filtered', () => {
    const { mesos, names, view } = setUp();
    mesos('one').lists('c', 'a', 'off1', 'b', 'off2');
    const pages: string[][] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: ReturnType<LiveView['hosts']> = view().hosts(null, { first: 2, after });
      pages.push(page.nodes.map(({ name }) => name));
      expect(page.totalCount).toBe(5);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(pages).toEqual([['a', 'b'], ['c', 'off1'], ['off2']]);
    expect(names({ active: false })).toEqual(['off1', 'off2']);
    expect(view().hosts({ active: false }, {}).totalCount).toBeNull();
  });

  it('takes the tags at the end of a scope for a choice among its hosts', () => {
    const { graph, mesos, names, runs } = setUp();
    const one = mesos('one');
    const host = (name: string, attributes: Record<string, string>): HostRecord => ({
      ...aHost(name),
      attributes: Object.entries(attributes).map(([key, value]) => new Label(key, value)),
    });
    const hosts = [host('a', { loc: 'bj', idc: 'c3' }), host('b', { loc: 'sh', idc: 'c3' }), host('off', { idc: 'c3' }), host('d', {})];
    one.lists('a', 'b', 'off', 'd');
    applyHosts(graph, one.hosts, { hosts, unreadable: [] });
    runs('a', 'b', 'off', 'd');
    const scoped = (tags: string) => names({ scope: `cop.a_owt.b${tags}` });
    expect(scoped('')).toEqual(['a', 'b', 'd', 'off']);
    expect(scoped('_idc.c3')).toEqual(['a', 'b', 'off']);
    expect(scoped('_loc.bj_idc.c3')).toEqual(['a']);
    expect(scoped('_idc.c3_status.inactive')).toEqual(['off']);
    expect(scoped('_status.active')).toEqual(['a', 'b', 'd']);
    expect(names({ scope: 'cop.none_idc.c3' })).toEqual([]);
    expect(() => scoped('_status.up')).toThrow('it is status.active or status.inactive');
    expect(() => scoped('_idc.c3_loc.bj')).toThrow('out of order');
  });

  it('below a node holds those that run something there or are attached there, if they are there', () => {
    const { graph, mesos, names, runs, view } = setUp();
    mesos('one').lists('a', 'b', 'c');
    runs('b', 'gone');
    graph.tree.attach({ host: 'a', nodeId: 'a/b/c' });
    graph.tree.attach({ host: 'b', nodeId: 'a/b' });
    expect(names({ scope: 'cop.a' })).toEqual(['a', 'b']);
    expect(view().hosts({ scope: 'cop.a' }, { first: 1 }).totalCount).toBe(2);
    expect(names({ scope: 'cop.a_owt.b_pdl.c_cluster.d' })).toEqual(['b']);
  });
});

it('the host of a container that is seen rests on that container, not on what others run there', () => {
  const { graph, mesos, runs, appRuns } = setUp();
  mesos('one').lists('shared');
  runs('shared');
  const rights = [[new Map([[OWN, 'VIEWER' as const]])]];
  const reading = new Reading(graph.tree.shape, 0b1111);
  const mine = viewOf(graph, reading, cursors, { scope: new Scope(graph.tree, rights, 'mine') });
  const [container] = mine.containers({ scope: printJobName(OWN.split('/')) }, 'TASK_ID', {}).nodes;
  expect(container && mine.hostOf(container)?.name).toBe('shared');
  appRuns('a/b/c/d/e/f/g/other', 'u', ['shared']);
  expect(reading.list.holds()).toBe(true);
  runs('elsewhere');
  expect(reading.list.holds()).toBe(false);
});
