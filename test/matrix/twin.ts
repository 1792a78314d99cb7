import { copyFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Config } from '../../src/config.ts';
import { startCanopy, type Running, type SandboxProcess } from '../support/canopy.ts';
import { MARK } from './company.ts';
import { withoutTheHidden } from './proxy.ts';

export interface Twin {
  readonly running: Running;
  stop(): Promise<void>;
}

/**
 * The same company without anything hidden: a copy of the store from which every row that bears the mark is gone, before a
 * Marathon that has never heard of it. Ids, places in the log and the seal of cursors are the same on both sides.
 */
export async function startTwin(
  of: { readonly file: string; readonly sandbox: SandboxProcess },
  file: string,
  config: (config: Config) => Config,
): Promise<Twin> {
  const from = new DatabaseSync(of.file, { readOnly: true });
  from.exec(`vacuum into '${file}'`);
  from.close();
  copyFileSync(`${of.file}.audit-key`, `${file}.audit-key`);
  withoutMarked(file);
  const proxy = await withoutTheHidden(of.sandbox.ready.marathon.urls[0] ?? '');
  const running = await startCanopy({
    process: of.sandbox,
    file,
    adopt: false,
    config: (base) => config({ ...base, marathons: base.marathons.map((each) => ({ ...each, urls: [proxy.url] })) }),
  });
  return {
    running,
    stop: async () => {
      await running.stop();
      await proxy.close();
    },
  };
}

/** Rows that bear the mark, and those that speak of their ids, until there are none. The audit log is nobody's to see here. */
function withoutMarked(file: string): void {
  const db = new DatabaseSync(file);
  const tables = db
    .prepare("select name from sqlite_master where type = 'table'")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !/^(audit|sqlite_|meta|sign_ins|access_state|counter|leases|idempotency)/.test(name));
  const gone = new Set([MARK]);
  for (let before = 0; before < gone.size;) {
    before = gone.size;
    for (const table of tables) {
      const columns = db.prepare(`pragma table_info(${table})`).all();
      for (const row of db.prepare(`select rowid as row_, * from ${table}`).all()) {
        const said = Object.values(row).join('\n');
        if (![...gone].some((each) => said.includes(each))) continue;
        const { id } = row;
        // Ids that were chosen at random: what else speaks of them speaks of what is gone.
        if (typeof id === 'string' && (table === 'tree_nodes' || table === 'plans' || table === 'decisions')) gone.add(id);
        db.prepare(`delete from ${table} where rowid = ?`).run(row['row_'] ?? null);
      }
      if (columns.length === 0) throw new Error(`${table} has no columns`);
    }
  }
  db.close();
}
