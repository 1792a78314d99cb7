import type { Kysely } from 'kysely';
import type { AuditRecord } from '../audit/model.ts';
import { pieces } from '../kit/pieces.ts';
import type { AuditQuery } from '../plans/ports.ts';
import { toAudit } from './audit.ts';
import type { Tables } from './schema.ts';
import { among, atOrBelow, between, type Condition, equals, findRows, MOST_IDS } from './search.ts';

/** Newest first. */
export async function findAudits(db: Kysely<Tables>, query: AuditQuery): Promise<AuditRecord[]> {
  const { nodeIds, limit } = query;
  const found: AuditRecord[] = [];
  const parts = nodeIds ? pieces(nodeIds, MOST_IDS) : [undefined];
  for (const some of parts) {
    const rows = await findRows(db, 'audit', { before: query.before, limit, order: 'newest' }, conditionsOf({ ...query, nodeIds: some }));
    found.push(...rows.map(toAudit));
  }
  return found.sort((a, b) => b.seq - a.seq).slice(0, limit);
}

function conditionsOf({ nodeIds, under, actor, action, outcome, since, until }: AuditQuery): Condition[] {
  const all = between('at', since, until);
  if (nodeIds) all.push(among('node_id', nodeIds));
  if (under !== undefined) all.push(atOrBelow('job_name', under));
  if (actor !== undefined) all.push(equals('actor', actor));
  if (action !== undefined) all.push(equals('action', action, { unindexed: true }));
  if (outcome !== undefined) all.push(equals('outcome', outcome, { unindexed: true }));
  return all;
}
