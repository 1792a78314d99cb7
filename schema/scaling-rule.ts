import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { EventType } from './event.ts';
import { Own } from './facts.ts';
import { ControllerModeEnum } from './monitoring.ts';
import { payloadOf } from './mutations.ts';
import { connectionOf, Node } from './relay.ts';
import { ChangeUnitEnum, ScalingRuleInput } from './scaling.ts';
import { DateTime, JobName } from './scalars.ts';
import { ScalingOverrideType } from './schedule.ts';
import { MetricNameEnum } from './series.ts';

const own = { source: 'store', facet: 'definition' } as const;

@ObjectType('ScalingStep', {
  description: 'Within a part of what a figure may be, so many containers more or fewer.',
  simpleResolvers: true,
})
export class ScalingStepType {
  @Own(() => Float, own, { nullable: true, description: 'From this mean on; null: from the least.' })
  readonly from!: number | null;
  @Own(() => Float, own, { nullable: true, description: 'Up to, and without, this mean; null: to the most.' })
  readonly to!: number | null;
  @Own(() => Int, own, { description: 'So many more; below 0, fewer.' })
  readonly change!: number;
  @Own(() => ChangeUnitEnum, own, { description: 'Of what.' })
  readonly unit!: string;
}

@ObjectType('ScalingMetric', { description: 'A figure that a rule goes by: with a target, or with steps.', simpleResolvers: true })
export class ScalingMetricType {
  @Own(() => MetricNameEnum, own, { nullable: true, description: 'One of the four figures; null: a counter.' })
  readonly metric!: string | null;
  @Own(() => String, own, { nullable: true, description: "A counter of Falcon's: that of each container, or of the endpoint." })
  readonly counter!: string | null;
  @Own(() => String, own, { nullable: true, description: 'Whose counter it is, for all containers together; null: that of each.' })
  readonly endpoint!: string | null;
  @Own(() => Float, own, { nullable: true, description: 'What its mean should be, in its unit; null: it has steps.' })
  readonly target!: number | null;
  @Own(() => [ScalingStepType], own, { nullable: true, description: 'In place of a target.' })
  readonly steps!: readonly ScalingStepType[] | null;
}

@ObjectType('ScalingLimit', { description: 'At most so much within a period.', simpleResolvers: true })
export class ScalingLimitType {
  @Own(() => Int, own, { description: 'At most so many, or so many percent.' })
  readonly most!: number;
  @Own(() => ChangeUnitEnum, own, { description: 'Of what.' })
  readonly unit!: string;
  @Own(() => Int, own, { description: 'Within so many seconds.' })
  readonly periodSeconds!: number;
}

@ObjectType('ScalingBehaviour', { description: 'How it goes in one direction.', simpleResolvers: true })
export class ScalingBehaviourType {
  @Own(() => Int, own, { description: 'Of all that was wanted so many seconds, what changes least counts.' })
  readonly stabilisationSeconds!: number;
  @Own(() => Int, own, { description: 'After any change none in this direction for so many seconds.' })
  readonly coolDownSeconds!: number;
  @Own(() => [ScalingLimitType], own, { description: 'The one that allows most counts; none: as much as is wanted.' })
  readonly policies!: readonly ScalingLimitType[];
}

@ObjectType('ScalingFlaps', { description: 'How often a size may turn from larger to smaller, or back.', simpleResolvers: true })
export class ScalingFlapsType {
  @Own(() => Int, own, { description: 'So often.' })
  readonly most!: number;
  @Own(() => Int, own, { description: 'Within so many seconds.' })
  readonly withinSeconds!: number;
}

@ObjectType('ScalingRule', {
  description:
    'What makes an app, or each app at and below a node, larger and smaller. The nearest counts, the app itself before any node.',
  implements: Node,
  simpleResolvers: true,
})
export class ScalingRuleType extends Node {
  @Own(() => ID, { source: 'store' }, { description: 'ScalingRule:<id>.' })
  declare readonly id: string;
  @Own(() => ControllerModeEnum, own, { description: 'OFF: nobody looks. OBSERVE: what it would do is told. ACT: it is done.' })
  readonly mode!: string;
  @Own(() => Int, own, { description: 'Never fewer containers.' })
  readonly min!: number;
  @Own(() => Int, own, { description: 'Never more.' })
  readonly max!: number;
  @Own(() => [ScalingMetricType], own, { description: 'Any may make it larger, all must agree to make it smaller.' })
  readonly metrics!: readonly ScalingMetricType[];
  @Own(() => ScalingBehaviourType, own, { description: 'On the way to more.' })
  readonly up!: ScalingBehaviourType;
  @Own(() => ScalingBehaviourType, own, { description: 'On the way to fewer.' })
  readonly down!: ScalingBehaviourType;
  @Own(() => Float, own, { description: 'A share of the target by which a figure may differ from it.' })
  readonly tolerance!: number;
  @Own(() => Float, own, { description: 'This share of the ready containers must have told a figure lately, or nothing becomes smaller.' })
  readonly freshShare!: number;
  @Own(() => ScalingFlapsType, own, { description: 'After so many turns nothing becomes smaller.' })
  readonly flaps!: ScalingFlapsType;
  @Own(() => [ScalingOverrideType], own, { description: 'Other bounds at certain times.' })
  readonly schedule!: readonly ScalingOverrideType[];
  @Own(() => String, own, { nullable: true, description: 'Who set it; null: it is set on a node above that is not seen.' })
  readonly setBy!: string | null;
  @Own(() => DateTime, own, { description: 'When it, or its mode, was set.' })
  readonly setAt!: number;
}

export const ScalingRuleConnection = connectionOf('ScalingRule', () => ScalingRuleType, 'store');

@InputType('ScalingRuleFilter', { description: 'Which rules; whatever is given must hold.' })
export class ScalingRuleFilterInput {
  @Field(() => JobName, { nullable: true, description: 'Set at or below this node, or on an app there.' })
  readonly scope?: string | null;
  @Field(() => ControllerModeEnum, { nullable: true, description: 'In this mode.' })
  readonly mode?: keyof typeof ControllerModeEnum | null;
}

@InputType('DecisionFilter', { description: 'Which decisions; whatever is given must hold.' })
export class DecisionFilterInput {
  @Field(() => JobName, { nullable: true, description: 'On what hung at or below this node, by its name at the time.' })
  readonly scope?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Not before.' })
  readonly from?: number | null;
  @Field(() => DateTime, { nullable: true, description: 'Before.' })
  readonly to?: number | null;
}

@InputType('SetScalingRuleInput', {
  description:
    'A rule for an app, or, by `jobName`, for all apps at and below a node. A new rule begins in mode OBSERVE; one that is changed keeps its mode.',
})
export class SetScalingRuleInput {
  @Field(() => String, { nullable: true, description: 'Marathon id (/acme/...), or the JobName of its job.' })
  readonly app?: string | null;
  @Field(() => String, { nullable: true, description: 'The Marathon, where several run the app.' })
  readonly cluster?: string | null;
  @Field(() => JobName, { nullable: true, description: 'In place of an app: the node.' })
  readonly jobName?: string | null;
  @Field(() => ScalingRuleInput, { description: 'In place of what is set there.' })
  readonly rule!: ScalingRuleInput;
}

@InputType('RemoveScalingRuleInput', { description: 'A rule to remove.' })
export class RemoveScalingRuleInput {
  @Field(() => ID, { description: 'The rule.' })
  readonly id!: string;
}

@InputType('SetScalingModeInput', { description: 'How far a rule may go.' })
export class SetScalingModeInput {
  @Field(() => ID, { description: 'The rule.' })
  readonly id!: string;
  @Field(() => ControllerModeEnum, { description: 'How far.' })
  readonly mode!: keyof typeof ControllerModeEnum;
}

export const SetScalingRulePayload = payloadOf('SetScalingRule', () => ScalingRuleType, 'store');
export const RemoveScalingRulePayload = payloadOf('RemoveScalingRule', () => ScalingRuleType, 'store');
export const SetScalingModePayload = payloadOf('SetScalingMode', () => ScalingRuleType, 'store');

@ObjectType('ScalingEvent', {
  description: 'Of what makes apps larger and smaller: SCALING_*.',
  implements: EventType,
  simpleResolvers: true,
})
export class ScalingEventType extends EventType {}
