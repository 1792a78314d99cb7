import { sourceEvent } from '../events/sources.ts';
import type { At } from '../events/live.ts';
import type { EventDraft } from '../events/model.ts';
import { Breather } from '../kit/breathe.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import type { Lease, RecordedDigests, Store } from '../plans/ports.ts';
import type { Source } from './source.ts';

/** A thing as the log knows it: its key and what was said of it last. Null: it is gone. */
export interface Entry {
  readonly events: readonly EventDraft[];
  readonly key: string;
  readonly digest: string | null;
}

/** A thing as it is now, and what to tell of it when the log knows it otherwise, or not at all. */
export interface Thing {
  readonly key: string;
  readonly digest: string;
  events(known: boolean, place: Place): readonly EventDraft[];
}

export type Put = (entry: Entry) => void;
/** When and by whose word, and the tree node it belongs to. */
export type Place = (node: { readonly id: string; readonly jobName: string } | undefined) => At;

/** What there is to record of one source. */
export interface Recorded {
  readonly source: Source;
  /** Everything that there is, in portions: others run between two of them, and change things. */
  portions(): Iterable<readonly Thing[]>;
  /** What to tell of a thing that was recorded and is gone. */
  missed(key: string, at: At): EventDraft | undefined;
  /** What is recorded from here on, in words and in figures. */
  extent(): { readonly words: string; readonly body: EventDraft['body'] };
  /** Brings the copy up to now; until that is so, what differs from the log may just be old. */
  refresh(): Promise<void>;
  /** From now on every change is put. */
  listen(put: Put, place: Place): void;
}

export interface RecorderDeps {
  readonly recorded: Recorded;
  readonly store: Store;
  readonly clock: Clock;
  readonly owner: string;
  /** No other process can record into this store. */
  readonly alone: boolean;
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void };
  readonly crashAt?: ((point: 'before-events' | 'after-events') => void | Promise<void>) | undefined;
}

const LEASE_MS = 15_000;
const BATCH = 500;
/** What waits while the store takes nothing: beyond this it is let go, and the comparison that follows finds what still shows. */
const KEPT = 100_000;
/** How long a change may wait for others before it is committed: a commit costs a sync of the disk, for which everybody waits. */
const TOGETHER_MS = 25;
/** The same while changes keep coming. */
const TOGETHER_BUSY_MS = 100;
/** More than this waits for the disk while a comparison goes on. */
const MANY = 5_000;
const BASELINE = 'baseline';
const SOURCE = 'source';

/**
 * Writes what happens in one source into the log, in the one process that holds the lease. When it starts or takes
 * over it compares the live copy with what was last recorded, so that nothing that happened meanwhile goes untold.
 */
export class Recorder {
  readonly #name: string;
  /** Held, and by whose word: every commit checks it, for a process that was stopped may wake up after another took over. */
  #lease: Lease | undefined;
  #heldSince = 0;
  #active = false;
  #queue: Entry[] = [];
  /** What is being compared with, while it is: what was compared leaves it. And what has told of itself meanwhile. */
  #base: RecordedDigests | undefined;
  #told = new Set<string>();
  #writing: Promise<void> | undefined;
  #writtenAt = -Infinity;
  #wake = new AbortController();
  #stopping: AbortSignal | undefined;

  constructor(private readonly deps: RecorderDeps) {
    const { recorded } = deps;
    this.#name = recorded.source.name;
    const put: Put = (entry) => {
      if (this.#active) this.#put(entry);
    };
    recorded.listen(put, this.#place);
    recorded.source.listen(() => put(this.#sourceEntry()));
  }

  get #leaseName(): string {
    return `recorder:${this.#name}`;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Takes and keeps the lease; while it is held, and the copy is of after its taking, everything is recorded. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, clock, recorded, log } = this.deps;
    this.#stopping = signal;
    while (!signal.aborted) {
      try {
        if (recorded.source.down) await this.#release();
        else await this.#hold();
        if (this.#lease && !this.#active && (await this.#isCurrent())) await this.#catchUp();
      } catch (error) {
        // What happens meanwhile waits: it is written when the store is back, unless another holds the lease then.
        log.warn({ source: this.#name, err: error }, 'the recorder could not reach the store');
      }
      this.#wake = new AbortController();
      await clock.sleep(this.#active ? LEASE_MS / 3 : 250, AbortSignal.any([signal, this.#wake.signal]));
    }
    this.#active = false;
    await this.#writing;
    await store.release(this.#leaseName, this.deps.owner).catch(() => undefined);
  }

  async #hold(): Promise<void> {
    const { store, owner, clock } = this.deps;
    const began = clock.monotonic();
    const lease = await store.lease(this.#leaseName, owner, LEASE_MS);
    if (lease?.fence !== this.#lease?.fence) {
      // Who holds it now, or held it meanwhile, has told what waits here.
      this.#queue = [];
      this.#active = false;
      this.#heldSince = began;
    }
    this.#lease = lease;
  }

  /** Who does not see the source lets those record it who do. */
  async #release(): Promise<void> {
    if (!this.#lease) return;
    await this.#writing;
    this.#active = false;
    this.#lease = undefined;
    await this.deps.store.release(this.#leaseName, this.deps.owner);
  }

  /** What another replica has told until it lost the lease must be in the copy: an older one would tell it the wrong way round. */
  async #isCurrent(): Promise<boolean> {
    const { recorded, alone } = this.deps;
    const { source } = recorded;
    const current = (): boolean => source.synced && !source.down && (alone || (source.listedMono ?? 0) >= this.#heldSince);
    if (source.synced && !current()) await recorded.refresh();
    return current();
  }

  readonly #place: Place = (node) => ({
    at: this.deps.clock.now(),
    actor: `source:${this.#name}`,
    nodeId: node?.id ?? null,
    jobName: node?.jobName ?? null,
  });

  /**
   * Compares with what was recorded last; the first time ever there is nothing to compare with, and one event says so. It
   * takes a while at size, and others run meanwhile: what changes under it is told at once and enters the base it compares with.
   */
  async #catchUp(): Promise<void> {
    const { store, recorded, log } = this.deps;
    const base = await store.recorded(this.#name);
    const first = !base.delete(BASELINE);
    this.#base = base;
    this.#active = true;
    const breather = new Breather();
    let corrections = 0;
    const compare = ({ key, digest, events }: Thing): void => {
      if (this.#told.has(key)) return;
      const known = base.get(key);
      base.delete(key);
      if (known === digest) return;
      if (!first) corrections++;
      this.#enqueue({ events: first ? [] : events(known !== undefined, this.#place), key, digest });
    };
    try {
      for (const portion of recorded.portions()) {
        for (const thing of portion) compare(thing);
        if (this.#queue.length > MANY) await this.#writing;
        else if (breather.due) await breather.breathe();
        if (!this.#active) return;
      }
      this.#compareSource(base);
      for (const [key] of base) {
        if (breather.due) await breather.breathe();
        if (!this.#active) return;
        // It may have told of itself while others ran.
        if (!base.has(key)) continue;
        corrections++;
        const event = recorded.missed(key, this.#place(undefined));
        this.#enqueue({ events: event ? [event] : [], key, digest: null });
      }
      if (first) this.#put({ events: [this.#baseline()], key: BASELINE, digest: 'written' });
    } catch (error) {
      this.#active = false;
      throw error;
    } finally {
      this.#base = undefined;
      this.#told = new Set();
    }
    log.info({ source: this.#name, corrections, baseline: first }, 'recording');
  }

  #compareSource(base: RecordedDigests): void {
    const entry = this.#sourceEntry();
    const known = base.get(SOURCE);
    base.delete(SOURCE);
    if (known === entry.digest || this.#told.has(SOURCE)) return;
    // That it answers is news only to a log that was told the opposite.
    this.#enqueue(known !== undefined || entry.digest === 'DOWN' ? entry : { ...entry, events: [] });
  }

  #sourceEntry(): Entry {
    const { down, lastError } = this.deps.recorded.source;
    return {
      events: [sourceEvent(this.#name, down, lastError ?? null, this.#place(undefined))],
      key: SOURCE,
      digest: down ? 'DOWN' : 'UP',
    };
  }

  #baseline(): EventDraft {
    const { words, body } = this.deps.recorded.extent();
    return {
      ...this.#place(undefined),
      kind: 'BASELINE',
      kindVersion: 1,
      subject: null,
      summary: `Recording of ${this.#name} begins with ${words}.`,
      body,
    };
  }

  #put(entry: Entry): void {
    if (this.#base) {
      this.#told.add(entry.key);
      this.#base.delete(entry.key);
    }
    this.#enqueue(entry);
  }

  #enqueue(entry: Entry): void {
    this.#queue.push(entry);
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  async #write(): Promise<void> {
    const { store, log, clock, crashAt } = this.deps;
    await clock.sleep(clock.monotonic() - this.#writtenAt > 2 * TOGETHER_BUSY_MS ? TOGETHER_MS : TOGETHER_BUSY_MS);
    for (let failures = 0; this.#queue.length > 0;) {
      const lease = this.#lease;
      if (!lease) return void (this.#queue = []);
      const batch = this.#queue.splice(0, BATCH);
      try {
        await crashAt?.('before-events');
        await store.write(async (tx) => {
          await tx.requireLease(lease);
          for (const { events } of batch) for (const event of events) tx.event(event);
          await tx.putRecorded(this.#name, new Map(batch.map(({ key, digest }) => [key, digest])));
        });
        this.#writtenAt = clock.monotonic();
        failures = 0;
        await crashAt?.('after-events');
      } catch (error) {
        if (lease.fence !== this.#lease?.fence) continue;
        if (!wasNotWritten(error) || this.#queue.length > KEPT || this.#stopping?.aborted) return this.#giveUp(error);
        log.warn({ source: this.#name, waiting: batch.length + this.#queue.length, err: error }, 'events could not be written yet');
        this.#queue.unshift(...batch);
        await clock.sleep(Math.min(250 * 2 ** failures++, 2_000), this.#stopping);
        // It may have run out meanwhile; nobody else need have it.
        await this.#hold().catch(() => undefined);
      }
    }
  }

  #giveUp(error: unknown): void {
    this.deps.log.warn({ source: this.#name, err: error }, 'events could not be written; they are found again by comparison');
    this.#active = false;
    this.#queue = [];
    this.#wake.abort(new Error('to be compared again'));
  }
}

/**
 * The store has not taken it for certain: it was away, or the lease had run out meanwhile. Another time it may, unless
 * taking the lease shows that somebody else has held it.
 */
const wasNotWritten = (error: unknown): boolean =>
  error instanceof Fault && (error.code === 'STORE_UNAVAILABLE' || error.code === 'CONFLICT') && error.details?.['outcome'] !== 'UNKNOWN';
