import { type Kysely, sql } from 'kysely';
import { isMysql } from './dialect.ts';
import type { Tables } from './schema.ts';

type Row<T extends keyof Tables> = { readonly [C in keyof Tables[T]]: Tables[T][C] };

/**
 * Inserts the rows, or overwrites those with the same key. Only for tables with no other unique key: MySQL would
 * overwrite whichever row collides.
 */
export async function upsert<T extends keyof Tables>(
  db: Kysely<Tables>,
  table: T,
  key: readonly (keyof Tables[T] & string)[],
  ...rows: readonly Row<T>[]
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const mysql = isMysql(db);
  const assignments = columns.map((column) =>
    mysql ? sql`${sql.ref(column)} = values(${sql.ref(column)})` : sql`${sql.ref(column)} = excluded.${sql.ref(column)}`,
  );
  const onConflict = mysql
    ? sql`on duplicate key update ${sql.join(assignments)}`
    : sql`on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do update set ${sql.join(assignments)}`;
  await sql`
    insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(rows.map((row) => sql`(${sql.join(Object.values(row))})`))} ${onConflict}
  `.execute(db);
}
