import type { App } from '../apps/model.ts';
import { appOfKey } from '../apps/model.ts';
import type { ScalingRuleFacts, ScalingRuleFilterFacts, ScalingView } from '../context-scaling.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import type { ScalingRule } from '../scaling/model.ts';
import { shownPolicy } from '../scaling/shown.ts';
import { DEFINITION } from '../tree/facets.ts';
import { TreeNode } from '../tree/model.ts';
import { connect, type Cursors } from './cursors.ts';
import type { Graph } from './graph.ts';
import type { LiveNode } from './node.ts';
import type { Reading } from './reading.ts';
import { findNode } from './read-tree.ts';
import type { Scope } from './scope.ts';
import { ruleIsSeen } from './seen.ts';

/** Reads of what makes apps larger and smaller. */
export class ScalingReads implements ScalingView {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
    private readonly scope: Scope,
  ) {}

  of(thing: TreeNode | App): readonly ScalingRuleFacts[] | null {
    this.#note();
    const { tree, clusters } = this.graph;
    const node = thing instanceof TreeNode ? tree.nodes.get(thing.nodeId) : clusters.get(thing.cluster)?.slots.get(thing.marathonId)?.node;
    if (!node || (node !== tree.root && !this.scope.sees(node))) return null;
    return tree.scalingRulesOn(node, thing instanceof TreeNode ? undefined : thing.id).map((rule) => this.#shown(rule));
  }

  rule(id: string): ScalingRuleFacts | undefined {
    this.#note();
    const rule = this.graph.tree.scalingRuleById(id);
    return rule && this.#sees(rule) ? this.#shown(rule) : undefined;
  }

  rules({ scope, mode }: ScalingRuleFilterFacts, page: PageArgs): Connection<ScalingRuleFacts> {
    this.#note();
    const { tree } = this.graph;
    const within = scope == null ? undefined : findNode(this.graph, this.scope, scope);
    const none = scope != null && !within;
    const list = none ? [] : tree.scalingList();
    return connect(this.cursors, {
      list: `scalingRules:${JSON.stringify([scope, mode])}`,
      page,
      total: scope == null && mode == null && this.scope.all ? list.length : null,
      position: ({ id }) => [id],
      items: (after) => shownAfter(list, after?.[0], (rule) => this.#shown(rule)),
      accepts: ({ id, mode: own }) => {
        const rule = tree.scalingRuleById(id.slice(PREFIX.length));
        return (
          rule !== undefined &&
          (mode == null || own === mode) &&
          this.#sees(rule) &&
          (within === undefined || this.#nodeOf(rule.on)?.isWithin(within) === true)
        );
      },
      partial: this.scope.isPartial(within ?? tree.root),
    });
  }

  #shown({ id, on, mode, policy, setBy, setAt }: ScalingRule): ScalingRuleFacts {
    const seen = ruleIsSeen(this.graph, this.scope, on);
    return {
      ...{ __typename: 'ScalingRule', id: PREFIX + id, on: seen ? on : null, mode },
      ...{ ...shownPolicy(policy), setBy: seen ? setBy : null, setAt },
    };
  }

  #sees({ on }: ScalingRule): boolean {
    return ruleIsSeen(this.graph, this.scope, on);
  }

  #nodeOf(on: string): LiveNode | undefined {
    const key = on.slice(on.indexOf(':') + 1);
    if (on.startsWith('TreeNode:')) return this.graph.tree.nodes.get(key);
    const { cluster, marathonId } = appOfKey(key);
    return this.graph.clusters.get(cluster)?.slots.get(marathonId)?.node;
  }

  /** Which rule counts hangs on where things stand, and whether an app is there on what Marathon tells. */
  #note(): void {
    const { tree, clusters } = this.graph;
    this.reading.shape();
    this.reading.cell(tree.scalingCell);
    for (const { source } of clusters.values()) this.reading.source(source);
    this.reading.filtered(tree.root, DEFINITION);
  }
}

const PREFIX = 'ScalingRule:';

function* shownAfter<T>(list: readonly ScalingRule[], after: string | undefined, shown: (rule: ScalingRule) => T): Generator<T> {
  const from = after?.slice(PREFIX.length);
  for (const rule of list) if (from === undefined || rule.id > from) yield shown(rule);
}
