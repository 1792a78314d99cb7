import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Own } from './facts.ts';
import { LabelType } from './label.ts';
import { ThresholdInput } from './monitoring.ts';
import { NameValueInput, payloadOf } from './mutations.ts';
import { connectionOf, Node } from './relay.ts';

const own = { source: 'falcon', facet: 'definition' } as const;

@ObjectType('Team', { description: 'People whom Falcon tells of alarms.', implements: Node, simpleResolvers: true })
export class TeamType extends Node {
  @Own(() => ID, own, { description: 'Team:<name>.' })
  declare readonly id: string;
  @Own(() => String, own, { description: 'By which `setMonitoring` names it.' })
  readonly name!: string;
  @Own(() => String, own, { description: 'What it is for.' })
  readonly note!: string;
  @Own(() => [String], own, { description: "Names of Falcon's users, in their order." })
  readonly members!: readonly string[];
}

@ObjectType('ExpressionCondition', { description: 'When an expression fires, and whom it tells.', simpleResolvers: true })
export class ExpressionConditionType {
  @Own(() => String, own, { description: "In Falcon's words: all(#3), max(#5), ..." })
  readonly func!: string;
  @Own(() => String, own, { description: 'One of ==, !=, <, <=, >, >=.' })
  readonly op!: string;
  @Own(() => Float, own, { description: 'What it is held against, in the unit of the metric.' })
  readonly rightValue!: number;
  @Own(() => Int, own, { description: 'It is told of so often while it lasts.' })
  readonly maxStep!: number;
  @Own(() => Int, own, { description: '1 is the most urgent, 6 the least.' })
  readonly priority!: number;
  @Own(() => String, own, { description: 'What is told with it.' })
  readonly note!: string;
  @Own(() => Boolean, own, { description: 'Whether it is not judged for now.' })
  readonly paused!: boolean;
  @Own(() => [String], own, { description: 'Names of the teams that are told.' })
  readonly teams!: readonly string[];
  @Own(() => Boolean, own, { description: 'Whether Canopy is told: only then it comes to be an `Alarm` here.' })
  readonly callsCanopy!: boolean;
}

@ObjectType('Expression', {
  description: 'What Falcon judges of everything that reports a metric with certain tags, on whatever endpoint.',
  implements: Node,
  simpleResolvers: true,
})
export class ExpressionType extends Node {
  @Own(() => ID, own, { description: 'Expression:<text>.' })
  declare readonly id: string;
  @Own(() => String, own, { description: 'As Falcon reads it: each(metric=x k=v).' })
  readonly text!: string;
  @Own(() => String, own, { nullable: true, description: 'Null: Falcon itself does not understand the text.' })
  readonly metric!: string | null;
  @Own(() => [LabelType], own, { description: 'What it must be reported with, by name.' })
  readonly tags!: readonly LabelType[];
  @Own(() => [ExpressionConditionType], own, { description: 'Each fires by itself.' })
  readonly conditions!: readonly ExpressionConditionType[];
}

export const TeamConnection = connectionOf('Team', () => TeamType, 'falcon');
export const ExpressionConnection = connectionOf('Expression', () => ExpressionType, 'falcon');

@InputType('SetTeamInput', { description: 'A team as it is to be; one that is not there is made.' })
export class SetTeamInput {
  @Field(() => String, { description: 'Its name: letters, digits, and within it "_", "." and "-"; at most 64.' })
  readonly name!: string;
  @Field(() => [String], { description: "Names of Falcon's users, at most 200: these and no others." })
  readonly members!: string[];
  @Field(() => String, { nullable: true, description: 'What it is for, at most 255 characters; not given: it stays.' })
  readonly note?: string | null;
}

@InputType('RemoveTeamInput', { description: 'A team to take away.' })
export class RemoveTeamInput {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;
  @Field(() => Boolean, { nullable: true, description: 'Though nodes or expressions have it told.' })
  readonly force?: boolean | null;
}

@InputType('ExpressionTargetInput')
abstract class ExpressionTarget {
  @Field(() => String, { description: "The metric, by Falcon's name without tags." })
  readonly metric!: string;
  @Field(() => [NameValueInput], { description: 'At least one; `endpoint` counts as one.' })
  readonly tags!: NameValueInput[];
}

@InputType('SetExpressionInput', { description: 'What is to be judged of everything that reports a metric with certain tags.' })
export class SetExpressionInput extends ExpressionTarget {
  @Field(() => [ThresholdInput], {
    description: '1 to 5, in place of all that are there; here a value may be below 0, and a priority is 1 to 6.',
  })
  readonly thresholds!: ThresholdInput[];
  @Field(() => [String], { description: "Names of Falcon's teams that are told beside Canopy, at most 10." })
  readonly teams!: string[];
  @Field(() => Boolean, { nullable: true, description: 'Not to be judged for now; false unless given.' })
  readonly paused?: boolean | null;
}

@InputType('RemoveExpressionInput', { description: 'An expression to take away, with all its conditions.' })
export class RemoveExpressionInput extends ExpressionTarget {}

export const SetTeamPayload = payloadOf('SetTeam', () => TeamType, 'falcon');
export const RemoveTeamPayload = payloadOf('RemoveTeam', () => TeamType, 'falcon');
export const SetExpressionPayload = payloadOf('SetExpression', () => ExpressionType, 'falcon');
export const RemoveExpressionPayload = payloadOf('RemoveExpression', () => ExpressionType, 'falcon');
