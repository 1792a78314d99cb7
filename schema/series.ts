import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { METRIC_NAMES } from '../src/monitoring/model.ts';
import { Own } from './facts.ts';
import { DateTime } from './scalars.ts';
import { enumOf } from './tree.ts';

const history = { source: 'falcon', share: 'ON_DEMAND' } as const;

export const MetricNameEnum = enumOf(METRIC_NAMES);
registerEnumType(MetricNameEnum, {
  name: 'MetricName',
  description:
    'CPU_IDLE: CPU that is idle, in percent. MEM_FREE: memory that is free, in percent. PROC_QPS: requests per second. PROC_DELAY: how long one takes, in ms. What each is called in Falcon is configured.',
});

@ObjectType('SeriesPoint', { description: 'A place on a time line.', simpleResolvers: true })
export class SeriesPointType {
  @Own(() => DateTime, history, { description: 'When, by the clock of who measured.' })
  readonly at!: number;
  @Own(() => Float, history, { nullable: true, description: 'The value; null: a gap, in which nothing was measured.' })
  readonly value!: number | null;
}

@ObjectType('MetricSeries', { description: 'One counter over time, as Falcon kept it.', simpleResolvers: true })
export class MetricSeriesType {
  @Own(() => MetricNameEnum, history, { nullable: true, description: 'The figure; null where the counter was asked for by its name.' })
  readonly metric!: string | null;
  @Own(() => String, history, { description: 'What Falcon calls it, with its tags.' })
  readonly counter!: string;
  @Own(() => String, history, { description: 'Whose it is: the endpoint in Falcon.' })
  readonly endpoint!: string;
  @Own(() => Float, history, {
    nullable: true,
    description: 'How far apart values are measured, in ms; Falcon keeps older ones more coarsely. Null: it knows no such counter.',
  })
  readonly stepMs!: number | null;
  @Own(() => [SeriesPointType], history, {
    description: 'In the order of time, no more than `maxPoints`: where there are more, lows, peaks and gaps stay.',
  })
  readonly points!: readonly SeriesPointType[];
}

@ArgsType()
export class RangeArguments {
  @Field(() => DateTime, { description: 'From then on; at most 400 days before `to`.' })
  readonly from!: number;
  @Field(() => DateTime, { description: 'Until then.' })
  readonly to!: number;
  @Field(() => Int, {
    defaultValue: 300,
    description: 'Points of a series, from 10 to 2,000. One request gets at most 200,000, and 500 series.',
  })
  readonly maxPoints!: number;
}

@ArgsType()
export class FigureArguments extends RangeArguments {
  @Field(() => [MetricNameEnum], { description: 'Which figures.' })
  readonly metrics!: (keyof typeof MetricNameEnum)[];
}

@ArgsType()
export class CounterArguments extends RangeArguments {
  @Field(() => [String], {
    description:
      'Names of counters in Falcon, 1 to 20, with their tags: load.1min, df.bytes.used.percent/mount=/home. Where containers share an endpoint, the tags of this one are added.',
  })
  readonly counters!: string[];
}
