import type { Logger } from 'pino';
import { DockerHosts } from '../datasources/docker/hosts.ts';
import { Marathon } from '../datasources/marathon/client.ts';
import { Mesos } from '../datasources/mesos.ts';
import type { Callbacks } from './callback.ts';
import type { Config } from './config.ts';
import type { RecorderPoint } from './crash.ts';
import { openChronos, type ChronosParts } from './chronos.ts';
import { openFalcon, type FalconParts } from './falcon.ts';
import type { Clock } from './kit/clock.ts';
import { every } from './kit/every.ts';
import { messageOf } from './kit/fault.ts';
import { seenNow } from './kit/observed.ts';
import { DockerReads } from './live/docker.ts';
import type { Graph } from './live/graph.ts';
import { HostMirror, hostsFromTasks } from './live/hosts.ts';
import { MarathonMirror } from './live/marathon.ts';
import { recordHosts } from './live/record-hosts.ts';
import { MarathonRecorded } from './live/record-marathon.ts';
import { Recorder, type Recorded } from './live/recorder.ts';
import { Source } from './live/source.ts';
import type { Store } from './plans/ports.ts';
import type { OpenStore } from './store/store.ts';

export interface SourcesDeps {
  readonly config: Config;
  readonly graph: Graph;
  readonly store: OpenStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly owner: string;
  readonly log: Logger;
  /** Ends the following of them all. */
  readonly signal: AbortSignal;
  /** What systems are to call. */
  readonly callback: Callbacks;
  readonly crashAt?: (point: RecorderPoint) => void;
}

export interface Sources {
  readonly marathons: ReadonlyMap<string, { readonly client: Marathon; readonly mirror: MarathonMirror; readonly recorder: Recorder }>;
  readonly docker: DockerReads | undefined;
  readonly falcon: FalconParts | undefined;
  readonly chronos: ChronosParts | undefined;
  /** Settle when nothing is followed any more. */
  readonly background: readonly Promise<void>[];
  /** Closes every client but Docker's, which its reads own; for when nobody follows or writes any more. */
  close(): Promise<void>;
}

/** Every outside system of the configuration, joined to the graph. */
export function openSources({ config, graph, store, clock, random, owner, log, signal, callback, crashAt }: SourcesDeps): Sources {
  const background: Promise<void>[] = [];
  const alone = store.kind === 'sqlite';
  const record = (recorded: Recorded): Recorder => {
    const recorder = new Recorder({ recorded, store, clock, owner, alone, log, crashAt });
    background.push(recorder.run(signal));
    return recorder;
  };

  const marathons = new Map<string, { client: Marathon; mirror: MarathonMirror; recorder: Recorder }>();
  for (const each of config.marathons) {
    const { name: cluster, urls, timeoutMs, listTimeoutMs, trustLeader } = each;
    const auth = each.basic ? { basic: each.basic } : each.token ? { token: each.token } : undefined;
    const client = new Marathon({ cluster, urls, auth, timeoutMs, listTimeoutMs, clock, tls: revealed(each.tls), trustLeader });
    const copy = graph.addCluster(cluster, new Source(client.source, 'marathon', urls.join(', '), clock, 2 * each.relistMs));
    const recorded = new MarathonRecorded(graph, copy, clock, () => mirror.refresh());
    const recorder = record(recorded);
    const mirror: MarathonMirror = new MarathonMirror({
      graph,
      copy,
      marathon: client,
      options: each,
      clock,
      random,
      log,
      onSignal: (heard) => recorded.hear(heard),
      exclusively: oneAtATime(store, `list:${cluster}`, owner, clock, signal),
    });
    marathons.set(cluster, { client, mirror, recorder });
    background.push(mirror.run(signal));
  }

  const mesoses = [
    ...(config.mesos ? [{ ...config.mesos, cluster: null }] : []),
    ...config.marathons.flatMap(({ name, mesos }) => (mesos ? [{ ...mesos, cluster: name }] : [])),
  ];
  const listers: Mesos[] = [];
  for (const { cluster, urls, basic: auth, tls, timeoutMs, everyMs } of mesoses) {
    const lister = new Mesos({ cluster, urls, auth, tls: revealed(tls), timeoutMs, clock });
    listers.push(lister);
    const copy = graph.addHosts(new Source(lister.source, 'mesos', urls.join(', '), clock, 2 * everyMs));
    const mirror = new HostMirror({ graph, copy, lister, everyMs, clock, random, log });
    record(recordHosts(graph, copy, () => mirror.refresh(signal)));
    background.push(mirror.run(signal));
  }
  if (mesoses.length === 0) hostsFromTasks(graph);

  const falcon = config.falcon && openFalcon(config.falcon, { graph, store, clock, random, log, signal, callback: callback.falconUrl });
  if (falcon) {
    background.push(falcon.background);
    record(falcon.unmonitored);
  }
  const chronos = config.chronos && openChronos(config.chronos, { graph, store, clock, callback: callback.chronos });
  background.push(watchStore(graph, store, clock, signal));
  const close = async () => {
    const others = [falcon, chronos].flatMap((each) => each?.client ?? []);
    const clients = [...[...marathons.values()].map(({ client }) => client), ...listers, ...others];
    await Promise.allSettled(clients.map((client) => client.close()));
  };
  return { marathons, docker: dockerOf(config, graph, clock), falcon, chronos, background, close };
}

function dockerOf({ docker }: Config, graph: Graph, clock: Clock): DockerReads | undefined {
  if (!docker) return undefined;
  const { template, tls, deadlineMs } = docker;
  const hosts = new DockerHosts({ template, tls, deadlineMs, clock });
  graph.asked.push({ name: 'docker', kind: 'docker', url: template, standing: () => hosts.standing() });
  return new DockerReads(hosts, graph, clock);
}

/** How often the store is asked whether it is there. */
const PING_MS = 2_000;

/** How the store stands, for people to read: what needs it asks it itself. */
async function watchStore(graph: Graph, store: OpenStore, clock: Clock, signal: AbortSignal): Promise<void> {
  const { kind, place } = store;
  const source = new Source('store', kind, place, clock, 3 * PING_MS);
  graph.asked.push({
    name: source.name,
    kind,
    url: place,
    standing: () => ({
      state: source.down ? 'DOWN' : source.synced ? 'LIVE' : 'WAITING',
      answeredMono: source.listedMono,
      lastError: source.lastError ?? null,
    }),
  });
  const ask = async () => {
    const seen = seenNow(clock);
    await store.ping();
    source.listed(seen.monotonicAt, seen.at);
  };
  await every(PING_MS, ask, { signal, clock, first: 'at once', onError: (error) => source.lost(messageOf(error)) });
}

/** For requests of our own: the key in clear. */
const revealed = (tls: NonNullable<Config['docker']>['tls']) => tls && { ...tls, key: tls.key?.reveal() };

/** The longest that anybody waits for a turn (others may list half a million tasks first), and how long a turn outlives its process. */
const TURN_MS = 120_000;
const HOLD_MS = 6_000;

/** Takes turns with other replicas by a lease. A store that does not answer, or a turn that takes too long, holds nobody back. */
function oneAtATime(
  store: Store,
  name: string,
  owner: string,
  clock: Clock,
  signal: AbortSignal,
): (work: () => Promise<void>) => Promise<void> {
  return async (work) => {
    const end = clock.monotonic() + TURN_MS;
    while (!signal.aborted && clock.monotonic() < end) {
      const held = await store.lease(name, owner, HOLD_MS).catch(() => 'unknown');
      if (held) break;
      await clock.sleep(100, signal);
    }
    const keep = setInterval(() => void store.lease(name, owner, HOLD_MS).catch(() => undefined), HOLD_MS / 3);
    await work().finally(() => {
      clearInterval(keep);
      return store.release(name, owner).catch(() => undefined);
    });
  };
}
