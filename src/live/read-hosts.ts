import type { HostFilterFacts } from '../context.ts';
import type { Host } from '../hosts/model.ts';
import { Cell } from '../kit/cell.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import type { TreeNode } from '../tree/model.ts';
import { DEFINITION, RUNTIME } from '../tree/facets.ts';
import { connect, type Cursors } from './cursors.ts';
import type { Graph } from './graph.ts';
import { compareText, type LiveNode } from './node.ts';
import { findNode } from './read-tree.ts';
import type { Reading } from './reading.ts';

/** Reads of hosts: attached to a node, or running a container below it. */
export class HostReads {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
  ) {}

  find(name: string): Host | undefined {
    const host = this.graph.hosts.get(name);
    this.#sources();
    if (!host) {
      this.reading.cell(this.graph.hostsCell);
      return undefined;
    }
    let cell = this.graph.hostCells.get(name);
    if (!cell) this.graph.hostCells.set(name, (cell = new Cell()));
    this.reading.cell(cell);
    return host;
  }

  list(filter: HostFilterFacts, page: PageArgs): Connection<Host> {
    this.#sources();
    this.reading.cell(this.graph.hostsCell);
    const names = this.#names(filter.scope).sort(compareText);
    const accepts = (host: Host) =>
      (filter.active == null || host.active === filter.active) && (!filter.nameContains || host.name.includes(filter.nameContains));
    const hosts = names.flatMap((name) => this.graph.hosts.get(name) ?? []).filter(accepts);
    return connect(this.cursors, {
      list: `hosts:${JSON.stringify([filter.scope, filter.active, filter.nameContains])}`,
      page,
      total: hosts.length,
      position: (host) => [host.name],
      items: (after) => (after ? hosts.filter((host) => host.name > (after[0] ?? '')) : hosts),
    });
  }

  nodesOf(host: Host): readonly TreeNode[] {
    this.reading.shape();
    const ids = [...(this.graph.tree.hostNodes.get(host.name) ?? [])];
    return ids.flatMap((id) => this.graph.tree.nodes.get(id)?.entity ?? []).sort((a, b) => compareText(a.jobName, b.jobName));
  }

  /** Who tells of hosts: Mesos, or without it every Marathon by its tasks. One that has not been read makes absence unknown. */
  #sources(): void {
    for (const source of this.graph.hostSources()) {
      source.requireSynced();
      this.reading.source(source);
    }
  }

  #names(scope: string | null | undefined): string[] {
    if (!scope) return [...this.graph.hosts.keys()];
    const node = findNode(this.graph, scope);
    if (!node) {
      this.reading.shape();
      return [];
    }
    this.reading.subtree(node);
    this.reading.filtered(node, RUNTIME);
    this.reading.filtered(node, DEFINITION);
    return [...new Set([...node.hosts.names(), ...attachedBelow(node)])];
  }
}

function* attachedBelow(node: LiveNode): Generator<string> {
  yield* node.attached;
  for (const child of node.children) yield* attachedBelow(child);
}
