import type { Kysely } from 'kysely';
import type { Link } from '../audit/chain.ts';
import type { AuditAnchor, AuditHead } from '../audit/model.ts';
import { Fault } from '../kit/fault.ts';
import { readAnchor, readAuditHead, toLink } from './audit.ts';
import { toFault } from './failures.ts';
import { openMysqlReader } from './mysql.ts';
import type { Tables } from './schema.ts';
import { openSqliteReader } from './sqlite.ts';
import type { StoreOptions } from './store.ts';

const PAGE = 1_000;

/** The audit log as it lies in the store, for whoever verifies it. */
export interface AuditLog {
  /** The name of the key that it was begun with, as the store says it. */
  readonly begunWith: string | undefined;
  readonly head: AuditHead;
  readonly anchor: AuditAnchor | null;
  /** Oldest first. */
  links(): AsyncGenerator<Link>;
}

/** Reads beside the Canopys that write: all of it as of one commit, so that neither they nor retention are taken for a change. */
export async function readAuditLog<T>(options: StoreOptions, read: (log: AuditLog) => Promise<T>): Promise<T> {
  const reader = options.driver === 'sqlite' ? openSqliteReader(options.file) : openMysqlReader(options);
  try {
    return await reader
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (db) => {
        const name = await db.selectFrom('meta').select('value').where('name', '=', 'audit_key').executeTakeFirst();
        const head = await readAuditHead(db).catch((error: unknown) => {
          throw name ? error : new Fault('STORE_UNAVAILABLE', 'The store has no audit log: no Canopy that writes one has started on it.');
        });
        return read({ begunWith: name?.value, head, anchor: await readAnchor(db), links: () => linksOf(db) });
      });
  } catch (error) {
    throw toFault(error);
  } finally {
    await reader.destroy();
  }
}

async function* linksOf(db: Kysely<Tables>): AsyncGenerator<Link> {
  for (let after = 0; ;) {
    const rows = await db.selectFrom('audit').selectAll().where('seq', '>', after).orderBy('seq').limit(PAGE).execute();
    for (const row of rows) yield toLink(row);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.seq;
  }
}
