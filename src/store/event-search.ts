import { type Kysely, type RawBuilder, sql, type SqlBool } from 'kysely';
import { Breather } from '../kit/breathe.ts';
import type { EventQuery } from '../plans/ports.ts';
import { isMysql } from './dialect.ts';
import { hashOf } from './hash.ts';
import type { EventRow, Tables } from './schema.ts';

type Db = Kysely<Tables>;
type Bounds = Pick<EventQuery, 'after' | 'before' | 'limit' | 'order'>;

/** A condition on one column that has an index. */
interface Condition {
  readonly column: keyof EventRow;
  readonly says: (column: RawBuilder<unknown>) => RawBuilder<SqlBool>;
}

/** Rows of the log that one statement walks over. */
const WINDOW = 4_000;
/** What fewer rows than these fulfil is looked up by its index and sorted. */
const RARE = 2_000;

/**
 * The rows of the query, in its order. In SQLite a statement holds up the whole process, so none may cost as much as the log
 * is long: the log is walked in windows from the wanted end, and what is rare is looked up.
 */
export async function findRows(db: Db, query: EventQuery): Promise<EventRow[]> {
  const conditions = conditionsOf(query);
  if (conditions.length === 0 || isMysql(db)) return select(db, query, conditions);

  const { limit, order } = query;
  const { low, high } = await endsOf(db, query);
  const found: EventRow[] = [];
  const breather = new Breather();
  for (let walked = 0; walked <= high - low; walked += WINDOW) {
    if (walked === WINDOW) {
      const rare = await rareOf(db, conditions);
      if (rare) return select(db, query, conditions, rare);
    }
    const from = order === 'oldest' ? low + walked : Math.max(low, high - walked - WINDOW + 1);
    const to = order === 'oldest' ? Math.min(high, low + walked + WINDOW - 1) : high - walked;
    const window = { order, after: from - 1, before: to + 1, limit: limit - found.length };
    found.push(...(await select(db, window, conditions, 'seq')));
    if (found.length >= limit) break;
    if (breather.due) await breather.breathe();
  }
  return found;
}

function conditionsOf({ kinds, nodeIds, under, subject, actor, since, until }: EventQuery): readonly Condition[] {
  const all: Condition[] = [];
  const add = (column: Condition['column'], says: Condition['says']) => all.push({ column, says });
  if (kinds) add('kind', (kind) => sql`${kind} in (${sql.join(kinds)})`);
  if (nodeIds) add('node_id', (id) => sql`${id} in (${sql.join(nodeIds)})`);
  if (subject !== undefined) add('subject_hash', (hash) => sql`${hash} = ${hashOf(subject)}`);
  if (actor !== undefined) add('actor', (name) => sql`${name} = ${actor}`);
  if (since !== undefined && until !== undefined) add('at', (at) => sql`(${at} >= ${since} and ${at} < ${until})`);
  else if (since !== undefined) add('at', (at) => sql`${at} >= ${since}`);
  else if (until !== undefined) add('at', (at) => sql`${at} < ${until}`);
  if (under !== undefined) {
    // A range, since `_` is a wildcard to LIKE: '`' is the character after '_', and nothing is between.
    add('job_name', (name) => sql`(${name} = ${under} or (${name} >= ${`${under}_`} and ${name} < ${`${under}\``}))`);
  }
  return all;
}

/** `by` is what SQLite goes by, the places or one condition's index: a plus before a name keeps it from that of any other. */
async function select(db: Db, { after, before, limit, order }: Bounds, conditions: readonly Condition[], by?: Condition | 'seq') {
  const ref = (column: keyof EventRow, plain: boolean) => (plain ? sql.ref<number>(column) : sql<number>`+${sql.ref(column)}`);
  const seq = ref('seq', by === undefined || by === 'seq');
  let found = db.selectFrom('events').selectAll();
  if (after !== undefined) found = found.where(seq, '>', after);
  if (before !== undefined) found = found.where(seq, '<', before);
  for (const each of conditions) found = found.where(each.says(ref(each.column, by === undefined || by === each)));
  return found
    .orderBy(seq, order === 'oldest' ? 'asc' : 'desc')
    .limit(limit)
    .execute();
}

/** The places between which there may be something. */
async function endsOf(db: Db, { after, before }: Bounds): Promise<{ readonly low: number; readonly high: number }> {
  const { rows } = await sql<{ low: number | null; high: number | null }>`
    select (select min(seq) from events) as low, (select max(seq) from events) as high
  `.execute(db);
  const { low, high } = rows[0] ?? { low: null, high: null };
  if (low === null || high === null) return { low: 1, high: 0 };
  return { low: Math.max(low, (after ?? 0) + 1), high: Math.min(high, (before ?? high + 1) - 1) };
}

/** A condition that few rows of the whole log fulfil. */
async function rareOf(db: Db, conditions: readonly Condition[]): Promise<Condition | undefined> {
  for (const condition of conditions) {
    const { rows } = await sql<{ found: number }>`
      select count(*) as found from (select 1 from events where ${condition.says(sql.ref(condition.column))} limit ${RARE + 1})
    `.execute(db);
    if ((rows[0]?.found ?? 0) <= RARE) return condition;
  }
  return undefined;
}
