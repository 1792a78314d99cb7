import type { Logger } from 'pino';
import { Falcon } from '../datasources/falcon/client.ts';
import type { Config } from './config.ts';
import type { Container } from './containers/model.ts';
import type { Clock } from './kit/clock.ts';
import type { MonitoringPort } from './actions/monitoring/port.ts';
import type { Graph } from './live/graph.ts';
import { HostFigures } from './live/host-figures.ts';
import { AlarmEndpoints } from './live/alarm-endpoints.ts';
import { MetricCopy } from './live/metric-copy.ts';
import { MetricsMirror } from './live/metrics.ts';
import { RuleCounters, type RuleCountersDeps } from './live/rule-counters.ts';
import { SeriesReads } from './live/series.ts';
import { Source } from './live/source.ts';
import { UnmonitoredBook } from './live/unmonitored.ts';
import { WantedWatch } from './live/wanted.ts';
import { WatchedCopy } from './live/watched.ts';
import { WatchedMirror } from './live/watched-mirror.ts';
import { monitoringPort } from './monitoring-port.ts';
import { watchedReader } from './watched-reader.ts';
import type { Store } from './plans/ports.ts';
import type { Places } from './monitoring/counter.ts';
import { counterAt, figuresOf, standOf, type Naming } from './monitoring/naming.ts';

export interface FalconDeps {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** Ends the following. */
  readonly signal: AbortSignal;
  readonly store: Pick<Store, 'recorded' | 'onEvents'>;
  /** What Falcon is to call; undefined: that is not known. */
  readonly callback: () => string | undefined;
}

export interface FalconParts {
  readonly client: Falcon;
  readonly series: SeriesReads;
  /** What its endpoints are here. */
  readonly endpoints: AlarmEndpoints;
  readonly metrics: MetricsMirror;
  /** Reads the counters that rules go by, once somebody says which. */
  readonly ruleCounters: (deps: Pick<RuleCountersDeps, 'counting' | 'onChanged'>) => RuleCounters;
  /** What it watches, and how that is changed. */
  readonly watched: WatchedMirror;
  readonly monitoring: MonitoringPort;
  readonly unmonitored: UnmonitoredBook;
  /** Settles when nothing is followed any more. */
  readonly background: Promise<void>;
}

/** Open-Falcon, joined to the graph. */
export function openFalcon(
  config: NonNullable<Config['falcon']>,
  { graph, store, clock, random, log, signal, callback }: FalconDeps,
): FalconParts {
  const { url, user, password, tls, timeoutMs, everyMs, stepMs, batch, concurrent, watch } = config;
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
  const held = new WatchedCopy(
    new Source(`${client.source}:portal`, 'falcon', url, clock, STALE_ROUNDS * watch.everyMs),
    watch.prefix,
    callback,
  );
  graph.sources.push(held.source);
  graph.watch = new WantedWatch(graph, held, naming, placesOf, stepMs);
  const watched = new WatchedMirror({
    ...{ copy: held, reader: watchedReader(client.portal) },
    ...{ everyMs: watch.everyMs, portion: watch.portion, concurrent, clock, log },
  });
  const monitoring = monitoringPort({
    ...{ portal: client.portal, prefix: watch.prefix, callback, writeDeadlineMs: timeoutMs },
    down: () => (held.source.down ? (held.source.lastError ?? 'it does not answer') : undefined),
  });
  const { watch: wanted } = graph;
  const onError = (error: unknown) => log.warn({ err: error }, 'hosts could not be asked after');
  const figures = new HostFigures({
    ...{ graph, reader: client, endpointOf: (host: string) => wanted.endpointOfHost(host), batch, everyMs, clock, onError },
    counters: { agent: config.agentCounter, data: [naming.counters.CPU_IDLE, naming.counters.MEM_FREE] },
  });
  const source = new Source(`${client.source}:coverage`, 'falcon', url, clock, STALE_ROUNDS * watch.everyMs);
  const recorded = () => store.recorded(source.name);
  const unmonitored = new UnmonitoredBook({ graph, watch: wanted, figures, source, recorded });
  store.onEvents((events) => unmonitored.hear(events));
  graph.unmonitored = unmonitored;
  const look = lookAgain(unmonitored, clock, signal, onError);
  const background = Promise.all([mirror.run(signal), watched.run(signal), figures.run(signal), look]).then(() => undefined);
  const refOf = (container: Container, counter: string) => {
    const stand = standOf(naming, placesOf(container));
    return stand && { endpoint: stand.endpoint, counter: counterAt(counter, stand.tags) };
  };
  const ruleCounters = (deps: Pick<RuleCountersDeps, 'counting' | 'onChanged'>) =>
    new RuleCounters({ ...deps, reader: client, refOf, everyMs, batch, clock, log });
  return { ruleCounters, client, series, endpoints, metrics: mirror, watched, monitoring, unmonitored, background };
}

/** So often everything that is up is looked at, or less often where that takes long: a tenth of the time at most. */
const LOOK_MS = 1_000;
const LOOK_SHARE = 9;

async function lookAgain(book: UnmonitoredBook, clock: Clock, signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
  while (!signal.aborted) {
    const began = clock.monotonic();
    await book.look().catch(onError);
    await clock.sleep(Math.max(LOOK_MS, LOOK_SHARE * (clock.monotonic() - began)), signal);
  }
}

/** A round may take its time. */
const STALE_ROUNDS = 10;

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
