import { randomBytes } from 'node:crypto';
import { type Kysely, sql as raw } from 'kysely';
import { Fault } from '../kit/fault.ts';
import { ensureAuditHead } from './audit.ts';
import { createTable, type Sql, type Statement } from './migrations/ddl.ts';
import { first } from './migrations/0001-first.ts';
import { decisionsByAge } from './migrations/0002-decisions-by-age.ts';
import { plansByAge } from './migrations/0003-plans-by-age.ts';
import { access } from './migrations/0004-access.ts';
import { auditLog } from './migrations/0005-audit.ts';
import { points } from './migrations/0006-points.ts';
import { severity } from './migrations/0007-severity.ts';
import { alarms } from './migrations/0008-alarms.ts';
import { monitoring } from './migrations/0009-monitoring.ts';
import { scaling } from './migrations/0010-scaling.ts';
import type { Tables } from './schema.ts';
import { upsert } from './upsert.ts';

/**
 * In order; never edited once released. A change expands first (new tables, new columns with a default) so that
 * replicas of the release before keep working, and contracts a release later.
 */
const MIGRATIONS: readonly ((sql: Sql) => Statement[])[] = [
  first,
  decisionsByAge,
  plansByAge,
  access,
  auditLog,
  points,
  severity,
  alarms,
  monitoring,
  scaling,
];

const meta = {
  name: 'meta',
  columns: { name: 'varchar(60) not null', value: '{text} not null' },
  primary: ['name'],
};

/** Made once per store and never changed. */
export interface Identity {
  readonly logId: string;
  readonly cursorKey: Uint8Array;
  /** The name of the key that the audit log was begun with. */
  readonly auditKey: string;
}

/** Brings the store to this program's version; refuses one that a newer program has written. */
export async function migrate(db: Kysely<Tables>, sql: Sql, newId: () => string, auditKeyName: string): Promise<Identity> {
  const run = async (statements: readonly Statement[]) => {
    for (const statement of statements) {
      const { unless, run: change } = typeof statement === 'string' ? { unless: undefined, run: statement } : statement;
      if (unless !== undefined && (await raw.raw(unless).execute(db)).rows.length > 0) continue;
      await raw.raw(change).execute(db);
    }
  };
  await run(createTable(meta, sql));
  const version = Number((await read(db, 'schema')) ?? 0);
  if (version > MIGRATIONS.length) {
    throw new Fault(
      'STORE_UNAVAILABLE',
      `The store was written by a newer Canopy (schema ${version}); this one knows schemas up to ${MIGRATIONS.length}. Start the newer program, or restore a copy from before the update.`,
    );
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await run(migration(sql));
    await write(db, 'schema', String(index + 1));
  }
  if (!(await db.selectFrom('counter').select('id').executeTakeFirst())) {
    await db.insertInto('counter').values({ id: 1, seq: 0 }).execute();
  }
  await ensureAuditHead(db);
  return {
    logId: await once(db, 'log_id', newId),
    // A secret: from the system's generator, whatever the caller's ids are made of.
    cursorKey: Buffer.from(await once(db, 'cursor_key', () => randomBytes(32).toString('base64')), 'base64'),
    auditKey: await once(db, 'audit_key', () => auditKeyName),
  };
}

async function once(db: Kysely<Tables>, name: string, make: () => string): Promise<string> {
  const known = await read(db, name);
  if (known !== undefined) return known;
  const value = make();
  await write(db, name, value);
  return value;
}

async function read(db: Kysely<Tables>, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

async function write(db: Kysely<Tables>, name: string, value: string): Promise<void> {
  await upsert(db, 'meta', ['name'], { name, value });
}
