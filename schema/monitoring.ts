import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SIDES } from '../src/monitoring/model.ts';
import { CONTROLLER_MODES, CONTROLLERS } from '../src/plans/model.ts';
import { EventType } from './event.ts';
import { Own } from './facts.ts';
import { payloadOf } from './mutations.ts';
import { Node } from './relay.ts';
import { DateTime, JobName } from './scalars.ts';
import { MetricNameEnum } from './series.ts';
import { enumOf, TreeNodeType } from './tree.ts';

export const SideEnum = enumOf(SIDES);
registerEnumType(SideEnum, {
  name: 'ThresholdSide',
  description: 'On which side of its value a threshold is crossed: BELOW, AT_MOST, ABOVE, AT_LEAST.',
});
export const ControllerEnum = enumOf(CONTROLLERS);
registerEnumType(ControllerEnum, {
  name: 'ControllerName',
  description:
    'Who acts without being asked. COVERAGE: keeps what Falcon watches equal to the tree. SCALING: makes apps larger and smaller, no rule further than this. CHRONOS: keeps the jobs that Chronos has of schedules equal to the schedules; OBSERVE until another mode is set, as COVERAGE is.',
});
export const ControllerModeEnum = enumOf(CONTROLLER_MODES);
registerEnumType(ControllerModeEnum, {
  name: 'ControllerMode',
  description: 'OFF: it does not look. OBSERVE: it says what it would do. ACT: it does it.',
});

const own = { source: 'store', facet: 'definition' } as const;

@ObjectType('Threshold', { description: 'When a figure is bad enough for somebody to be told.', simpleResolvers: true })
export class ThresholdType {
  @Own(() => SideEnum, own, { description: 'On which side of `value` it is crossed.' })
  readonly side!: string;
  @Own(() => Float, own, { description: 'In the unit of the figure: percent for CPU_IDLE and MEM_FREE, per second, milliseconds.' })
  readonly value!: number;
  @Own(() => Int, own, { description: 'So many points in a row must be beyond it.' })
  readonly points!: number;
  @Own(() => Int, own, { description: 'It is told of so often while it lasts.' })
  readonly steps!: number;
  @Own(() => Int, own, { description: '0 is the most urgent, 6 the least.' })
  readonly priority!: number;
  @Own(() => String, own, { description: 'What is told with it.' })
  readonly note!: string;
}

@ObjectType('Absence', { description: 'A figure that stays away, three steps or three minutes long, is told of.', simpleResolvers: true })
export class AbsenceType {
  @Own(() => Int, own, { description: 'It is told of so often while it lasts.' })
  readonly steps!: number;
  @Own(() => Int, own, { description: '0 is the most urgent, 6 the least.' })
  readonly priority!: number;
  @Own(() => String, own, { description: 'What is told with it.' })
  readonly note!: string;
}

@ObjectType('Watch', { description: 'What one figure is watched for.', simpleResolvers: true })
export class WatchType {
  @Own(() => MetricNameEnum, own, { description: 'The figure.' })
  readonly metric!: string;
  @Own(() => [ThresholdType], own, { description: 'None: whatever its value, nobody is told.' })
  readonly thresholds!: readonly ThresholdType[];
  @Own(() => AbsenceType, own, { nullable: true, description: 'How it is told of when the figure stays away; null: it is not.' })
  readonly absent?: AbsenceType | null;
}

@ObjectType('MonitoringRule', { description: 'What is set on one node itself.', simpleResolvers: true })
export class MonitoringRuleType {
  @Own(() => [WatchType], own, { description: 'In place of what is set above, figure by figure.' })
  readonly watches!: readonly WatchType[];
  @Own(() => [String], own, { nullable: true, description: "Names of Falcon's teams; null: those set above." })
  readonly teams!: readonly string[] | null;
  @Own(() => String, own, { description: 'Who set it.' })
  readonly setBy!: string;
  @Own(() => DateTime, own, { description: 'When.' })
  readonly setAt!: number;
}

@ObjectType('Monitoring', { description: 'What something is watched for, with all that is inherited.', simpleResolvers: true })
export class MonitoringType {
  @Own(() => [String], own, { description: "Names of Falcon's teams that are told; none: nobody is." })
  readonly teams!: readonly string[];
}

@ObjectType('Controller', { description: 'Who acts without being asked, and how far it may go.', implements: Node, simpleResolvers: true })
export class ControllerType extends Node {
  @Own(() => ID, { source: 'store' }, { description: 'Controller:<name>: `why` tells of what it held back.' })
  declare readonly id: string;
  @Own(() => ControllerEnum, { source: 'store' }, { description: 'Which one.' })
  readonly name!: string;
  @Own(() => ControllerModeEnum, { source: 'store' }, { description: 'How far it may go.' })
  readonly mode!: string;
  @Own(() => String, { source: 'store' }, { nullable: true, description: 'Who set the mode; null: nobody has set another than the first.' })
  readonly setBy!: string | null;
  @Own(() => DateTime, { source: 'store' }, { nullable: true, description: 'When.' })
  readonly setAt!: number | null;
}

@InputType('ThresholdInput', { description: 'When a figure is bad enough for somebody to be told.' })
export class ThresholdInput {
  @Field(() => SideEnum, { description: 'On which side of `value` it is crossed.' })
  readonly side!: keyof typeof SideEnum;
  @Field(() => Float, { description: 'In the unit of the figure, from 0; at most 6 decimals.' })
  readonly value!: number;
  @Field(() => Int, { nullable: true, description: 'So many points in a row, 1 to 10; 3 unless given.' })
  readonly points?: number | null;
  @Field(() => Int, { nullable: true, description: 'Told so often while it lasts, 1 to 10; 3 unless given.' })
  readonly steps?: number | null;
  @Field(() => Int, { nullable: true, description: '0, the most urgent, to 6; 3 unless given.' })
  readonly priority?: number | null;
  @Field(() => String, { nullable: true, description: 'What is told with it, at most 100 characters.' })
  readonly note?: string | null;
}

@InputType('AbsenceInput', {
  description:
    'A figure that stays away, three steps or three minutes long, is told of. Falcon puts -1 in its place: thresholds on the low side are crossed by it too.',
})
export class AbsenceInput {
  @Field(() => Int, { nullable: true, description: 'Told so often while it lasts, 1 to 10; 3 unless given.' })
  readonly steps?: number | null;
  @Field(() => Int, { nullable: true, description: '0, the most urgent, to 6; 3 unless given.' })
  readonly priority?: number | null;
  @Field(() => String, { nullable: true, description: 'What is told with it, at most 100 characters; "no data" unless given.' })
  readonly note?: string | null;
}

@InputType('WatchInput', { description: 'What one figure is watched for, in place of what is set above.' })
export class WatchInput {
  @Field(() => MetricNameEnum, { description: 'The figure.' })
  readonly metric!: keyof typeof MetricNameEnum;
  @Field(() => [ThresholdInput], { description: 'At most 5; none: whatever its value, nobody is told from here on.' })
  readonly thresholds!: ThresholdInput[];
  @Field(() => AbsenceInput, {
    nullable: true,
    description: 'Tells of a figure that was there and stays away. Not where containers share an endpoint (`falcon.tags`).',
  })
  readonly absent?: AbsenceInput | null;
}

@InputType('SetMonitoringInput', {
  description: 'What the things at and below a node are watched for. It takes the place of what is set on the node.',
})
export class SetMonitoringInput {
  @Field(() => JobName, { description: 'The node.' })
  readonly jobName!: string;
  @Field(() => [WatchInput], { nullable: true, description: 'By figure; of a figure that is not given, what is set above holds.' })
  readonly watches?: WatchInput[] | null;
  @Field(() => [String], {
    nullable: true,
    description: "Names of Falcon's teams, at most 10, in place of those set above; not given: those set above.",
  })
  readonly teams?: string[] | null;
}

@InputType('RemoveMonitoringInput', { description: 'A node that goes by what is set above it.' })
export class RemoveMonitoringInput {
  @Field(() => JobName, { description: 'The node.' })
  readonly jobName!: string;
}

@InputType('SetControllerModeInput', { description: 'How far a controller may go.' })
export class SetControllerModeInput {
  @Field(() => ControllerEnum, { description: 'Which one.' })
  readonly controller!: keyof typeof ControllerEnum;
  @Field(() => ControllerModeEnum, { description: 'How far.' })
  readonly mode!: keyof typeof ControllerModeEnum;
}

export const SetMonitoringPayload = payloadOf('SetMonitoring', () => TreeNodeType, 'store');
export const RemoveMonitoringPayload = payloadOf('RemoveMonitoring', () => TreeNodeType, 'store');
export const SetControllerModePayload = payloadOf('SetControllerMode', () => ControllerType, 'store');

@ObjectType('MonitoringEvent', { description: 'Of what is watched: MONITORING_*.', implements: EventType, simpleResolvers: true })
export class MonitoringEventType extends EventType {}

@ObjectType('ControllerEvent', {
  description: 'Of how far a controller may go: CONTROLLER_*.',
  implements: EventType,
  simpleResolvers: true,
})
export class ControllerEventType extends EventType {}
