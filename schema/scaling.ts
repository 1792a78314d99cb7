import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CHANGE_UNITS } from '../src/scaling/model.ts';
import { Own } from './facts.ts';
import { UserErrorType } from './plan.ts';
import { DateTime } from './scalars.ts';
import { ScheduleInput } from './schedule.ts';
import { MetricNameEnum } from './series.ts';
import { enumOf } from './tree.ts';

export const ChangeUnitEnum = enumOf(CHANGE_UNITS);
registerEnumType(ChangeUnitEnum, {
  name: 'ChangeUnit',
  description:
    'What a size changes by. CONTAINERS: so many. PERCENT: of those that there are, or, of a policy, that there were when its period began.',
});

const tried = { source: 'falcon', share: 'ON_DEMAND' } as const;

@ObjectType('BacktestSize', { description: 'How large an app would have been from then on.', simpleResolvers: true })
export class BacktestSizeType {
  @Own(() => DateTime, tried, { description: 'Since when.' })
  readonly at!: number;
  @Own(() => Int, tried, { description: 'So many containers, as the scheduler would have been told.' })
  readonly instances!: number;
  @Own(() => Int, tried, { description: 'So many of them at work.' })
  readonly ready!: number;
  @Own(() => Int, tried, {
    nullable: true,
    description: 'So many would have carried the load then; null: nobody told it, or no target says.',
  })
  readonly needed!: number | null;
}

@ObjectType('BacktestOutcome', { description: 'What would have come of it.', simpleResolvers: true })
export class BacktestOutcomeType {
  @Own(() => [BacktestSizeType], tried, { description: 'Where the size changed, or more were at work; at most 2,000, evenly chosen.' })
  readonly timeline!: readonly BacktestSizeType[];
  @Own(() => Float, tried, { description: 'Seconds in which fewer were at work than would have carried the load.' })
  readonly underCapacitySeconds!: number;
  @Own(() => Float, tried, { description: 'Containers beyond those that would have carried it, times hours.' })
  readonly overCapacityContainerHours!: number;
  @Own(() => Int, tried, { description: 'How often it would have been made larger.' })
  readonly scaleOuts!: number;
  @Own(() => Int, tried, { description: 'How often it would have been made smaller.' })
  readonly scaleIns!: number;
  @Own(() => Int, tried, { description: 'How often it would have turned from the one to the other.' })
  readonly directionChanges!: number;
}

@ObjectType('Backtest', {
  description:
    'Rules tried on what Falcon recorded of an app: by the same judgement as live, with load = figure x containers. Falcon keeps raw points for 12 hours, then means of 5 minutes for 2 days, of 20 minutes for 7, of 3 hours for 95 and of 12 for a year: `resolutionSeconds` says what was left.',
  simpleResolvers: true,
})
export class BacktestType {
  @Own(() => [UserErrorType], tried, { description: 'What is wrong with the rules, each at its place; then nothing was tried.' })
  readonly userErrors!: readonly UserErrorType[];
  @Own(() => Float, tried, {
    nullable: true,
    description: 'Between two looks; the coarsest of what was recorded. Null: nothing was tried.',
  })
  readonly resolutionSeconds!: number | null;
  @Own(() => Float, tried, {
    nullable: true,
    description: 'A container takes so long until it works: from staged to running, by those that there are; null: nothing was tried.',
  })
  readonly startSeconds!: number | null;
  @Own(() => Int, tried, { description: 'So many containers are counted in: those that there are, and those of whom the log tells.' })
  readonly containers!: number;
  @Own(() => BacktestOutcomeType, tried, { nullable: true, description: 'Of `rule`; null: nothing was tried.' })
  readonly outcome!: BacktestOutcomeType | null;
  @Own(() => [BacktestOutcomeType], tried, { description: 'Of `compareWith`, in that order.' })
  readonly compared!: readonly BacktestOutcomeType[];
  @Own(() => BacktestOutcomeType, tried, {
    nullable: true,
    description: 'Of what was really there, by the targets of `rule`; null: nothing was tried.',
  })
  readonly actual!: BacktestOutcomeType | null;
  @Own(() => BacktestOutcomeType, tried, {
    nullable: true,
    description:
      "Of Kubernetes' Horizontal Pod Autoscaler with its usual behaviour, by the bounds and targets of `rule`; null: that has no target.",
  })
  readonly kubernetes!: BacktestOutcomeType | null;
}

@InputType('ScalingStepInput', { description: 'Within a part of what a figure may be, so many containers more or fewer.' })
export class ScalingStepInput {
  @Field(() => Float, { nullable: true, description: 'From this mean on; not given: from the least.' })
  readonly from?: number | null;
  @Field(() => Float, { nullable: true, description: 'Up to, and without, this mean; not given: to the most.' })
  readonly to?: number | null;
  @Field(() => Int, { description: 'So many more; below 0, fewer.' })
  readonly change!: number;
  @Field(() => ChangeUnitEnum, { nullable: true, description: 'CONTAINERS unless given.' })
  readonly unit?: keyof typeof ChangeUnitEnum | null;
}

@InputType('ScalingMetricInput', { description: 'A figure to go by: with a target, or with steps.' })
export class ScalingMetricInput {
  @Field(() => MetricNameEnum, { nullable: true, description: 'One of the four figures: its mean over the ready containers counts.' })
  readonly metric?: keyof typeof MetricNameEnum | null;
  @Field(() => String, {
    nullable: true,
    description:
      "In place of it any counter of Falcon's, such as requests/service=pay, of which more is more load: that of each container.",
  })
  readonly counter?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'With a counter: it is that of this endpoint, such as a rate that a load balancer tells, and of all containers together. For administrators.',
  })
  readonly endpoint?: string | null;
  @Field(() => Float, {
    nullable: true,
    description: 'What that mean should be, in the unit of the figure; in percent, above 0 and below 100.',
  })
  readonly target?: number | null;
  @Field(() => [ScalingStepInput], { nullable: true, description: 'In place of a target, at most 20 that do not overlap.' })
  readonly steps?: ScalingStepInput[] | null;
}

@InputType('ScalingLimitInput', { description: 'At most so much within a period.' })
export class ScalingLimitInput {
  @Field(() => Int, { description: 'At most so many, or so many percent.' })
  readonly most!: number;
  @Field(() => ChangeUnitEnum, { description: 'Of what.' })
  readonly unit!: keyof typeof ChangeUnitEnum;
  @Field(() => Int, { description: 'Within so many seconds, 1 to 3,600.' })
  readonly periodSeconds!: number;
}

@InputType('ScalingBehaviourInput', { description: 'How it goes in one direction. Meanings are those of `behavior` of Kubernetes.' })
export class ScalingBehaviourInput {
  @Field(() => Int, {
    nullable: true,
    description: 'Of all that was wanted so long, what changes least counts; 0 to 3,600. Unless given, 0 up and 300 down.',
  })
  readonly stabilisationSeconds?: number | null;
  @Field(() => Int, { nullable: true, description: 'After any change none in this direction for so long, 0 to 3,600; 0 unless given.' })
  readonly coolDownSeconds?: number | null;
  @Field(() => [ScalingLimitInput], {
    nullable: true,
    description: 'Of several, the one that allows most counts. Unless given, 4 containers or 100 percent in 15 s up, and no limit down.',
  })
  readonly policies?: ScalingLimitInput[] | null;
}

@InputType('ScalingFlapsInput', { description: 'How often a size may turn from larger to smaller, or back.' })
export class ScalingFlapsInput {
  @Field(() => Int, { description: 'So often: after that, what was made larger last is not made smaller. 1 to 1,000.' })
  readonly most!: number;
  @Field(() => Int, { description: 'Within so many seconds, 1 to 86,400.' })
  readonly withinSeconds!: number;
}

@InputType('ScalingRuleInput', {
  description: 'What makes an app larger and smaller. Any figure may make it larger; all must agree, and be told, to make it smaller.',
})
export class ScalingRuleInput {
  @Field(() => Int, { description: 'Never fewer containers; from 1.' })
  readonly min!: number;
  @Field(() => Int, { description: 'Never more; up to 10,000.' })
  readonly max!: number;
  @Field(() => [ScalingMetricInput], { description: '1 to 4, each figure once.' })
  readonly metrics!: ScalingMetricInput[];
  @Field(() => ScalingBehaviourInput, { nullable: true, description: 'On the way to more.' })
  readonly up?: ScalingBehaviourInput | null;
  @Field(() => ScalingBehaviourInput, { nullable: true, description: 'On the way to fewer.' })
  readonly down?: ScalingBehaviourInput | null;
  @Field(() => Float, { nullable: true, description: 'A share of the target by which a figure may differ from it; 0.1 unless given.' })
  readonly tolerance?: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'This share of the ready containers must have told a figure lately, or nothing becomes smaller; 0.8 unless given.',
  })
  readonly freshShare?: number | null;
  @Field(() => ScalingFlapsInput, { nullable: true, description: '6 within an hour unless given.' })
  readonly flaps?: ScalingFlapsInput | null;
  @Field(() => [ScheduleInput], { nullable: true, description: 'Other bounds at certain times, at most 20; an exact size is both.' })
  readonly schedule?: ScheduleInput[] | null;
}
