import type { Kysely } from 'kysely';
import { Fault } from '../kit/fault.ts';
import type { ScalingPolicy, ScalingRule } from '../scaling/model.ts';
import { hashOf } from './hash.ts';
import type { Tables } from './schema.ts';
import { mustBeThere } from './tree.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;

const NODE = 'TreeNode:';

/** Of two who set the first rule of a thing at once, the second is told. */
export async function putScalingRule(db: Db, { id, on, mode, policy, setBy, setAt }: ScalingRule): Promise<void> {
  if (on.startsWith(NODE)) await mustBeThere(db, on.slice(NODE.length));
  const held = await db.selectFrom('scaling_rules').select('id').where('on_hash', '=', hashOf(on)).executeTakeFirst();
  if (held && held.id !== id) throw new Fault('PLAN_STALE', 'A rule was set there meanwhile.', { source: 'store' });
  const row = { id, on_hash: hashOf(on), on_id: on, mode, policy: JSON.stringify(policy), set_by: setBy, set_at: setAt };
  await upsert(db, 'scaling_rules', ['id'], row);
}

export async function removeScalingRule(db: Db, id: string): Promise<void> {
  await db.deleteFrom('scaling_rules').where('id', '=', id).execute();
}

/** With its node. */
export async function removeScalingRuleOf(db: Db, nodeId: string): Promise<void> {
  await db
    .deleteFrom('scaling_rules')
    .where('on_hash', '=', hashOf(NODE + nodeId))
    .execute();
}

export async function readScalingRules(db: Db): Promise<ScalingRule[]> {
  const rows = await db.selectFrom('scaling_rules').selectAll().orderBy('id').execute();
  return rows.map(({ id, on_id, mode, policy, set_by, set_at }) => ({
    ...{ id, on: on_id, mode, policy: JSON.parse(policy) as ScalingPolicy, setBy: set_by, setAt: set_at },
  }));
}
