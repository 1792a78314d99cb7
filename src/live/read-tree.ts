import type { SummaryFacts } from '../context.ts';
import { Fault } from '../kit/fault.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import { lowerBound } from '../kit/sorted.ts';
import { parseNodeName } from '../tree/jobname.ts';
import { TREE_LEVELS, type Freeze, type TreeAlias, type TreeLevel, type TreeNode } from '../tree/model.ts';
import { connect, type Cursors } from './cursors.ts';
import { DEFINITION } from '../tree/facets.ts';
import type { Graph } from './graph.ts';
import { compareText, type LiveNode } from './node.ts';
import type { Reading } from './reading.ts';
import { TALLY } from './tally.ts';

const nameOf = (node: TreeNode): string => node.name;

/** Reads of the service tree. */
export class TreeReads {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
  ) {}

  byId(id: string): TreeNode | undefined {
    this.reading.shape();
    return this.graph.tree.nodes.get(id)?.entity;
  }

  node(jobName: string): TreeNode | undefined {
    this.reading.shape();
    return findNode(this.graph, jobName)?.entity;
  }

  roots(root: string | null | undefined): readonly TreeNode[] {
    this.reading.shape();
    if (root !== null && root !== undefined) {
      const node = findNode(this.graph, root)?.entity;
      return node ? [node] : [];
    }
    return entities(this.graph.tree.root.children);
  }

  parent(node: TreeNode): TreeNode | undefined {
    this.reading.shape();
    return this.#live(node)?.parent?.entity;
  }

  ancestors(node: TreeNode): readonly TreeNode[] {
    this.reading.shape();
    const above: TreeNode[] = [];
    for (let at = this.#live(node)?.parent; at?.entity; at = at.parent) above.unshift(at.entity);
    return above;
  }

  children(node: TreeNode, page: PageArgs): Connection<TreeNode> {
    this.reading.shape();
    const children = this.#live(node)?.children ?? [];
    return connect(this.cursors, {
      list: `children:${node.nodeId}`,
      page,
      total: children.length,
      position: (item) => [nameOf(item)],
      items: (after) => {
        const from = after ? lowerBound(children, after[0] ?? '', (item, name) => (compareText(item.name, name) <= 0 ? -1 : 1)) : 0;
        return entities(children.slice(from));
      },
    });
  }

  search(text: string, level: TreeLevel | null | undefined, page: PageArgs): Connection<TreeNode> {
    this.reading.shape();
    const wanted = text.trim().toLowerCase();
    if (wanted === '') throw new Fault('BAD_USER_INPUT', 'text: nothing to search for.', { details: { argument: 'text' } });
    const depth = level ? TREE_LEVELS.indexOf(level) : -1;
    const found: TreeNode[] = [];
    for (const node of this.graph.tree.nodes.values()) {
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
    });
  }

  aliases(node: TreeNode): readonly TreeAlias[] {
    this.reading.shape();
    return this.graph.tree.aliasesOf(node.nodeId);
  }

  freezes(node: TreeNode | null): readonly Freeze[] {
    this.reading.shape();
    this.reading.cell(this.graph.tree.freezeCell);
    const now = this.graph.clock.now();
    const all = [...this.graph.tree.freezes.values()].filter(({ until }) => until === null || until > now);
    return node === null ? all : all.filter((freeze) => freeze.nodeId === node.nodeId);
  }

  attachedHosts(node: TreeNode): readonly string[] {
    this.reading.shape();
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
    this.reading.subtree(live);
    this.reading.cell(live.cells[DEFINITION] as (typeof live.cells)[number]);
    const count = (at: number) => live.tally[at] as number;
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
      cpus: { asked: count(TALLY.askedMilli) / 1000, used: null },
      memMiB: { asked: count(TALLY.askedKiB) / 1024, used: null },
      hosts: live.hosts.size,
      firingAlarms: null,
    };
  }

  #live(node: TreeNode): LiveNode | undefined {
    return this.graph.tree.nodes.get(node.nodeId);
  }
}

/** The node a JobName names, now or by an old name; a mistake in the name is refused, naming its place. */
export function findNode(graph: Graph, jobName: string): LiveNode | undefined {
  const found = graph.tree.find(jobName);
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
