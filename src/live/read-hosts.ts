import type { Container } from '../containers/model.ts';
import type { HostFilterFacts } from '../context.ts';
import type { Host } from '../hosts/model.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import type { TreeNode } from '../tree/model.ts';
import { Fault } from '../kit/fault.ts';
import { DEFINITION, RUNTIME } from '../tree/facets.ts';
import { parseJobName, printJobName, type Selectors } from '../tree/jobname.ts';
import { connect, type Cursors } from './cursors.ts';
import type { Graph } from './graph.ts';
import type { HostIndex } from './host-index.ts';
import { compareText, type LiveNode } from './node.ts';
import { findNode } from './read-tree.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';
import { hostIsSeen } from './seen.ts';

/** Reads of hosts: attached to a node, or running a container below it. */
export class HostReads {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
    private readonly scope: Scope,
  ) {}

  find(name: string): Host | undefined {
    const host = this.graph.hosts.get(name);
    this.#sources();
    if (!host || !this.#sees(name)) {
      this.reading.cell(this.graph.hosts.cell);
      return undefined;
    }
    this.reading.cell(this.graph.hosts.cellOf(name));
    return host;
  }

  /** A container that is seen shows its host too, so nothing but the container, which was noted with its app, decides that. */
  of({ hostName }: Container): Host | undefined {
    if (hostName === null) return undefined;
    const host = hostIsSeen(this.graph, this.scope, hostName) ? this.graph.hosts.get(hostName) : undefined;
    if (!host) return this.find(hostName);
    this.#sources();
    this.reading.cell(this.graph.hosts.cellOf(hostName));
    return host;
  }

  list(filter: HostFilterFacts, page: PageArgs): Connection<Host> {
    this.#sources();
    const { hosts } = this.graph;
    this.reading.cell(hosts.cell);
    const { node, selects } = scopeOf(filter.scope);
    const root = node === undefined ? this.graph.tree.root : findNode(this.graph, this.scope, node);
    const names = node === undefined && this.scope.all ? undefined : this.#names(root);
    const chosen = filter.active != null || Boolean(filter.nameContains) || selects !== undefined;
    return connect(this.cursors, {
      list: `hosts:${JSON.stringify([filter.scope, filter.active, filter.nameContains])}`,
      page,
      total: chosen ? null : (names?.length ?? hosts.size),
      position: (host) => [host.name],
      items: (after) => (names ? within(hosts, names, after?.[0]) : hosts.inOrder(after?.[0])),
      accepts: (host) =>
        (filter.active == null || host.active === filter.active) &&
        (!filter.nameContains || host.name.includes(filter.nameContains)) &&
        (selects === undefined || selects(host)),
      partial: this.scope.isPartial(root),
    });
  }

  nodesOf(host: Host): readonly TreeNode[] {
    this.reading.shape();
    const ids = [...(this.graph.tree.hostNodes.get(host.name) ?? [])];
    const seen = ids.map((id) => this.graph.tree.nodes.get(id)).filter((node) => this.scope.sees(node));
    return seen.flatMap((node) => node?.entity ?? []).sort((a, b) => compareText(a.jobName, b.jobName));
  }

  /** Who tells of hosts: Mesos, or without it every Marathon by its tasks. One that has not been read makes absence unknown. */
  #sources(): void {
    if (this.scope.isNobodys) return;
    for (const source of this.graph.hostSources()) {
      source.requireSynced();
      this.reading.source(source);
    }
  }

  /** Of the hosts that there are: those that run something of what is seen below the node, or are attached there. */
  #names(node: LiveNode | undefined): readonly string[] {
    this.reading.shape();
    if (!node) return [];
    const all = new Set<string>();
    for (const top of this.scope.tops(node)) {
      this.reading.subtree(top);
      this.reading.filtered(top, RUNTIME);
      this.reading.filtered(top, DEFINITION);
      for (const name of top.hosts.names()) all.add(name);
      for (const name of attachedBelow(top)) all.add(name);
    }
    return [...all].filter((name) => this.graph.hosts.has(name));
  }

  /** By what it runs, or where it is attached. */
  #sees(name: string): boolean {
    if (!this.scope.all) this.reading.cell(this.graph.containers.shelfCell(name));
    return hostIsSeen(this.graph, this.scope, name);
  }
}

/** A scope's node, and which hosts within it its trailing tags mean. */
function scopeOf(scope: string | null | undefined): { readonly node?: string; readonly selects?: (host: Host) => boolean } {
  if (scope == null || scope === '') return {};
  const parsed = parseJobName(scope);
  // What is no JobName is refused where its node is looked up.
  if (!parsed.ok || Object.keys(parsed.value.selectors).length === 0) return { node: scope };
  const { names, selectors } = parsed.value;
  return { node: printJobName(names), selects: selecting(selectors) };
}

/** By the agent's attributes of these names, and by whether it is active. */
function selecting({ loc, idc, status }: Selectors): (host: Host) => boolean {
  if (status !== undefined && status !== 'active' && status !== 'inactive')
    throw new Fault('BAD_USER_INPUT', `status.${status} selects no host: it is status.active or status.inactive.`);
  const has = (host: Host, name: string, value: string | undefined): boolean =>
    value === undefined || host.attributes.some((each) => each.name === name && each.value === value);
  return (host) => has(host, 'loc', loc) && has(host, 'idc', idc) && (status === undefined || host.active === (status === 'active'));
}

/** The hosts of these names, in the order of names. */
function within(hosts: HostIndex, names: readonly string[], after: string | undefined): Host[] {
  const left = after === undefined ? [...names] : names.filter((name) => name > after);
  return left.sort(compareText).flatMap((name) => hosts.get(name) ?? []);
}

function* attachedBelow(node: LiveNode): Generator<string> {
  yield* node.attached;
  for (const child of node.children) yield* attachedBelow(child);
}
