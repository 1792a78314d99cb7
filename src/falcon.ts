import type { Logger } from 'pino';
import { Falcon } from '../datasources/falcon/client.ts';
import type { Config } from './config.ts';
import type { Container } from './containers/model.ts';
import type { Clock } from './kit/clock.ts';
import type { Graph } from './live/graph.ts';
import { AlarmEndpoints } from './live/alarm-endpoints.ts';
import { MetricCopy } from './live/metric-copy.ts';
import { MetricsMirror } from './live/metrics.ts';
import { SeriesReads } from './live/series.ts';
import { Source } from './live/source.ts';
import type { Places } from './monitoring/counter.ts';
import { figuresOf, type Naming } from './monitoring/naming.ts';

export interface FalconDeps {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** Ends the following. */
  readonly signal: AbortSignal;
}

export interface FalconParts {
  readonly client: Falcon;
  readonly series: SeriesReads;
  /** What its endpoints are here. */
  readonly endpoints: AlarmEndpoints;
  /** Settles when nothing is followed any more. */
  readonly background: Promise<void>;
}

/** Open-Falcon, joined to the graph. */
export function openFalcon(config: NonNullable<Config['falcon']>, { graph, clock, random, log, signal }: FalconDeps): FalconParts {
  const { url, user, password, tls, timeoutMs, everyMs, stepMs, batch, concurrent } = config;
  const client = new Falcon({ url, user, password, timeoutMs, clock, tls: tls && { ...tls, key: tls.key?.reveal() } });
  const copy = new MetricCopy(new Source(client.source, 'falcon', url, clock, 2 * everyMs), stepMs);
  graph.metrics = copy;
  graph.sources.push(copy.source);
  graph.listen(copy);
  const naming = namingOf(config);
  const countersOf = (container: Container) => figuresOf(naming, placesOf(container));
  const mirror = new MetricsMirror({ graph, copy, reader: client, countersOf, everyMs, batch, clock, random, log });
  const series = new SeriesReads({
    ...{ source: client.source, reader: client, naming, placesOf, clock, concurrent },
    deadlineMs: timeoutMs,
  });
  const endpoints = new AlarmEndpoints(graph, naming, placesOf);
  return { client, series, endpoints, background: mirror.run(signal) };
}

const namingOf = ({ endpoint, tags, hostEndpoint, counters }: NonNullable<Config['falcon']>): Naming => ({
  endpoint,
  tags,
  hostEndpoint,
  counters,
});

const placesOf = ({ taskId, hostName, ip, marathonId, cluster }: Container): Places => ({
  taskId,
  host: hostName,
  ip,
  app: marathonId,
  cluster,
});
