import { Args, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { AppType } from '../schema/app.ts';
import { ContainerType } from '../schema/container.ts';
import { Edge } from '../schema/facts.ts';
import { HostType } from '../schema/host.ts';
import { CounterArguments, FigureArguments, MetricSeriesType } from '../schema/series.ts';
import { LatestMetricsType, MetricPointType, MetricsSummaryType } from '../schema/metric.ts';
import { DateTime } from '../schema/scalars.ts';
import type { App } from '../src/apps/model.ts';
import type { Container } from '../src/containers/model.ts';
import type { Context } from '../src/context.ts';
import type { Host } from '../src/hosts/model.ts';
import type { Latest, MetricsFacts } from '../src/monitoring/latest.ts';
import type { Point, Series } from '../src/monitoring/model.ts';

const figure = { source: 'falcon', facet: 'metrics' } as const;
const history = { source: 'falcon', share: 'ON_DEMAND' } as const;
const items = { nullable: 'itemsAndList' } as const;
/** One that could not be read is null, with its own error. */
type SeriesList = Promise<readonly (Series | Error)[] | null>;

const timed = { source: 'falcon', facet: 'metrics', share: 'TIMED' } as const;

@Resolver(() => ContainerType)
export class ContainerMetricResolver {
  @Edge(() => LatestMetricsType, figure, { nullable: true, description: 'Its newest figures; null where no Falcon is connected.' })
  latest(@RootArg() container: Container, @Ctx() { view }: Context): Latest | null {
    return view.latest(container);
  }

  @Edge(() => [MetricSeriesType], history, {
    ...items,
    description: 'Its figures over time, asked of Falcon; null where none is connected.',
  })
  metrics(
    @RootArg() container: Container,
    @Args(() => FigureArguments) { metrics, ...range }: FigureArguments,
    @Ctx() { loaders }: Context,
  ): SeriesList {
    return loaders.figures([container], metrics, range);
  }

  @Edge(() => [MetricSeriesType], history, {
    ...items,
    description: 'Any of its counters over time, by name; null where no Falcon is connected.',
  })
  series(
    @RootArg() container: Container,
    @Args(() => CounterArguments) { counters, ...range }: CounterArguments,
    @Ctx() { loaders }: Context,
  ): SeriesList {
    return loaders.series(container, counters, range);
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

  @Edge(() => [MetricSeriesType], history, {
    ...items,
    description:
      'Figures of its containers over time, a series for each container and figure; null where no Falcon is connected. TOO_BROAD where these are too many: ask `containers` for theirs, page by page.',
  })
  metrics(
    @RootArg() app: App,
    @Args(() => FigureArguments) { metrics, ...range }: FigureArguments,
    @Ctx() { loaders, view }: Context,
  ): SeriesList {
    return loaders.figures(view.containersOfApp(app, { first: 1_000 }).nodes, metrics, range);
  }
}

@Resolver(() => HostType)
export class HostMetricResolver {
  @Edge(() => [MetricSeriesType], history, {
    ...items,
    description: 'Any counters of the host over time, by name, but those of its containers; null where no Falcon is connected.',
  })
  series(
    @RootArg() host: Host,
    @Args(() => CounterArguments) { counters, ...range }: CounterArguments,
    @Ctx() { loaders }: Context,
  ): SeriesList {
    return loaders.series(host, counters, range);
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
