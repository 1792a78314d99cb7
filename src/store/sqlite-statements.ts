import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { Duplicate, Lost } from './failures.ts';

const MOST_STATEMENTS = 500;
const UNIQUE_KEYS = [1555, 2067];

/** node:sqlite as kysely's SQLite dialect wants it, with every statement compiled once. */
export class Statements implements SqliteDatabase {
  readonly #db: DatabaseSync;
  readonly #compiled = new Map<string, Statement>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  prepare(sql: string): Statement {
    const known = this.#compiled.get(sql);
    if (known) return known;
    // The texts are the program's own and few; lists of varying length are what could fill it.
    if (this.#compiled.size >= MOST_STATEMENTS) this.#compiled.clear();
    const statement = new Statement(translated(() => this.#db.prepare(sql)));
    this.#compiled.set(sql, statement);
    return statement;
  }

  exec(sql: string): void {
    translated(() => this.#db.exec(sql));
  }

  get inTransaction(): boolean {
    return this.#db.isTransaction;
  }

  close(): void {
    this.#db.close();
  }
}

export class Statement implements SqliteStatement {
  readonly reader: boolean;
  readonly #statement: StatementSync;

  constructor(statement: StatementSync) {
    this.#statement = statement;
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return translated(() => this.#statement.all(...parameters.map(toInput)));
  }

  run(parameters: readonly unknown[]) {
    return translated(() => this.#statement.run(...parameters.map(toInput)));
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...parameters.map(toInput));
  }
}

function toInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`a ${typeof value} cannot be kept in the store`);
}

function translated<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') throw error;
    if (UNIQUE_KEYS.includes(error.errcode)) throw new Duplicate(error.message);
    // The low byte is the class: 5 busy, 6 locked, 8 read-only, 10 I/O, 11 corrupt, 13 full, 14 cannot open.
    if ([5, 6, 8, 10, 11, 13, 14].includes(error.errcode & 0xff)) throw new Lost(`The store's file: ${error.message}.`);
    throw error;
  }
}
