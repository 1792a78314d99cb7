import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OPEN } from '../../src/access/model.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { Seal } from '../../src/kit/seal.ts';
import { LogReads } from '../../src/live/log-reads.ts';
import type { PlanRecord } from '../../src/plans/model.ts';
import { openStore, type OpenStore } from '../../src/store/store.ts';
import { taskOf, type Logged } from '../judge.ts';

const PAGE = 1_000;
const AGAIN_MS = 50;
/** How long the store may be away. */
const WITHIN_MS = 30_000;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Entry extends Logged {
  readonly jobName: string | null;
}

/** The store as the judge reads it, beside the replicas: the whole log, and what became of plans and keys. */
export class Book {
  readonly entries: Entry[] = [];
  readonly #reads: LogReads;
  readonly #began = new Set<string>();
  /** Places that the log left out: there must be none. */
  holes = 0;

  private constructor(private readonly store: OpenStore) {
    this.#reads = new LogReads(store, new Seal(store.cursorKey()));
  }

  static async open(url: string, auditKey: Uint8Array): Promise<Book> {
    const book = new Book(await openStore({ driver: 'mysql', url }, { clock: systemClock, log: quiet, newId: randomUUID, auditKey }));
    await book.catchUp();
    return book;
  }

  /** Up to here it has been read. */
  get seq(): number {
    return this.entries.at(-1)?.seq ?? 0;
  }

  /** Reads all that has been committed; answers up to where. */
  async catchUp(): Promise<number> {
    for (;;) {
      const page = await this.#persistently(() => this.store.events({ after: this.seq, limit: PAGE, order: 'oldest' }));
      for (const { seq, kind, subject, jobName } of page) {
        this.holes += seq - this.seq - 1;
        this.entries.push({ seq, kind, subject, jobName });
        if (kind === 'CONTAINER_STARTED' && subject !== null) this.#began.add(taskOf(subject));
      }
      if (page.length < PAGE) return this.seq;
    }
  }

  at(seq: number): Entry | undefined {
    // Its places follow each other, or else there are holes, which count as such.
    const entry = this.entries[seq - (this.entries[0]?.seq ?? 0)];
    return entry?.seq === seq ? entry : this.entries.find((each) => each.seq === seq);
  }

  /** Whether the log has told that the task began. */
  hasBegun(task: string): boolean {
    return this.#began.has(task);
  }

  place(cursor: string): number {
    return this.#reads.place(cursor);
  }

  plan(id: string): Promise<PlanRecord | undefined> {
    return this.#persistently(() => this.store.plan(id));
  }

  /** The plan that the key stands for. */
  async planOf(mutation: string, key: string): Promise<PlanRecord | undefined> {
    const row = await this.#persistently(() => this.store.key(OPEN.name, mutation, key));
    return row?.planId == null ? undefined : this.plan(row.planId);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  async #persistently<T>(read: () => Promise<T>): Promise<T> {
    for (const end = performance.now() + WITHIN_MS; ;) {
      try {
        return await read();
      } catch (error) {
        if (performance.now() > end) throw error;
        await sleep(AGAIN_MS);
      }
    }
  }
}
