import type { Marathon } from '../../datasources/marathon/client.ts';
import type { MarathonSignal, Watch } from '../../datasources/marathon/model.ts';
import { Deployment } from '../apps/model.ts';
import { backoffMs } from '../kit/backoff.ts';
import { Breather } from '../kit/breathe.ts';
import type { Clock } from '../kit/clock.ts';
import type { ClusterCopy } from './cluster.ts';
import type { Graph, ReadAt } from './graph.ts';
import { Marks } from './marks.ts';

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
  readonly onSynced?: () => void;
  /** Runs a whole list while no other replica runs one: Marathon serves them one by one anyway, and slowly. */
  readonly exclusively?: (work: () => Promise<void>) => Promise<void>;
}

const DEPLOYMENTS = '*deployments';
const QUEUE = '*queue';
const EVERYTHING = '*everything';

/**
 * Keeps one Marathon's live copy: watch first, list second, then follow. Events only say what to read again. The list is
 * repeated now and then, because a stream may drop events without a word; a canary proves that the stream still tells.
 */
export class MarathonMirror {
  readonly #marks: Marks;
  readonly #digests = new Map<string, string>();
  #listing: Promise<void> | undefined;
  #nextList: Promise<void> | undefined;
  readonly #digestOf = new Map<string, string>();
  #signal: AbortSignal | undefined;
  #retrying = false;
  #failures = 0;

  constructor(private readonly deps: MirrorDeps) {
    const { clock, options } = deps;
    this.#marks = new Marks((key) => this.#read(key), { clock, everyMs: options.coalesceMs, atOnce: 8 });
  }

  /** Follows until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    for (let attempt = 0; !signal.aborted;) {
      const began = this.deps.clock.monotonic();
      const why = await this.#follow(signal).catch((error: unknown) => error);
      if (signal.aborted) return;
      attempt = this.deps.clock.monotonic() - began > 30_000 ? 0 : attempt + 1;
      this.deps.log.warn({ source: this.deps.copy.source.name, err: why }, 'stream ended');
      await this.deps.clock.sleep(100 + backoffMs(attempt, { baseMs: 100, capMs: 5_000 }, this.deps.random), signal);
    }
  }

  /** A targeted read that began after now; resolves when the copy holds it. */
  async confirm(marathonId: string): Promise<void> {
    await this.#readApp(marathonId);
    await this.#read(DEPLOYMENTS);
  }

  async #follow(outer: AbortSignal): Promise<unknown> {
    const end = new AbortController();
    const signal = AbortSignal.any([outer, end.signal]);
    const { marathon, copy } = this.deps;
    try {
      const watch = await marathon.watch(signal, (each) => this.#hear(each));
      await watch.attached;
      await this.#list(signal);
      void this.#relistNowAndThen(signal);
      void this.#watchTheWatch(watch, end, signal);
      return (await watch.end).message;
    } catch (error) {
      if (!outer.aborted && copy.source.lost(error instanceof Error ? error.message : String(error))) {
        this.deps.log.warn({ source: copy.source.name, err: error }, 'source lost');
      }
      throw error;
    } finally {
      end.abort();
    }
  }

  #hear(signal: MarathonSignal): void {
    this.deps.onSignal?.(signal);
    if (signal.kind === 'dirty') {
      for (const app of signal.apps) this.#marks.mark(app);
      for (const group of signal.groups) this.#markGroup(group);
      if (signal.deployments) {
        this.#marks.mark(DEPLOYMENTS);
        this.#marks.mark(QUEUE);
      }
    } else if (signal.kind === 'dirty-all') this.#marks.mark(EVERYTHING);
  }

  /** Deployments name the apps they touch; a small group is read again all the same, the root is left to the next list. */
  #markGroup(group: string): void {
    if (group === '/') return;
    const ids = [...this.deps.copy.slots.keys()].filter((id) => id === group || id.startsWith(`${group}/`));
    if (ids.length <= 20) for (const id of ids) this.#marks.mark(id);
  }

  async #read(key: string): Promise<void> {
    const signal = this.#signal;
    if (!signal || signal.aborted) return;
    try {
      if (key === EVERYTHING) await this.#list(signal);
      else if (key === DEPLOYMENTS) await this.#readDeployments(signal);
      else if (key === QUEUE) await this.#readQueue(signal);
      else await this.#readApp(key);
    } catch (error) {
      if (signal.aborted) return;
      this.#failed(key, error, signal);
    }
  }

  /** A read that failed leaves its mark undone. While Marathon is away one whole list at a growing distance stands for all of them. */
  #failed(key: string, error: unknown, signal: AbortSignal): void {
    const { copy, log, clock, random } = this.deps;
    if (isMalformed(error)) return log.warn({ source: copy.source.name, key, err: error }, 'an answer could not be read');
    if (copy.source.lost(error instanceof Error ? error.message : String(error)))
      log.warn({ source: copy.source.name, key, err: error }, 'source lost');
    if (this.#retrying) return;
    this.#retrying = true;
    const wait = 200 + backoffMs(this.#failures++, { baseMs: 500, capMs: 10_000 }, random);
    void clock.sleep(wait, signal).then(() => {
      this.#retrying = false;
      if (!signal.aborted) this.#marks.mark(EVERYTHING);
    });
  }

  async #readApp(marathonId: string): Promise<void> {
    const { graph, copy, marathon } = this.deps;
    const signal = this.#signal ?? AbortSignal.timeout(10_000);
    const { clock } = this.deps;
    const began = clock.monotonic();
    const { at, monotonicAt, value } = await marathon.app(marathonId, signal).catch((error: unknown) => {
      if (isMalformed(error)) graph.markUnreadable(copy, { id: marathonId, problem: error.message }, { mono: began, wall: clock.now() });
      throw error;
    });
    if (value) graph.applyApp(copy, value, '', { mono: monotonicAt, wall: at });
    else if ((copy.slots.get(marathonId)?.readMono ?? 0) <= monotonicAt) graph.removeApp(copy, marathonId);
  }

  /** One whole list at a time. Who asks while one runs shares the next: the one that runs began before the question. */
  #list(signal: AbortSignal): Promise<void> {
    if (!this.#listing) {
      this.#listing = this.#listOnce(signal).finally(() => (this.#listing = undefined));
      return this.#listing;
    }
    this.#nextList ??= this.#listing
      .catch(() => undefined)
      .then(() => {
        this.#nextList = undefined;
        signal.throwIfAborted();
        return this.#list(signal);
      });
    return this.#nextList;
  }

  #listOnce(signal: AbortSignal): Promise<void> {
    return this.deps.exclusively?.(() => this.#listNow(signal)) ?? this.#listNow(signal);
  }

  async #listNow(signal: AbortSignal): Promise<void> {
    const { graph, copy, marathon, onSynced } = this.deps;
    await Promise.all([this.#readDeployments(signal), this.#readQueue(signal)]);
    const list = await marathon.apps(signal, { isHeld: (digest) => this.#digests.has(digest) });
    const at: ReadAt = { mono: list.monotonicAt, wall: list.at };
    const seen = new Set<string>();
    const breather = new Breather();
    for await (const item of list.value) {
      if (item.kind === 'unchanged') {
        const id = this.#digests.get(item.digest) as string;
        const slot = copy.slots.get(id);
        seen.add(id);
        if (slot && slot.digest === item.digest) graph.confirmApp(slot, at);
        else this.#marks.mark(id);
      } else if (item.kind === 'reading') {
        const id = item.reading.app.marathonId;
        seen.add(id);
        this.#forget(id);
        if (graph.applyApp(copy, item.reading, item.digest, at)) {
          this.#digests.set(item.digest, id);
          this.#digestOf.set(id, item.digest);
        }
      } else {
        seen.add(item.unreadable.id);
        graph.markUnreadable(copy, item.unreadable, at);
      }
      if (breather.due) await breather.breathe();
    }
    for (const [id, slot] of copy.slots) {
      if (seen.has(id) || slot.readMono > at.mono) continue;
      this.#forget(id);
      graph.removeApp(copy, id);
    }
    copy.unreadable.keep(seen);
    const first = !copy.source.synced;
    this.#failures = 0;
    copy.source.listed(at.mono, at.wall);
    if (first) this.deps.log.info({ source: copy.source.name, apps: copy.slots.size, containers: graph.containers.size }, 'synced');
    onSynced?.();
  }

  /** The bytes of the app's last listing no longer stand for what is held. */
  #forget(marathonId: string): void {
    const digest = this.#digestOf.get(marathonId);
    if (digest === undefined) return;
    this.#digestOf.delete(marathonId);
    this.#digests.delete(digest);
  }

  async #readDeployments(signal: AbortSignal): Promise<void> {
    const { graph, copy, marathon } = this.deps;
    const { value, monotonicAt } = await marathon.deployments(signal);
    graph.applyDeployments(
      copy,
      value.items.map((item) => new Deployment(item)),
      monotonicAt,
    );
  }

  async #readQueue(signal: AbortSignal): Promise<void> {
    const { copy, marathon } = this.deps;
    const { value, monotonicAt } = await marathon.queue(signal);
    copy.applyPending(value.items, monotonicAt);
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

function isMalformed(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'UPSTREAM_MALFORMED';
}
