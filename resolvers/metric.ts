import { Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { AppType } from '../schema/app.ts';
import { ContainerType } from '../schema/container.ts';
import { Edge } from '../schema/facts.ts';
import { LatestMetricsType, MetricPointType, MetricsSummaryType } from '../schema/metric.ts';
import { DateTime } from '../schema/scalars.ts';
import type { App } from '../src/apps/model.ts';
import type { Container } from '../src/containers/model.ts';
import type { Context } from '../src/context.ts';
import type { Latest, MetricsFacts } from '../src/monitoring/latest.ts';
import type { Point } from '../src/monitoring/model.ts';

const figure = { source: 'falcon', facet: 'metrics' } as const;
const timed = { source: 'falcon', facet: 'metrics', share: 'TIMED' } as const;

@Resolver(() => ContainerType)
export class ContainerMetricResolver {
  @Edge(() => LatestMetricsType, figure, { nullable: true, description: 'Its newest figures; null where no Falcon is connected.' })
  latest(@RootArg() container: Container, @Ctx() { view }: Context): Latest | null {
    return view.latest(container);
  }
}

@Resolver(() => AppType)
export class AppMetricResolver {
  @Edge(() => MetricsSummaryType, figure, {
    nullable: true,
    description: 'The newest figures of its containers together; null where no Falcon is connected.',
  })
  latest(@RootArg() app: App, @Ctx() { view }: Context): MetricsFacts | null {
    return view.latestOf(app);
  }
}

@Resolver(() => MetricPointType)
export class MetricPointResolver {
  @Edge(() => Boolean, timed, { description: 'True: older than three steps, or Falcon does not answer. It says nothing of now.' })
  stale(@RootArg() { at }: Point, @Ctx() { view }: Context): boolean {
    return view.isOutdated(at);
  }
}

@Resolver(() => MetricsSummaryType)
export class MetricsSummaryResolver {
  @Edge(() => DateTime, timed, { description: 'When the reading began that the figures are of; no value is more than three steps older.' })
  at(@Ctx() { view }: Context): number {
    return view.figuresAt();
  }

  @Edge(() => Boolean, timed, { description: 'True: older than three steps, or Falcon does not answer. It says nothing of now.' })
  stale(@Ctx() { view }: Context): boolean {
    return view.isOutdated(view.figuresAt());
  }
}
