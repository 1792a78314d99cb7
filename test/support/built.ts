import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync, statSync } from 'node:fs';

const LOCK = 'node_modules/.canopy-building';
/** Whoever holds it longer has been killed. */
const ABANDONED_MS = 120_000;

/** Builds `dist/` for tests that run the built program. Test files run side by side: one builds at a time, and what is built already takes a moment. */
export async function built(): Promise<void> {
  while (!taken()) await new Promise((done) => setTimeout(done, 50));
  try {
    const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`the build ended with ${status}`);
  } finally {
    rmdirSync(LOCK);
  }
}

function taken(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const { mtimeMs } = statSync(LOCK, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > ABANDONED_MS) rmdirSync(LOCK);
    return false;
  }
}
