import type { Kysely } from 'kysely';
import { lastWordOf, type AlarmRecord, type HookCall, type MalformedCall } from '../alarms/model.ts';
import { Fault } from '../kit/fault.ts';
import { lock } from './dialect.ts';
import { inserted } from './inserted.ts';
import type { Tables } from './schema.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;

/** Once: a callback from the spool may have been taken in before the process ended. */
export async function putCall(db: Db, call: HookCall): Promise<void> {
  const { id, at, raw } = call;
  await inserted(db.insertInto('inbox').values({ id, at, raw }));
}

/** The oldest so many that nobody has worked through. */
export const findCalls = (db: Db, limit: number): Promise<HookCall[]> =>
  db.selectFrom('inbox').selectAll().orderBy('id').limit(limit).execute();

export async function dropCalls(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.deleteFrom('inbox').where('id', 'in', ids).execute();
}

export async function putMalformed(db: Db, { id, at, raw, problem }: MalformedCall): Promise<void> {
  await inserted(db.insertInto('malformed_calls').values({ id, at, raw, problem }));
}

/** Newest first. */
export const findMalformed = (db: Db, limit: number, before?: string): Promise<MalformedCall[]> =>
  db
    .selectFrom('malformed_calls')
    .selectAll()
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

/** `was`: the revision that it is changed from, 0 for none. PLAN_STALE when another has changed it meanwhile. */
export async function putAlarm(db: Db, alarm: AlarmRecord, was: number): Promise<void> {
  const { id, state } = alarm;
  const held = await db.selectFrom('alarms').select('body').where('id', '=', id).modifyEnd(lock(db, 'alone')).executeTakeFirst();
  const before = held ? (JSON.parse(held.body) as AlarmRecord).revision : 0;
  if (before !== was) throw new Fault('PLAN_STALE', `The alarm ${id} has changed meanwhile.`, { source: 'store' });
  await upsert(db, 'alarms', ['id'], { id, state, changed_at: lastWordOf(alarm), body: JSON.stringify(alarm) });
}

export async function findAlarms(db: Db): Promise<AlarmRecord[]> {
  const rows = await db.selectFrom('alarms').select('body').orderBy('id').execute();
  return rows.map(({ body }) => JSON.parse(body) as AlarmRecord);
}

export async function pruneAlarms(db: Db, before: number, most: number): Promise<number> {
  const rows = await db
    .selectFrom('alarms')
    .select('id')
    .where('state', 'in', ['OK', 'UNKNOWN'])
    .where('changed_at', '<', before)
    .limit(most)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await db.deleteFrom('alarms').where('id', 'in', ids).execute();
  return ids.length;
}

export async function pruneMalformed(db: Db, before: number, most: number): Promise<number> {
  const rows = await db.selectFrom('malformed_calls').select('id').where('at', '<', before).limit(most).execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await db.deleteFrom('malformed_calls').where('id', 'in', ids).execute();
  return ids.length;
}
