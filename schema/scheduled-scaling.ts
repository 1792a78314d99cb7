import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { EXECUTORS, FIRING_NOTES } from '../src/scaling/timed-model.ts';
import { Own } from './facts.ts';
import { payloadOf } from './mutations.ts';
import { connectionOf, Node } from './relay.ts';
import { DateTime, JobName } from './scalars.ts';
import { ScheduleInput } from './schedule.ts';
import { enumOf } from './tree.ts';

export const ExecutorEnum = enumOf(EXECUTORS);
registerEnumType(ExecutorEnum, {
  name: 'ScheduleExecutor',
  description:
    'Who sees to it that a schedule fires. CANOPY: Canopy itself. CHRONOS: a Chronos, whose jobs call Canopy; one that does not call in time is not waited for.',
});
export const FiringNoteEnum = enumOf(FIRING_NOTES);
registerEnumType(FiringNoteEnum, {
  name: 'FiringNote',
  description:
    'How a firing stands to the clock of its zone. NORMAL: the clock shows the time that is meant, once. AFTER_GAP: that time is skipped, it fires at the end of the gap. FIRST_OF_TWO, SECOND_OF_TWO: the clock shows that time twice.',
});

const own = { source: 'store', facet: 'definition' } as const;

@ObjectType('ScheduledScaling', {
  description:
    'For so long from each firing on, an app, or each app at and below a node, is held to a size. All that reach an app count, its own and those of the nodes above it: the highest floor, the lowest ceiling, and of a floor above a ceiling the floor.',
  implements: Node,
  simpleResolvers: true,
})
export class ScheduledScalingType extends Node {
  @Own(() => ID, { source: 'store' }, { description: 'ScheduledScaling:<id>.' })
  declare readonly id: string;
  @Own(() => String, own, { description: 'By which people know it.' })
  readonly name!: string;
  @Own(() => String, own, { description: 'When it fires: cron in 5 or 6 fields, or an ISO 8601 repeating interval.' })
  readonly recurrence!: string;
  @Own(() => String, own, { description: 'By whose clock: a name of the IANA time zone database.' })
  readonly zone!: string;
  @Own(() => Int, own, { description: 'It holds for so many seconds from each firing on, as time passes.' })
  readonly durationSeconds!: number;
  @Own(() => Int, own, { nullable: true, description: 'To exactly so many containers; null: to a floor, a ceiling or both.' })
  readonly exact!: number | null;
  @Own(() => Int, own, { nullable: true, description: 'No fewer containers; null: it says none.' })
  readonly min!: number | null;
  @Own(() => Int, own, { nullable: true, description: 'No more; null: it says none.' })
  readonly max!: number | null;
  @Own(() => Boolean, own, { description: 'False: it does not fire, and holds nothing.' })
  readonly enabled!: boolean;
  @Own(() => DateTime, own, { nullable: true, description: 'Firings before it do not count; null: all do.' })
  readonly from!: number | null;
  @Own(() => DateTime, own, { nullable: true, description: 'It holds up to, and without, this; null: for ever.' })
  readonly until!: number | null;
  @Own(() => ExecutorEnum, own, { description: 'Who has it fire.' })
  readonly executor!: string;
  @Own(() => String, own, { nullable: true, description: 'Who set it; null: it is set on a node above that is not seen.' })
  readonly setBy!: string | null;
  @Own(() => DateTime, own, { description: 'When it was set.' })
  readonly setAt!: number;
}

export const ScheduledScalingConnection = connectionOf('ScheduledScaling', () => ScheduledScalingType, 'store');

@ObjectType('ScheduledFiring', { description: 'When a schedule fires.', simpleResolvers: true })
export class ScheduledFiringType {
  @Own(() => String, own, { description: 'What fires, as people know it.' })
  readonly name!: string;
  @Own(() => DateTime, own, { description: 'The instant.' })
  readonly at!: number;
  @Own(() => DateTime, own, { description: 'It holds up to, and without, this, unless it fires again before.' })
  readonly until!: number;
  @Own(() => String, own, { description: 'What the clock of the zone shows then, with its distance from UTC.' })
  readonly local!: string;
  @Own(() => String, own, { description: 'The zone.' })
  readonly zone!: string;
  @Own(() => FiringNoteEnum, own, { description: 'How it stands to that clock.' })
  readonly note!: string;
  @Own(() => String, own, { nullable: true, description: 'The time that the clock skips; null: it shows the one that is meant.' })
  readonly meant!: string | null;
  @Own(() => Int, own, { nullable: true, description: 'To exactly so many containers.' })
  readonly exact!: number | null;
  @Own(() => Int, own, { nullable: true, description: 'No fewer containers.' })
  readonly min!: number | null;
  @Own(() => Int, own, { nullable: true, description: 'No more.' })
  readonly max!: number | null;
}

@InputType('ScheduledScalingFilter', { description: 'Which schedules; whatever is given must hold.' })
export class ScheduledScalingFilterInput {
  @Field(() => JobName, { nullable: true, description: 'Set at or below this node, or on an app there.' })
  readonly scope?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Those that are switched on, or off.' })
  readonly enabled?: boolean | null;
}

@InputType('SetScheduledScalingInput', {
  description:
    'A schedule for an app, or, by `jobName`, for all apps at and below a node; or, by `id`, another schedule in place of one that there is.',
})
export class SetScheduledScalingInput {
  @Field(() => ID, { nullable: true, description: 'The schedule to change; it stays where it is. Then neither app nor node.' })
  readonly id?: string | null;
  @Field(() => String, { nullable: true, description: 'Marathon id (/acme/...), or the JobName of its job.' })
  readonly app?: string | null;
  @Field(() => String, { nullable: true, description: 'The Marathon, where several run the app.' })
  readonly cluster?: string | null;
  @Field(() => JobName, { nullable: true, description: 'In place of an app: the node.' })
  readonly jobName?: string | null;
  @Field(() => ScheduleInput, { description: 'The schedule.' })
  readonly schedule!: ScheduleInput;
  @Field(() => ExecutorEnum, {
    nullable: true,
    description:
      'CANOPY unless given, or as it was. CHRONOS is refused where none is configured, and for what its plain periods cannot say.',
  })
  readonly executor?: keyof typeof ExecutorEnum | null;
}

@InputType('RemoveScheduledScalingInput', { description: 'A schedule to remove.' })
export class RemoveScheduledScalingInput {
  @Field(() => ID, { description: 'The schedule.' })
  readonly id!: string;
}

export const SetScheduledScalingPayload = payloadOf('SetScheduledScaling', () => ScheduledScalingType, 'store');
export const RemoveScheduledScalingPayload = payloadOf('RemoveScheduledScaling', () => ScheduledScalingType, 'store');
