import type { App } from '../apps/model.ts';
import type { ControllerFacts, MonitoringFacts, MonitoringView, UnmonitoredFilterFacts } from '../context-monitoring.ts';
import type { Host } from '../hosts/model.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import type { MaintenanceWindow, MonitoringLack, WatchRule } from '../monitoring/model.ts';
import { effective } from '../monitoring/watch.ts';
import { CONTROLLERS, FIRST_MODES } from '../plans/model.ts';
import { RUNTIME } from '../tree/facets.ts';
import { TreeNode } from '../tree/model.ts';
import { connect, type Cursors } from './cursors.ts';
import type { Graph } from './graph.ts';
import type { LiveNode } from './node.ts';
import { CompanyReads } from './read-company.ts';
import type { Reading } from './reading.ts';
import { findNode } from './read-tree.ts';
import type { Scope } from './scope.ts';
import { hostIsSeen } from './seen.ts';
import { nodeOfThing, type Unmonitored, type UnmonitoredBook } from './unmonitored.ts';

/** Reads of what is watched. */
export class MonitoringReads implements MonitoringView {
  readonly company: CompanyReads;

  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
    private readonly scope: Scope,
  ) {
    this.company = new CompanyReads(graph, reading, cursors);
  }

  /** Null where only a name is shown. */
  of(thing: TreeNode | App): MonitoringFacts | null {
    this.#note();
    const node = this.#nodeOf(thing);
    if (!node || (node !== this.graph.tree.root && !this.scope.sees(node))) return null;
    return effective(this.graph.tree.watchRulesOn(node));
  }

  ruleOn(node: TreeNode): WatchRule | null {
    this.#note();
    return node.partial ? null : (this.graph.tree.watchRules.get(node.nodeId) ?? null);
  }

  controllers(): readonly ControllerFacts[] {
    this.reading.cell(this.graph.tree.watchCell);
    return CONTROLLERS.map((name) => {
      const { mode = FIRST_MODES[name], setBy = null, setAt = null } = this.graph.tree.controllers.get(name) ?? {};
      return { __typename: 'Controller', id: `Controller:${name}`, name, mode, setBy, setAt };
    });
  }

  unmonitored(filter: UnmonitoredFilterFacts, page: PageArgs): Connection<Unmonitored> {
    const { tree } = this.graph;
    const { scope, lacks } = filter;
    const book = this.#book();
    const within = scope == null ? undefined : findNode(this.graph, this.scope, scope);
    const none = scope != null && !within;
    const under = ({ id }: Unmonitored): boolean => within === undefined || this.#isWithin(id, within);
    return connect(this.cursors, {
      list: `unmonitored:${JSON.stringify([scope, lacks])}`,
      page,
      total: scope == null && lacks == null && this.scope.all ? (book?.list.size ?? 0) : null,
      position: ({ id }) => [id],
      items: (after) => (none || !book ? [] : book.list.from(after && ((each) => each.id > (after[0] ?? '')))),
      accepts: (each) => under(each) && (!lacks || each.lacks.some(({ what }) => lacks.includes(what))) && this.#sees(each.id),
      partial: this.scope.isPartial(within ?? tree.root),
    });
  }

  maintenanceOf({ name }: Host): MaintenanceWindow | null {
    const { watch, clock } = this.graph;
    if (!watch) return null;
    this.reading.source(watch.copy.source);
    this.reading.cell(watch.copy.cell);
    const endpoint = watch.endpointOfHost(name);
    const window = endpoint === undefined ? null : watch.copy.maintenanceOf(endpoint);
    return window && window.until > clock.now() ? window : null;
  }

  lacksOf(thing: App | Host): readonly MonitoringLack[] | null {
    const book = this.#book();
    return book && this.#sees(thing.id) ? book.of(thing.id) : null;
  }

  /** Absence before anything was looked at means nothing. */
  #book(): UnmonitoredBook | undefined {
    const { unmonitored: book, tree, hosts } = this.graph;
    this.reading.shape();
    if (!book) return undefined;
    this.reading.source(book.source);
    this.reading.cell(book.cell);
    // Which hosts are seen hangs on what runs there.
    this.reading.cell(hosts.cell);
    this.reading.filtered(tree.root, RUNTIME);
    this.reading.subtree(tree.root);
    book.source.requireSynced();
    return book;
  }

  #sees(id: string): boolean {
    if (this.scope.all) return true;
    return id.startsWith('Host:')
      ? hostIsSeen(this.graph, this.scope, id.slice('Host:'.length))
      : this.scope.sees(nodeOfThing(this.graph, id));
  }

  /** A host by what it runs there, or where it is attached. */
  #isWithin(id: string, node: LiveNode): boolean {
    if (!id.startsWith('Host:')) return nodeOfThing(this.graph, id)?.isWithin(node) === true;
    const name = id.slice('Host:'.length);
    const attached = [...(this.graph.tree.hostNodes.get(name) ?? [])].some((each) => this.graph.tree.nodes.get(each)?.isWithin(node));
    return attached || this.scope.tops(node).some((top) => top.hosts.get(name) > 0);
  }

  #nodeOf(thing: TreeNode | App): LiveNode | undefined {
    const { tree, clusters } = this.graph;
    if (thing instanceof TreeNode) return tree.nodes.get(thing.nodeId);
    return clusters.get(thing.cluster)?.slots.get(thing.marathonId)?.node;
  }

  /** What holds on a node hangs on where it stands. */
  #note(): void {
    this.reading.shape();
    this.reading.cell(this.graph.tree.watchCell);
  }
}
