import { setImmediate } from 'node:timers/promises';
import type { Kysely, Selectable } from 'kysely';
import type { Json } from '../kit/json.ts';
import { pieces } from '../kit/pieces.ts';
import { Shards } from '../kit/shards.ts';
import type { IdempotencyRecord } from '../plans/model.ts';
import { hashOf } from './hash.ts';
import { inserted } from './inserted.ts';
import type { Tables } from './schema.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;
type Scope = Pick<IdempotencyRecord, 'caller' | 'mutation' | 'key'>;

const hashOfKey = ({ caller, mutation, key }: Scope) => hashOf(caller, mutation, key);

export async function takeKey(db: Db, record: IdempotencyRecord): Promise<IdempotencyRecord | null> {
  const taken = await inserted(
    db.insertInto('idempotency_keys').values({
      key_hash: hashOfKey(record),
      caller: record.caller,
      mutation: record.mutation,
      idempotency_key: record.key,
      input_hash: record.inputHash,
      plan_id: record.planId,
      outcome: JSON.stringify(record.outcome),
      created_at: record.createdAt,
    }),
  );
  if (taken) return null;
  // Gone again only when retention took it in between: the key is free after all.
  return (await findKey(db, record)) ?? takeKey(db, record);
}

export async function finishKey(db: Db, row: Scope & Pick<IdempotencyRecord, 'planId' | 'outcome'>): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ plan_id: row.planId, outcome: JSON.stringify(row.outcome) })
    .where('key_hash', '=', hashOfKey(row))
    .execute();
}

export async function findKey(db: Db, scope: Scope): Promise<IdempotencyRecord | undefined> {
  const row = await db.selectFrom('idempotency_keys').selectAll().where('key_hash', '=', hashOfKey(scope)).executeTakeFirst();
  return row && toRecord(row);
}

function toRecord(row: Selectable<Tables['idempotency_keys']>): IdempotencyRecord {
  return {
    caller: row.caller,
    mutation: row.mutation,
    key: row.idempotency_key,
    inputHash: row.input_hash,
    planId: row.plan_id,
    outcome: JSON.parse(row.outcome) as Json,
    createdAt: row.created_at,
  };
}

/** Rows per statement: well below the limits of variables and of a packet. */
const PIECE = 100;

/** In few statements: at a re-list there are hundreds of rows to a commit. */
export async function putRecorded(db: Db, source: string, digests: ReadonlyMap<string, string | null>): Promise<void> {
  const rows: Selectable<Tables['recorded']>[] = [];
  const gone: string[] = [];
  for (const [entry, digest] of digests) {
    if (digest === null) gone.push(hashOf(entry));
    else rows.push({ source, key_hash: hashOf(entry), entry, digest });
  }
  for (const piece of pieces(rows, PIECE)) await upsert(db, 'recorded', ['source', 'key_hash'], ...piece);
  for (const hashes of pieces(gone, PIECE))
    await db.deleteFrom('recorded').where('source', '=', source).where('key_hash', 'in', hashes).execute();
}

const PAGE = 2_000;

export async function findRecorded(db: Db, source: string): Promise<Shards<string>> {
  const found = new Shards<string>();
  for (let last = ''; ;) {
    const rows = await db
      .selectFrom('recorded')
      .select(['key_hash', 'entry', 'digest'])
      .where('source', '=', source)
      .where('key_hash', '>', last)
      .orderBy('key_hash')
      .limit(PAGE)
      .execute();
    for (const row of rows) found.set(row.entry, row.digest);
    if (rows.length < PAGE) return found;
    last = rows.at(-1)?.key_hash ?? '';
    await setImmediate();
  }
}
