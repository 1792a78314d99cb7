import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { PlanState } from '../plans/model.ts';
import type { Pruned, PruneLimits } from '../plans/ports.ts';
import { pruneTokens } from './access.ts';
import { pruneAlarms, pruneMalformed } from './alarms.ts';
import type { Batcher } from './batcher.ts';
import { readHead } from './log.ts';
import { pruneLooks } from './looks.ts';
import { pruneFirings } from './schedules.ts';
import { prunePoints } from './points.ts';
import type { Tables } from './schema.ts';

/** Rows per transaction: few enough that writers waiting behind it notice nothing. */
const PIECE = 200;
/** UNKNOWN is no end: it waits for a person. */
const ENDED: readonly PlanState[] = ['DONE', 'STOPPED', 'CANCELLED', 'EXPIRED'];

type Db = Kysely<Tables>;

export async function prune(reader: Db, batcher: Batcher, limits: PruneLimits): Promise<Omit<Pruned, 'audits'>> {
  const events = await pruneEvents(reader, batcher, limits);
  const plans = await repeat(batcher, (db) => prunePlans(db, limits.now - limits.planAgeMs));
  const decisions = await pruneDecisions(reader, batcher, limits.now - limits.decisionAgeMs);
  const keys = await repeat(batcher, (db) => pruneKeys(db, limits.now - limits.keyAgeMs));
  const freezes = await repeat(batcher, (db) => pruneFreezes(db, limits.now - limits.planAgeMs));
  await repeat(batcher, (db) => pruneGone(db, limits.now - limits.auditAgeMs));
  const tokens = await repeat(batcher, (db) => pruneTokens(db, limits.now - limits.planAgeMs, PIECE));
  const windows = await repeat(batcher, (db) => prunePoints(db, limits.now - limits.windowAgeMs, PIECE));
  const looks = await repeat(batcher, (db) => pruneLooks(db, limits.now - limits.lookAgeMs, PIECE));
  await repeat(batcher, (db) => pruneFirings(db, limits.now - limits.decisionAgeMs, PIECE));
  const alarms = await repeat(batcher, (db) => pruneAlarms(db, limits.now - limits.alarmAgeMs, PIECE));
  await repeat(batcher, (db) => pruneMalformed(db, limits.now - limits.alarmAgeMs, PIECE));
  return { events, plans, decisions, keys, freezes, tokens, windows, looks, alarms };
}

/**
 * Only ever from the old end, so that what is kept has no hole. The counter goes on: no place is given twice. Walked from
 * that end: asked for as a minimum, the first young event costs a look at every young one.
 */
async function pruneEvents(reader: Db, batcher: Batcher, limits: PruneLimits): Promise<number> {
  const { seq } = await readHead(reader);
  const old = limits.now - limits.eventAgeMs;
  for (let total = 0; ;) {
    const rows = await reader.selectFrom('events').select(['seq', 'at']).orderBy('seq').limit(PIECE).execute();
    const kept = rows.findIndex((row) => row.at >= old && row.seq > seq - limits.eventCount);
    const going = kept < 0 ? rows : rows.slice(0, kept);
    const last = going.at(-1)?.seq;
    if (last !== undefined) await batcher.write((tx) => tx.run((db) => db.deleteFrom('events').where('seq', '<=', last).execute()));
    total += going.length;
    if (going.length < PIECE) return total;
  }
}

async function prunePlans(db: Db, before: number): Promise<number> {
  const rows = await db
    .selectFrom('plans')
    .select('id')
    .where('state', 'in', ENDED)
    .where('changed_at', '<', before)
    // Else SQLite may take the index by creation, and walks over every plan that is kept.
    .orderBy('state')
    .orderBy('changed_at')
    .limit(PIECE)
    .execute();
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return 0;
  // The plus keeps SQLite from the index of what is open: by that it would read every closed intent there is.
  await db
    .deleteFrom('intents')
    .where('plan_id', 'in', ids)
    .where(sql`+open_hash`, 'is', null)
    .execute();
  await db.deleteFrom('plans').where('id', 'in', ids).execute();
  return ids.length;
}

/** After the plans: a plan is never left without the decision that led to it. Old ones that stay are passed over in pieces too. */
async function pruneDecisions(reader: Db, batcher: Batcher, before: number): Promise<number> {
  let total = 0;
  for (let last = { at: -1, id: '' }; ;) {
    const rows = await reader
      .selectFrom('decisions')
      .leftJoin('plans', 'plans.id', 'decisions.plan_id')
      .select(['decisions.id', 'decisions.at', 'plans.id as plan'])
      .where('decisions.at', '>=', last.at)
      .where('decisions.at', '<', before)
      .where(({ or, eb }) => or([eb('decisions.at', '>', last.at), eb('decisions.id', '>', last.id)]))
      .orderBy('decisions.at')
      .orderBy('decisions.id')
      .limit(PIECE)
      .execute();
    const ids = rows.filter(({ plan }) => plan === null).map(({ id }) => id);
    if (ids.length > 0) await batcher.write((tx) => tx.run((db) => db.deleteFrom('decisions').where('id', 'in', ids).execute()));
    total += ids.length;
    const end = rows.at(-1);
    if (!end || rows.length < PIECE) return total;
    last = end;
    await setImmediate();
  }
}

/** Ended ones are shown to nobody, and tell for a while why a plan was stopped. */
async function pruneFreezes(db: Db, before: number): Promise<number> {
  const rows = await db.selectFrom('freezes').select('id').where('ends_at', '<', before).limit(PIECE).execute();
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) await db.deleteFrom('freezes').where('id', 'in', ids).execute();
  return ids.length;
}

/** As long as anything may be kept that they have left. */
async function pruneGone(db: Db, before: number): Promise<number> {
  const rows = await db.selectFrom('deleted_nodes').select('id').where('deleted_at', '<', before).limit(PIECE).execute();
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) await db.deleteFrom('deleted_nodes').where('id', 'in', ids).execute();
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
