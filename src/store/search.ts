import { type Kysely, type RawBuilder, sql, type SqlBool } from 'kysely';
import { Breather } from '../kit/breathe.ts';
import { isMysql } from './dialect.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

/** Exclusive bounds. */
export interface Bounds {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
  readonly order: 'oldest' | 'newest';
}

/** A condition on one column. */
export interface Condition {
  readonly column: string;
  readonly says: (column: RawBuilder<unknown>) => RawBuilder<SqlBool>;
  /** Without an index, what fulfils it is found only by a walk. */
  readonly unindexed?: true;
}

/** Tables whose places have no hole. */
type Log = 'events' | 'audit';

/** More ids than this in one statement would pass SQLite's limit of variables. */
export const MOST_IDS = 10_000;
/** Rows of the log that one statement walks over. */
const WINDOW = 4_000;
/** What fewer rows than these fulfil is looked up by its index and sorted. */
const RARE = 2_000;

export const equals = (column: string, value: string, more?: { unindexed: true }): Condition => ({
  column,
  says: (ref) => sql`${ref} = ${value}`,
  ...more,
});

export const among = (column: string, values: readonly string[]): Condition => ({
  column,
  says: (ref) => sql`${ref} in (${sql.join(values)})`,
});

/** A range, since `_` is a wildcard to LIKE: '`' is the character after '_', and nothing is between. */
export const atOrBelow = (column: string, name: string): Condition => ({
  column,
  says: (ref) => sql`(${ref} = ${name} or (${ref} >= ${`${name}_`} and ${ref} < ${`${name}\``}))`,
});

/** `since` is inclusive, `until` exclusive. */
export function between(column: string, since: number | undefined, until: number | undefined): Condition[] {
  if (since !== undefined && until !== undefined) return [{ column, says: (ref) => sql`(${ref} >= ${since} and ${ref} < ${until})` }];
  if (since !== undefined) return [{ column, says: (ref) => sql`${ref} >= ${since}` }];
  return until === undefined ? [] : [{ column, says: (ref) => sql`${ref} < ${until}` }];
}

/**
 * The rows that fulfil all conditions, in order. In SQLite a statement holds up the whole process, so none may cost as much as the log
 * is long: the log is walked in windows from the wanted end, and what is rare is looked up.
 */
export async function findRows<L extends Log>(db: Db, log: L, bounds: Bounds, conditions: readonly Condition[]): Promise<Tables[L][]> {
  if (conditions.length === 0 || isMysql(db)) return select(db, log, bounds, conditions);

  const { limit, order } = bounds;
  const { low, high } = await endsOf(db, log, bounds);
  const found: Tables[L][] = [];
  const breather = new Breather();
  for (let walked = 0; walked <= high - low; walked += WINDOW) {
    if (walked === WINDOW) {
      const rare = await rareOf(db, log, conditions);
      if (rare) return select(db, log, bounds, conditions, rare);
    }
    const from = order === 'oldest' ? low + walked : Math.max(low, high - walked - WINDOW + 1);
    const to = order === 'oldest' ? Math.min(high, low + walked + WINDOW - 1) : high - walked;
    const window = { order, after: from - 1, before: to + 1, limit: limit - found.length };
    found.push(...(await select(db, log, window, conditions, 'seq')));
    if (found.length >= limit) break;
    if (breather.due) await breather.breathe();
  }
  return found;
}

/** `by` is what SQLite goes by, the places or one condition's index: a plus before a name keeps it from that of any other. */
async function select<L extends Log>(db: Db, log: L, bounds: Bounds, conditions: readonly Condition[], by?: Condition | 'seq') {
  const { after, before, limit, order } = bounds;
  const ref = (column: string, plain: boolean) => (plain ? sql.ref(column) : sql`+${sql.ref(column)}`);
  const seq = ref('seq', by === undefined || by === 'seq');
  const wanted = conditions.map((each) => each.says(ref(each.column, by === undefined || by === each)));
  if (after !== undefined) wanted.push(sql`${seq} > ${after}`);
  if (before !== undefined) wanted.push(sql`${seq} < ${before}`);
  const where = wanted.length > 0 ? sql`where ${sql.join(wanted, sql` and `)}` : sql``;
  const { rows } = await sql<Tables[L]>`
    select * from ${sql.table(log)} ${where} order by ${seq} ${order === 'oldest' ? sql`asc` : sql`desc`} limit ${limit}
  `.execute(db);
  return rows;
}

/** The places between which there may be something. */
async function endsOf(db: Db, log: Log, { after, before }: Bounds): Promise<{ readonly low: number; readonly high: number }> {
  const table = sql.table(log);
  const { rows } = await sql<{ low: number | null; high: number | null }>`
    select (select min(seq) from ${table}) as low, (select max(seq) from ${table}) as high
  `.execute(db);
  const { low, high } = rows[0] ?? { low: null, high: null };
  if (low === null || high === null) return { low: 1, high: 0 };
  return { low: Math.max(low, (after ?? 0) + 1), high: Math.min(high, (before ?? high + 1) - 1) };
}

/** A condition that few rows of the whole log fulfil. */
async function rareOf(db: Db, log: Log, conditions: readonly Condition[]): Promise<Condition | undefined> {
  for (const condition of conditions) {
    if (condition.unindexed) continue;
    const { rows } = await sql<{ found: number }>`
      select count(*) as found from (select 1 from ${sql.table(log)} where ${condition.says(sql.ref(condition.column))} limit ${RARE + 1})
    `.execute(db);
    if ((rows[0]?.found ?? 0) <= RARE) return condition;
  }
  return undefined;
}
