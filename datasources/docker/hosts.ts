import type { DockerFacts, LogLine, ProcessFacts } from '../../src/containers/model.ts';
import { Breaker } from '../../src/kit/breaker.ts';
import type { Clock } from '../../src/kit/clock.ts';
import { Fault } from '../../src/kit/fault.ts';
import { Gate } from '../../src/kit/gate.ts';
import { fields, fieldsAt, flagAt, Misfit } from '../../src/kit/fields.ts';
import { seenNow, type Observed } from '../../src/kit/observed.ts';
import { engineAddress, type DockerHost, type DockerTls } from './address.ts';
import { decodeStats, decodeTop, toFacts, MIN_SPAN_MS, type CpuSample, type Stats } from './decode.ts';
import { Engine, type FoundContainer } from './engine.ts';
import { decodeLogs } from './logs.ts';
import { fault, isAway, pooled, settled } from './outcome.ts';

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

/** A mapping of tasks to containers is asked for again after this, or at once when a task is missing from one older than a second. */
const MAPPING_MS = 10_000;
const MISSING_MS = 1_000;
const MAX_TAIL = 1_000;
const PER_HOST = 4;
const MEASURED_AT_ONCE = 32;
/** Two ticks of the engine's stats, and what comes before them: CPU that was never measured before needs both. */
const DEADLINE_MS = 2_500;
const RUNNING: ReadonlySet<string> = new Set(['running', 'paused']);
const BREAKER = { failures: 3, openMs: 10_000 };

type Work<T> = (at: Host, deadline: AbortSignal) => Promise<T>;

interface Host {
  readonly engine: Engine;
  readonly gate: Gate;
  readonly breaker: Breaker;
  readonly samples: Map<string, CpuSample>;
  containers: ReadonlyMap<string, FoundContainer>;
  listing: Promise<ReadonlyMap<string, FoundContainer>> | undefined;
  listedAt: number;
}

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
        const found = await this.#find(at, new Set(taskIds), deadline);
        const missing = (taskId: string): Fault => fault(host, 'NOT_FOUND', `has no container of task ${taskId}`);
        await pooled(taskIds, this.#options.perHost ?? PER_HOST, async (taskId) => {
          const container = found.get(taskId);
          answers.set(taskId, container ? await settled(inspect(at, container, sizes, deadline), signal) : missing(taskId));
        });
        const [first] = answers.values();
        if (first instanceof Fault && [...answers.values()].every(isAway)) throw first;
        await Promise.all([this.#measure(at, answers, deadline, signal), this.#countOoms(at, answers, deadline, signal)]);
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      for (const taskId of taskIds) if (!answers.has(taskId)) answers.set(taskId, error);
    }
    return { ...seen, value: answers };
  }

  async top(host: DockerHost, taskId: string, signal: AbortSignal): Promise<Observed<readonly ProcessFacts[]>> {
    const seen = seenNow(this.#options.clock);
    return this.#inTurn(host, signal, async (at, deadline) => {
      const { dockerId } = await this.#one(host, at, taskId, deadline);
      return { ...seen, value: readable(at, 'top', decodeTop, await at.engine.top(dockerId, deadline)) };
    });
  }

  /** The last lines, oldest first; at most 1,000. */
  async logs(host: DockerHost, taskId: string, { tail, stream }: LogOptions, signal: AbortSignal): Promise<Observed<readonly LogLine[]>> {
    const seen = seenNow(this.#options.clock);
    return this.#inTurn(host, signal, async (at, deadline) => {
      const { dockerId } = await this.#one(host, at, taskId, deadline);
      const tty = readable(
        at,
        'inspect',
        (value) => flagAt(fieldsAt(fields(value), 'Config') ?? {}, 'Tty'),
        await at.engine.inspect(dockerId, false, deadline),
      );
      const count = Math.min(MAX_TAIL, Math.max(1, Math.floor(tail)));
      // The engine counts lines of both streams before it leaves one out.
      const wanted = { tail: stream ? MAX_TAIL : count, stdout: stream !== 'STDERR', stderr: stream !== 'STDOUT' };
      return { ...seen, value: decodeLogs(await at.engine.logs(dockerId, wanted, deadline), tty ?? false).slice(-count) };
    });
  }

  close(): void {
    for (const { engine } of this.#hosts.values()) engine.close();
    this.#hosts.clear();
  }

  /** How the engines that were asked stand: down only when none of them answers. */
  standing(): {
    readonly state: 'WAITING' | 'LIVE' | 'DOWN';
    readonly answeredMono: number | undefined;
    readonly lastError: string | null;
  } {
    const now = this.#options.clock.monotonic();
    // An open breaker closes only when it is asked again; nobody may for hours.
    const away = [...this.#hosts.values()]
      .filter(({ breaker: { state } }) => state.kind !== 'closed' && state.until > now)
      .map(({ engine }) => engine.host);
    const asked = this.#hosts.size;
    const lastError = away.length === 0 ? null : `${away.length} of ${asked} engines do not answer: ${away.slice(0, 5).join(', ')}`;
    return {
      state: asked === 0 ? 'WAITING' : away.length === asked ? 'DOWN' : 'LIVE',
      answeredMono: this.#answeredMono,
      lastError,
    };
  }

  /** Runs `work` unless the host's breaker is open, and ends it at the deadline. */
  async #within<T>(host: DockerHost, signal: AbortSignal, work: Work<T>, gate?: Gate): Promise<T> {
    signal.throwIfAborted();
    const at = this.#at(host);
    const { clock, deadlineMs = DEADLINE_MS } = this.#options;
    if (!at.breaker.admits()) throw fault(host, 'UPSTREAM_UNAVAILABLE', `not asked: it did not answer the last ${BREAKER.failures} times`);
    const done = new AbortController();
    const expired = new AbortController();
    const late = fault(host, 'UPSTREAM_TIMEOUT', `no answer in ${deadlineMs} ms`);
    void clock.sleep(deadlineMs, done.signal).then(() => done.signal.aborted || expired.abort(late));
    const deadline = AbortSignal.any([signal, expired.signal]);
    let began = Infinity;
    const begin = (): Promise<T> => {
      began = clock.monotonic();
      return work(at, deadline);
    };
    try {
      const result = await (gate ? gate.run(begin, deadline) : begin());
      at.breaker.succeeded();
      this.#answeredMono = this.#options.clock.monotonic();
      return result;
    } catch (error) {
      // Who waited for others and had less than half the time says nothing of the engine.
      if (clock.monotonic() - began >= deadlineMs / 2 || !(error instanceof Fault && error.code === 'UPSTREAM_TIMEOUT'))
        this.#judge(at, error, signal);
      throw error;
    } finally {
      done.abort();
    }
  }

  /** A question about one container: a page may ask for hundreds, and an engine runs `ps` for each. */
  #inTurn<T>(host: DockerHost, signal: AbortSignal, work: Work<T>): Promise<T> {
    return this.#within(host, signal, work, this.#at(host).gate);
  }

  /** An engine that answers, even to refuse, is there; a caller who left says nothing about it. */
  #judge({ breaker }: Host, error: unknown, signal: AbortSignal): void {
    if (signal.aborted || !(error instanceof Fault)) return;
    if (isAway(error)) breaker.failed();
    else breaker.succeeded();
  }

  #at(host: DockerHost): Host {
    const key = `${host.name} ${host.ip}`;
    const known = this.#hosts.get(key);
    if (known) return known;
    const { template, tls, clock, perHost = PER_HOST } = this.#options;
    const address = engineAddress(template, host, tls);
    if (!address) throw fault(host, 'UPSTREAM_UNAVAILABLE', 'its address is not known');
    const made: Host = {
      engine: new Engine(host.name, address, perHost + MEASURED_AT_ONCE),
      gate: new Gate(perHost),
      breaker: new Breaker(clock, BREAKER),
      samples: new Map(),
      containers: new Map(),
      listing: undefined,
      listedAt: -Infinity,
    };
    this.#hosts.set(key, made);
    return made;
  }

  async #find(at: Host, wanted: ReadonlySet<string>, deadline: AbortSignal): Promise<ReadonlyMap<string, FoundContainer>> {
    const now = this.#options.clock.monotonic();
    const age = now - at.listedAt;
    const missing = [...wanted].some((taskId) => !at.containers.has(taskId));
    if (age > MAPPING_MS || (missing && age > MISSING_MS)) {
      // Many ask together: one list is for all of them, unless it was made without looking for this task.
      const joined = at.listing !== undefined;
      if (at.listing) at.containers = await at.listing;
      const stale = at.listedAt <= now - MAPPING_MS && !joined;
      if (stale || [...wanted].some((taskId) => !at.containers.has(taskId))) {
        at.listing = at.engine.containers(deadline, wanted).finally(() => (at.listing = undefined));
        at.containers = await at.listing;
      }
      at.listedAt = now;
      const there = new Set([...at.containers.values()].map(({ dockerId }) => dockerId));
      for (const dockerId of at.samples.keys()) if (!there.has(dockerId)) at.samples.delete(dockerId);
    }
    return at.containers;
  }

  async #one(host: DockerHost, at: Host, taskId: string, deadline: AbortSignal): Promise<FoundContainer> {
    const found = (await this.#find(at, new Set([taskId]), deadline)).get(taskId);
    if (found) return found;
    throw fault(host, 'NOT_FOUND', `has no container of task ${taskId}`);
  }

  /** One question for all: what the engine remembers of kills since the oldest of them began. Where it does not tell, they stay unknown. */
  async #countOoms(at: Host, answers: Map<string, DockerFacts | Fault>, deadline: AbortSignal, signal: AbortSignal): Promise<void> {
    const began = [...answers.values()].flatMap((each) => (each instanceof Fault || each.startedAt === null ? [] : each.startedAt));
    if (began.length === 0) return;
    const counts = await settled(at.engine.ooms(Math.min(...began), this.#options.clock.now(), deadline), signal);
    if (counts instanceof Fault) return;
    for (const [taskId, facts] of answers) {
      if (facts instanceof Fault) continue;
      const oomKills = Math.max(counts.get(facts.dockerId) ?? 0, facts.oomKilled ? 1 : 0);
      answers.set(taskId, { ...facts, oomKills });
    }
  }

  /**
   * Adds usage to the facts of what runs. One-shot stats tell CPU only by two samples: where there was none before, a
   * second one is taken shortly after. Engines of 20.10 answer at the tick of a second that all containers share, so
   * more of them may wait at once than may be inspected.
   */
  async #measure(at: Host, answers: Map<string, DockerFacts | Fault>, deadline: AbortSignal, signal: AbortSignal): Promise<void> {
    const running = [...answers].filter(
      (answer): answer is [string, DockerFacts] => !(answer[1] instanceof Fault) && RUNNING.has(answer[1].status),
    );
    await pooled(running, MEASURED_AT_ONCE, async ([taskId, facts]) => {
      for (let sample = 0; sample < 2 && !deadline.aborted; sample++) {
        const stats = await settled(stat(at, facts.dockerId, deadline), signal);
        if (stats instanceof Fault) return;
        // What else is added meanwhile stays.
        answers.set(taskId, {
          ...((answers.get(taskId) as DockerFacts | undefined) ?? facts),
          usage: stats.usage,
          throttling: stats.throttling,
        });
        if (stats.usage?.cpus !== null || !at.engine.oneShot) return;
        await this.#options.clock.sleep(2 * MIN_SPAN_MS, deadline);
      }
      signal.throwIfAborted();
    });
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
