import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { Marathon } from '../datasources/marathon/client.ts';
import { DockerHosts } from '../datasources/docker/hosts.ts';
import { Mesos } from '../datasources/mesos.ts';
import type { CrashPoint } from './actions/ports.ts';
import { createActions } from './actions/pipeline.ts';
import type { Config } from './config.ts';
import type { Entity } from './kit/entity.ts';
import { systemClock, type Clock } from './kit/clock.ts';
import { EntityTexts } from './kit/emit/texts.ts';
import { Secret } from './kit/secret.ts';
import { Seal } from './kit/seal.ts';
import { Cursors } from './live/cursors.ts';
import { DockerReads } from './live/docker.ts';
import { FactsMirror } from './live/facts.ts';
import { Graph } from './live/graph.ts';
import { hostsFromTasks, mirrorHosts } from './live/hosts.ts';
import { LogReads } from './live/log-reads.ts';
import { MarathonMirror } from './live/marathon.ts';
import { Reading } from './live/reading.ts';
import { recordHosts } from './live/record-hosts.ts';
import { MarathonRecorded } from './live/record-marathon.ts';
import { Recorder } from './live/recorder.ts';
import { recount } from './live/recount.ts';
import { freshness, Source } from './live/source.ts';
import { LiveView } from './live/view.ts';
import { loadersOf } from './loaders.ts';
import { confirming, marathonPort } from './marathon-port.ts';
import type { Store } from './plans/ports.ts';
import { openStore } from './store/store.ts';
import { serve, type Serving } from './server/serve.ts';
import { worldOf } from './world.ts';

/** The longest that an answer waits for the tree in memory to show what was just written: it is written all the same. */
const REFLECTED_MS = 3_000;

export interface Canopy extends Serving {
  readonly graph: Graph;
  /** Ends what is under way, closes what is open, with a reason to those who listen. */
  stop(): Promise<void>;
}

/** The one place where things are built and joined. */
export async function createCanopy(config: Config, log: Logger, version: string): Promise<Canopy> {
  const clock = systemClock;
  const random = Math.random;
  const owner = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const stopping = new AbortController();
  const { signal } = stopping;
  // Who is being answered when the process stops still reads and writes: their part ends after them.
  const drained = new AbortController();
  const url = config.store.url?.reveal();
  const store = await openStore(
    url === undefined ? { driver: 'sqlite', file: config.store.file ?? 'canopy.sqlite' } : { driver: 'mysql', url },
    { clock, log, newId: randomUUID },
  );

  const graph = new Graph(clock);
  const facts = new FactsMirror(
    store,
    graph,
    (error) => log.error({ err: error }, 'the tree could not be read as it should be'),
    clock,
    drained.signal,
  );
  const stopFacts = await facts.start();
  const texts = new EntityTexts(config.limits.textsBytes, () => entitiesOf(graph));
  graph.listen({
    appChanged: (before) => before && texts.release(before),
    containerChanged: (before) => before && texts.release(before),
  });

  const background: Promise<unknown>[] = [];
  const marathons = new Map<string, { client: Marathon; mirror: MarathonMirror }>();
  for (const each of config.marathons) {
    const source = new Source(`marathon:${each.name}`, 'marathon', each.urls.join(', '), clock, 2 * each.relistMs);
    const copy = graph.addCluster(each.name, source);
    const auth = each.basic ? { basic: each.basic } : each.token ? { token: each.token } : undefined;
    const client = new Marathon({
      cluster: each.name,
      urls: each.urls,
      auth,
      timeoutMs: each.timeoutMs,
      clock,
      trustLeader: each.trustLeader,
    });
    const recorded = new MarathonRecorded(graph, copy);
    const recorder = new Recorder({ recorded, store, clock, owner, log });
    const mirror = new MarathonMirror({
      graph,
      copy,
      marathon: client,
      options: each,
      clock,
      random,
      log,
      onSignal: (heard) => recorded.hear(heard),
      exclusively: oneAtATime(store, `list:${each.name}`, owner, clock, signal),
    });
    marathons.set(each.name, { client, mirror });
    background.push(mirror.run(signal), recorder.run(signal));
  }
  if (config.mesos) {
    const { url: mesosUrl, timeoutMs, everyMs } = config.mesos;
    const mesos = new Mesos({ cluster: 'main', urls: [mesosUrl], timeoutMs, clock });
    const source = new Source('mesos', 'mesos', mesosUrl, clock, 2 * everyMs);
    graph.sources.push(source);
    graph.hostSource = source;
    const recorder = new Recorder({ recorded: recordHosts(graph, source), store, clock, owner, log });
    background.push(mirrorHosts({ graph, source, lister: mesos, everyMs, clock, random, log }, signal), recorder.run(signal));
  } else hostsFromTasks(graph);

  const seal = new Seal(store.cursorKey());
  const logReads = new LogReads(store, seal);
  const cursors = new Cursors(seal);
  const ports = new Map(
    [...marathons].map(([name, { client }]) => {
      const timeoutMs = config.marathons.find((each) => each.name === name)?.timeoutMs ?? 5_000;
      return [name, marathonPort(client, timeoutMs)];
    }),
  );
  const actions = createActions({
    store,
    world: worldOf(graph),
    marathons: ports,
    clock,
    newId: randomUUID,
    owner,
    log,
    reflected: (seq) => facts.reflected(seq, AbortSignal.timeout(REFLECTED_MS)),
    signal: drained.signal,
    ...(config.crashAt !== undefined && { crashAt: crashAt(config.crashAt) }),
  });
  // Nobody waits for it: what is open holds its targets by its intents, and all the rest can be served.
  background.push(every(5_000, signal, () => actions.recover(signal), log, 'at once'));
  background.push(
    every(
      60_000,
      signal,
      () =>
        store.prune({
          now: clock.now(),
          eventAgeMs: config.store.eventAgeMs,
          eventCount: config.store.eventCount,
          decisionAgeMs: config.store.decisionAgeMs,
          planAgeMs: 30 * 86_400_000,
          keyAgeMs: 7 * 86_400_000,
        }),
      log,
    ),
  );
  background.push(
    every(
      300_000,
      signal,
      async () => {
        const { mismatches } = await recount(graph);
        serving.metrics.mismatches(mismatches.length);
        if (mismatches.length > 0) log.error({ mismatches: mismatches.slice(0, 10) }, 'roll-ups differ from a recount');
      },
      log,
    ),
  );
  background.push(every(1_000, signal, () => graph.expireFreezes(), log));
  background.push(every(1_000, signal, () => graph.sources.forEach((source) => source.watchAge()), log));

  const docker =
    config.docker &&
    new DockerReads(
      new DockerHosts({ template: config.docker.template, tls: tlsOf(config.docker.tls), deadlineMs: config.docker.deadlineMs, clock }),
      graph,
      clock,
    );
  const loaders = loadersOf({ store, logReads, marathons: new Map([...marathons].map(([name, { client }]) => [name, client])), docker });
  const serving = await serve({
    config,
    log,
    version,
    graph,
    texts,
    prefix: randomBytes(4).toString('hex'),
    request: {
      openView: (facets) => {
        const reading = new Reading(graph.tree.shape, facets);
        return { view: new LiveView(graph, reading, cursors), list: reading.list, sources: reading.sources };
      },
      freshness: (source) => freshness(source, clock),
      loaders: loaders.open,
      actions: confirming(actions, async (cluster, id) => marathons.get(cluster)?.mirror.confirm(id)),
      self: { version },
      viewer: { name: 'open', kind: 'OPEN', roles: ['ADMIN'] },
      now: () => clock.now(),
      cursor: () => logReads.cursor(facts.seq),
    },
    reached: (cursor) => facts.reflected(logReads.place(cursor), AbortSignal.timeout(REFLECTED_MS)),
    pingStore: () => store.ping(),
    stopping: () => signal.aborted,
  });

  let stopped: Promise<void> | undefined;
  return {
    ...serving,
    graph,
    stop: () =>
      (stopped ??= (async () => {
        stopping.abort();
        await serving.close();
        drained.abort();
        await Promise.allSettled([...background, actions.idle()]);
        await Promise.allSettled([...marathons.values()].map(({ client }) => client.close()));
        loaders.close();
        stopFacts();
        await store.close();
      })()),
  };
}

/** Every object that may carry text. */
function* entitiesOf(graph: Graph): Generator<Entity> {
  yield* graph.containers.byTask.from();
  for (const copy of graph.clusters.values()) {
    for (const slot of copy.slots.values()) yield slot.app;
    yield* copy.deployments.values();
  }
  yield* graph.hosts.values();
  for (const node of graph.tree.nodes.values()) if (node.entity) yield node.entity;
}

async function every(ms: number, signal: AbortSignal, work: () => unknown, log: Logger, first?: 'at once'): Promise<void> {
  for (let at = first; !signal.aborted; at = undefined) {
    if (!at) await systemClock.sleep(ms, signal);
    if (signal.aborted) return;
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, 'background work failed');
    }
  }
}

/** Ends the process like a crash would, at one named point: only configured by crash tests. */
function crashAt(point: string): (at: CrashPoint) => void {
  return (at) => {
    if (at === point) process.kill(process.pid, 'SIGKILL');
  };
}

function tlsOf(files: { caFile?: string | undefined; certFile?: string | undefined; keyFile?: string | undefined } | undefined) {
  const read = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  const key = read(files?.keyFile);
  return files && { ca: read(files.caFile), cert: read(files.certFile), key: key === undefined ? undefined : new Secret(key) };
}

/** The longest that anybody waits for a turn, and how long a turn outlives its process. */
const TURN_MS = 30_000;
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

export function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    const file = new URL(path, import.meta.url);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return 'unknown';
}
