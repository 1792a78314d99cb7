import type { Kysely } from 'kysely';
import { severityOf, type EventDraft, type EventRecord } from '../events/model.ts';
import { pieces } from '../kit/pieces.ts';
import type { EventQuery } from '../plans/ports.ts';
import { hashOf } from './hash.ts';
import type { EventRow, NewEventRow, Tables } from './schema.ts';
import { among, atOrBelow, between, type Condition, equals, findRows, MOST_IDS } from './search.ts';

/** As in the table. */
const LONGEST = { actor: 255, node_id: 120, job_name: 640 };
const LIMITED = ['actor', 'node_id', 'job_name'] as const;

/** Checked here, while it is one work's failure: at the commit it would be the whole batch's. */
export function toRow(draft: EventDraft): NewEventRow {
  const row = {
    kind: draft.kind,
    kind_version: draft.kindVersion,
    severity: severityOf(draft),
    at: draft.at,
    actor: draft.actor,
    node_id: draft.nodeId,
    job_name: draft.jobName,
    subject: draft.subject,
    subject_hash: draft.subject === null ? null : hashOf(draft.subject),
    summary: draft.summary,
    body: JSON.stringify(draft.body),
  };
  if (!Number.isSafeInteger(row.at)) throw new RangeError(`an event's time must be whole milliseconds, not ${row.at}`);
  for (const column of LIMITED) {
    const length = row[column]?.length ?? 0;
    if (length > LONGEST[column]) throw new RangeError(`an event's ${column} is longer than ${LONGEST[column]} characters`);
  }
  return row;
}

export function toEvent(row: EventRow): EventRecord {
  const body = JSON.parse(row.body) as EventRecord['body'];
  return {
    seq: row.seq,
    severity: severityOf({ kind: row.kind, body }),
    kind: row.kind,
    kindVersion: row.kind_version,
    at: row.at,
    actor: row.actor,
    nodeId: row.node_id,
    jobName: row.job_name,
    subject: row.subject,
    summary: row.summary,
    body,
  };
}

export async function findEvents(db: Kysely<Tables>, query: EventQuery): Promise<EventRecord[]> {
  const { kinds, severities, nodeIds, limit, order } = query;
  if (kinds?.length === 0 || severities?.length === 0 || nodeIds?.length === 0) return [];
  if (!nodeIds || nodeIds.length <= MOST_IDS) return find(db, query);

  const parts: EventRecord[] = [];
  for (const some of pieces(nodeIds, MOST_IDS)) parts.push(...(await find(db, { ...query, nodeIds: some })));
  return parts.sort((a, b) => (order === 'oldest' ? a.seq - b.seq : b.seq - a.seq)).slice(0, limit);
}

const find = async (db: Kysely<Tables>, query: EventQuery): Promise<EventRecord[]> =>
  (await findRows(db, 'events', query, conditionsOf(query))).map(toEvent);

function conditionsOf({ kinds, severities, nodeIds, under, subject, actor, since, until }: EventQuery): Condition[] {
  const all: Condition[] = [];
  if (kinds) all.push(among('kind', kinds));
  if (severities) all.push(among('severity', severities));
  if (nodeIds) all.push(among('node_id', nodeIds));
  if (subject !== undefined) all.push(equals('subject_hash', hashOf(subject)));
  if (actor !== undefined) all.push(equals('actor', actor));
  all.push(...between('at', since, until));
  if (under !== undefined) all.push(atOrBelow('job_name', under));
  return all;
}

export async function findEventsAt(db: Kysely<Tables>, places: readonly number[]): Promise<EventRecord[]> {
  const found: EventRecord[] = [];
  for (const some of pieces(places, MOST_IDS)) {
    const rows = await db.selectFrom('events').selectAll().where('seq', 'in', some).execute();
    found.push(...rows.map(toEvent));
  }
  return found;
}
