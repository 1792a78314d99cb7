import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SizedApp } from '../src/controllers/sized-app.ts';
import { systemClock } from '../src/kit/clock.ts';
import { keepMsOf } from '../src/scaling-control.ts';
import { policyOf } from '../src/scaling/input.ts';
import type { Look, LookRow } from '../src/scaling/model.ts';
import { openStore } from '../src/store/store.ts';

const DAY_MS = 86_400_000;
const LOOK_MS = 15_000;
const LEASE_MS = 15_000;
/** Of the same store, so that pages that are half full do not count for much. */
const APPS = 4;
const AT = 1_700_000_000_000;
const policy = policyOf(
  {
    ...{ min: 1, max: 100 },
    metrics: [
      { metric: 'CPU_IDLE', target: 50 },
      { metric: 'PROC_QPS', target: 100 },
    ],
  },
  0,
);

export interface KeptADay {
  readonly stepMs: number;
  readonly looks: number;
  readonly rows: number;
  /** Of rows: one that goes on is written several times. */
  readonly writes: number;
  readonly bytes: number;
}

/** An ordinary day of an app that is looked at as it would be, and whose size stays: written as it would be, and measured. */
export async function keptADay(stepMs: number): Promise<KeptADay> {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-bench-'));
  const file = join(folder, 'kept.sqlite');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  try {
    const store = await openStore(
      { driver: 'sqlite', file },
      { clock: systemClock, log, newId: () => 'none', auditKey: Buffer.alloc(32, 1) },
    );
    const lookMs = Math.min(LOOK_MS, stepMs);
    const keepMs = keepMsOf(lookMs, LEASE_MS);
    let [looks, writes] = [0, 0];
    const write = (id: string, rows: readonly LookRow[]) => {
      writes += rows.length;
      return store.write(async (tx) => {
        for (const row of rows) await tx.putLooks(id, row);
      });
    };
    for (let n = 0; n < APPS; n++) {
      const id = `App:main:/acme/shop/web/c3/front/pages/main/j${n}`;
      const app = SizedApp.resumed(id, lookMs, seenAt(AT, stepMs), { rows: [], decision: undefined });
      const unwritten: LookRow[] = [];
      for (let now = AT + lookMs; now < AT + DAY_MS; now += lookMs) {
        app.look(policy, seenAt(now, stepMs), () => false);
        looks++;
        if ((app.unkeptSince ?? Infinity) <= now - keepMs) unwritten.push(...(app.unkept()?.rows ?? []));
        if (unwritten.length >= 200) await write(id, unwritten.splice(0));
      }
      await write(id, unwritten);
    }
    await store.close();
    const db = new DatabaseSync(file, { readOnly: true });
    const number = (sql: string) => Number(Object.values(db.prepare(sql).get() ?? {})[0]);
    const rows = number('select count(*) from scaling_looks');
    const bytes = number("select sum(pgsize) from dbstat where name in (select name from sqlite_master where tbl_name = 'scaling_looks')");
    db.close();
    return { stepMs, looks: looks / APPS, rows: rows / APPS, writes: writes / APPS, bytes: bytes / APPS };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Figures that move within what is near enough, told once a step. */
function seenAt(now: number, stepMs: number): Look['seen'] {
  const at = now - (now % stepMs);
  const wave = Math.sin(at / 1_000_000) + Math.sin(at / 7_777);
  return {
    ...{ now, instances: 12, ready: 12, running: 12, unhealthy: 0, deploying: false, held: null },
    figures: [
      { metric: 'CPU_IDLE', mean: Math.round((50 + wave) * 1_000) / 1_000, fresh: 12, at },
      { metric: 'PROC_QPS', mean: Math.round((100 + 3 * wave) * 1_000) / 1_000, fresh: 12, at },
    ],
  };
}
