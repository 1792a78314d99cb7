import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/kit/clock.ts';
import { openStore, type StoreOptions } from '../src/store/store.ts';
import { spread } from './figures.ts';
import { startMariadb } from './mariadb.ts';
import type { Report } from './report.ts';
import { benchEvent } from './tell.ts';

const WRITERS = 500;
const FOR_MS = 2_000;
const ROUNDS = 5;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Events a second, each of a write of its own, of many who write at once. */
export async function appends(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-appends-'));
  await measure(report, 'SQLite', { driver: 'sqlite', file: join(folder, 'log.sqlite') }, 5_000);
  rmSync(folder, { recursive: true, force: true });
  const mariadb = await startMariadb();
  if (!mariadb) return report.note('Events appended to MariaDB were not measured: mariadbd is not installed.');
  await measure(report, 'MariaDB', { driver: 'mysql', url: mariadb.url }, 2_000);
  await mariadb.stop();
}

async function measure(report: Report, name: string, options: StoreOptions, floor: number): Promise<void> {
  const store = await openStore(options, { clock: systemClock, log: quiet, newId: randomUUID, auditKey: new Uint8Array(32) });
  const speeds: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const began = performance.now();
    const { seq } = store.head();
    const writeOn = async () => {
      while (performance.now() - began < FOR_MS) await store.write(async (tx) => tx.event(benchEvent(seq, 'node', 'cop.acme')));
    };
    await Promise.all(Array.from({ length: WRITERS }, writeOn));
    if (round >= 0) speeds.push(((store.head().seq - seq) / (performance.now() - began)) * 1_000);
  }
  await store.close();
  report.check({ what: `events/s appended to ${name}, each by a write of its own, ${WRITERS} at once`, measured: spread(speeds), floor });
}
