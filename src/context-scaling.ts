import type { App } from './apps/model.ts';
import type { Connection, PageArgs } from './kit/page.ts';
import type { ControllerModeName } from './plans/model.ts';
import type { ShownPolicy } from './scaling/shown.ts';
import type { TreeNode } from './tree/model.ts';

export interface ScalingRuleFilterFacts {
  readonly scope?: string | null | undefined;
  readonly mode?: ControllerModeName | null | undefined;
}

/** A rule as it is shown. */
export interface ScalingRuleFacts extends ShownPolicy {
  readonly __typename: 'ScalingRule';
  readonly id: string;
  /** Global id of what it is set on; null: that is not seen. */
  readonly on: string | null;
  readonly mode: ControllerModeName;
  /** Null where what it is set on is not seen. */
  readonly setBy: string | null;
  readonly setAt: number;
}

/** The part of the view that tells of scaling. */
export interface ScalingView {
  /** Those that reach it, the one in force first; null where only a name is shown. */
  of(thing: TreeNode | App): readonly ScalingRuleFacts[] | null;
  rule(id: string): ScalingRuleFacts | undefined;
  rules(filter: ScalingRuleFilterFacts, page: PageArgs): Connection<ScalingRuleFacts>;
}
