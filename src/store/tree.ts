import type { Kysely } from 'kysely';
import { Breather } from '../kit/breathe.ts';
import { Fault } from '../kit/fault.ts';
import { pieces } from '../kit/pieces.ts';
import type { Facts } from '../plans/ports.ts';
import type { Freeze, HostAttachment, PlacementClaim, TreeAlias, TreeNodeRecord } from '../tree/model.ts';
import { removeBindingsOf } from './access.ts';
import { Duplicate } from './failures.ts';
import { lock } from './dialect.ts';
import { readMonitoring } from './monitoring.ts';
import { readScalingRules, removeScalingRuleOf } from './scaling.ts';
import { readSchedules, removeSchedulesOf } from './schedules.ts';
import { hashOf } from './hash.ts';
import type { Tables } from './schema.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;

/**
 * Not an upsert: on MySQL one would rename the sibling that already has the name, and what was deleted meanwhile would
 * come back. Replicas judge from copies that may lag, so what the tree's shape rests on is checked here: a parent one
 * level above, held until the commit, leaves neither orphans nor rings.
 */
export async function putNode(db: Db, node: TreeNodeRecord, before?: TreeNodeRecord): Promise<void> {
  const { id, parentId, depth, name } = node;
  if (before && before.depth !== depth) throw new Fault('BAD_USER_INPUT', `${name} cannot change its level.`);
  if (parentId !== before?.parentId && parentId !== null && (await held(db, parentId, 'shared'))?.depth !== depth - 1)
    throw stale(`The node above ${name} is not there any more.`);
  try {
    if (!before)
      await db
        .insertInto('tree_nodes')
        .values({ id, ...toRow(node) })
        .execute();
    else {
      const change = db.updateTable('tree_nodes').set(toRow(node)).where('id', '=', id);
      const { numUpdatedRows } = await change
        .where('parent_id', '=', before.parentId ?? '')
        .where('name', '=', before.name)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw stale(`${before.name} was renamed, moved or deleted meanwhile.`);
    }
  } catch (error) {
    if (error instanceof Duplicate) throw new Fault('ALREADY_EXISTS', `There is already a ${name} at that place.`);
    throw error;
  }
}

/** Held alone first: what somebody hangs on it just now is there before this looks, or finds it gone. */
export async function deleteNode(db: Db, { id, parentId, name }: TreeNodeRecord, now: number): Promise<void> {
  const row = await held(db, id, 'alone');
  if (row?.parent_id !== (parentId ?? '') || row.name !== name) throw stale(`${name} was renamed, moved or deleted meanwhile.`);
  const child = await db.selectFrom('tree_nodes').select('name').where('parent_id', '=', id).limit(1).executeTakeFirst();
  if (child) throw new Fault('NOT_EMPTY', `${child.name} has been put below ${name} meanwhile.`);
  for (const table of ['host_attachments', 'placement_claims', 'freezes'] as const) {
    const hanging = await db.selectFrom(table).select('node_id').where('node_id', '=', id).limit(1).executeTakeFirst();
    if (hanging) throw new Fault('NOT_EMPTY', `A ${HANGING[table]} was put on ${name} meanwhile.`);
  }
  await removeBindingsOf(db, id);
  await db.deleteFrom('watch_rules').where('node_id', '=', id).execute();
  await removeScalingRuleOf(db, id);
  await removeSchedulesOf(db, id);
  await upsert(db, 'deleted_nodes', ['id'], { id, parent_id: parentId ?? '', deleted_at: now });
  await db.deleteFrom('tree_nodes').where('id', '=', id).execute();
}

const HANGING = { host_attachments: 'host', placement_claims: "app's place", freezes: 'freeze' };

const toRow = ({ parentId, depth, name, createdAt }: TreeNodeRecord) => ({
  parent_id: parentId ?? '',
  depth,
  name,
  created_at: createdAt,
});

const stale = (message: string) => new Fault('PLAN_STALE', message, { source: 'store' });

/** The row as it is now, locked until the commit. */
function held(db: Db, id: string, how: 'shared' | 'alone') {
  return db
    .selectFrom('tree_nodes')
    .select(['parent_id', 'depth', 'name'])
    .where('id', '=', id)
    .modifyEnd(lock(db, how))
    .executeTakeFirst();
}

export async function mustBeThere(db: Db, nodeId: string): Promise<void> {
  if (!(await held(db, nodeId, 'shared'))) throw stale('The node was deleted meanwhile.');
}

/** Rows per statement: well below the limits of variables and of a packet. */
const PIECE = 300;

/** A company that is renamed has as many as it has nodes: few statements, between which others run. */
export async function putAliases(db: Db, aliases: readonly TreeAlias[]): Promise<void> {
  const rows = aliases.map(({ jobName, nodeId, since }) => ({ job_name: jobName, node_id: nodeId, since }));
  await inTurns(rows, (some) => upsert(db, 'tree_aliases', ['job_name'], ...some));
}

export async function removeAliases(db: Db, jobNames: readonly string[]): Promise<void> {
  await inTurns(jobNames, (some) => db.deleteFrom('tree_aliases').where('job_name', 'in', some).execute());
}

async function inTurns<T>(items: readonly T[], write: (some: readonly T[]) => Promise<unknown>): Promise<void> {
  const breather = new Breather();
  for (const some of pieces(items, PIECE)) {
    await write(some);
    if (breather.due) await breather.breathe();
  }
}

export async function putAttachment(db: Db, { host, nodeId }: HostAttachment): Promise<void> {
  await mustBeThere(db, nodeId);
  await upsert(db, 'host_attachments', ['host', 'node_id'], { host, node_id: nodeId });
}

export async function removeAttachment(db: Db, { host, nodeId }: HostAttachment): Promise<void> {
  await db.deleteFrom('host_attachments').where('host', '=', host).where('node_id', '=', nodeId).execute();
}

export async function putClaim(db: Db, claim: PlacementClaim): Promise<void> {
  await mustBeThere(db, claim.nodeId);
  await upsert(db, 'placement_claims', ['claim_hash'], {
    claim_hash: hashOf(claim.cluster, claim.marathonId),
    cluster: claim.cluster,
    marathon_id: claim.marathonId,
    node_id: claim.nodeId,
    confirmed_by: claim.confirmedBy,
    confirmed_at: claim.confirmedAt,
  });
}

export async function removeClaim(db: Db, cluster: string, marathonId: string): Promise<void> {
  await db.deleteFrom('placement_claims').where('claim_hash', '=', hashOf(cluster, marathonId)).execute();
}

export async function withdrawClaim(db: Db, { cluster, marathonId, nodeId, confirmedAt }: PlacementClaim): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('placement_claims')
    .where('claim_hash', '=', hashOf(cluster, marathonId))
    .where('node_id', '=', nodeId)
    .where('confirmed_at', '=', confirmedAt)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function putFreeze(db: Db, { id, nodeId, reason, setBy, from, until }: Freeze): Promise<void> {
  await mustBeThere(db, nodeId);
  const row = { id, node_id: nodeId, reason, set_by: setBy, starts_at: from, ends_at: until };
  await upsert(db, 'freezes', ['id'], row);
}

export async function removeFreeze(db: Db, id: string): Promise<void> {
  await db.deleteFrom('freezes').where('id', '=', id).execute();
}

/** All of it as of one commit. */
export function readFacts(reader: Db): Promise<Facts> {
  // The first select takes the snapshot, in either database; on MySQL only at this level do the later ones share it.
  return reader
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (db) => {
      const { seq } = await db.selectFrom('counter').select('seq').executeTakeFirstOrThrow();
      const nodes = await db.selectFrom('tree_nodes').selectAll().orderBy('depth').orderBy('id').execute();
      const aliases = await db.selectFrom('tree_aliases').selectAll().orderBy('job_name').execute();
      const attachments = await db.selectFrom('host_attachments').selectAll().orderBy('host').orderBy('node_id').execute();
      const claims = await db.selectFrom('placement_claims').selectAll().orderBy('claim_hash').execute();
      const freezes = await db.selectFrom('freezes').selectAll().orderBy('id').execute();
      const gone = await db.selectFrom('deleted_nodes').select(['id', 'parent_id']).execute();
      return {
        seq,
        ...(await readMonitoring(db)),
        scalingRules: await readScalingRules(db),
        schedules: await readSchedules(db),
        gone: new Map(gone.map((row) => [row.id, row.parent_id === '' ? null : row.parent_id])),
        nodes: nodes.map((row) => ({
          id: row.id,
          parentId: row.parent_id === '' ? null : row.parent_id,
          depth: row.depth,
          name: row.name,
          createdAt: row.created_at,
        })),
        aliases: aliases.map((row) => ({ jobName: row.job_name, nodeId: row.node_id, since: row.since })),
        attachments: attachments.map((row) => ({ host: row.host, nodeId: row.node_id })),
        claims: claims.map((row) => ({
          cluster: row.cluster,
          marathonId: row.marathon_id,
          nodeId: row.node_id,
          confirmedBy: row.confirmed_by,
          confirmedAt: row.confirmed_at,
        })),
        freezes: freezes.map((row) => ({
          id: row.id,
          nodeId: row.node_id,
          reason: row.reason,
          setBy: row.set_by,
          from: row.starts_at,
          until: row.ends_at,
        })),
      };
    });
}
