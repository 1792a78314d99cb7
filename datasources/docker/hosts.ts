import type { DockerFacts, LogLine, ProcessFacts } from '../../src/containers/model.ts';
import type { Clock } from '../../src/kit/clock.ts';
import { Fault } from '../../src/kit/fault.ts';
import { fields, fieldsAt, flagAt, Misfit } from '../../src/kit/fields.ts';
import { seenNow, type Observed } from '../../src/kit/observed.ts';
import { engineAddress, type DockerHost, type DockerTls } from './address.ts';
import { decodeStats, decodeTop, toFacts, MIN_SPAN_MS, type Stats } from './decode.ts';
import type { FoundContainer } from './engine.ts';
import { Host } from './host.ts';
import { decodeLogs } from './logs.ts';
import { oomKillsOf } from './ooms.ts';
import { fault, isAnswer, isAway, settled } from './outcome.ts';

export interface DockerOptions {
  /** Where a host's engine listens: `{host}` and `{ip}` stand for its name and address. */
  readonly template: string;
  readonly tls?: DockerTls | undefined;
  readonly clock: Clock;
  /** For all of one host together. */
  readonly deadlineMs?: number | undefined;
  /** Questions to one host at a time, besides measuring. */
  readonly perHost?: number | undefined;
}

export interface InspectOptions {
  /** Ask for the sizes of the root filesystem as well: the engine walks the whole tree for each. */
  readonly sizes?: boolean | undefined;
}

export interface LogOptions {
  readonly tail: number;
  readonly stream?: 'STDOUT' | 'STDERR' | undefined;
}

const MAX_TAIL = 1_000;
const PER_HOST = 4;
/** Two ticks of the engine's stats, and what comes before them: CPU that was never measured before needs both. */
const DEADLINE_MS = 2_500;
const RUNNING: ReadonlySet<string> = new Set(['running', 'paused']);
/** A host that nobody asked for so long is forgotten: it may be gone, or have another address. */
const FORGET_MS = 3_600_000;

/** The Docker engines of many hosts. A host that does not answer costs its own containers a fault, within the deadline, and soon none. */
export class DockerHosts {
  readonly #options: DockerOptions;
  readonly #hosts = new Map<string, Host>();
  #answeredMono: number | undefined;

  constructor(options: DockerOptions) {
    this.#options = options;
  }

  /**
   * Facts or a fault for every task asked for; rejects only with the caller's own abort. All are inspected first, then
   * measured: where the deadline leaves no time to measure one, its usage is null.
   */
  async inspectMany(
    host: DockerHost,
    taskIds: readonly string[],
    signal: AbortSignal,
    { sizes = false }: InspectOptions = {},
  ): Promise<Observed<Map<string, DockerFacts | Fault>>> {
    const seen = seenNow(this.#options.clock);
    const answers = new Map<string, DockerFacts | Fault>();
    try {
      await this.#within(host, signal, async (at, deadline) => {
        const found = await at.find(new Set(taskIds), deadline);
        const inspected = taskIds.map(async (taskId) => {
          const container = found.get(taskId);
          const asked = container && at.ask(() => inspect(at, container, sizes, deadline), deadline);
          answers.set(taskId, asked ? await settled(asked, signal) : at.missing(taskId));
        });
        await Promise.all(inspected);
        const outcomes = [...answers.values()];
        const silence = outcomes.some(isAnswer) ? undefined : (outcomes.find(isAway) ?? outcomes[0]);
        if (silence instanceof Fault) throw silence;
        await this.#measure(at, answers, deadline, signal);
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      for (const taskId of taskIds) if (!answers.has(taskId)) answers.set(taskId, error);
    }
    return { ...seen, value: answers };
  }

  async top(host: DockerHost, taskId: string, signal: AbortSignal): Promise<Observed<readonly ProcessFacts[]>> {
    const seen = seenNow(this.#options.clock);
    return this.#within(host, signal, async (at, deadline) => {
      const { dockerId } = await at.one(taskId, deadline);
      return { ...seen, value: readable(at, 'top', decodeTop, await at.ask(() => at.engine.top(dockerId, deadline), deadline)) };
    });
  }

  /** The last lines, oldest first; at most 1,000. */
  async logs(host: DockerHost, taskId: string, { tail, stream }: LogOptions, signal: AbortSignal): Promise<Observed<readonly LogLine[]>> {
    const seen = seenNow(this.#options.clock);
    return this.#within(host, signal, async (at, deadline) => {
      const { dockerId } = await at.one(taskId, deadline);
      const tty = readable(
        at,
        'inspect',
        (value) => flagAt(fieldsAt(fields(value), 'Config') ?? {}, 'Tty'),
        await at.ask(() => at.engine.inspect(dockerId, false, deadline), deadline),
      );
      const count = Math.min(MAX_TAIL, Math.max(1, Math.floor(tail)));
      // The engine counts lines of both streams before it leaves one out.
      const wanted = { tail: stream ? MAX_TAIL : count, stdout: stream !== 'STDERR', stderr: stream !== 'STDOUT' };
      const log = await at.ask(() => at.engine.logs(dockerId, wanted, deadline), deadline);
      return { ...seen, value: decodeLogs(log, tty ?? false).slice(-count) };
    });
  }

  close(): void {
    for (const host of this.#hosts.values()) host.close();
    this.#hosts.clear();
  }

  /** How the engines stand, as far as that is known: down only when none of them answers. */
  standing(): {
    readonly state: 'WAITING' | 'LIVE' | 'DOWN';
    readonly answeredMono: number | undefined;
    readonly lastError: string | null;
  } {
    this.#forget();
    const known = [...this.#hosts.values()].filter(({ answers }) => answers !== null);
    const away = known.filter(({ answers }) => answers === false).map(({ engine }) => engine.host);
    const lastError = away.length === 0 ? null : `${away.length} of ${known.length} engines do not answer: ${away.slice(0, 5).join(', ')}`;
    return {
      state: known.length === 0 ? 'WAITING' : away.length === known.length ? 'DOWN' : 'LIVE',
      answeredMono: this.#answeredMono,
      lastError,
    };
  }

  async #within<T>(host: DockerHost, signal: AbortSignal, work: (at: Host, deadline: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const at = this.#at(host);
    const result = await at.within(signal, (deadline) => work(at, deadline));
    this.#answeredMono = this.#options.clock.monotonic();
    return result;
  }

  #at(host: DockerHost): Host {
    const key = `${host.name} ${host.ip}`;
    const known = this.#hosts.get(key);
    if (known) return known;
    const { template, tls, clock, perHost: atOnce = PER_HOST, deadlineMs = DEADLINE_MS } = this.#options;
    const address = engineAddress(template, host, tls);
    if (!address) throw fault(host, 'UPSTREAM_UNAVAILABLE', 'its address is not known');
    this.#forget();
    const made = new Host(host, address, { clock, atOnce, deadlineMs });
    this.#hosts.set(key, made);
    return made;
  }

  #forget(): void {
    const since = this.#options.clock.monotonic() - FORGET_MS;
    for (const [key, host] of this.#hosts) {
      if (host.askedMono > since) continue;
      host.close();
      this.#hosts.delete(key);
    }
  }

  /** Adds what only the engine's measures and memories tell. */
  async #measure(at: Host, answers: Map<string, DockerFacts | Fault>, deadline: AbortSignal, signal: AbortSignal): Promise<void> {
    const inspected = [...answers.values()].filter((facts): facts is DockerFacts => !(facts instanceof Fault));
    const since = inspected.flatMap(({ startedAt }) => startedAt ?? []);
    // A time that is past by the engine's own clock, or it would wait for it: the first sample's, or that of the last end.
    const past = Promise.withResolvers<number>();
    const remembered = past.promise.then((until) => {
      const from = Math.min(...since, until);
      return since.length === 0
        ? null
        : settled(
            at.ask(() => at.engine.ooms(from, until, deadline), deadline),
            signal,
          );
    });
    remembered.catch(() => {});
    const measured = await Promise.all(
      [...answers].map(async ([taskId, facts]) => {
        if (facts instanceof Fault) return [];
        const stats = RUNNING.has(facts.status) ? await this.#sample(at, facts.dockerId, past.resolve, deadline, signal) : null;
        return [{ taskId, facts, stats }];
      }),
    );
    past.resolve(Math.max(0, ...since, ...inspected.flatMap(({ finishedAt }) => finishedAt ?? [])));
    const ooms = await remembered;
    for (const { taskId, facts, stats } of measured.flat()) {
      const oomKills = oomKillsOf(facts, stats?.oomKills ?? null, ooms instanceof Fault ? null : ooms);
      answers.set(taskId, { ...facts, oomKills, ...(stats && { usage: stats.usage, throttling: stats.throttling }) });
    }
  }

  /**
   * What a container uses. One-shot stats tell CPU only by two samples: where there was none before, a second one is taken
   * shortly after. Null where the deadline leaves no time.
   */
  async #sample(
    at: Host,
    dockerId: string,
    onTime: (engineTime: number) => void,
    deadline: AbortSignal,
    signal: AbortSignal,
  ): Promise<Stats | null> {
    let last: Stats | null = null;
    for (let sample = 0; sample < 2 && !deadline.aborted; sample++) {
      const stats = await settled(
        at.measure(() => stat(at, dockerId, deadline), deadline),
        signal,
      );
      if (stats instanceof Fault) return last;
      last = stats;
      if (stats.sample) onTime(stats.sample.at);
      if (stats.usage?.cpus !== null || !at.engine.oneShot) return last;
      await this.#options.clock.sleep(2 * MIN_SPAN_MS, deadline);
    }
    signal.throwIfAborted();
    return last;
  }
}

async function inspect(at: Host, { dockerId }: FoundContainer, sizes: boolean, deadline: AbortSignal): Promise<DockerFacts> {
  return readable(at, 'inspect', toFacts, await at.engine.inspect(dockerId, sizes, deadline));
}

async function stat({ engine, samples }: Host, dockerId: string, deadline: AbortSignal): Promise<Stats> {
  const before = samples.get(dockerId) ?? null;
  const stats = readable({ engine }, 'stats', (value) => decodeStats(value, before), await engine.stats(dockerId, deadline));
  // A sample too near to the last one would leave nothing to measure from.
  if (stats.sample && (!before || stats.sample.at - before.at >= MIN_SPAN_MS)) samples.set(dockerId, stats.sample);
  return stats;
}

function readable<T>({ engine }: Pick<Host, 'engine'>, what: string, decode: (value: unknown) => T, value: unknown): T {
  try {
    return decode(value);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw new Fault('UPSTREAM_MALFORMED', `${what}: ${error.message}`, { source: engine.source, cause: error });
  }
}
