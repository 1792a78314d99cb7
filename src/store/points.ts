import { type Kysely, sql } from 'kysely';
import type { Spent } from '../plans/ports.ts';
import { isMysql } from './dialect.ts';
import { hashOf } from './hash.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

/** Adds what was spent to what there is, and answers what it comes to, in the order given. */
export async function spend(db: Db, spent: readonly Spent[]): Promise<number[]> {
  if (spent.length === 0) return [];
  const rows = spent.map((each) => ({ window_start: each.window, caller_hash: hashOf(each.caller), spent: each.spent }));
  // In one order everywhere: two replicas that each hold a row the other waits for would both lose.
  const sorted = rows.toSorted((a, b) => a.window_start - b.window_start || (a.caller_hash < b.caller_hash ? -1 : 1));
  const added = isMysql(db)
    ? sql`on duplicate key update spent = spent + values(spent)`
    : sql`on conflict (window_start, caller_hash) do update set spent = points.spent + excluded.spent`;
  await sql`
    insert into points (window_start, caller_hash, spent)
    values ${sql.join(sorted.map((row) => sql`(${row.window_start}, ${row.caller_hash}, ${row.spent})`))} ${added}
  `.execute(db);
  const found = await db
    .selectFrom('points')
    .selectAll()
    .where('window_start', 'in', [...new Set(rows.map((row) => row.window_start))])
    .where(
      'caller_hash',
      'in',
      rows.map((row) => row.caller_hash),
    )
    .execute();
  const totals = new Map(found.map((row) => [`${row.window_start} ${row.caller_hash}`, row.spent]));
  return rows.map((row) => totals.get(`${row.window_start} ${row.caller_hash}`) ?? row.spent);
}

/** Windows that began before that time, from the old end. */
export async function prunePoints(db: Db, before: number, most: number): Promise<number> {
  const rows = await db
    .selectFrom('points')
    .select(['window_start', 'caller_hash'])
    .where('window_start', '<', before)
    .orderBy('window_start')
    .orderBy('caller_hash')
    .limit(most)
    .execute();
  const last = rows.at(-1);
  if (!last) return 0;
  await db
    .deleteFrom('points')
    .where(({ or, and, eb }) =>
      or([
        eb('window_start', '<', last.window_start),
        and([eb('window_start', '=', last.window_start), eb('caller_hash', '<=', last.caller_hash)]),
      ]),
    )
    .execute();
  return rows.length;
}
