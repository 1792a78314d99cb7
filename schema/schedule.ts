import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { Own } from './facts.ts';
import { DateTime } from './scalars.ts';

const own = { source: 'store', facet: 'definition' } as const;

@ObjectType('ScalingOverride', { description: 'Other bounds of a rule, for so long from each firing on.', simpleResolvers: true })
export class ScalingOverrideType {
  @Own(() => String, own, { description: 'By which people know it.' })
  readonly name!: string;
  @Own(() => String, own, { description: 'When it fires: cron in 5 or 6 fields, or an ISO 8601 repeating interval.' })
  readonly recurrence!: string;
  @Own(() => String, own, { description: 'By whose clock: a name of the IANA time zone database.' })
  readonly zone!: string;
  @Own(() => Int, own, { description: 'It holds for so many seconds from each firing on.' })
  readonly durationSeconds!: number;
  @Own(() => Int, own, { nullable: true, description: 'Exactly so many containers.' })
  readonly exact!: number | null;
  @Own(() => Int, own, { nullable: true, description: 'In place of `min` of the rule; null: that holds.' })
  readonly min!: number | null;
  @Own(() => Int, own, { nullable: true, description: 'In place of `max` of the rule; null: that holds.' })
  readonly max!: number | null;
  @Own(() => Boolean, own, { description: 'False: it does not fire.' })
  readonly enabled!: boolean;
  @Own(() => DateTime, own, { nullable: true, description: 'Firings before it do not count; null: all do.' })
  readonly from!: number | null;
  @Own(() => DateTime, own, { nullable: true, description: 'It holds up to, and without, this; null: for ever.' })
  readonly until!: number | null;
}

@InputType('ScheduleInput', { description: 'When a size holds, and which: `exact`, or `min`, `max` or both.' })
export class ScheduleInput {
  @Field(() => String, { description: 'By which people know it, 1 to 64 characters.' })
  readonly name!: string;
  @Field(() => String, {
    description:
      'Cron in 5 or 6 fields (`0 22 * * 1-5`), or an ISO 8601 repeating interval (`R/2026-12-01T22:00:00/P1D`); no more often than every 10 s.',
  })
  readonly recurrence!: string;
  @Field(() => String, { description: 'By whose clock: a name of the IANA time zone database, such as Asia/Shanghai.' })
  readonly zone!: string;
  @Field(() => Int, { description: 'It holds for so many seconds from each firing on: 1 s to 366 days.' })
  readonly durationSeconds!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'To exactly so many containers, 0 to 10,000. 0 switches the app off, and on again at the end.',
  })
  readonly exact?: number | null;
  @Field(() => Int, { nullable: true, description: 'No fewer containers.' })
  readonly min?: number | null;
  @Field(() => Int, { nullable: true, description: 'No more.' })
  readonly max?: number | null;
  @Field(() => Boolean, { nullable: true, description: 'True unless given.' })
  readonly enabled?: boolean | null;
  @Field(() => DateTime, { nullable: true, description: 'Firings before it do not count.' })
  readonly from?: number | null;
  @Field(() => DateTime, { nullable: true, description: 'It holds up to, and without, this.' })
  readonly until?: number | null;
}
