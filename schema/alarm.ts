import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ALARM_STATES, RULE_KINDS } from '../src/alarms/model.ts';
import { EventType } from './event.ts';
import { Own } from './facts.ts';
import { payloadOf } from './mutations.ts';
import { connectionOf, Node } from './relay.ts';
import { DateTime, JobName } from './scalars.ts';
import { enumOf } from './tree.ts';

export const AlarmStateEnum = enumOf(ALARM_STATES);
registerEnumType(AlarmStateEnum, {
  name: 'AlarmState',
  description:
    'FIRING: by the last word heard. OK: told to be over. UNKNOWN: it was firing, and for three steps nobody has confirmed it, or its container is gone: `unknownReason` says why.',
});
export const AlarmRuleKindEnum = enumOf(RULE_KINDS);
registerEnumType(AlarmRuleKindEnum, {
  name: 'AlarmRuleKind',
  description: 'STRATEGY: of a template, over the hosts that it is bound to. EXPRESSION: over whatever has its tags.',
});

const own = { source: 'falcon', facet: 'alarms' } as const;

@ObjectType('AlarmRule', { description: 'What in Falcon raises an alarm.', simpleResolvers: true })
export class AlarmRuleType {
  @Own(() => AlarmRuleKindEnum, own, { description: 'A strategy of a template, or an expression.' })
  readonly kind!: string;
  @Own(() => Float, own, { description: "Falcon's number of it." })
  readonly id!: number;
  @Own(() => Float, own, { description: "Falcon's number of the template; 0: an expression has none." })
  readonly templateId!: number;
}

@ObjectType('Acknowledgement', { description: 'Somebody has an alarm in hand.', simpleResolvers: true })
export class AcknowledgementType {
  @Own(() => String, own, { description: 'Who.' })
  readonly by!: string;
  @Own(() => String, own, { description: 'What is being done.' })
  readonly reason!: string;
  @Own(() => DateTime, own, { description: 'Since when.' })
  readonly at!: number;
  @Own(() => DateTime, own, { description: 'Until when, unless the alarm is over before.' })
  readonly until!: number;
}

@ObjectType('Alarm', {
  description: 'One case of Open-Falcon: the same rule over the same series of the same endpoint, as its callbacks tell.',
  implements: Node,
  simpleResolvers: true,
})
export class AlarmType extends Node {
  @Own(() => ID, own, { description: "Alarm:<Falcon's name of the case>." })
  declare readonly id: string;
  @Own(() => AlarmStateEnum, own, { description: 'How it stands.' })
  readonly state!: string;
  @Own(() => String, own, { nullable: true, description: 'Of UNKNOWN: why.' })
  readonly unknownReason!: string | null;
  @Own(() => Int, own, { description: '0 is the most urgent, 6 the least.' })
  readonly priority!: number;
  @Own(() => String, own, { description: "Falcon's name of what is watched." })
  readonly endpoint!: string;
  @Own(() => String, own, { description: 'What is measured.' })
  readonly metric!: string;
  @Own(() => AlarmRuleType, own, { description: 'What raises it.' })
  readonly rule!: AlarmRuleType;
  @Own(() => String, own, {
    nullable: true,
    description: "The judged value and what it was held against, `95 > 90`, by Falcon's history; null: not known.",
  })
  readonly condition!: string | null;
  @Own(() => String, own, { nullable: true, description: 'What its rule is noted with; null: nothing, or not known.' })
  readonly note!: string | null;
  @Own(() => Float, own, {
    nullable: true,
    description: 'The value that was judged last, in the unit of the metric; null: Falcon did not tell.',
  })
  readonly value!: number | null;
  @Own(() => Int, own, { description: 'How often it has fired since it began; 0: it is over.' })
  readonly step!: number;
  @Own(() => Int, own, { nullable: true, description: 'How often it fires at most; null: not known.' })
  readonly maxStep!: number | null;
  @Own(() => DateTime, own, { description: "When it began to fire this time, by Falcon's clock." })
  readonly firstSeenAt!: number;
  @Own(() => DateTime, own, { description: "When it was heard of last, by Falcon's clock." })
  readonly lastSeenAt!: number;
  @Own(() => DateTime, own, { nullable: true, description: 'When it was told to be over.' })
  readonly recoveredAt!: number | null;
  @Own(() => AcknowledgementType, own, { nullable: true, description: 'Who has it in hand; null: nobody.' })
  readonly acknowledgement!: AcknowledgementType | null;
  @Own(() => JobName, own, {
    nullable: true,
    description: 'The tree node that it belonged to when it was first heard of, by its name then.',
  })
  readonly jobName!: string | null;
}

export const AlarmConnection = connectionOf('Alarm', () => AlarmType, 'falcon');

@InputType('AlarmFilter', { description: 'Which alarms; all that is given must hold.' })
export class AlarmFilterInput {
  @Field(() => JobName, { nullable: true, description: 'At or below this node, as the tree stands now.' })
  readonly scope?: string | null;
  @Field(() => [AlarmStateEnum], {
    nullable: true,
    description: 'In one of these states. Those that are over are walked only when they are asked for.',
  })
  readonly states?: (keyof typeof AlarmStateEnum)[] | null;
  @Field(() => [Int], { nullable: true, description: 'Of one of these priorities, 0 to 6.' })
  readonly priorities?: number[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether somebody has it in hand.' })
  readonly acknowledged?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'About this container, app or host.' })
  readonly subject?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this metric.' })
  readonly metric?: string | null;
}

@ObjectType('AlarmEvent', { description: 'Of an alarm: ALARM_*.', implements: EventType, simpleResolvers: true })
export class AlarmEventType extends EventType {}

@ObjectType('MalformedCall', { description: 'A callback of Falcon that could not be read, as it came.', simpleResolvers: true })
export class MalformedCallType {
  @Own(() => DateTime, { source: 'store', share: 'ON_DEMAND', role: 'ADMIN' }, { nullable: true, description: 'When it came.' })
  readonly at!: number;
  @Own(() => String, { source: 'store', share: 'ON_DEMAND', role: 'ADMIN' }, { nullable: true, description: 'Its query.' })
  readonly raw!: string;
  @Own(() => String, { source: 'store', share: 'ON_DEMAND', role: 'ADMIN' }, { nullable: true, description: 'What is wrong with it.' })
  readonly problem!: string;
}

export const MalformedCallConnection = connectionOf('MalformedCall', () => MalformedCallType, 'store');

@InputType('AcknowledgeAlarmInput', { description: 'An alarm to take in hand.' })
export class AcknowledgeAlarmInput {
  @Field(() => ID, { description: "The alarm's id." })
  readonly id!: string;
  @Field(() => String, { description: 'What is being done about it; at most 1,000 characters.' })
  readonly reason!: string;
  @Field(() => DateTime, { description: 'Until when; at most 30 days from now. It ends earlier when the alarm is over.' })
  readonly until!: number;
}

export const AcknowledgeAlarmPayload = payloadOf('AcknowledgeAlarm', () => AlarmType, 'falcon');
