import type { App } from '../apps/model.ts';
import type { ControllerFacts, MonitoringFacts } from '../context.ts';
import type { WatchRule } from '../monitoring/model.ts';
import { effective } from '../monitoring/watch.ts';
import { CONTROLLERS, FIRST_MODE } from '../plans/model.ts';
import { TreeNode } from '../tree/model.ts';
import type { Graph } from './graph.ts';
import type { LiveNode } from './node.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

/** Reads of what is watched. */
export class MonitoringReads {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly scope: Scope,
  ) {}

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
      const { mode = FIRST_MODE, setBy = null, setAt = null } = this.graph.tree.controllers.get(name) ?? {};
      return { __typename: 'Controller', id: `Controller:${name}`, name, mode, setBy, setAt };
    });
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
