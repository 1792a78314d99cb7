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
    this.scope.all || (nodeId !== null && this.scope.may('OWNER', this.tree.nodes.get(nodeId) ?? surviving(this.tree, jobName)));

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
    if (!this.scope.sees(node ?? surviving(this.tree, jobName))) return false;
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

/** What a deleted node leaves is for those above it: the nearest that is still there by the name it had. */
export function surviving(tree: LiveTree, jobName: string | null): LiveNode | undefined {
  const parts = jobName?.split('_') ?? [];
  for (let left = parts.length - 1; left > 0; left--) {
    const node = tree.find(parts.slice(0, left).join('_'));
    if (node) return node;
  }
  return undefined;
}
