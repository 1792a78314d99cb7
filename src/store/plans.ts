import type { Kysely } from 'kysely';
import { Fault } from '../kit/fault.ts';
import type { DecisionRecord, IntentRecord, PlanRecord } from '../plans/model.ts';
import { hashOf } from './hash.ts';
import { inserted } from './inserted.ts';
import type { Tables } from './schema.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;

export async function putPlan(db: Db, plan: PlanRecord, now: number): Promise<void> {
  const { id, revision, state, createdAt } = plan;
  const row = { state, revision, created_at: createdAt, changed_at: now, body: JSON.stringify(plan) };
  if (revision === 0) {
    if (!(await inserted(db.insertInto('plans').values({ id, ...row })))) throw overtaken(id);
    return;
  }
  const { numUpdatedRows } = await db
    .updateTable('plans')
    .set(row)
    .where('id', '=', id)
    .where('revision', '=', revision - 1)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw overtaken(id);
}

const overtaken = (id: string) => new Fault('CONFLICT', `Plan ${id} was changed by someone else meanwhile.`);

export async function findPlan(db: Db, id: string): Promise<PlanRecord | undefined> {
  const row = await db.selectFrom('plans').select('body').where('id', '=', id).executeTakeFirst();
  return row && parse<PlanRecord>(row.body);
}

/** Oldest first: what has waited longest is worked first. */
export async function findPlansIn(db: Db, state: PlanRecord['state'], limit: number): Promise<PlanRecord[]> {
  const rows = await db
    .selectFrom('plans')
    .select('body')
    .where('state', '=', state)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => parse<PlanRecord>(row.body));
}

export function openIntent(db: Db, intent: IntentRecord): Promise<boolean> {
  const { id, planId, step, system, target, state, sentAt, deadlineAt } = intent;
  return inserted(
    db.insertInto('intents').values({
      id,
      plan_id: planId,
      step,
      system,
      target,
      state,
      open_hash: hashOf(system, target),
      sent_at: sentAt,
      deadline_at: deadlineAt,
    }),
  );
}

export async function closeIntent(db: Db, id: string, state: 'DONE' | 'NOT_DONE' | 'UNKNOWN'): Promise<void> {
  await db.updateTable('intents').set({ state, open_hash: null }).where('id', '=', id).execute();
}

export async function findOpenIntents(db: Db): Promise<IntentRecord[]> {
  // Not `is not null`: for that SQLite reads the closed ones too, which are kept as long as their plans.
  const rows = await db.selectFrom('intents').selectAll().where('open_hash', '>', '').orderBy('sent_at').orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    planId: row.plan_id,
    step: row.step,
    system: row.system,
    target: row.target,
    state: row.state,
    sentAt: row.sent_at,
    deadlineAt: row.deadline_at,
  }));
}

export async function putDecision(db: Db, decision: DecisionRecord): Promise<void> {
  const { id, subject, planId, at } = decision;
  await upsert(db, 'decisions', ['id'], {
    id,
    subject_hash: subject === null ? null : hashOf(subject),
    plan_id: planId,
    at,
    body: JSON.stringify(decision),
  });
}

/** In any order; those that are not kept are left out. */
export async function findDecisions(db: Db, ids: readonly string[]): Promise<DecisionRecord[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('decisions').select('body').where('id', 'in', ids).execute();
  return rows.map((row) => decisionIn(row.body));
}

export async function findDecision(db: Db, id: string): Promise<DecisionRecord | undefined> {
  const row = await db.selectFrom('decisions').select('body').where('id', '=', id).executeTakeFirst();
  return row && decisionIn(row.body);
}

/** Newest first. */
export async function findDecisionsOf(db: Db, subject: string, limit: number, until?: number): Promise<DecisionRecord[]> {
  let found = db.selectFrom('decisions').select('body').where('subject_hash', '=', hashOf(subject));
  if (until !== undefined) found = found.where('at', '<=', until);
  const rows = await found.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map((row) => decisionIn(row.body));
}

/** Rows of before there was `causedBy` know of none. */
const decisionIn = (body: string): DecisionRecord => ({ causedBy: [], ...parse<Omit<DecisionRecord, 'causedBy'>>(body) });

/** Rows are written by this file from the same type. */
const parse = <T>(body: string): T => JSON.parse(body) as T;
