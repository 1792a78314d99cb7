import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { Fault } from '../kit/fault.ts';
import type { Lease } from '../plans/ports.ts';
import { lock } from './dialect.ts';
import { inserted } from './inserted.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

/** `now` is the database's clock where several machines share it. */
export async function takeLease(
  db: Db,
  now: RawBuilder<number>,
  { name, owner, forMs }: { name: string; owner: string; forMs: number },
): Promise<Lease | undefined> {
  const expiresAt = sql<number>`${now} + ${forMs}`;
  const { numUpdatedRows } = await db
    .updateTable('leases')
    .set((lease) => ({
      // First in the list: MySQL sets from left to right, and `owner` must still be the old one.
      fence: lease
        .case()
        .when('owner', '=', owner)
        .then(lease.ref('fence'))
        .else(lease('fence', '+', 1))
        .end(),
      owner,
      expires_at: expiresAt,
    }))
    .where('name', '=', name)
    .where((lease) => lease.or([lease('owner', '=', owner), lease('expires_at', '<=', now)]))
    .executeTakeFirst();
  // Fails when the row is there and another's, which the read below then shows.
  if (numUpdatedRows === 0n) await inserted(db.insertInto('leases').values({ name, owner, fence: 1, expires_at: expiresAt }));

  const row = await db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirstOrThrow();
  return row.owner === owner ? { name, owner, fence: row.fence, expiresAt: row.expires_at } : undefined;
}

/** Shares the row's lock until the commit: who wants to take the lease over waits for that. */
export async function requireLease(db: Db, now: RawBuilder<number>, { name, owner, fence }: Lease): Promise<void> {
  const { rows } = await sql<{ held: number }>`
    select 1 as held from ${sql.table('leases')}
    where name = ${name} and owner = ${owner} and fence = ${fence} and expires_at > ${now}
    ${lock(db, 'shared')}
  `.execute(db);
  if (rows.length === 0) throw new Fault('CONFLICT', `The lease ${name} is no longer held.`, { source: 'store' });
}

/** The row stays, ownerless: its fence must go on rising. */
export async function releaseLease(db: Db, name: string, owner: string): Promise<void> {
  await db.updateTable('leases').set({ owner: '', expires_at: 0 }).where('name', '=', name).where('owner', '=', owner).execute();
}
