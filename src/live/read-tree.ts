import type { SummaryFacts } from '../context.ts';
import { Fault } from '../kit/fault.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import type { Rollup } from '../monitoring/rollup.ts';
import { lowerBound } from '../kit/sorted.ts';
import { parseNodeName } from '../tree/jobname.ts';
import { TREE_LEVELS, type Freeze, type TreeAlias, type TreeLevel, type TreeNode } from '../tree/model.ts';
import { connect, type Cursors } from './cursors.ts';
import { DEFINITION } from '../tree/facets.ts';
import type { Graph } from './graph.ts';
import { compareText, type LiveNode } from './node.ts';
import type { AlarmReads } from './read-alarms.ts';
import type { MetricReads } from './read-metrics.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';
import { isNamed, nodeNamed } from './seen.ts';
import { TALLY } from './tally.ts';

const nameOf = (node: TreeNode): string => node.name;

/** Reads of the service tree. */
export class TreeReads {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
    private readonly scope: Scope,
    private readonly sums: { readonly metrics: MetricReads; readonly alarms: AlarmReads },
  ) {}

  byId(id: string): TreeNode | undefined {
    this.reading.shape();
    return this.#shown(this.graph.tree.nodes.get(id));
  }

  node(jobName: string): TreeNode | undefined {
    this.reading.shape();
    return this.#shown(findNode(this.graph, this.scope, jobName));
  }

  roots(root: string | null | undefined): readonly TreeNode[] {
    this.reading.shape();
    if (root !== null && root !== undefined) {
      const node = this.#shown(findNode(this.graph, this.scope, root));
      return node ? [node] : [];
    }
    const { root: top } = this.graph.tree;
    const tops = this.scope.all ? top.children : this.scope.tops(top);
    return entities(tops).sort((a, b) => compareText(a.jobName, b.jobName));
  }

  parent(node: TreeNode): TreeNode | undefined {
    this.reading.shape();
    return this.#shown(this.#live(node)?.parent);
  }

  ancestors(node: TreeNode): readonly TreeNode[] {
    this.reading.shape();
    const above: TreeNode[] = [];
    for (let at = this.#live(node)?.parent; at; at = at.parent) {
      const shown = this.#shown(at);
      if (shown) above.unshift(shown);
    }
    return above;
  }

  children(node: TreeNode, page: PageArgs): Connection<TreeNode> {
    this.reading.shape();
    const live = this.#live(node);
    const whole = this.scope.sees(live);
    const all = live?.children ?? [];
    const children = whole ? all : all.filter((child) => this.scope.names(child));
    return connect(this.cursors, {
      list: `children:${node.nodeId}`,
      page,
      total: children.length,
      position: (item) => [nameOf(item)],
      items: (after) => {
        const from = after ? lowerBound(children, after[0] ?? '', (item, name) => (compareText(item.name, name) <= 0 ? -1 : 1)) : 0;
        return children.slice(from).flatMap((child) => this.#shown(child) ?? []);
      },
      partial: !whole,
    });
  }

  search(text: string, level: TreeLevel | null | undefined, page: PageArgs): Connection<TreeNode> {
    this.reading.shape();
    const wanted = text.trim().toLowerCase();
    if (wanted === '') throw new Fault('BAD_USER_INPUT', 'text: nothing to search for.', { details: { argument: 'text' } });
    const depth = level ? TREE_LEVELS.indexOf(level) : -1;
    const found: TreeNode[] = [];
    for (const node of below(this.scope.tops(this.graph.tree.root))) {
      if (!node.entity || (depth >= 0 && node.record?.depth !== depth)) continue;
      if (node.name.includes(wanted) || (wanted.includes('.') && node.entity.jobName.includes(wanted))) found.push(node.entity);
    }
    found.sort((a, b) => rank(a, wanted) - rank(b, wanted) || compareText(a.jobName, b.jobName));
    return connect(this.cursors, {
      list: `search:${wanted}:${level ?? ''}`,
      page,
      total: found.length,
      position: (item) => [String(rank(item, wanted)), item.jobName],
      items: (after) => {
        if (!after) return found;
        const [at, name] = [Number(after[0]), after[1] ?? ''];
        return found.filter((item) => rank(item, wanted) - at > 0 || (rank(item, wanted) === at && item.jobName > name));
      },
      partial: this.scope.isPartial(this.graph.tree.root),
    });
  }

  aliases(node: TreeNode): readonly TreeAlias[] | null {
    this.reading.shape();
    if (node.partial) return null;
    const { tree } = this.graph;
    return tree.aliasesOf(node.nodeId).filter(({ jobName }) => isNamed(tree, this.scope, jobName));
  }

  /** Null: only the node's name is shown. */
  freezes(node: TreeNode | null): readonly Freeze[] | null {
    this.reading.shape();
    if (node?.partial) return null;
    this.reading.cell(this.graph.tree.freezeCell);
    const now = this.graph.clock.now();
    const all = [...this.graph.tree.freezes.values()].filter(
      ({ until, nodeId }) => (until === null || until > now) && this.scope.sees(this.graph.tree.nodes.get(nodeId)),
    );
    return node === null ? all : all.filter((freeze) => freeze.nodeId === node.nodeId);
  }

  attachedHosts(node: TreeNode): readonly string[] | null {
    this.reading.shape();
    if (node.partial) return null;
    return [...(this.#live(node)?.attached ?? [])].sort();
  }

  /** One read, whatever the size of the subtree. */
  summary(node: TreeNode): SummaryFacts {
    for (const { source } of this.graph.clusters.values()) {
      source.requireSynced();
      this.reading.source(source);
    }
    const live = this.#live(node);
    if (!live) throw new Fault('NOT_FOUND', 'The node is gone.');
    const seen = this.scope.tops(live);
    for (const each of seen) {
      this.reading.subtree(each);
      this.reading.cell(each.cells[DEFINITION] as (typeof each.cells)[number]);
    }
    const count = (at: number) => counted(seen, at);
    const metrics = this.sums.metrics.ofNodes(seen);
    return {
      apps: count(TALLY.apps),
      instances: count(TALLY.instances),
      containers: {
        total: count(TALLY.total),
        running: count(TALLY.running),
        staged: count(TALLY.staged),
        other: count(TALLY.other),
        healthy: count(TALLY.healthy),
        unhealthy: count(TALLY.unhealthy),
        unknown: count(TALLY.unknown),
      },
      cpus: { asked: count(TALLY.askedMilli) / 1000, used: used(metrics?.sum, 'CPU_IDLE') },
      memMiB: { asked: count(TALLY.askedKiB) / 1024, used: used(metrics?.sum, 'MEM_FREE') },
      hosts: hostsIn(seen),
      metrics: metrics?.facts ?? null,
      firingAlarms: this.sums.alarms.firingBelow(seen),
      partial: !this.scope.sees(live),
    };
  }

  #live(node: TreeNode): LiveNode | undefined {
    return this.graph.tree.nodes.get(node.nodeId);
  }

  /** Of a node above what is seen, only its name. */
  #shown(node: LiveNode | undefined): TreeNode | undefined {
    if (!node?.entity) return undefined;
    if (this.scope.sees(node)) return node.entity;
    return this.scope.names(node) ? node.nameOnly() : undefined;
  }
}

/** In cores or in MiB; null: nobody told it. */
function used(sum: Rollup | undefined, metric: 'CPU_IDLE' | 'MEM_FREE'): number | null {
  if (!sum || sum.reported(metric) === 0) return null;
  return metric === 'CPU_IDLE' ? sum.usedMilli / 1000 : sum.usedKiB / 1024;
}

/** The nodes, and all below them. */
function* below(nodes: readonly LiveNode[]): Generator<LiveNode> {
  for (const node of nodes) {
    yield node;
    yield* below(node.children);
  }
}

/** What the roll-ups of the nodes sum up to: none of them stands within another. */
export const counted = (nodes: readonly LiveNode[], at: number): number => nodes.reduce((sum, node) => sum + (node.tally[at] as number), 0);

/** A host that runs something of several of them counts once. */
function hostsIn(nodes: readonly LiveNode[]): number {
  const [only, ...others] = nodes;
  return others.length === 0 ? (only?.hosts.size ?? 0) : new Set(nodes.flatMap((node) => [...node.hosts.names()])).size;
}

/** The node a JobName names, as far as it is seen; a mistake in the name is refused, naming its place. What is not seen is not there. */
export function findNode(graph: Graph, scope: Scope, jobName: string): LiveNode | undefined {
  const found = nodeNamed(graph.tree, scope, jobName);
  if (found) return found;
  const parsed = parseNodeName(jobName);
  if (!parsed.ok) throw new Fault('BAD_USER_INPUT', parsed.userErrors[0]?.message ?? 'Not a JobName.');
  return undefined;
}

function entities(nodes: readonly LiveNode[]): TreeNode[] {
  return nodes.flatMap((node) => node.entity ?? []);
}

/** Exact names first, then those that begin so, then the rest. */
function rank(node: TreeNode, wanted: string): number {
  return node.name === wanted ? 0 : node.name.startsWith(wanted) ? 1 : 2;
}
