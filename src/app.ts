import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { Actions } from './actions/ports.ts';
import { createActions } from './actions/pipeline.ts';
import { openBacktests } from './backtest-run.ts';
import { auditKeyOf } from './audit-key.ts';
import { Callbacks } from './callback.ts';
import { openCallers } from './callers.ts';
import type { Config } from './config.ts';
import { control } from './control.ts';
import { crashing } from './crash.ts';
import { openInbox } from './inbox.ts';
import { systemClock } from './kit/clock.ts';
import { EntityTexts } from './kit/emit/texts.ts';
import { every } from './kit/every.ts';
import { Seal } from './kit/seal.ts';
import { AccessMirror } from './live/access.ts';
import { AuditReads } from './live/audit-reads.ts';
import { Cursors } from './live/cursors.ts';
import { entitiesOf } from './live/entities.ts';
import { FactsMirror } from './live/facts.ts';
import { Graph } from './live/graph.ts';
import { MalformedReads } from './live/malformed-reads.ts';
import { LogReads } from './live/log-reads.ts';
import { AccessReads } from './live/read-access.ts';
import { Reading } from './live/reading.ts';
import { Reflected } from './live/reflected.ts';
import { recount } from './live/recount.ts';
import { freshness } from './live/source.ts';
import { VersionReads } from './live/versions.ts';
import { LiveView } from './live/view.ts';
import { loadersOf } from './loaders.ts';
import { confirming, marathonPort } from './marathon-port.ts';
import { permitOf } from './permit.ts';
import { openSources } from './sources.ts';
import { Points, termsOf } from './server/points.ts';
import { openStore, type OpenStore } from './store/store.ts';
import { openStreams } from './streams.ts';
import { Refusals } from './server/refusals.ts';
import { serve, type Serving } from './server/serve.ts';
import { openWake } from './wake.ts';
import { worldOf } from './world.ts';

/** The longest that a request waits for the cursor it names. */
const NOT_BEFORE_MS = 2_000;
/** The longest that an answer waits for the tree in memory to show what was just written: it is written all the same. */
const REFLECTED_MS = 3_000;

export interface Canopy extends Serving {
  readonly graph: Graph;
  readonly actions: Actions;
  /** For tests and the bench: what they write is told as all else is. */
  readonly store: OpenStore;
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
    url === undefined ? { driver: 'sqlite', file: config.store.file ?? 'canopy.sqlite' } : { driver: 'mysql', url, ca: config.store.ca },
    { clock, log, newId: randomUUID, auditKey: auditKeyOf(config, { make: true }) },
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
  const administrators = config.auth?.administrators ?? { users: [], groups: [] };
  const rights = new AccessMirror({ store, tree: graph.tree, clock, administrators, maxStaleMs: config.access.maxStaleMs });
  const stopRights = await rights.start();
  const access = openCallers(config.auth, rights, { clock, onError: (error) => log.warn({ err: error }, 'a sign-in could not be kept') });
  const points = new Points(
    termsOf(config, () => clock.now()),
    store,
  );
  const texts = new EntityTexts(
    config.limits.textsBytes,
    () => entitiesOf(graph),
    () => clock.monotonic(),
  );
  graph.listen({
    appChanged: (before) => before && texts.release(before),
    containerChanged: (before) => before && texts.release(before),
  });

  const background: Promise<unknown>[] = [];
  const callback = new Callbacks(config, log);
  const crash = crashing(config.crashAt);
  const sources = openSources({ config, graph, store, clock, random, owner, log, signal, callback, ...crash });
  const { marathons, docker } = sources;
  background.push(...sources.background);
  const repeat = (ms: number, work: () => unknown, first?: 'at once') =>
    background.push(every(ms, work, { signal, clock, first, onError: (error) => log.warn({ err: error }, 'background work failed') }));

  const confirm = async (cluster: string, id: string) => marathons.get(cluster)?.mirror.confirm(id);
  const reflected = new Reflected({
    graph,
    clock,
    tree: facts,
    records: (source) => marathons.get(source.replace(/^marathon:/, ''))?.recorder.active ?? false,
    confirm,
  });
  const stopReflected = store.onEvents((events) => reflected.hear(events));
  repeat(1_000, () => reflected.look());

  const seal = new Seal(store.cursorKey());
  const logReads = new LogReads(store, seal);
  const cursors = new Cursors(seal);
  const ports = new Map(
    [...marathons].map(([name, { client }]) => {
      const timeoutMs = config.marathons.find((each) => each.name === name)?.timeoutMs ?? 5_000;
      return [name, marathonPort(client, timeoutMs)];
    }),
  );
  const world = worldOf(graph, rights);
  const actions = createActions({
    store,
    world,
    marathons: ports,
    monitoring: sources.falcon?.monitoring,
    chronos: sources.chronos?.port,
    clock,
    newId: randomUUID,
    owner,
    log,
    reflected: async (seq) => {
      await Promise.all([facts.reflected(seq, AbortSignal.timeout(REFLECTED_MS)), rights.settled()]);
    },
    signal: drained.signal,
    ...crash,
  });
  const { falcon, chronos } = sources;
  background.push(
    control({
      ...{ graph, falcon, chronos, actions, store, clock, owner, log, signal, confirm, newId: randomUUID },
      ...{ concurrent: config.falcon?.concurrent, pending: () => callback.falconPending },
      deadlines: [...ports.values()].map(({ writeDeadlineMs }) => writeDeadlineMs),
    }),
  );
  // Nobody waits for it: what is open holds its targets by its intents, and all the rest can be served.
  repeat(5_000, () => actions.recover(signal), 'at once');
  repeat(500, () => actions.dropClaims(signal));
  repeat(60_000, () =>
    store.prune({
      now: clock.now(),
      eventAgeMs: config.store.eventAgeMs,
      eventCount: config.store.eventCount,
      decisionAgeMs: config.store.decisionAgeMs,
      planAgeMs: 30 * 86_400_000,
      keyAgeMs: 7 * 86_400_000,
      auditAgeMs: config.audit.ageMs,
      alarmAgeMs: config.store.eventAgeMs,
      // Clocks of replicas may be apart.
      windowAgeMs: 10 * config.limits.windowMs,
      lookAgeMs: 73 * 3_600_000, // From when a row of them began.
    }),
  );
  // Out of reach of whoever can write to the store: what is cut off the end is seen by it alone.
  const tellAuditHead = async () => log.info({ audit: await store.auditHead() }, 'audit head');
  repeat(60_000, tellAuditHead, 'at once');
  repeat(300_000, async () => {
    const { mismatches } = await recount(graph);
    serving.metrics.mismatches(mismatches.length);
    if (mismatches.length > 0) log.error({ mismatches: mismatches.slice(0, 10) }, 'roll-ups differ from a recount');
  });
  repeat(1_000, () => {
    graph.expireFreezes();
    for (const source of graph.sources) source.watchAge();
  });

  const refusals = new Refusals({ store, now: () => clock.now() });
  const inbox = await openInbox({
    ...{ config, graph, store, clock, owner, log, signal },
    falcon: sources.falcon,
    reflected: (seq) => facts.reflected(seq, AbortSignal.timeout(REFLECTED_MS)),
  });
  background.push(...inbox.background);
  const versions = new VersionReads(new Map([...marathons].map(([name, { client }]) => [name, client])), clock);
  const loaders = loadersOf({
    graph,
    store,
    logReads,
    auditReads: new AuditReads(store, seal),
    malformedCalls: new MalformedReads(store, seal),
    versions,
    docker,
    falcon: sources.falcon?.series,
    backtests: openBacktests({ graph, store, clock, series: sources.falcon?.series, closing: drained.signal }),
  });
  const heard = openStreams({
    ...{ store, facts, rights, logReads, clock, log, ...crash },
    tree: graph.tree,
    callers: access.callers,
    limits: config.streams,
    readyMs: REFLECTED_MS,
    signal: drained.signal,
  });
  background.push(...heard.background);
  const wake = openWake({ redis: config.redis, store, graph, clock, owner, log });
  const serving = await serve({
    config,
    log,
    version,
    graph,
    texts,
    prefix: randomBytes(4).toString('hex'),
    request: {
      openView: (facets, { scope, caller }) => {
        const reading = new Reading(graph.tree.shape, facets, scope.isNobodys);
        const reads = new AccessReads({ tree: graph.tree, access: rights, scope, caller, reading });
        return { view: new LiveView(graph, reading, cursors, scope, reads), list: reading.list, sources: reading.sources };
      },
      freshness: (source) => freshness(source, clock),
      loaders: loaders.open,
      permit: ({ caller, scope }) => permitOf({ graph, world, access: rights }, caller, scope),
      actions: confirming(
        actions,
        async (cluster, id) => marathons.get(cluster)?.mirror.confirm(id),
        async (written) => falcon?.watched.confirm(written, AbortSignal.timeout(REFLECTED_MS)),
      ),
      self: { version, hooks: callback },
      now: () => clock.now(),
      cursor: () => logReads.standing(reflected.seq, clock.monotonic()),
    },
    callers: access.callers,
    refusals,
    points,
    streams: heard.streams,
    gather: heard.gather,
    place: (cursor) => logReads.place(cursor),
    clock,
    reached: (cursor) => reflected.reached(logReads.place(cursor), AbortSignal.timeout(NOT_BEFORE_MS)),
    pingStore: () => store.ping(),
    stopping: () => signal.aborted,
    hooks: { falcon: inbox.hooks, chronos: chronos?.hooks },
  });

  repeat(60_000, () => refusals.flush());
  const stopRecheck = rights.onChange(() => serving.recheck());
  repeat(1_000, () => rights.look());
  repeat(60_000, () => rights.flush());
  repeat(1_000, () => points.flush());

  let stopped: Promise<void> | undefined;
  return {
    ...serving,
    listen: async () => {
      const address = await serving.listen();
      callback.listensAt(address);
      return address;
    },
    graph,
    actions,
    store,
    stop: () =>
      (stopped ??= (async () => {
        stopping.abort();
        await serving.close();
        drained.abort();
        await Promise.allSettled([...background, actions.idle()]);
        await sources.close();
        await access.close();
        loaders.close();
        stopFacts();
        stopRights();
        stopRecheck();
        await Promise.allSettled([rights.flush(), refusals.flush(), points.flush()]);
        stopReflected();
        heard.stop();
        await wake.close();
        await inbox.close();
        await tellAuditHead().catch((error: unknown) => log.warn({ err: error }, 'the audit head could not be told'));
        await store.close();
      })()),
  };
}

export function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    const file = new URL(path, import.meta.url);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return 'unknown';
}
