import type { Kysely } from 'kysely';
import { Fault } from '../kit/fault.ts';
import type { Facts } from '../plans/ports.ts';
import type { Freeze, HostAttachment, PlacementClaim, TreeAlias, TreeNodeRecord } from '../tree/model.ts';
import { Duplicate } from './failures.ts';
import { hashOf } from './hash.ts';
import type { Tables } from './schema.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;

/** Not an upsert: on MySQL one would rename the sibling that already has the name. */
export async function putNode(db: Db, { id, parentId, depth, name, createdAt }: TreeNodeRecord): Promise<void> {
  const row = { parent_id: parentId ?? '', depth, name, created_at: createdAt };
  try {
    const { numUpdatedRows } = await db.updateTable('tree_nodes').set(row).where('id', '=', id).executeTakeFirst();
    if (numUpdatedRows === 0n)
      await db
        .insertInto('tree_nodes')
        .values({ id, ...row })
        .execute();
  } catch (error) {
    if (error instanceof Duplicate) throw new Fault('ALREADY_EXISTS', `There is already a ${name} at that place.`);
    throw error;
  }
}

export async function deleteNode(db: Db, id: string): Promise<void> {
  await db.deleteFrom('tree_nodes').where('id', '=', id).execute();
}

export async function putAlias(db: Db, { jobName, nodeId, since }: TreeAlias): Promise<void> {
  await upsert(db, 'tree_aliases', ['job_name'], { job_name: jobName, node_id: nodeId, since });
}

export async function removeAlias(db: Db, jobName: string): Promise<void> {
  await db.deleteFrom('tree_aliases').where('job_name', '=', jobName).execute();
}

export async function putAttachment(db: Db, { host, nodeId }: HostAttachment): Promise<void> {
  await upsert(db, 'host_attachments', ['host', 'node_id'], { host, node_id: nodeId });
}

export async function removeAttachment(db: Db, { host, nodeId }: HostAttachment): Promise<void> {
  await db.deleteFrom('host_attachments').where('host', '=', host).where('node_id', '=', nodeId).execute();
}

export async function putClaim(db: Db, claim: PlacementClaim): Promise<void> {
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

export async function putFreeze(db: Db, { id, nodeId, reason, setBy, from, until }: Freeze): Promise<void> {
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
      return {
        seq,
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
