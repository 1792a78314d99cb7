import { Kysely, sql } from 'kysely';
import type { ConnectionOptions } from 'mysql2/promise';
import { Fault } from '../kit/fault.ts';
import type { Driver } from './driver.ts';
import { hashOf } from './hash.ts';
import { toFault } from './failures.ts';
import { MysqlConnection, parseUrl, statement } from './mysql-connection.ts';
import { mysqlDialect, onlyConnection } from './mysql-dialect.ts';
import { MysqlPool } from './mysql-pool.ts';
import { type Guard, MysqlWriter } from './mysql-writer.ts';
import type { Tables } from './schema.ts';

export interface MysqlOptions {
  readonly driver: 'mysql';
  /** mysql://user:password@host:port/database, MySQL 8 or MariaDB; the database must exist. */
  readonly url: string;
  /** Connections for reads; one more writes. */
  readonly readers?: number | undefined;
  /** The certificate authority of the server; without it the connection is not encrypted. */
  readonly ca?: string | undefined;
}

/** How long a writer may stop within a transaction before the server takes its locks away. */
const IDLE_S = 5;
/** How long a process waits for another's migration, and how long one statement of its own may take. */
const TURN_S = 60;
const MIGRATION_MS = 600_000;

const settings = [`sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`, `time_zone = '+00:00'`];
const writerSettings = ['innodb_lock_wait_timeout = 3', `net_read_timeout = ${IDLE_S}`, `net_write_timeout = ${IDLE_S}`];
const isMariadb = (version: string) => version.includes('MariaDB');

/** MySQL has no limit of its own for an idle transaction, but one for an idle connection, which may change as it goes. */
export const watchdog: Guard = {
  begin: [statement(`set session wait_timeout = ${IDLE_S}`)],
  end: [statement('set session wait_timeout = 28800')],
};

const optionsOf = ({ url, ca }: MysqlOptions): ConnectionOptions => ({
  ...parseUrl(url),
  charset: 'utf8mb4',
  connectTimeout: 5_000,
  ...(ca && { ssl: { ca } }),
});
const session = () => `set session ${settings.join(', ')}`;

export const openMysqlReader = (options: MysqlOptions): Kysely<Tables> => {
  const pool = new MysqlPool(() => MysqlConnection.open(optionsOf(options), session), options.readers ?? 8);
  return new Kysely<Tables>({ dialect: mysqlDialect(pool) });
};

export async function openMysql(mysql: MysqlOptions): Promise<Driver> {
  const options = optionsOf(mysql);
  let version = '';
  const openWriter = () =>
    MysqlConnection.open(options, (of) => {
      version = of;
      const limit = isMariadb(of) ? [`idle_write_transaction_timeout = ${IDLE_S}`] : [];
      const all = [...settings, ...writerSettings, ...limit].join(', ');
      return `set session ${all}; set session transaction isolation level read committed`;
    });

  const first = await openWriter().catch((error: unknown) => {
    throw toFault(error);
  });
  const guard = isMariadb(version) ? { begin: [], end: [] } : watchdog;
  const writer = new MysqlWriter(openWriter, guard, first);
  const reader = openMysqlReader(mysql);
  return {
    reader,
    writer,
    now: () => sql`cast(unix_timestamp(now(3)) * 1000 as signed)`,
    shared: true,
    exclusively: async (work) => {
      const connection = await MysqlConnection.open(options, session, MIGRATION_MS);
      const db = new Kysely<Tables>({ dialect: mysqlDialect(onlyConnection(connection)) });
      try {
        // No transaction: MySQL commits at every change of a table. Replicas that start together take turns instead.
        const lock = `canopy:${hashOf(parseUrl(mysql.url).database)}`;
        const { rows } = await sql<{ got: number }>`select get_lock(${lock}, ${TURN_S}) as got`.execute(db);
        if (rows[0]?.got !== 1) throw new Fault('STORE_UNAVAILABLE', 'Another process is still changing the tables of the store.');
        const collation = isMariadb(version) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
        return await work(db, { dialect: 'mysql', collation });
      } finally {
        // The lock goes with it.
        await connection.close();
      }
    },
    close: async () => {
      await writer.close();
      await reader.destroy();
    },
  };
}
