import type { App } from './apps/model.ts';
import type { Connection, PageArgs } from './kit/page.ts';
import type { ControllerModeName, DecisionRecord } from './plans/model.ts';
import type { LookRow } from './scaling/model.ts';
import type { ShownPolicy, ShownSchedule } from './scaling/shown.ts';
import type { Executor, FiringNote } from './scaling/timed-model.ts';
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

export interface ScheduleFilterFacts {
  readonly scope?: string | null | undefined;
  readonly enabled?: boolean | null | undefined;
}

/** A schedule as it is shown. */
export interface ScheduleFacts extends ShownSchedule {
  readonly __typename: 'ScheduledScaling';
  readonly id: string;
  readonly executor: Executor;
  /** As of rules. */
  readonly on: string | null;
  readonly setBy: string | null;
  readonly setAt: number;
}

/** When a schedule fires. */
export interface FiringFacts {
  /** One of them. */
  readonly schedule: ScheduleFacts | null;
  readonly rule: ScalingRuleFacts | null;
  readonly scheduleId: string;
  readonly at: number;
  readonly until: number;
  readonly local: string;
  readonly zone: string;
  readonly note: FiringNote;
  readonly meant: string | null;
  readonly exact: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** The part of the view that tells of scaling. */
export interface ScalingView {
  /** Those that reach it, the one in force first; null where only a name is shown. */
  of(thing: TreeNode | App): readonly ScalingRuleFacts[] | null;
  rule(id: string): ScalingRuleFacts | undefined;
  rules(filter: ScalingRuleFilterFacts, page: PageArgs): Connection<ScalingRuleFacts>;
  readonly timed: TimedView;
}

/** The part of the view that tells of schedules. */
export interface TimedView {
  /** All that reach it, the nearest first; null where only a name is shown. */
  of(thing: TreeNode | App): readonly ScheduleFacts[] | null;
  schedule(id: string): ScheduleFacts | undefined;
  schedules(filter: ScheduleFilterFacts, page: PageArgs): Connection<ScheduleFacts>;
  /** Of the schedules at and below a node, or of all that are seen: what fires from then on, before `to`. */
  calendar(scope: string | null | undefined, from: number, to: number): readonly FiringFacts[];
}

/** What an actor decided, the newest first. */
export type DecisionsBy = (
  actor: string,
  filter: { readonly scope?: string | null; readonly from?: number | null; readonly to?: number | null },
  page: PageArgs,
) => Promise<Connection<DecisionRecord>>;

/** What was looked at of an app, by its global id, from then on; null: for a day. */
export type LooksOf = (app: string, from: number | null) => Promise<{ readonly rows: readonly LookRow[]; readonly since: number }>;
