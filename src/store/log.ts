import type { Kysely } from 'kysely';
import type { EventRecord } from '../events/model.ts';
import type { LogHead } from '../plans/ports.ts';
import type { StoreLog } from './driver.ts';
import { findEvents } from './events.ts';
import type { Tables } from './schema.ts';

const PAGE = 1_000;

type Listener = (events: readonly EventRecord[]) => void;

/**
 * The end of the log as this process knows it. Own commits arrive directly, those of other replicas are read; both
 * are told in the order of their places, each once.
 */
export class LogEnd {
  readonly #reader: Kysely<Tables>;
  readonly #log: StoreLog;
  readonly #listeners = new Set<Listener>();
  #head: LogHead;
  #reading: Promise<void> | undefined;
  #readingNext: Promise<void> | undefined;

  constructor(reader: Kysely<Tables>, log: StoreLog, head: LogHead) {
    this.#reader = reader;
    this.#log = log;
    this.#head = head;
  }

  get head(): LogHead {
    return this.#head;
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async committed(events: readonly EventRecord[]): Promise<void> {
    const first = events[0];
    if (!first) return;
    if (!this.#reading && first.seq === this.#head.seq + 1) this.#tell(events);
    // Another replica committed in between: its events come first.
    else await this.catchUp();
  }

  /** Everything committed before the call has been told when it resolves. */
  catchUp(): Promise<void> {
    if (!this.#reading) {
      this.#reading = this.#read().finally(() => (this.#reading = undefined));
      return this.#reading;
    }
    // The read under way may have begun too early: one more, shared by all who ask meanwhile.
    this.#readingNext ??= this.#reading
      .catch(() => {})
      .then(() => {
        this.#readingNext = undefined;
        return this.catchUp();
      });
    return this.#readingNext;
  }

  /** As the store has it now; the oldest is taken over, what has been committed elsewhere is told in its turn. */
  async readHead(): Promise<LogHead> {
    const { seq, oldest } = await readHead(this.#reader);
    this.#head = { ...this.#head, oldest: oldest ?? this.#head.seq + 1 };
    return { ...this.#head, seq, oldest: oldest ?? seq + 1 };
  }

  async #read(): Promise<void> {
    const { seq, oldest } = await readHead(this.#reader);
    while (this.#head.seq < seq) {
      const after = this.#head.seq;
      const events = await findEvents(this.#reader, { after, limit: PAGE, order: 'oldest' });
      if (events.length === 0) this.#head = { ...this.#head, seq };
      else this.#tell(events);
    }
    this.#head = { ...this.#head, oldest: oldest ?? this.#head.seq + 1 };
  }

  #tell(events: readonly EventRecord[]): void {
    const seq = events.at(-1)?.seq ?? this.#head.seq;
    this.#head = { ...this.#head, seq };
    for (const listener of this.#listeners) {
      try {
        listener(events);
      } catch (error) {
        this.#log.error({ err: error, seq }, 'a listener of the log failed');
      }
    }
  }
}

/** One statement, so that both are of one moment. */
export async function readHead(db: Kysely<Tables>): Promise<{ seq: number; oldest: number | null }> {
  return db
    .selectFrom('counter')
    .select([
      'seq',
      (counter) =>
        counter
          .selectFrom('events')
          .select((event) => event.fn.min('seq').as('low'))
          .as('oldest'),
    ])
    .executeTakeFirstOrThrow();
}
