import { ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { FAULTS, type FaultCode } from '../src/kit/fault.ts';
import { PLAN_STATES, STEP_OUTCOMES } from '../src/plans/model.ts';
import { Own } from './facts.ts';
import { connectionOf, Node } from './relay.ts';
import { DateTime } from './scalars.ts';
import { enumOf } from './tree.ts';

export const ModeEnum = enumOf(['APPLY', 'PLAN'] as const);
registerEnumType(ModeEnum, { name: 'Mode', description: 'PLAN: make and keep the plan, change nothing. APPLY: make it and run it.' });
export const PlanStateEnum = enumOf(PLAN_STATES);
registerEnumType(PlanStateEnum, {
  name: 'PlanState',
  description:
    'PLANNED may run, RUNNING does, UNKNOWN waits for a person. Ends: DONE, STOPPED at a surprise or a refusal, CANCELLED by somebody, EXPIRED because nobody ran it.',
});
export const StepOutcomeEnum = enumOf(STEP_OUTCOMES);
registerEnumType(StepOutcomeEnum, {
  name: 'StepOutcome',
  description:
    'PLANNED: not begun. SENT: under way, its outcome not known yet. ACCEPTED: the outside system took it on. DONE: it is so. REFUSED: the system said no. SKIPPED: an earlier step stopped the plan. NOT_DONE: looked, and it did not happen. UNKNOWN: looked, and cannot tell.',
});
export const UserErrorCodeEnum = enumOf(Object.keys(FAULTS) as FaultCode[]);
registerEnumType(UserErrorCodeEnum, {
  name: 'UserErrorCode',
  description: 'The closed set of codes; docs/errors.md says what each means and what to do.',
});

const stored = { source: 'store', share: 'ON_DEMAND' } as const;

@ObjectType('UserError', { description: 'Something the caller can mend.', simpleResolvers: true })
export class UserErrorType {
  @Own(() => UserErrorCodeEnum, stored, { description: 'Which mistake.' })
  readonly code!: string;
  @Own(() => String, stored, { description: 'In words, with what would mend it.' })
  readonly message!: string;
  @Own(() => [String], stored, { description: 'Where in the arguments, outermost first; empty when no one place is at fault.' })
  readonly path!: readonly string[];
}

@ObjectType('PlanStep', { description: 'One write of a plan.', simpleResolvers: true })
export class PlanStepType {
  @Own(() => String, stored, { description: 'Which system: canopy, falcon, chronos:<cluster>, or marathon:<cluster>.' })
  readonly system!: string;
  @Own(() => String, stored, {
    description:
      'What is done. By canopy: create, rename, move, delete, remove alias, attach, detach, confirm, freeze, unfreeze, bind role, unbind role, create token, revoke token, acknowledge, set monitoring, remove monitoring, set rule, remove rule, set schedule, remove schedule, set mode, cancel. By falcon: create group, create template, set parent, set receivers, set strategy, remove strategy, add hosts, remove hosts, bind template, unbind template, set nodata, remove nodata, delete group, delete template, begin maintenance, end maintenance, set team, delete team, set expression, remove expression. By a Chronos: put job, delete job. By a Marathon: deploy, scale, restart, rollback, delete, kill, cancel deployment.',
  })
  readonly verb!: string;
  @Own(() => String, stored, { description: 'To what.' })
  readonly target!: string;
  @Own(() => String, stored, { nullable: true, description: 'What is there before; null: nothing.' })
  readonly before!: string | null;
  @Own(() => String, stored, { nullable: true, description: 'What is there after; null: nothing.' })
  readonly after!: string | null;
  @Own(() => StepOutcomeEnum, stored, { description: 'How far it has come.' })
  readonly outcome!: string;
}

@ObjectType('Plan', {
  description: 'The writes that a mutation makes, in order: shown by PLAN, run by APPLY, kept for both.',
  implements: Node,
  simpleResolvers: true,
})
export class PlanType extends Node {
  @Own(() => ID, stored, { description: 'Plan:<id>.' })
  declare readonly id: string;
  @Own(() => String, stored, { description: 'The mutation it was made for.' })
  readonly mutation!: string;
  @Own(() => PlanStateEnum, stored, { description: 'How far it has come.' })
  readonly state!: string;
  @Own(() => [PlanStepType], stored, { description: 'Its steps, in order; none when nothing has to change.' })
  readonly steps!: readonly PlanStepType[];
  @Own(() => [String], stored, { description: 'Why it may not run now; empty when it may.' })
  readonly blockedBy!: readonly string[];
  @Own(() => DateTime, stored, { description: 'When it was made.' })
  readonly createdAt!: number;
  @Own(() => DateTime, stored, { description: 'A plan that nobody ran ends here.' })
  readonly expiresAt!: number;
}

@ObjectType('DecisionInput', { description: 'Something an actor saw.', simpleResolvers: true })
export class DecisionInputType {
  @Own(() => String, stored, { description: 'What.' })
  readonly name!: string;
  @Own(() => String, stored, { description: 'Its value then.' })
  readonly value!: string;
  @Own(() => String, stored, { nullable: true, description: 'From which system.' })
  readonly source!: string | null;
  @Own(() => DateTime, stored, { nullable: true, description: 'As of when.' })
  readonly observedAt!: number | null;
}

@ObjectType('RejectedChoice', { description: 'Something an actor did not do.', simpleResolvers: true })
export class RejectedChoiceType {
  @Own(() => String, stored, { description: 'What.' })
  readonly choice!: string;
  @Own(() => String, stored, { description: 'Why not.' })
  readonly reason!: string;
}

@ObjectType('Decision', {
  description: 'What an actor saw, chose and turned down. Complete by itself: it does not need the log.',
  implements: Node,
  simpleResolvers: true,
})
export class DecisionType extends Node {
  @Own(() => ID, stored, { description: 'Decision:<id>.' })
  declare readonly id: string;
  @Own(() => String, stored, { description: 'Who decided.' })
  readonly actor!: string;
  @Own(() => DateTime, stored, { description: 'When.' })
  readonly at!: number;
  @Own(() => String, stored, {
    description:
      'What was chosen. CHANGE: the steps of the plan. BLOCKED: the same, once what blocks it is gone. NOTHING_TO_DO: it is so already. SETTLED: Canopy itself found out how a plan ended whose process was gone. HOLD: a controller left all as it is, and `reason` says why.',
  })
  readonly outcome!: string;
  @Own(() => String, stored, { description: 'Why.' })
  readonly reason!: string;
  @Own(() => [DecisionInputType], stored, { description: 'What was seen.' })
  readonly inputs!: readonly DecisionInputType[];
  @Own(() => Int, stored, {
    description: 'Looked at again so often since, with the same answer. Of what is looked at now and then, such as sizes.',
  })
  readonly again!: number;
  @Own(() => DateTime, stored, { nullable: true, description: 'When that was last; null: it was not looked at again.' })
  readonly lastAt!: number | null;
  @Own(() => [RejectedChoiceType], stored, { description: 'What was turned down, and why.' })
  readonly rejected!: readonly RejectedChoiceType[];
  @Own(() => [String], stored, { description: 'A line for each thing that led to it.' })
  readonly causes!: readonly string[];
}

export const DecisionConnection = connectionOf('Decision', () => DecisionType, 'store');
