import type { App } from '../apps/model.ts';
import type { ScalingRuleFacts, ScalingRuleFilterFacts, ScalingView } from '../context-scaling.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import type { ScalingRule } from '../scaling/model.ts';
import { shownPolicy } from '../scaling/shown.ts';
import { TreeNode } from '../tree/model.ts';
import { connect, type Cursors } from './cursors.ts';
import type { Graph } from './graph.ts';
import type { Reading } from './reading.ts';
import { ScheduleReads } from './read-schedules.ts';
import { findNode } from './read-tree.ts';
import type { Scope } from './scope.ts';
import { nodeOn, nodeSeen, noteScaling } from './scaled-place.ts';
import { ruleIsSeen } from './seen.ts';

/** Reads of what makes apps larger and smaller. */
export class ScalingReads implements ScalingView {
  readonly timed: ScheduleReads;

  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
    private readonly scope: Scope,
  ) {
    this.timed = new ScheduleReads(graph, reading, cursors, scope, (rule) => this.#shown(rule));
  }

  of(thing: TreeNode | App): readonly ScalingRuleFacts[] | null {
    this.#note();
    const node = nodeSeen(this.graph, this.scope, thing);
    if (!node) return null;
    return this.graph.tree.scalingRulesOn(node, thing instanceof TreeNode ? undefined : thing.id).map((rule) => this.#shown(rule));
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
          (within === undefined || nodeOn(this.graph, rule.on)?.isWithin(within) === true)
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

  #note(): void {
    noteScaling(this.graph, this.reading);
  }
}

const PREFIX = 'ScalingRule:';

function* shownAfter<T>(list: readonly ScalingRule[], after: string | undefined, shown: (rule: ScalingRule) => T): Generator<T> {
  const from = after?.slice(PREFIX.length);
  for (const rule of list) if (from === undefined || rule.id > from) yield shown(rule);
}
