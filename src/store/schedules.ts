import type { Kysely } from 'kysely';
import type { FiringRecord, ScheduledScaling, TimedRule } from '../scaling/timed-model.ts';
import { hashOf } from './hash.ts';
import { inserted } from './inserted.ts';
import type { Tables } from './schema.ts';
import { mustBeThere } from './tree.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;

const NODE = 'TreeNode:';
const MOST_FIRINGS = 10_000;

export async function putSchedule(db: Db, { schedule, on, executor, setBy, setAt }: TimedRule): Promise<void> {
  if (on.startsWith(NODE)) await mustBeThere(db, on.slice(NODE.length));
  const { id, ...rest } = schedule;
  const row = { id, on_hash: hashOf(on), on_id: on, executor, schedule: JSON.stringify(rest), set_by: setBy, set_at: setAt };
  await upsert(db, 'scaling_schedules', ['id'], row);
}

export async function removeSchedule(db: Db, id: string): Promise<void> {
  await db.deleteFrom('scaling_schedules').where('id', '=', id).execute();
}

/** With its node. */
export async function removeSchedulesOf(db: Db, nodeId: string): Promise<void> {
  await db
    .deleteFrom('scaling_schedules')
    .where('on_hash', '=', hashOf(NODE + nodeId))
    .execute();
}

export async function readSchedules(db: Db): Promise<TimedRule[]> {
  const rows = await db.selectFrom('scaling_schedules').selectAll().orderBy('id').execute();
  return rows.map(({ id, on_id, executor, schedule, set_by, set_at }) => ({
    schedule: { id, ...(JSON.parse(schedule) as Omit<ScheduledScaling, 'id'>) },
    ...{ on: on_id, executor, setBy: set_by, setAt: set_at },
  }));
}

/** False: it is there already. */
export function putFiring(db: Db, { scheduleId, at, outcome, by, recordedAt }: FiringRecord): Promise<boolean> {
  const row = { schedule_id: scheduleId, at, outcome, fired_by: by, recorded_at: recordedAt };
  return inserted(db.insertInto('scaling_firings').values(row));
}

/** Of all schedules, those that were due from `from` on, before `to`: the newest 10,000, the oldest first. */
export async function readFirings(db: Db, from: number, to: number): Promise<FiringRecord[]> {
  const rows = await db
    .selectFrom('scaling_firings')
    .selectAll()
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('at', 'desc')
    .limit(MOST_FIRINGS)
    .execute();
  return rows
    .reverse()
    .map((row) => ({ scheduleId: row.schedule_id, at: row.at, outcome: row.outcome, by: row.fired_by, recordedAt: row.recorded_at }));
}

export async function pruneFirings(db: Db, before: number, most: number): Promise<number> {
  const rows = await db
    .selectFrom('scaling_firings')
    .select(['schedule_id', 'at'])
    .where('at', '<', before)
    .orderBy('at')
    .limit(most)
    .execute();
  for (const { schedule_id, at } of rows)
    await db.deleteFrom('scaling_firings').where('schedule_id', '=', schedule_id).where('at', '=', at).execute();
  return rows.length;
}
