import type { Marathon } from '../../datasources/marathon/client.ts';
import type { MarathonSignal, Watch } from '../../datasources/marathon/model.ts';
import { Deployment, ENDED_STATES } from '../apps/model.ts';
import { backoffMs } from '../kit/backoff.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault, messageOf } from '../kit/fault.ts';
import { Recent } from '../kit/recent.ts';
import type { ClusterCopy } from './cluster.ts';
import type { Graph } from './graph.ts';
import { MarathonList } from './marathon-list.ts';
import { Marks } from './marks.ts';
import { Retries } from './retries.ts';

export interface MirrorOptions {
  readonly relistMs: number;
  readonly coalesceMs: number;
  readonly canaryMs: number;
}

export interface MirrorDeps {
  readonly graph: Graph;
  readonly copy: ClusterCopy;
  readonly marathon: Marathon;
  readonly options: MirrorOptions;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void };
  /** What happened by the stream's word; state comes only from reads. */
  readonly onSignal?: (signal: MarathonSignal) => void;
  /** Runs a whole list while no other replica runs one. */
  readonly exclusively?: (work: () => Promise<void>) => Promise<void>;
}

const DEPLOYMENTS = '*deployments';
const QUEUE = '*queue';
const EVERYTHING = '*everything';
/** How often the queue is read while something waits in it: no event tells how many offers were turned down. */
const QUEUE_MS = 5_000;
/** How often at most, however much happens: Marathon works the whole queue through for each answer. */
const QUEUE_AT_MOST_MS = 1_000;
/** When this many apps, and a tenth of all, wait to be read one by one, a whole list is cheaper for both sides. */
const MANY = 100;
/** How often a passing failure may come in a row before what could not be read says so. */
const PATIENCE = 3;
/** How many apps that deployments named lately are remembered, for the moment when their group is stored. */
const NAMED = 1_000;
/** How long after a deployment named an app its group may still be about to be stored. */
const NAMED_MS = 30_000;

/**
 * Keeps one Marathon's live copy: watch first, list second, then follow. Events only say what to read again. The list is
 * repeated now and then, because a stream may drop events without a word; a canary proves that the stream still tells.
 */
export class MarathonMirror {
  readonly #marks: Marks;
  readonly #list: MarathonList;
  readonly #retries: Retries;
  readonly #named = new Recent<number>(NAMED);
  #signal: AbortSignal | undefined;
  #retrying = false;
  #failures = 0;
  #queueDue = false;

  constructor(private readonly deps: MirrorDeps) {
    const { graph, copy, marathon, clock, random, options, exclusively = (work) => work() } = deps;
    this.#marks = new Marks((key) => this.#read(key), {
      clock,
      everyMs: (key) => (key === QUEUE ? Math.max(options.coalesceMs, QUEUE_AT_MOST_MS) : options.coalesceMs),
      atOnce: 8,
    });
    this.#retries = new Retries({ clock, random, again: (key) => this.#marks.mark(key) });
    this.#list = new MarathonList({
      graph,
      copy,
      marathon,
      exclusively,
      reread: (id) => this.#marks.mark(id),
      read: (id) => this.#retries.read(id),
    });
  }

  /** Follows until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const { clock, log, copy, random } = this.deps;
    for (let attempt = 0; !signal.aborted;) {
      const began = clock.monotonic();
      const why = await this.#follow(signal).catch((error: unknown) => error);
      if (signal.aborted) return;
      attempt = clock.monotonic() - began > 30_000 ? 0 : attempt + 1;
      log.warn({ source: copy.source.name, err: why }, 'stream ended');
      await this.#withoutStream(why, signal);
      await clock.sleep(100 + backoffMs(attempt, { baseMs: 100, capMs: 5_000 }, random), signal);
    }
  }

  /** A targeted read that began after now; resolves when the copy holds it. What runs in the queue and in deployments comes with it where it can be read. */
  async confirm(marathonId: string): Promise<void> {
    await this.#readApp(marathonId);
    await this.#read(DEPLOYMENTS);
  }

  /** A whole list that began after now is held; what goes wrong is seen to here. */
  async refresh(): Promise<void> {
    await this.#read(EVERYTHING);
  }

  async #follow(outer: AbortSignal): Promise<unknown> {
    const end = new AbortController();
    const signal = AbortSignal.any([outer, end.signal]);
    const { marathon } = this.deps;
    try {
      const watch = await marathon.watch(signal, (each) => this.#hear(each));
      // Settles also when the stream is over at once, as on a standby: a list would tell no more than the last one.
      if ((await Promise.race([watch.attached.then(() => 'attached'), watch.end.then(() => 'over')])) === 'over') return await ended(watch);
      await this.#readEverything(signal).catch((error: unknown) => {
        if (!outer.aborted) this.#lost(error);
        throw error;
      });
      void this.#relistNowAndThen(signal);
      void this.#watchTheWatch(watch, end, signal);
      return await ended(watch);
    } finally {
      end.abort();
    }
  }

  /** A Marathon that answers but has no stream for us is listed all the same, as often as with one. */
  async #withoutStream(why: unknown, signal: AbortSignal): Promise<void> {
    const { copy, clock, options } = this.deps;
    const { source } = copy;
    if (!(await this.#answers(signal))) return this.#lost(why);
    if (signal.aborted) return;
    if (source.synced && !source.down && clock.monotonic() - (source.listedMono ?? 0) < options.relistMs) return;
    await this.#read(EVERYTHING);
    if (!source.down && why instanceof Error) source.hampered(`no event stream: ${why.message}`);
  }

  #hear(signal: MarathonSignal): void {
    this.deps.onSignal?.(signal);
    if (signal.kind === 'dirty') {
      const now = this.deps.clock.monotonic();
      for (const app of signal.apps) {
        if (signal.deployments) this.#named.set(app, now);
        this.#marks.mark(app);
      }
      for (const group of signal.groups) this.#markGroup(group, now);
      if (signal.deployments) {
        this.#marks.mark(DEPLOYMENTS);
        this.#marks.mark(QUEUE);
      }
      if (this.#marks.dirty > Math.max(MANY, this.deps.copy.slots.size / 10)) this.#markEverything();
    } else if (signal.kind === 'dirty-all') this.#marks.mark(EVERYTHING);
    // One that failed waits for its backoff in the queue, one that starts leaves it.
    else if (signal.kind === 'task' && (ENDED_STATES.has(signal.state) || this.deps.copy.pending.has(signal.appId)))
      this.#marks.mark(QUEUE);
  }

  #markEverything(): void {
    this.#marks.forget((key) => !isKey(key));
    this.#marks.mark(EVERYTHING);
  }

  /** Deployments name the apps they touch, but may be told before the group with them is stored: now it is. */
  #markGroup(group: string, now: number): void {
    const below = group === '/' ? '/' : `${group}/`;
    for (const [app, at] of this.#named.entries())
      if (now - at < NAMED_MS && (app === group || app.startsWith(below))) this.#marks.mark(app);
  }

  async #read(key: string): Promise<void> {
    const signal = this.#signal;
    if (!signal || signal.aborted) return;
    try {
      if (key === EVERYTHING) await this.#readEverything(signal);
      else if (key === DEPLOYMENTS) await this.#readDeployments(signal);
      else if (key === QUEUE) await this.#readQueue(signal);
      else await this.#readApp(key);
      this.#retries.read(key);
    } catch (error) {
      if (!signal.aborted) await this.#failed(key, error, signal);
    }
  }

  /**
   * What Marathon answers, it answers: one app that cannot be read harms that app, and is read again while the failure may
   * pass. Only when it does not answer at all, or not with the whole list, is the source lost; then one whole list at a
   * growing distance stands for all that was to be read.
   */
  async #failed(key: string, error: unknown, signal: AbortSignal): Promise<void> {
    const { copy, clock, random, log, graph } = this.deps;
    if (key !== EVERYTHING && (await this.#answers(signal))) {
      log.warn({ source: copy.source.name, key, err: error }, 'an answer could not be read');
      if (mayPass(error) && this.#retries.failed(key, signal) < PATIENCE && !isBroken(error)) return;
      const problem = messageOf(error);
      if (!isKey(key)) graph.markUnreadable(copy, { id: key, problem }, { mono: clock.monotonic(), wall: clock.now() });
      else copy.unread(key === QUEUE ? 'queue' : 'deployments', problem);
      return;
    }
    if (signal.aborted) return;
    this.#lost(error);
    if (this.#retrying) return;
    this.#retrying = true;
    const wait = 200 + backoffMs(this.#failures++, { baseMs: 500, capMs: 10_000 }, random);
    void clock.sleep(wait, signal).then(() => {
      this.#retrying = false;
      if (!signal.aborted) this.#marks.mark(EVERYTHING);
    });
  }

  #lost(error: unknown): void {
    const { copy, log } = this.deps;
    if (copy.source.lost(messageOf(error))) log.warn({ source: copy.source.name, err: error }, 'source lost');
  }

  async #answers(signal: AbortSignal): Promise<boolean> {
    return this.deps.marathon.ping(signal).then(
      () => true,
      () => false,
    );
  }

  async #readApp(marathonId: string): Promise<void> {
    const { graph, copy, marathon } = this.deps;
    const { at, monotonicAt, value } = await marathon.app(marathonId, this.#signal ?? AbortSignal.timeout(10_000));
    if (value) graph.applyApp(copy, value, '', { mono: monotonicAt, wall: at });
    else graph.removeApp(copy, marathonId, monotonicAt);
  }

  async #readEverything(signal: AbortSignal): Promise<void> {
    const { copy, graph, log } = this.deps;
    const first = !copy.source.synced;
    // Each by itself: a queue that cannot be read costs what waits, not the apps.
    await Promise.all([this.#read(DEPLOYMENTS), this.#read(QUEUE)]);
    await this.#list.run(signal);
    this.#failures = 0;
    if (first) log.info({ source: copy.source.name, apps: copy.slots.size, containers: graph.containers.size }, 'synced');
  }

  async #readDeployments(signal: AbortSignal): Promise<void> {
    const { graph, copy, marathon } = this.deps;
    const { value, monotonicAt, at } = await marathon.deployments(signal);
    const items = value.items.map((item) => new Deployment(item));
    graph.applyDeployments(copy, { items, unreadable: value.unreadable }, { mono: monotonicAt, wall: at });
  }

  async #readQueue(signal: AbortSignal): Promise<void> {
    const { copy, marathon, clock } = this.deps;
    const { value, monotonicAt, at } = await marathon.queue(signal);
    copy.applyPending(value, { mono: monotonicAt, wall: at });
    if (copy.pending.size === 0 || this.#queueDue) return;
    this.#queueDue = true;
    void clock.sleep(QUEUE_MS, signal).then(() => {
      this.#queueDue = false;
      if (!signal.aborted) this.#marks.mark(QUEUE);
    });
  }

  async #relistNowAndThen(signal: AbortSignal): Promise<void> {
    const { clock, options, random } = this.deps;
    while (!signal.aborted) {
      await clock.sleep(options.relistMs * (0.9 + 0.2 * random()), signal);
      if (!signal.aborted) await this.#read(EVERYTHING);
    }
  }

  /** A stream may deliver heartbeats and nothing else; only another stream's coming and going proves it alive. */
  async #watchTheWatch(watch: Watch, end: AbortController, signal: AbortSignal): Promise<void> {
    const { clock, options, copy, log } = this.deps;
    while (!signal.aborted) {
      await clock.sleep(options.canaryMs, signal);
      if (signal.aborted) return;
      const alive = await watch.canary(signal).catch(() => true);
      if (alive || signal.aborted) continue;
      log.warn({ source: copy.source.name }, 'the stream is deaf: connecting again');
      end.abort();
    }
  }
}

/** Marathon or something before it was overrun for a moment. */
const mayPass = (error: unknown): boolean =>
  error instanceof Fault && (error.code === 'UPSTREAM_UNAVAILABLE' || error.code === 'UPSTREAM_TIMEOUT');

/** It may pass, but it is this answer that Marathon fails at, not its load. */
const isBroken = (error: unknown): boolean => error instanceof Fault && error.details?.['status'] === 500;

const isKey = (key: string): boolean => key.startsWith('*');

const ended = async (watch: Watch): Promise<string> => (await watch.end).message;
