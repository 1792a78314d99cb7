import type { App } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import type { ContainerFilterFacts, ContainerOrderName } from '../context.ts';
import { Fault } from '../kit/fault.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import { slotsOf, toCollect } from './candidates.ts';
import { byStart, byTask } from './containers.ts';
import { connect, type Cursors } from './cursors.ts';
import { RUNTIME } from '../tree/facets.ts';
import type { Graph } from './graph.ts';
import { compareText, type AppSlot, type LiveNode } from './node.ts';
import { requireClusters } from './read-apps.ts';
import { counted, findNode } from './read-tree.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';
import { TALLY } from './tally.ts';
import { after, containersFrom, containersOf, namesBelow } from './walk.ts';

type Accepts = ((container: Container) => boolean) | undefined;

/** Reads of containers. Every order has an index; a filter walks the smallest that fits. */
export class ContainerReads {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
    private readonly scope: Scope,
  ) {}

  byKey(key: string): Container | undefined {
    const at = key.indexOf(':');
    return this.#one(key.slice(at + 1), key.slice(0, at));
  }

  find(taskId: string): Container | undefined {
    return this.#one(taskId);
  }

  atAddress(ip: string): Container | undefined {
    requireClusters(this.graph, this.reading, null, this.scope);
    this.reading.cell(this.#root());
    const running = this.graph.containers.atAddress(ip).filter((each) => each.state === 'RUNNING' && this.#sees(each));
    if (running.length > 1) {
      throw new Fault(
        'AMBIGUOUS_ADDRESS',
        `${ip} belongs to ${running.length} running containers, as host and bridge tasks share their host's.`,
      );
    }
    const [container] = running;
    return container;
  }

  ofApp(app: App, page: PageArgs): Connection<Container> {
    const slot = this.graph.clusters.get(app.cluster)?.slots.get(app.marathonId);
    if (slot) this.reading.app(slot);
    // Of an app that only claims to come here, its definition is told and no more.
    const items = slot && (this.scope.all || this.scope.sees(slot.node)) ? slot.containers : [];
    return connect(this.cursors, {
      list: `app:${app.key}`,
      page,
      total: items.length,
      position: (item) => [item.taskId],
      items: (from) => (from ? items.slice(after(items, from[0] ?? '')) : items),
    });
  }

  onHost(host: string, page: PageArgs): Connection<Container> {
    return this.list({ host }, 'TASK_ID', page);
  }

  list(filter: ContainerFilterFacts, order: ContainerOrderName | undefined, page: PageArgs): Connection<Container> {
    requireClusters(this.graph, this.reading, filter.cluster, this.scope);
    const root = filter.scope ? findNode(this.graph, this.scope, filter.scope) : this.graph.tree.root;
    const partial = this.scope.isPartial(root);
    if (!root) {
      this.reading.shape();
      return connect<Container>(this.cursors, { list: 'containers:none', page, items: () => [], position: () => [], total: 0, partial });
    }
    if (filter.host && root === this.graph.tree.root) this.reading.cell(this.graph.containers.shelfCell(filter.host));
    else {
      for (const top of this.scope.tops(root)) {
        this.reading.subtree(top);
        this.reading.filtered(top, RUNTIME);
      }
    }
    const chosen = order ?? (filter.marathonId || this.#smallest(filter, root) ? 'TASK_ID' : 'TREE');
    const list = `containers:${chosen}:${JSON.stringify([filter.scope, filter.state, filter.health, filter.host, filter.cluster, filter.marathonId])}`;
    const total = this.#total(filter, root);
    if (chosen === 'TREE') return this.#inTree(list, root, filter, page, total);
    if (chosen === 'TASK_ID') return this.#byTask(list, root, filter, page, total);
    return this.#byStart(list, root, filter, page, total, chosen === 'STARTED_AT_DESC');
  }

  #inTree(list: string, root: LiveNode, filter: ContainerFilterFacts, page: PageArgs, total: number | null): Connection<Container> {
    return connect(this.cursors, {
      list,
      page,
      total,
      position: (item) => {
        const slot = this.graph.slotOf(item);
        return [item.taskId, slot?.app.key ?? '', ...namesBelow(root, slot?.node)];
      },
      items: (from) => {
        const [taskId = '', appKey = '', ...names] = from ?? [];
        const place = from && { names, appKey, taskId };
        if (!filter.marathonId) return containersFrom(root, place, this.scope);
        return containersOf(root, this.#slots(filter.marathonId), place);
      },
      accepts: this.#accepting(filter, undefined),
      partial: this.scope.isPartial(root),
    });
  }

  #byTask(list: string, root: LiveNode, filter: ContainerFilterFacts, page: PageArgs, total: number | null): Connection<Container> {
    const { containers } = this.graph;
    // What others have fills no page of whom it is hidden from: their own part is looked through first.
    const first = this.scope.all ? undefined : toCollect(this.graph, root, filter, this.scope);
    const smallest = first ? undefined : this.#smallest(filter, root);
    const collected = first ?? (smallest ? undefined : toCollect(this.graph, root, filter, this.scope));
    const isAfter = (from: readonly string[]) => (item: Container) =>
      (compareText(item.taskId, from[0] ?? '') || compareText(item.cluster, from[1] ?? '')) > 0;
    return connect(this.cursors, {
      list,
      page,
      total,
      position: (item) => [item.taskId, item.cluster],
      items: (from) => {
        if (collected) return (from ? collected.filter(isAfter(from)) : collected).sort(byTask);
        if (smallest?.kind === 'host') {
          const shelf = containers.onHost(smallest.key);
          return from ? shelf.filter(isAfter(from)) : shelf;
        }
        const index = smallest
          ? (smallest.kind === 'state' ? containers.byState : containers.byHealth).get(smallest.key)
          : containers.byTask;
        return index?.from(from && isAfter(from)) ?? [];
      },
      accepts: this.#accepting(filter, root),
      partial: this.scope.isPartial(root),
    });
  }

  #byStart(
    list: string,
    root: LiveNode,
    filter: ContainerFilterFacts,
    page: PageArgs,
    total: number | null,
    newest: boolean,
  ): Connection<Container> {
    const index = this.graph.containers.byStart;
    const collected = toCollect(this.graph, root, filter, this.scope);
    return connect(this.cursors, {
      list,
      page,
      total,
      position: (item) => [String(item.startedAt ?? 0), item.taskId, item.cluster],
      items: (from) => {
        const against = (item: Container) =>
          (item.startedAt ?? 0) - Number(from?.[0]) ||
          compareText(item.taskId, from?.[1] ?? '') ||
          compareText(item.cluster, from?.[2] ?? '');
        if (collected) {
          const left = collected.filter((item) => !from || (newest ? against(item) < 0 : against(item) > 0)).sort(byStart);
          return newest ? left.reverse() : left;
        }
        if (newest) return index.backFrom(from && ((item) => against(item) < 0));
        return index.from(from && ((item) => against(item) > 0));
      },
      accepts: this.#accepting(filter, root),
      partial: this.scope.isPartial(root),
    });
  }

  /** The index that fits the filter and is smaller than the subtree, if there is one. */
  #smallest(filter: ContainerFilterFacts, root: LiveNode): { kind: 'host' | 'state' | 'health'; key: string; size: number } | undefined {
    const { containers } = this.graph;
    const found: { kind: 'host' | 'state' | 'health'; key: string; size: number }[] = [];
    if (filter.host) found.push({ kind: 'host', key: filter.host, size: containers.onHost(filter.host).length });
    if (filter.state && filter.state !== 'RUNNING') {
      found.push({ kind: 'state', key: filter.state, size: containers.byState.get(filter.state)?.size ?? 0 });
    }
    if (filter.health && filter.health !== 'HEALTHY') {
      found.push({ kind: 'health', key: filter.health, size: containers.byHealth.get(filter.health)?.size ?? 0 });
    }
    const [best] = found.sort((a, b) => a.size - b.size);
    // Below a node the subtree itself is walked, unless a host's short shelf serves: an index of the whole company may be far
    // larger than what is asked. Sizes are not compared, for pages of one list must keep one order while the sizes move.
    return root === this.graph.tree.root || best?.kind === 'host' ? best : undefined;
  }

  #accepting(filter: ContainerFilterFacts, root: LiveNode | undefined): Accepts {
    const { state, health, host, cluster, marathonId } = filter;
    const scoped = root !== undefined && root !== this.graph.tree.root;
    // A walk of the tree comes to nothing else; below a node that is seen all is seen.
    const sees = root === undefined || this.scope.sees(root) ? undefined : this.#seeing();
    if (!state && !health && !host && !cluster && !marathonId && !scoped && !sees) return undefined;
    return (item) =>
      (!state || item.state === state) &&
      (!health || item.health === health) &&
      (!host || item.hostName === host) &&
      (!cluster || item.cluster === cluster) &&
      (!marathonId || item.marathonId === marathonId) &&
      (!scoped || (this.graph.slotOf(item)?.node.isWithin(root) ?? false)) &&
      (!sees || sees(item));
  }

  /** From the roll-ups; null where only a walk would tell. */
  #total(filter: ContainerFilterFacts, root: LiveNode): number | null {
    const { state, health, host, cluster, marathonId } = filter;
    if (cluster || marathonId) return null;
    const tops = this.scope.tops(root);
    const count = (at: number) => counted(tops, at);
    if (host) return state || health ? null : tops.reduce((sum, top) => sum + top.hosts.get(host), 0);
    if (state && health) return null;
    if (state)
      return state === 'RUNNING'
        ? count(TALLY.running)
        : root === this.graph.tree.root && this.scope.all
          ? (this.graph.containers.byState.get(state)?.size ?? 0)
          : null;
    if (health) return count(health === 'HEALTHY' ? TALLY.healthy : health === 'UNHEALTHY' ? TALLY.unhealthy : TALLY.unknown);
    return count(TALLY.total);
  }

  #one(taskId: string, cluster?: string): Container | undefined {
    const found = this.graph.containers
      .find(taskId)
      .filter((each) => (cluster === undefined || each.cluster === cluster) && this.#sees(each));
    if (found.length > 1) {
      throw new Fault('BAD_USER_INPUT', `${taskId} is a task of several Marathons: use node(id).`);
    }
    const [container] = found;
    const slot = container && this.graph.slotOf(container);
    if (slot) {
      if (cluster === undefined && this.graph.clusters.size > 1) this.reading.cell(this.#root());
      this.reading.found(slot, RUNTIME);
      const source = this.graph.clusters.get(container.cluster)?.source;
      if (source) this.reading.source(source);
      return container;
    }
    requireClusters(this.graph, this.reading, cluster !== undefined && this.graph.clusters.has(cluster) ? cluster : undefined, this.scope);
    this.reading.cell(this.#root());
    return undefined;
  }

  #sees(container: Container): boolean {
    return this.scope.all || this.scope.sees(this.graph.slotOf(container)?.node);
  }

  /** As `#sees`, for a list: those of one app mostly stand together, so the app is looked up once. */
  #seeing(): (container: Container) => boolean {
    let last: Container | undefined;
    let seen = false;
    return (container) => {
      if (last?.marathonId !== container.marathonId || last.cluster !== container.cluster) {
        last = container;
        seen = this.#sees(container);
      }
      return seen;
    };
  }

  #slots(marathonId: string): AppSlot[] {
    return slotsOf(this.graph, marathonId).filter(({ node }) => this.scope.sees(node));
  }

  #root(): LiveNode['cells'][number] {
    return this.graph.tree.root.cells[RUNTIME] as LiveNode['cells'][number];
  }
}
