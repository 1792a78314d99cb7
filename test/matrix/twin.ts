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

const NOT_OURS = /^(audit|sqlite_|meta|sign_ins|access_state|counter|leases)/;
/** What happened at a place is for those who see the place, whatever has become of what it was about. */
const TOLD = /^(events|plans|decisions)$/;

/** Rows that bear the mark, and those that hang on what is gone, until there are none. The audit log is nobody's to see here. */
function withoutMarked(file: string): void {
  const db = new DatabaseSync(file);
  const tables = db
    .prepare("select name from sqlite_master where type = 'table'")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !NOT_OURS.test(name));
  const nodes = new Set<string>();
  const plans = new Set<string>([MARK]);
  const speaks = (text: string, of: ReadonlySet<string>) => [...of].some((each) => text.includes(each));
  const isGone = (table: string, row: Record<string, unknown>): boolean => {
    // A hash may hold the mark by chance, and says nothing of what is hidden.
    const said = Object.entries(row)
      .flatMap(([column, value]) => (column.endsWith('_hash') ? [] : [value]))
      .join('\n');
    if (speaks(said, plans)) return true;
    if (!TOLD.test(table)) return speaks(said, nodes);
    const body = JSON.parse(String(row['body'])) as { nodeId?: unknown; touches?: unknown };
    return speaks([row['node_id'], body.nodeId, body.touches].flat().join('\n'), nodes);
  };
  for (let before = 0; before < nodes.size + plans.size;) {
    before = nodes.size + plans.size;
    for (const table of tables) {
      for (const row of db.prepare(`select rowid as row_, * from ${table}`).all()) {
        if (!isGone(table, row)) continue;
        // What else speaks of an id that was chosen at random speaks of what is gone.
        if (table === 'tree_nodes') nodes.add(String(row['id']));
        if (table === 'plans' || table === 'decisions') plans.add(String(row['id']));
        db.prepare(`delete from ${table} where rowid = ?`).run(row['row_'] ?? null);
      }
    }
  }
  db.close();
}
