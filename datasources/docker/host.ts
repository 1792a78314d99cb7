import type Docker from 'dockerode';
import { Breaker } from '../../src/kit/breaker.ts';
import type { Clock } from '../../src/kit/clock.ts';
import { Deadline } from '../../src/kit/deadline.ts';
import { Fault } from '../../src/kit/fault.ts';
import { Gate } from '../../src/kit/gate.ts';
import type { DockerHost } from './address.ts';
import type { CpuSample } from './decode.ts';
import { Engine, type FoundContainer } from './engine.ts';
import { fault, isAnswer, isAway, waited } from './outcome.ts';

export interface HostOptions {
  readonly clock: Clock;
  /** For all that one caller asks. */
  readonly deadlineMs: number;
  /** Questions at a time, besides measuring. */
  readonly atOnce: number;
}

type Found = ReadonlyMap<string, FoundContainer>;

/** A mapping of tasks to containers is asked for again after this, or at once when a task is missing from one older than a second. */
const MAPPING_MS = 10_000;
const MISSING_MS = 1_000;
/** Engines of 20.10 measure at the tick of a second that all containers share: more of them may wait at once. */
const MEASURED_AT_ONCE = 32;
const BREAKER = { failures: 3, openMs: 10_000 };

/** One host's engine, and how it is asked: by all callers together so much at a time, and not at all while it does not answer. */
export class Host {
  readonly engine: Engine;
  readonly samples = new Map<string, CpuSample>();
  /** When it was last wanted. */
  askedMono: number;
  readonly #host: DockerHost;
  readonly #options: HostOptions;
  readonly #breaker: Breaker;
  readonly #questions: Gate;
  readonly #measuring = new Gate(MEASURED_AT_ONCE);
  #containers: Found = new Map();
  #listing: Promise<Found> | undefined;
  #listedAt = -Infinity;
  /** Questions about containers that were answered. */
  #answered = 0;
  #failedMono = -Infinity;

  constructor(host: DockerHost, address: Docker.DockerOptions, options: HostOptions) {
    this.#host = host;
    this.#options = options;
    this.engine = new Engine(host.name, address, options.atOnce + MEASURED_AT_ONCE);
    this.#breaker = new Breaker(options.clock, BREAKER);
    this.#questions = new Gate(options.atOnce);
    this.askedMono = options.clock.monotonic();
  }

  /** Null when that is not known: it did not, for a while, and nobody asked again. */
  get answers(): boolean | null {
    if (this.#breaker.state.kind === 'closed') return true;
    return this.#breaker.refuses ? false : null;
  }

  /** Runs `work` unless the host is being spared, and ends it at the deadline. */
  async within<T>(signal: AbortSignal, work: (deadline: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, deadlineMs } = this.#options;
    const began = (this.askedMono = clock.monotonic());
    const answered = this.#answered;
    if (!this.#breaker.admits())
      throw fault(this.#host, 'UPSTREAM_UNAVAILABLE', `not asked: it did not answer the last ${BREAKER.failures} times`);
    const late = () => fault(this.#host, 'UPSTREAM_TIMEOUT', `no answer in ${deadlineMs} ms`);
    const deadline = new Deadline(clock, { signal, timeoutMs: deadlineMs, late });
    try {
      const result = await work(deadline.signal);
      this.#breaker.succeeded();
      return result;
    } catch (error) {
      // A caller who left says nothing of the engine.
      if (!signal.aborted && error instanceof Fault) this.#judge(error, began, this.#answered > answered);
      throw error;
    } finally {
      deadline.end();
    }
  }

  /** One question about a container, in its turn. */
  ask<T>(question: () => Promise<T>, deadline: AbortSignal): Promise<T> {
    return this.#counted(this.#inTurn(this.#questions, question, deadline));
  }

  measure<T>(question: () => Promise<T>, deadline: AbortSignal): Promise<T> {
    return this.#counted(this.#inTurn(this.#measuring, question, deadline));
  }

  /** The containers of tasks, as far as the engine has them. */
  async find(wanted: ReadonlySet<string>, deadline: AbortSignal): Promise<Found> {
    const now = this.#options.clock.monotonic();
    const age = now - this.#listedAt;
    const isMissing = (): boolean => [...wanted].some((taskId) => !this.#containers.has(taskId));
    if (age <= MAPPING_MS && (age <= MISSING_MS || !isMissing())) return this.#containers;
    // Many ask together: one list is for all of them, unless it was made without looking for this task.
    const joined = this.#listing !== undefined;
    if (this.#listing) this.#containers = await this.#listing;
    const isStale = this.#listedAt <= now - MAPPING_MS && !joined;
    if (isStale || isMissing()) {
      const list = (): Promise<Found> => this.engine.containers(deadline, wanted);
      this.#listing = this.#inTurn(this.#questions, list, deadline).finally(() => (this.#listing = undefined));
      this.#containers = await this.#listing;
    }
    this.#listedAt = now;
    const there = new Set([...this.#containers.values()].map(({ dockerId }) => dockerId));
    for (const dockerId of this.samples.keys()) if (!there.has(dockerId)) this.samples.delete(dockerId);
    return this.#containers;
  }

  async one(taskId: string, deadline: AbortSignal): Promise<FoundContainer> {
    const found = (await this.find(new Set([taskId]), deadline)).get(taskId);
    if (found) return found;
    throw this.missing(taskId);
  }

  missing(taskId: string): Fault {
    return fault(this.#host, 'NOT_FOUND', `has no container of task ${taskId}`);
  }

  close(): void {
    this.engine.close();
  }

  async #inTurn<T>(gate: Gate, question: () => Promise<T>, deadline: AbortSignal): Promise<T> {
    let asked = false;
    const work = (): Promise<T> => {
      asked = true;
      return question();
    };
    try {
      return await gate.run(work, deadline);
    } catch (error) {
      throw asked || !(error instanceof Fault) ? error : waited(this.#host, this.#options.deadlineMs);
    }
  }

  async #counted<T>(answer: Promise<T>): Promise<T> {
    try {
      const value = await answer;
      this.#answered++;
      return value;
    } catch (error) {
      if (error instanceof Fault && isAnswer(error)) this.#answered++;
      throw error;
    }
  }

  /**
   * An engine that answers, even to refuse, is there. One container that hangs says nothing of it while it answers for
   * others, and questions that hung together are one failure.
   */
  #judge(error: Fault, began: number, answeredOthers: boolean): void {
    if (isAnswer(error)) this.#breaker.succeeded();
    if (!isAway(error) || answeredOthers || began < this.#failedMono) return;
    this.#failedMono = this.#options.clock.monotonic();
    this.#breaker.failed();
  }
}
