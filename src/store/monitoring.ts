import type { Kysely } from 'kysely';
import type { ControllerMode } from '../plans/model.ts';
import type { WatchRule } from '../monitoring/model.ts';
import type { Tables } from './schema.ts';
import { mustBeThere } from './tree.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;

export async function putWatchRule(db: Db, { nodeId, ...rule }: WatchRule): Promise<void> {
  await mustBeThere(db, nodeId);
  await upsert(db, 'watch_rules', ['node_id'], { node_id: nodeId, body: JSON.stringify(rule) });
}

export async function removeWatchRule(db: Db, nodeId: string): Promise<void> {
  await db.deleteFrom('watch_rules').where('node_id', '=', nodeId).execute();
}

export async function putControllerMode(db: Db, { name, mode, setBy, setAt }: ControllerMode): Promise<void> {
  await upsert(db, 'controllers', ['name'], { name, mode, set_by: setBy, set_at: setAt });
}

/** All of them, as of the reader's snapshot. */
export async function readMonitoring(db: Db): Promise<{ readonly watchRules: WatchRule[]; readonly controllers: ControllerMode[] }> {
  const rules = await db.selectFrom('watch_rules').selectAll().orderBy('node_id').execute();
  const controllers = await db.selectFrom('controllers').selectAll().orderBy('name').execute();
  return {
    watchRules: rules.map(({ node_id, body }) => ({ nodeId: node_id, ...(JSON.parse(body) as Omit<WatchRule, 'nodeId'>) })),
    controllers: controllers.map((row) => ({ name: row.name, mode: row.mode, setBy: row.set_by, setAt: row.set_at })),
  };
}
