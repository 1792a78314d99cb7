import { Float, Int, ObjectType } from 'type-graphql';
import { Own } from './facts.ts';
import { DateTime } from './scalars.ts';

const figure = { source: 'falcon', facet: 'metrics' } as const;

@ObjectType('MetricPoint', { description: 'The newest value of a figure.', simpleResolvers: true })
export class MetricPointType {
  @Own(() => Float, figure, { description: 'The value, in the unit that the field above says.' })
  readonly value!: number;
  @Own(() => DateTime, figure, { description: 'When it was measured, by the clock of who measured.' })
  readonly at!: number;
}

@ObjectType('LatestMetrics', {
  description: 'The newest figures of a container, each with its time. Held in memory: reading them asks Falcon nothing.',
  simpleResolvers: true,
})
export class LatestMetricsType {
  @Own(() => MetricPointType, figure, { nullable: true, description: 'CPU that is idle, in percent; null: no value is known.' })
  readonly cpuIdlePercent!: MetricPointType | null;
  @Own(() => MetricPointType, figure, { nullable: true, description: 'Memory that is free, in percent; null: no value is known.' })
  readonly memFreePercent!: MetricPointType | null;
  @Own(() => MetricPointType, figure, { nullable: true, description: 'Requests per second; null: no value is known.' })
  readonly qps!: MetricPointType | null;
  @Own(() => MetricPointType, figure, { nullable: true, description: 'How long a request takes, in ms; null: no value is known.' })
  readonly delayMs!: MetricPointType | null;
}

@ObjectType('MetricSummary', { description: 'What a figure says of many containers.', simpleResolvers: true })
export class MetricSummaryType {
  @Own(() => Float, figure, { description: 'The mean over the containers that reported: exact, of values to a thousandth.' })
  readonly mean!: number;
  @Own(() => Float, figure, { description: 'The worst: lowest of what is idle or free, highest of the others. Within 5 %.' })
  readonly worst!: number;
  @Own(() => Float, figure, { description: '95 % of the containers are at least as well off as this. Within 5 %.' })
  readonly p95!: number;
  @Own(() => Int, figure, { description: 'How many containers reported it no more than three steps before `at`.' })
  readonly reported!: number;
}

@ObjectType('MetricsSummary', {
  description: 'The newest figures of many containers. Kept up to date with each reading, so asking for it costs the same at any size.',
  simpleResolvers: true,
})
export class MetricsSummaryType {
  @Own(() => MetricSummaryType, figure, { nullable: true, description: 'CPU that is idle, in percent; null: none reported it.' })
  readonly cpuIdlePercent!: MetricSummaryType | null;
  @Own(() => MetricSummaryType, figure, { nullable: true, description: 'Memory that is free, in percent; null: none reported it.' })
  readonly memFreePercent!: MetricSummaryType | null;
  @Own(() => MetricSummaryType, figure, { nullable: true, description: 'Requests per second of each container; null: none reported it.' })
  readonly qps!: MetricSummaryType | null;
  @Own(() => MetricSummaryType, figure, { nullable: true, description: 'How long a request takes, in ms; null: none reported it.' })
  readonly delayMs!: MetricSummaryType | null;
}
