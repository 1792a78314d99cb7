import type { AuditRecord } from '../audit/model.ts';
import type { EventRecord } from '../events/model.ts';
import type { DecisionRecord, PlanRecord } from '../plans/model.ts';
import type { LiveNode } from './node.ts';
import type { Scope } from './scope.ts';
import { isNamed } from './seen.ts';
import type { LiveTree } from './tree.ts';

/** Which records of the store somebody may see: those of nodes that they see now, unless what they may not see is named in them. */
export class Visible {
  constructor(
    private readonly tree: LiveTree,
    private readonly scope: Scope,
    /** Who asks. */
    private readonly name: string,
  ) {}

  get all(): boolean {
    return this.scope.all;
  }

  readonly event = ({ nodeId, jobName, body }: EventRecord): boolean =>
    this.scope.all || (this.#sees(nodeId, jobName) && this.#seesAll(body['touches']));

  /** What was done at a node is for its owners, as the tree stands now. */
  readonly audit = ({ nodeId, jobName }: AuditRecord): boolean =>
    this.scope.all || (nodeId !== null && this.scope.may('OWNER', surviving(this.tree, nodeId)) && this.#sees(nodeId, jobName));

  /** Nodes whose events may be seen; [] without a look at the store, undefined where they are too many to name. */
  get nodeIds(): readonly string[] | undefined {
    return idsOf(this.tree, this.scope.tops(this.tree.root), () => true);
  }

  /** The same of the audit log. */
  get ownIds(): readonly string[] | undefined {
    return idsOf(this.tree, this.scope.tops(this.tree.root), (node) => this.scope.may('OWNER', node));
  }

  /** No owner of everything. */
  get ownsPart(): boolean {
    return !this.scope.atLeastAtRoot('OWNER');
  }

  /** What belongs to no node, who made it sees. */
  plan({ nodeId, jobName, touches, caller }: PlanRecord): boolean {
    if (this.scope.all) return true;
    return nodeId === null ? caller === this.name : this.#sees(nodeId, jobName ?? null) && this.#seesAll(touches);
  }

  decision({ nodeId, jobName, touches, actor }: DecisionRecord): boolean {
    if (this.scope.all) return true;
    return nodeId === null ? actor === this.name : this.#sees(nodeId, jobName ?? null) && this.#seesAll(touches);
  }

  #sees(nodeId: string | null, jobName: string | null): boolean {
    if (nodeId === null) return false;
    const node = this.tree.nodes.get(nodeId);
    if (!this.scope.sees(surviving(this.tree, nodeId))) return false;
    // It may have stood elsewhere when it happened.
    return jobName === null || node?.entity?.jobName === jobName || isNamed(this.tree, this.scope, jobName);
  }

  /** Names of these stand in it as well; of one that is gone nobody can tell where it stood. */
  #seesAll(nodeIds: unknown): boolean {
    if (!Array.isArray(nodeIds)) return true;
    return nodeIds.every((id: unknown) => {
      const node = typeof id === 'string' ? this.tree.nodes.get(id) : undefined;
      return node !== undefined && this.scope.names(node);
    });
  }
}

/** What a deleted node leaves is for those above it: the nearest of those that it stood below which is still there. Names may be borne by others since. */
export function surviving(tree: LiveTree, nodeId: string): LiveNode | undefined {
  for (let at: string | null | undefined = nodeId; at != null; at = tree.gone.get(at)) {
    const node = tree.nodes.get(at);
    if (node) return node;
  }
  return undefined;
}

/** More than these are not named to the store, one by one. */
const MOST_NAMED = 5_000;

/** Ids of the nodes that are meant, and of those that stood below them and are gone; undefined: too many to name. */
export function idsOf(tree: LiveTree, tops: readonly LiveNode[], meant: (node: LiveNode) => boolean): readonly string[] | undefined {
  const ids: string[] = [];
  const walk = (node: LiveNode): boolean => {
    if (node.record && meant(node)) ids.push(node.record.id);
    return ids.length <= MOST_NAMED && node.children.every(walk);
  };
  if (!tops.every(walk)) return undefined;
  const known = new Set(ids);
  for (const id of tree.gone.keys()) {
    const left = surviving(tree, id);
    if (left?.record && known.has(left.record.id)) ids.push(id);
  }
  return ids.length <= MOST_NAMED ? ids : undefined;
}
