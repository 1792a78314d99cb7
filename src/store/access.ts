import { type Kysely, type Selectable, sql } from 'kysely';
import type { AccessFacts, ApiToken, RoleBinding, SignIn, TokenScope } from '../access/model.ts';
import { Fault } from '../kit/fault.ts';
import { lock } from './dialect.ts';
import { hashOf } from './hash.ts';
import { inserted } from './inserted.ts';
import type { Tables } from './schema.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;
type Key = Pick<RoleBinding, 'nodeId' | 'kind' | 'holder'>;

/** One for each (node, kind, holder): so it is found, and overwritten, without being looked for. */
const idOf = ({ nodeId, kind, holder }: Key): string => hashOf(nodeId ?? '', kind, holder);

/** `above`: the node and those above it, '' for the root. They must not be left without an owner. */
export async function putBinding(db: Db, binding: Omit<RoleBinding, 'id'>, above: readonly string[]): Promise<void> {
  await owned(db, binding, above, binding.role === 'OWNER' || binding.role === 'ADMIN');
  await mustBeThere(db, binding.nodeId);
  const { nodeId, kind, holder, role, setBy, setAt } = binding;
  const row = { id: idOf(binding), node_id: nodeId ?? '', kind, holder, role, set_by: setBy, set_at: setAt };
  await upsert(db, 'role_bindings', ['id'], row);
  await raise(db);
}

export async function removeBinding(db: Db, binding: Key, above: readonly string[]): Promise<void> {
  await owned(db, binding, above, false);
  await db.deleteFrom('role_bindings').where('id', '=', idOf(binding)).execute();
  await raise(db);
}

/** With the rows held: two who each take the other's away would both find one left. */
async function owned(db: Db, binding: Key, above: readonly string[], stays: boolean): Promise<void> {
  if (stays || binding.kind === 'TOKEN') return;
  const owners = await db
    .selectFrom('role_bindings')
    .select('id')
    .where('node_id', 'in', above)
    .where('role', 'in', ['OWNER', 'ADMIN'])
    .where('kind', '!=', 'TOKEN')
    .modifyEnd(lock(db, 'alone'))
    .execute();
  const id = idOf(binding);
  if (owners.some((each) => each.id === id) && owners.length === 1)
    throw new Fault('LAST_OWNER', `${binding.holder} is the last owner there is: make somebody else one first.`);
}

async function mustBeThere(db: Db, nodeId: string | null): Promise<void> {
  if (nodeId === null) return;
  const node = await db.selectFrom('tree_nodes').select('id').where('id', '=', nodeId).modifyEnd(lock(db, 'shared')).executeTakeFirst();
  if (!node) throw new Fault('PLAN_STALE', 'The node was deleted meanwhile.', { source: 'store' });
}

/** What was bound to a node goes with it. */
export async function removeBindingsOf(db: Db, nodeId: string): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom('role_bindings').where('node_id', '=', nodeId).executeTakeFirst();
  if (numDeletedRows > 0n) await raise(db);
}

/** With no more than `most` of its owner in force: plans of before may be many. */
export async function putToken(db: Db, token: ApiToken, most: number): Promise<void> {
  const { count } = await db
    .selectFrom('api_tokens')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('owner', '=', token.owner)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', token.createdAt)
    .executeTakeFirstOrThrow();
  if (count >= most) throw new Fault('CONFLICT', `${token.owner} has ${most} tokens, which is the limit: revoke one.`);
  const { id, label, owner, hash, scopes, createdAt, expiresAt, lastUsedAt, revokedAt } = token;
  const row = { id, label, owner, hash, scopes: JSON.stringify(scopes), created_at: createdAt, expires_at: expiresAt };
  if (!(await inserted(db.insertInto('api_tokens').values({ ...row, last_used_at: lastUsedAt, revoked_at: revokedAt }))))
    throw new Fault('CONFLICT', 'There is a token of that id already.');
  await raise(db);
}

export async function revokeToken(db: Db, id: string, at: number): Promise<void> {
  await db.updateTable('api_tokens').set({ revoked_at: at }).where('id', '=', id).where('revoked_at', 'is', null).execute();
  await raise(db);
}

/** When each was used last. Nobody's rights change by it. */
export async function touchTokens(db: Db, used: ReadonlyMap<string, number>): Promise<void> {
  for (const [id, at] of used) {
    await db
      .updateTable('api_tokens')
      .set({ last_used_at: at })
      .where('id', '=', id)
      // Another replica may have seen it later.
      .where(({ or, eb }) => or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
      .execute();
  }
}

export async function putSignIn(db: Db, { name, groups, at }: SignIn): Promise<void> {
  const newer = await db.selectFrom('sign_ins').select('at').where('name', '=', name).where('at', '>', at).executeTakeFirst();
  if (newer) return;
  await upsert(db, 'sign_ins', ['name'], { name, groups_held: JSON.stringify(groups), at });
  // Nobody's rights hang on it but those of their tokens: when a company comes to work, nothing is read again.
  const owns = await db.selectFrom('api_tokens').select('id').where('owner', '=', name).limit(1).executeTakeFirst();
  if (owns) await raise(db);
}

export async function findSignIn(db: Db, name: string): Promise<SignIn | undefined> {
  const row = await db.selectFrom('sign_ins').selectAll().where('name', '=', name).executeTakeFirst();
  return row && toSignIn(row);
}

export async function pruneTokens(db: Db, before: number, most: number): Promise<number> {
  const rows = await db
    .selectFrom('api_tokens')
    .select('id')
    .where(({ or, eb }) => or([eb('expires_at', '<', before), eb('revoked_at', '<', before)]))
    .limit(most)
    .execute();
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) await db.deleteFrom('api_tokens').where('id', 'in', ids).execute();
  return ids.length;
}

/** Last in its work: until the commit, whoever changes these waits. */
async function raise(db: Db): Promise<void> {
  await db
    .updateTable('access_state')
    .set({ version: sql<number>`version + 1` })
    .where('id', '=', 1)
    .execute();
}

export async function readVersion(db: Db): Promise<number> {
  return (await db.selectFrom('access_state').select('version').executeTakeFirstOrThrow()).version;
}

/** All of it as of one commit. */
export function readAccess(reader: Db): Promise<AccessFacts> {
  return reader
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (db) => {
      const version = await readVersion(db);
      const bindings = await db.selectFrom('role_bindings').selectAll().orderBy('id').execute();
      const tokens = await db.selectFrom('api_tokens').selectAll().where('revoked_at', 'is', null).orderBy('id').execute();
      const signIns = await db
        .selectFrom('sign_ins')
        .selectAll()
        .where('name', 'in', (inner) => inner.selectFrom('api_tokens').select('owner').where('revoked_at', 'is', null))
        .orderBy('name')
        .execute();
      return {
        version,
        bindings: bindings.map(toBinding),
        tokens: tokens.map(toToken),
        signIns: signIns.map(toSignIn),
      };
    });
}

const toSignIn = ({ name, groups_held: groups, at }: Selectable<Tables['sign_ins']>): SignIn => ({
  name,
  groups: JSON.parse(groups) as string[],
  at,
});

const toBinding = (row: Selectable<Tables['role_bindings']>): RoleBinding => ({
  id: row.id,
  nodeId: row.node_id === '' ? null : row.node_id,
  kind: row.kind,
  holder: row.holder,
  role: row.role,
  setBy: row.set_by,
  setAt: row.set_at,
});

const toToken = (row: Selectable<Tables['api_tokens']>): ApiToken => ({
  id: row.id,
  label: row.label,
  owner: row.owner,
  hash: row.hash,
  scopes: JSON.parse(row.scopes) as TokenScope[],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
});
