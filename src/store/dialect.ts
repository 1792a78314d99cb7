import { type Kysely, MysqlAdapter, type RawBuilder, sql } from 'kysely';

export const isMysql = (db: Pick<Kysely<never>, 'getExecutor'>): boolean => db.getExecutor().adapter instanceof MysqlAdapter;

/** Ends a select whose row is to stay as it is until the commit. SQLite has one writer and needs no lock. */
export function lock(db: Pick<Kysely<never>, 'getExecutor'>, how: 'shared' | 'alone'): RawBuilder<unknown> {
  if (!isMysql(db)) return sql``;
  return how === 'shared' ? sql`lock in share mode` : sql`for update`;
}
