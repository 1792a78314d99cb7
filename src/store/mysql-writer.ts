import { Kysely, type QueryResult } from 'kysely';
import type { AuditHead } from '../audit/model.ts';
import { Fault } from '../kit/fault.ts';
import { pieces } from '../kit/pieces.ts';
import type { Entries, Writer } from './driver.ts';
import { Lost, Unanswered } from './failures.ts';
import { type MysqlConnection, noStream, type Statement, statement } from './mysql-connection.ts';
import { mysqlDialect, onlyConnection } from './mysql-dialect.ts';
import type { AuditRow, NewEventRow, Tables } from './schema.ts';

/** Rows per packet: a few hundred kB, well below what any server takes. */
const PIECE = 250;

/** Goes along with begin and commit, so that a writer which stops between them loses its transaction. */
export interface Guard {
  readonly begin: readonly Statement[];
  readonly end: readonly Statement[];
}

/**
 * One connection, opened when wanted. `begin` and `savepoint` wait for the statement they are for and travel in its
 * packet, so a batch of works that only record events is one round trip.
 */
export class MysqlWriter implements Writer {
  readonly db: Kysely<Tables>;
  readonly #open: () => Promise<MysqlConnection>;
  readonly #guard: Guard;
  #connection: MysqlConnection;
  #begin: readonly Statement[] = [];
  #savepoint: readonly Statement[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #lost: Lost | undefined;

  constructor(open: () => Promise<MysqlConnection>, guard: Guard, first: MysqlConnection) {
    this.#open = open;
    this.#guard = guard;
    this.#connection = first;
    const connection = { executeQuery: <R>(query: Statement) => this.#execute<R>(query), streamQuery: noStream };
    this.db = new Kysely<Tables>({ dialect: mysqlDialect(onlyConnection(connection)) });
  }

  get lost(): Lost | undefined {
    return this.#lost;
  }

  async begin(): Promise<void> {
    this.#lost = undefined;
    if (this.#connection.broken) this.#connection = await this.#open();
    this.#begin = [...this.#guard.begin, statement('start transaction')];
  }

  /** One replaces the last of the same name, so none need be released. */
  async savepoint(): Promise<void> {
    this.#savepoint = [statement('savepoint work')];
  }

  async release(): Promise<void> {
    this.#savepoint = [];
  }

  async rollbackToSavepoint(): Promise<void> {
    const unsent = this.#savepoint.length > 0;
    this.#savepoint = [];
    if (!unsent) await this.#send([statement('rollback to savepoint work')]);
  }

  async commit(events: readonly NewEventRow[], entries?: Entries): Promise<number> {
    const ahead = entries ? await this.#append(entries) : [];
    const [first = [], ...more] = eventPackets(events);
    const packets = [[...ahead, ...first], ...more];
    const final = [...(packets.pop() ?? []), statement('commit'), ...this.#guard.end];
    const results: QueryResult<unknown>[] = [];
    for (const packet of packets) results.push(...(await this.#send(packet)));
    results.push(...(await this.#sendCommit(final)));
    // What `last_insert_id(...)` in the counter's statement was.
    return Number(results[ahead.length]?.insertId ?? 0);
  }

  /**
   * Takes the head, as a write: a writer that stopped with no more than a read's lock would keep it. What is left to send goes with
   * the counter, so the others wait for one round trip and the commit.
   */
  async #append(entries: Entries): Promise<readonly Statement[]> {
    const [, read] = await this.#send([
      statement('update audit_head set seq = seq + ? where id = 1', entries.count),
      statement('select seq, mac from audit_head where id = 1'),
    ]);
    const [head] = (read?.rows ?? []) as (AuditHead | undefined)[];
    if (!head) throw new Error('the audit log of the store has no head');
    const rows = entries.after({ seq: head.seq - entries.count, mac: head.mac });
    const inserts = [...pieces(rows, PIECE)].map(insertAudit);
    const last = inserts.pop();
    for (const insert of inserts) await this.#send([insert]);
    const mac = rows.at(-1)?.mac;
    return [...(last ? [last] : []), statement('update audit_head set mac = ? where id = 1', mac)];
  }

  async rollback(): Promise<void> {
    const unsent = this.#begin.length > 0;
    this.#begin = [];
    this.#savepoint = [];
    const connection = this.#connection;
    if (unsent || connection.broken) return;
    await connection.query([statement('rollback')]).catch(() => connection.destroy());
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** One after another: what was sent behind a statement that lost the transaction would be committed on its own. */
  #execute<R>(query: Statement): Promise<QueryResult<R>> {
    const result = this.#last.then(async () => (await this.#send([query]))[0] as QueryResult<R>);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Whether an unanswered commit was carried out, nobody knows: it must not look like one that may be run again. */
  #sendCommit(statements: readonly Statement[]): Promise<QueryResult<unknown>[]> {
    return this.#send(statements).catch((error: unknown) => {
      if (!(error instanceof Unanswered)) throw error;
      throw new Fault('STORE_UNAVAILABLE', 'The connection to the store broke during a commit: the change may have been made.', {
        source: 'store',
        details: { outcome: 'UNKNOWN' },
      });
    });
  }

  async #send(statements: readonly Statement[]): Promise<QueryResult<unknown>[]> {
    if (this.#lost) throw this.#lost;
    if (this.#connection.broken) throw (this.#lost = new Lost('The store has closed the connection.'));
    const ahead = [...this.#begin, ...this.#savepoint];
    this.#begin = [];
    this.#savepoint = [];
    try {
      return (await this.#connection.query([...ahead, ...statements])).slice(ahead.length);
    } catch (error) {
      if (error instanceof Lost) this.#lost = error;
      throw error;
    }
  }
}

function insertAudit(rows: readonly AuditRow[]): Statement {
  const columns = Object.keys(rows[0] ?? {});
  const places = `(${columns.map(() => '?').join(', ')})`;
  const sql = `insert into audit (${columns.join(', ')}) values ${rows.map(() => places).join(', ')}`;
  return statement(sql, ...rows.flatMap((row): unknown[] => Object.values(row)));
}

/**
 * The counter comes last but for the events and the commit, and travels with them: other replicas wait for its row,
 * and this way they wait for no round trip.
 */
function eventPackets(events: readonly NewEventRow[]): Statement[][] {
  const columns = Object.keys(events[0] ?? {});
  const places = `(last_insert_id() - ?, ${columns.map(() => '?').join(', ')})`;
  const packets: Statement[][] = [];
  for (let from = 0; from < events.length; from += PIECE) {
    const piece = events.slice(from, from + PIECE);
    const values = piece.flatMap((event, index) => [events.length - 1 - from - index, ...Object.values(event)]);
    const sql = `insert into events (seq, ${columns.join(', ')}) values ${piece.map(() => places).join(', ')}`;
    packets.push([statement(sql, ...values)]);
  }
  packets[0]?.unshift(statement('update counter set seq = last_insert_id(seq + ?) where id = 1', events.length));
  return packets;
}
