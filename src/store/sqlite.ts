import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteDialect, type SqliteStatement, sql } from 'kysely';
import type { AuditHead } from '../audit/model.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import type { Driver, Entries, Writer } from './driver.ts';
import { Lost } from './failures.ts';
import type { AuditRow, EventRow, NewEventRow, Tables } from './schema.ts';
import { lockFile } from './sqlite-lock.ts';
import { Statements } from './sqlite-statements.ts';

/** Two connections over one file in WAL mode: readers see the last commit while a batch is being written. */
export function openSqlite(file: string, clock: Clock): Driver {
  const memory = file === ':memory:';
  // A database in memory has one connection. For tests, a file of its own that goes with the store is as quick.
  const folder = memory ? mkdtempSync(join(tmpdir(), 'canopy-store-')) : dirname(file);
  const place = memory ? join(folder, 'store.db') : file;
  mkdirSync(folder, { recursive: true });
  const unlock = opening(place, () => lockFile(place));
  const connect = () => opening(place, () => connection(place, memory ? 'off' : 'full'), unlock);

  const writing = connect();
  const writer = new SqliteWriter(writing);
  const reading = connect();
  reading.exec('pragma query_only = on');
  return {
    reader: new Kysely<Tables>({ dialect: new SqliteDialect({ database: reading }) }),
    writer,
    now: () => sql`${clock.now()}`,
    shared: false,
    exclusively: async (work) => {
      await writer.begin();
      try {
        const result = await work(writer.db, { dialect: 'sqlite' });
        await writer.commit([]);
        return result;
      } catch (error) {
        await writer.rollback();
        throw error;
      }
    },
    close: async () => {
      reading.close();
      writing.close();
      unlock();
      if (memory) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Beside whoever holds the file: nothing is locked, made or written. */
export function openSqliteReader(file: string): Kysely<Tables> {
  return opening(file, () => {
    const db = new Statements(new DatabaseSync(file, { readOnly: true }));
    db.exec('pragma busy_timeout = 1000');
    return new Kysely<Tables>({ dialect: new SqliteDialect({ database: db }) });
  });
}

function connection(file: string, synchronous: 'off' | 'full'): Statements {
  // For its owner alone: the key that seals cursors is in it. The files SQLite puts beside it take after it.
  closeSync(openSync(file, 'a', 0o600));
  const db = new Statements(new DatabaseSync(file));
  db.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}; pragma busy_timeout = 1000`);
  return db;
}

function opening<T>(file: string, open: () => T, onFailure = () => {}): T {
  try {
    return open();
  } catch (cause) {
    onFailure();
    if (cause instanceof Fault) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('STORE_UNAVAILABLE', `The store ${file} cannot be opened: ${problem}`, { source: 'store', cause });
  }
}

class SqliteWriter implements Writer {
  readonly db: Kysely<Tables>;
  readonly #raw: Statements;

  constructor(raw: Statements) {
    this.#raw = raw;
    const database = { prepare: (text: string) => this.#prepare(text), close: () => raw.close() };
    this.db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  }

  /** SQLite ends a transaction by itself when the disk is full or fails. */
  get lost(): Lost | undefined {
    return this.#raw.inTransaction ? undefined : new Lost("The store's file could not be written.");
  }

  async begin(): Promise<void> {
    this.#raw.exec('begin immediate');
  }

  async savepoint(): Promise<void> {
    this.#raw.exec('savepoint work');
  }

  async release(): Promise<void> {
    this.#raw.exec('release work');
  }

  async rollbackToSavepoint(): Promise<void> {
    this.#raw.exec('rollback to work; release work');
  }

  async commit(events: readonly NewEventRow[], entries?: Entries): Promise<number> {
    if (entries) this.#append(entries);
    const last = events.length === 0 ? 0 : this.#count(events.length);
    for (const [index, event] of events.entries()) this.#insert('events', { seq: last - events.length + index + 1, ...event });
    this.#raw.exec('commit');
    return last;
  }

  async rollback(): Promise<void> {
    if (this.#raw.inTransaction) this.#raw.exec('rollback');
  }

  /** What follows a statement that lost the transaction must not be committed on its own. */
  #prepare(text: string): SqliteStatement {
    if (this.lost) throw this.lost;
    return this.#raw.prepare(text);
  }

  #count(more: number): number {
    this.#raw.prepare('update counter set seq = seq + ?').run([more]);
    const [row] = this.#raw.prepare('select seq from counter').all([]);
    if (row && typeof row === 'object' && 'seq' in row && typeof row.seq === 'number') return row.seq;
    throw new Error('the store has no counter');
  }

  #append(entries: Entries): void {
    const [head] = this.#raw.prepare('select seq, mac from audit_head').all([]) as (AuditHead | undefined)[];
    if (!head) throw new Error('the audit log of the store has no head');
    const rows = entries.after(head);
    for (const row of rows) this.#insert('audit', row);
    const last = rows.at(-1);
    if (last) this.#raw.prepare('update audit_head set seq = ?, mac = ?').run([last.seq, last.mac]);
  }

  #insert(table: 'events' | 'audit', row: EventRow | AuditRow): void {
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join(', ');
    this.#raw.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`).run(Object.values(row));
  }
}
