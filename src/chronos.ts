import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { Chronos } from '../datasources/chronos/client.ts';
import type { JobRecord } from '../datasources/chronos/model.ts';
import { fixedOf, isBusy, jobChanges, scheduleOfJob, wantedJobs, type JobChange, type WantedJob } from './actions/chronos/jobs.ts';
import type { ChronosPort } from './actions/chronos/port.ts';
import { holdBack } from './actions/held-back.ts';
import { LeaseKeeper } from './actions/lease-keeper.ts';
import type { Actions } from './actions/ports.ts';
import type { Callback } from './callback.ts';
import type { Config } from './config.ts';
import { ChronosController, type ChronosView, type JobsDifference } from './controllers/chronos.ts';
import { Firings } from './controllers/firings.ts';
import type { Clock } from './kit/clock.ts';
import { Fault } from './kit/fault.ts';
import { canonical } from './kit/json.ts';
import type { Result } from './kit/result.ts';
import { ChronosMirror } from './live/chronos.ts';
import type { Graph } from './live/graph.ts';
import { Source } from './live/source.ts';
import type { Reaching } from './live/timed-book.ts';
import type { Store } from './plans/ports.ts';
import { firingOf } from './scaling-control.ts';
import { firingAfter } from './scaling/timed.ts';
import type { ChronosHookParts } from './server/chronos-hook.ts';

export interface ChronosDeps {
  readonly graph: Graph;
  readonly store: Pick<Store, 'write' | 'firings'>;
  readonly clock: Clock;
  readonly callback: Callback;
}

export interface ChronosParts {
  readonly client: Chronos;
  readonly mirror: ChronosMirror<JobRecord>;
  readonly port: ChronosPort;
  readonly callback: Callback;
  readonly everyMs: number;
  readonly hooks: ChronosHookParts;
}

/** Of this many rounds none was read: it is stale. */
const STALE_ROUNDS = 3;

/** A Chronos whose jobs call Canopy, joined to the graph. */
export function openChronos(config: NonNullable<Config['chronos']>, { graph, store, clock, callback }: ChronosDeps): ChronosParts {
  const { cluster, urls, basic, tls, timeoutMs, everyMs, prefix, hookTokens } = config;
  const client = new Chronos({ cluster, urls, auth: basic, timeoutMs, clock, tls: tls && { ...tls, key: tls.key?.reveal() } });
  const source = new Source(client.source, 'chronos', urls.join(', '), clock, STALE_ROUNDS * (everyMs + timeoutMs));
  graph.sources.push(source);
  const within = () => AbortSignal.timeout(timeoutMs);
  const port: ChronosPort = {
    ...{ system: client.source, prefix, writeDeadlineMs: timeoutMs },
    down: () => (source.down ? (source.lastError ?? 'it does not answer') : undefined),
    command: (scheduleId) => commandOf(callback.url(), scheduleId),
    job: async (name, signal) => (await client.job(name, signal)).value,
    jobsWith: async (part, signal) => {
      const { items, unreadable } = (await client.jobsWith(part, signal)).value;
      const [broken] = unreadable;
      if (broken)
        throw new Fault('UPSTREAM_MALFORMED', `The job ${broken.id} cannot be read: ${broken.problem}`, { source: client.source });
      return items;
    },
    put: (name, job, command) => client.putScheduled({ ...job, name, command, retries: 0 }, within()),
    drop: (name) => client.deleteJob(name, within()),
  };
  const actor = `source:${client.source}`;
  const called: ChronosHookParts['called'] = async (scheduleId) => {
    if (!graph.tree.synced) throw new Fault('NOT_SYNCED', 'The schedules have not been read yet.');
    const each = graph.tree.timed.byId(scheduleId);
    if (!each) return 'UNKNOWN';
    // While nothing is scaled no schedule fires.
    return graph.tree.modeOf('SCALING') === 'OFF' ? 'NOT_DUE' : new Firings(store, actor).called(firingOf(graph, each), clock.now());
  };
  return { client, mirror: new ChronosMirror(source, client), port, callback, everyMs, hooks: { tokens: hookTokens, called } };
}

/** What stands between the quotes of a shell must hold none. */
function commandOf(url: string | undefined, scheduleId: string): string | undefined {
  return url && `curl -fsS -m 10 -X POST '${url.replaceAll("'", '%27')}/${encodeURIComponent(scheduleId)}'`;
}

export interface ChronosWiring {
  readonly chronos: ChronosParts;
  readonly graph: Graph;
  readonly actions: Pick<Actions, 'run'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly owner: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const LEASE_MS = 15_000;
/** A step is begun only while the lease outlives its deadline by far. */
const DEADLINES = 3;
const CONCERNS = /^(SCALING_SCHEDULE_(SET|REMOVED)|CONTROLLER_)/;

/** Keeps the jobs of Chronos equal to the schedules, in the one process that holds the lease. Settles when nobody looks any more. */
export async function controlChronos(wiring: ChronosWiring): Promise<void> {
  const { chronos, actions, store, clock, newId, owner, log, signal } = wiring;
  const { port, everyMs } = chronos;
  const forMs = Math.max(LEASE_MS, DEADLINES * port.writeDeadlineMs, DEADLINES * everyMs);
  const controller = new ChronosController({
    view: viewOf(wiring),
    ...{ actions, clock, everyMs, log },
    lease: new LeaseKeeper('controller:chronos', { store, clock, owner, forMs }),
    holdBack: (held) => holdBack({ store, newId, now: () => clock.now() }, held),
  });
  const stop = store.onEvents((events) => {
    if (events.some(({ kind }) => CONCERNS.test(kind))) controller.told();
  });
  await controller.run(signal).finally(stop);
}

/** What a recurrence comes to is worked out anew so often: it takes milliseconds, and the clocks of zones change. */
const WANTED_MS = 3_600_000;

interface Wanted {
  readonly at: number;
  readonly jobs: Result<readonly WantedJob[]>;
}

function viewOf({ chronos, graph, clock, signal }: ChronosWiring): ChronosView {
  const { mirror, port, callback } = chronos;
  const { tree } = graph;
  const { prefix } = port;
  const known = new WeakMap<Reaching['rule'], Wanted>();
  const byChronos = () => tree.timed.list().filter(({ rule }) => rule.executor === 'CHRONOS');

  return {
    system: port.system,
    mode: () => graph.tree.modeOf('CHRONOS'),
    read: () => mirror.read(signal),
    blind: () => {
      if (!tree.synced) return 'The tree has not been read yet.';
      if (callback.pending) return 'Where Canopy listens, which its jobs are to call, is not known yet.';
      if (callback.url() === undefined) return 'Chronos is not known to reach Canopy: chronos.callback says where.';
      if (!mirror.source.synced) return `${port.system} has not been read yet.`;
      return mirror.source.down ? `${port.system} does not answer: ${mirror.source.lastError ?? 'no reason is known'}` : undefined;
    },
    differences,
    unfit: () => [
      ...byChronos().flatMap((each) => {
        const wanted = wantedOf(each, clock.now());
        return wanted.ok ? [] : `${each.schedule.name}: ${wanted.userErrors.map(({ message }) => message).join(' ')}`;
      }),
      ...unreadable().map(({ id, problem }) => `The job ${id} cannot be read, and its schedule is left as it is: ${problem}`),
    ],
    jobs: () => mirror.items.filter(({ name }) => scheduleOfJob(prefix, name)).length,
  };

  function unreadable() {
    return mirror.unreadable.filter(({ id }) => scheduleOfJob(prefix, id));
  }

  function differences(): readonly JobsDifference[] {
    const now = clock.now();
    const there = Map.groupBy(mirror.items, ({ name }) => scheduleOfJob(prefix, name)?.scheduleId);
    const leave = new Set(unreadable().map(({ id }) => scheduleOfJob(prefix, id)?.scheduleId));
    const ids = new Set([...byChronos().map(({ schedule }) => schedule.id), ...there.keys()]);
    return [...ids].flatMap((scheduleId) => {
      const command = scheduleId === undefined || leave.has(scheduleId) ? undefined : port.command(scheduleId);
      if (scheduleId === undefined || command === undefined) return [];
      const each = tree.timed.byId(scheduleId);
      const wanted = each && wantedOf(each, now);
      const jobs = wanted?.ok === true ? wanted.value : [];
      const changes = jobChanges(jobs, there.get(scheduleId) ?? [], now, { prefix, scheduleId, command });
      if (changes.length === 0) return [];
      const busy = changes.some(({ held }) => held !== null && isBusy(held, command, now));
      return { scheduleId, digest: digestOf(changes), busy };
    });
  }

  function wantedOf(each: Reaching, now: number): Result<readonly WantedJob[]> {
    const { rule } = each;
    if (rule.executor !== 'CHRONOS' || firingAfter(each, now) === null) return { ok: true, value: [] };
    const held = known.get(rule);
    if (held && now >= held.at && now < held.at + WANTED_MS) return held.jobs;
    const jobs = wantedJobs(rule, now);
    known.set(rule, { at: now, jobs });
    return jobs;
  }
}

/** Without what moves on by itself. */
function digestOf(changes: readonly JobChange[]): string {
  const fixed = changes.map(({ put, name, held }) => [name, put && [put.description, put.scheduleTimeZone], held && fixedOf(held)]);
  return createHash('sha256').update(canonical(fixed)).digest('base64url');
}
