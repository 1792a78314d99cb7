import type { Kysely } from 'kysely';
import type { PlanState } from '../plans/model.ts';
import type { Pruned, PruneLimits } from '../plans/ports.ts';
import type { Batcher } from './batcher.ts';
import { readHead } from './log.ts';
import type { Tables } from './schema.ts';

/** Rows per transaction: few enough that writers waiting behind it notice nothing. */
const PIECE = 500;
/** UNKNOWN is no end: it waits for a person. */
const ENDED: readonly PlanState[] = ['DONE', 'STOPPED', 'CANCELLED', 'EXPIRED'];

type Db = Kysely<Tables>;

export async function prune(reader: Db, batcher: Batcher, limits: PruneLimits): Promise<Pruned> {
  const events = await pruneEvents(reader, batcher, limits);
  const plans = await repeat(batcher, (db) => prunePlans(db, limits.now - limits.planAgeMs));
  const decisions = await repeat(batcher, (db) => pruneDecisions(db, limits.now - limits.decisionAgeMs));
  const keys = await repeat(batcher, (db) => pruneKeys(db, limits.now - limits.keyAgeMs));
  return { events, plans, decisions, keys };
}

/** Only ever from the old end, so that what is kept has no hole. The counter goes on: no place is given twice. */
async function pruneEvents(reader: Db, batcher: Batcher, limits: PruneLimits): Promise<number> {
  const { seq, oldest } = await readHead(reader);
  if (oldest === null) return 0;
  const young = await reader
    .selectFrom('events')
    .select((event) => event.fn.min('seq').as('seq'))
    .where('at', '>=', limits.now - limits.eventAgeMs)
    .executeTakeFirst();
  const keepFrom = Math.max(young?.seq ?? seq + 1, seq - limits.eventCount + 1);

  for (let from = oldest; from < keepFrom; from += PIECE) {
    const below = Math.min(from + PIECE, keepFrom);
    await batcher.write((tx) => tx.run((db) => db.deleteFrom('events').where('seq', '<', below).execute()));
  }
  return Math.max(0, keepFrom - oldest);
}

async function prunePlans(db: Db, before: number): Promise<number> {
  const rows = await db
    .selectFrom('plans')
    .select('id')
    .where('state', 'in', ENDED)
    .where('changed_at', '<', before)
    .limit(PIECE)
    .execute();
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return 0;
  await db.deleteFrom('intents').where('plan_id', 'in', ids).where('open_hash', 'is', null).execute();
  await db.deleteFrom('plans').where('id', 'in', ids).execute();
  return ids.length;
}

/** After the plans: a plan is never left without the decision that led to it. */
async function pruneDecisions(db: Db, before: number): Promise<number> {
  const rows = await db
    .selectFrom('decisions')
    .select('id')
    .where('at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('plans').select('plans.id').whereRef('plans.id', '=', 'decisions.plan_id'))),
    )
    .orderBy('at')
    .limit(PIECE)
    .execute();
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) await db.deleteFrom('decisions').where('id', 'in', ids).execute();
  return ids.length;
}

async function pruneKeys(db: Db, before: number): Promise<number> {
  const rows = await db.selectFrom('idempotency_keys').select('key_hash').where('created_at', '<', before).limit(PIECE).execute();
  const hashes = rows.map((row) => row.key_hash);
  if (hashes.length > 0) await db.deleteFrom('idempotency_keys').where('key_hash', 'in', hashes).execute();
  return hashes.length;
}

async function repeat(batcher: Batcher, piece: (db: Db) => Promise<number>): Promise<number> {
  for (let total = 0; ;) {
    const { value } = await batcher.write((tx) => tx.run(piece));
    total += value;
    if (value < PIECE) return total;
  }
}
