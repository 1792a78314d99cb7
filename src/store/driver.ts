import type { Kysely, RawBuilder } from 'kysely';
import type { AuditHead } from '../audit/model.ts';
import type { Lost } from './failures.ts';
import type { Sql } from './migrations/ddl.ts';
import type { AuditRow, NewEventRow, Tables } from './schema.ts';

/** What the store needs from either database; everything else is one set of queries. */
export interface Driver {
  /** For reads; sees only what is committed. */
  readonly reader: Kysely<Tables>;
  readonly writer: Writer;
  /** The time leases and due times go by. */
  now(): RawBuilder<number>;
  /** Other processes may write as well: their events must be looked for. */
  readonly shared: boolean;
  /** For migrations: no other process runs one meanwhile. */
  exclusively<T>(work: (db: Kysely<Tables>, sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The one connection that writes. Its calls come one after another, from the batcher alone. */
export interface Writer {
  readonly db: Kysely<Tables>;
  begin(): Promise<void>;
  /** Before every work; one of the next two ends it. */
  savepoint(): Promise<void>;
  release(): Promise<void>;
  rollbackToSavepoint(): Promise<void>;
  /**
   * Appends the entries to the audit log, gives the events their places, writes them, commits, and answers the place of the
   * last event (0 without any).
   * A `Lost` has left nothing behind and may be tried again; any other failure is final.
   */
  commit(events: readonly NewEventRow[], entries?: Entries): Promise<number>;
  rollback(): Promise<void>;
  /** The failure that took the transaction away, if one did: a work may have swallowed it. */
  readonly lost: Lost | undefined;
}

/** Entries of the audit log that wait for the head: it is locked from then until the commit, so that there is one chain. */
export interface Entries {
  readonly count: number;
  /** At least one. */
  after(head: AuditHead): readonly AuditRow[];
}

export interface StoreLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}
