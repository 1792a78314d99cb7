import { setImmediate } from 'node:timers/promises';
import type { RawBuilder } from 'kysely';
import type { Sign } from '../audit/chain.ts';
import { severityOf, type EventRecord } from '../events/model.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import { Queue } from '../kit/queue.ts';
import { entriesOf } from './audit.ts';
import type { Writer } from './driver.ts';
import { Lost, toFault } from './failures.ts';
import { Work } from './work.ts';

const MOST_ROWS = 500;
const LONGEST_BATCH_MS = 5;
/** Less than the 5 s after which the server takes an idle transaction away from its writer. */
const LONGEST_WORK_MS = 4_000;

export interface Written<T> {
  readonly value: T;
  readonly seq: number;
}

interface Waiting {
  run(tx: Work): Promise<void>;
  done(seq: number): void;
  failed(error: unknown): void;
}

interface Ran {
  readonly waiting: Waiting;
  readonly tx: Work;
  readonly error?: unknown;
}

export interface BatcherDeps {
  readonly writer: Writer;
  readonly clock: Clock;
  /** The time leases go by. */
  readonly now: () => RawBuilder<number>;
  /** Signs entries of the audit log. */
  readonly sign: Sign;
  /** Called after each commit, before the works hear of it. */
  readonly committed: (events: readonly EventRecord[]) => Promise<void>;
  readonly head: () => number;
}

/**
 * Group commit: works share a transaction, each behind a savepoint of its own, so that one may fail alone. No timer
 * holds a work back: what arrives while a batch is being committed is the next batch.
 */
export class Batcher {
  readonly #deps: BatcherDeps;
  readonly #queue = new Queue<Waiting>();
  #draining: Promise<void> | undefined;
  #closed = false;

  constructor(deps: BatcherDeps) {
    this.#deps = deps;
  }

  /** The work may be run twice: a batch that the database took away is tried once more. */
  write<T>(work: (tx: Work) => Promise<T>): Promise<Written<T>> {
    if (this.#closed) return Promise.reject(new Fault('SHUTTING_DOWN', 'The store is being closed.'));
    return new Promise((resolve, reject) => {
      let result: { value: T } | undefined;
      this.#queue.push({
        run: async (tx) => {
          result = { value: await work(tx) };
        },
        done: (seq) => result && resolve({ ...result, seq }),
        failed: (error) => reject(toFault(error)),
      });
      this.#draining ??= this.#drain();
    });
  }

  /** Lets what is waiting be written, and takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      // Those of the same turn belong in the same batch.
      await setImmediate();
      const taken: Waiting[] = [];
      await this.#attempt(taken, true)
        .catch((error: unknown) => {
          if (error instanceof Lost) return this.#attempt(taken, false);
          throw error;
        })
        .catch((error: unknown) => {
          for (const waiting of taken) waiting.failed(error);
        });
    }
    this.#draining = undefined;
  }

  /** Works through `taken` and, when `open`, adds to it from the queue until the batch is full or 5 ms old. */
  async #attempt(taken: Waiting[], open: boolean): Promise<void> {
    const { writer, clock, sign } = this.#deps;
    const startedAt = clock.monotonic();
    const ran: Ran[] = [];
    let rows = 0;
    const next = () => {
      const known = taken[ran.length];
      if (known || !open || rows >= MOST_ROWS || clock.monotonic() - startedAt >= LONGEST_BATCH_MS) return known;
      const waiting = this.#queue.shift();
      if (waiting) taken.push(waiting);
      return waiting;
    };

    try {
      for (let waiting = next(); waiting; waiting = next()) {
        if (ran.length === 0) await writer.begin();
        const result = await this.#runOne(waiting);
        rows += result.tx.calls + result.tx.rows.length + result.tx.entries.length;
        ran.push(result);
      }
      const good = ran.filter((each) => !('error' in each));
      const events = good.flatMap(({ tx }) => tx.rows);
      const entries = good.flatMap(({ tx }) => tx.entries);
      const last = good.length === 0 ? 0 : await writer.commit(events, entriesOf(sign, entries));
      if (good.length === 0) await writer.rollback();
      await this.#report(ran, last);
    } catch (error) {
      await writer.rollback();
      throw error;
    }
  }

  async #runOne(waiting: Waiting): Promise<Ran> {
    const { writer, clock, now } = this.#deps;
    const tx = new Work(writer.db, clock.now(), now());
    await writer.savepoint();
    try {
      await this.#inTime(waiting.run(tx)).finally(() => tx.end());
      if (writer.lost) throw writer.lost;
      await writer.release();
      return { waiting, tx };
    } catch (error) {
      // The work may have swallowed it, or called it something else.
      if (writer.lost) throw writer.lost;
      await writer.rollbackToSavepoint();
      return { waiting, tx, error };
    }
  }

  async #inTime(running: Promise<void>): Promise<void> {
    const settled = new AbortController();
    const late = this.#deps.clock.sleep(LONGEST_WORK_MS, settled.signal).then(() => {
      if (!settled.signal.aborted) throw new Fault('STORE_UNAVAILABLE', `A write took longer than ${LONGEST_WORK_MS} ms.`);
    });
    await Promise.race([running, late]).finally(() => settled.abort());
  }

  async #report(ran: readonly Ran[], last: number): Promise<void> {
    const drafts = ran.flatMap((each) => ('error' in each ? [] : each.tx.drafts));
    let seq = last - drafts.length;
    const first = seq + 1;
    await this.#deps.committed(drafts.map((draft, index) => ({ ...draft, severity: severityOf(draft), seq: first + index })));
    for (const { waiting, tx, ...outcome } of ran) {
      if ('error' in outcome) {
        waiting.failed(outcome.error);
        continue;
      }
      seq += tx.drafts.length;
      // Without events of its own: what is known to be in the log by now.
      waiting.done(tx.drafts.length > 0 ? seq : this.#deps.head());
    }
  }
}
