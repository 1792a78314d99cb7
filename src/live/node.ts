import type { App } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import { Cell } from '../kit/cell.ts';
import { TreeNode, type TreeNodeRecord, type Unassigned } from '../tree/model.ts';
import { Rollup } from '../monitoring/rollup.ts';
import { FACETS } from '../tree/facets.ts';
import { addAll, HostCounts, zero, type Delta } from './tally.ts';

const cells = (): Cell[] => FACETS.map(() => new Cell());

/** A node of the tree with what hangs below it summed up. The root above the companies has no record. */
export class LiveNode {
  readonly cells = cells();
  readonly tally: Delta = zero();
  readonly hosts = new HostCounts();
  /** The newest figures of all that hangs below; undefined until there were any. */
  metrics: Rollup | undefined = undefined;
  readonly children: LiveNode[] = [];
  readonly apps: AppSlot[] = [];
  readonly attached = new Set<string>();
  parent: LiveNode | undefined = undefined;
  #nameOnly: TreeNode | undefined;

  constructor(
    public record: TreeNodeRecord | undefined,
    public entity: TreeNode | undefined,
  ) {}

  get name(): string {
    return this.record?.name ?? '';
  }

  /** What is shown of it to who sees only something below it. */
  nameOnly(): TreeNode | undefined {
    const { entity, record } = this;
    if (!entity || !record) return undefined;
    if (this.#nameOnly?.jobName !== entity.jobName) this.#nameOnly = new TreeNode(record, entity.level, entity.jobName, true);
    return this.#nameOnly;
  }

  /** Says that something of the facet changed here: this node and all above it. */
  raise(facet: number): void {
    for (let node: LiveNode | undefined = this; node; node = node.parent) (node.cells[facet] as Cell).version++;
  }

  add(delta: Delta): void {
    for (let node: LiveNode | undefined = this; node; node = node.parent) addAll(node.tally, delta);
  }

  addHost(host: string, by: number): void {
    for (let node: LiveNode | undefined = this; node; node = node.parent) node.hosts.add(host, by);
  }

  addMetrics(delta: Rollup, sign: 1 | -1 = 1): void {
    for (let node: LiveNode | undefined = this; node; node = node.parent) (node.metrics ??= new Rollup()).addAll(delta, sign);
  }

  /** Adds or takes away all that a whole subtree holds; O(depth x distinct hosts). */
  addSubtree(below: LiveNode, sign: 1 | -1): void {
    for (let node: LiveNode | undefined = this; node; node = node.parent) {
      addAll(node.tally, below.tally, sign);
      for (const [host, count] of below.hosts.entries()) node.hosts.add(host, sign * count);
    }
    if (below.metrics) this.addMetrics(below.metrics, sign);
  }

  isWithin(above: LiveNode): boolean {
    for (let node: LiveNode | undefined = this; node; node = node.parent) if (node === above) return true;
    return false;
  }
}

/** One app with its containers, and what the copy knows of how it was read. */
export class AppSlot {
  readonly cells = cells();
  /** By task id. */
  containers: Container[] = [];
  /** The newest figures of its containers, as the last sweep summed them up. */
  metrics: Rollup | undefined = undefined;
  node: LiveNode;
  unassigned: Unassigned | undefined = undefined;
  digest = '';
  /** The instant before the request of the last read that held this app, by the monotonic clock and by the wall. */
  readMono = 0;
  readWall = 0;
  /** The last read could not be understood: what is shown is older. */
  problem: string | undefined = undefined;

  constructor(
    public app: App,
    node: LiveNode,
  ) {
    this.node = node;
  }

  raise(facet: number): void {
    (this.cells[facet] as Cell).version++;
    this.node.raise(facet);
  }
}

/** The node as events name it; undefined for the root, where what belongs nowhere hangs. */
export const namedNode = (node: LiveNode | undefined): { readonly id: string; readonly jobName: string } | undefined =>
  node?.entity && { id: node.entity.nodeId, jobName: node.entity.jobName };

export const byName = (a: LiveNode, b: LiveNode): number => compareText(a.name, b.name);
export const byAppKey = (a: AppSlot, b: AppSlot): number => compareText(a.app.key, b.app.key);
export const byTaskId = (a: Container, b: Container): number => compareText(a.taskId, b.taskId);

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
