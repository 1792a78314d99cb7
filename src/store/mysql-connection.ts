import type { DatabaseConnection, QueryResult } from 'kysely';
import { createConnection, type Connection, type ConnectionOptions } from 'mysql2/promise';
import { Fault } from '../kit/fault.ts';
import { Duplicate, Lost, Unanswered } from './failures.ts';

/** Longer than the server lets a statement wait for a lock. */
const STATEMENT_MS = 10_000;

/**
 * What the server says when the transaction or the connection, not the statement, is at fault: deadlock, lock wait,
 * killed, shutting down, too many connections, read-only after a failover.
 */
const NOT_THE_STATEMENT = [1213, 1205, 1927, 1317, 1053, 1040, 1203, 1290, 1792, 1836, 3024, 4031, 1044, 1045, 1049, 1698];

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Never repeats the text it could not read: there may be a password in it. */
export function parseUrl(url: string): Address {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = decodeURIComponent(parsed?.pathname.slice(1) ?? '');
  if (!parsed || !['mysql:', 'mariadb:'].includes(parsed.protocol) || !parsed.hostname || !database) {
    throw new Fault('STORE_UNAVAILABLE', 'store.url must look like mysql://user:password@host:3306/database.');
  }
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || 3306),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database,
  };
}

/** Where the store is, for people to read. */
export function placeOf(url: string): string {
  const { host, port, database } = parseUrl(url);
  return `mysql://${host}:${port}/${database}`;
}

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export const statement = (sql: string, ...parameters: readonly unknown[]): Statement => ({ sql, parameters });

/** One connection whose failures have names. */
export class MysqlConnection implements DatabaseConnection {
  readonly #raw: Connection;
  readonly #place: string;
  readonly #timeout: number;
  broken = false;

  private constructor(raw: Connection, place: string, timeout: number) {
    this.#raw = raw;
    this.#place = place;
    this.#timeout = timeout;
    // Without a listener a connection that the server closes at rest would end the process.
    raw.on('error', () => (this.broken = true));
    raw.on('end', () => (this.broken = true));
  }

  /** `session` answers the settings for a server of that version. */
  static async open(options: ConnectionOptions, session: (version: string) => string, timeout = STATEMENT_MS): Promise<MysqlConnection> {
    const place = `${options.host}:${options.port}`;
    const raw = await createConnection({ ...options, multipleStatements: true }).catch((error: unknown) => {
      throw translated(error, place);
    });
    const connection = new MysqlConnection(raw, place, timeout);
    const { rows } = await connection.executeQuery<{ version: string }>(statement('select version() as version'));
    await connection.query([statement(session(rows[0]?.version ?? ''))]);
    return connection;
  }

  /** Sent as one packet; the server stops at the first that fails. */
  async query(statements: readonly Statement[]): Promise<QueryResult<unknown>[]> {
    const sql = statements.map((each) => each.sql).join('; ');
    const values = statements.flatMap((each) => each.parameters);
    try {
      const [answer]: [unknown, unknown] = await this.#raw.query({ sql, values, timeout: this.#timeout });
      const answers: unknown[] = statements.length > 1 && Array.isArray(answer) ? answer : [answer];
      return answers.map(toResult);
    } catch (error) {
      // No answer to this statement would be taken for the answer to the next.
      if (!wasAnswered(error)) this.destroy();
      throw translated(error, this.#place);
    }
  }

  async executeQuery<R>({ sql, parameters }: Statement): Promise<QueryResult<R>> {
    const [result] = await this.query([{ sql, parameters }]);
    return result as QueryResult<R>;
  }

  readonly streamQuery = noStream;

  destroy(): void {
    this.broken = true;
    this.#raw.destroy();
  }

  async close(): Promise<void> {
    if (!this.broken) await this.#raw.end().catch(() => {});
  }
}

export const noStream = (): never => {
  throw new Error('the store does not stream');
};

function toResult(answer: unknown): QueryResult<unknown> {
  if (Array.isArray(answer)) return { rows: answer };
  if (!answer || typeof answer !== 'object') return { rows: [] };
  const { affectedRows, insertId }: { affectedRows?: unknown; insertId?: unknown } = answer;
  return {
    rows: [],
    ...(typeof affectedRows === 'number' && { numAffectedRows: BigInt(affectedRows) }),
    ...(typeof insertId === 'number' && { insertId: BigInt(insertId) }),
  };
}

/** The server itself refused the statement, and the connection goes on. */
function wasAnswered(error: unknown): boolean {
  return error instanceof Error && 'sqlState' in error && !('fatal' in error && error.fatal === true);
}

/** The library's own errors carry the statement with all its values: only number and message go on. */
function translated(error: unknown, place: string): Error {
  if (!(error instanceof Error)) return new Error('the store failed');
  const number = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
  if (number === 1062) return new Duplicate('the key is taken');
  const code = 'code' in error ? String(error.code) : error.name;
  const message = `${code}: ${error.message || 'no answer'}`;
  if (!wasAnswered(error)) return new Unanswered(`The store at ${place}: ${message}.`);
  if (NOT_THE_STATEMENT.includes(number)) return new Lost(`The store at ${place}: ${message}.`);
  return new Error(`the store at ${place} refused a statement: ${message}`);
}
