// npm run soak [rounds] [seed]: kills a process at random moments and asks the one that comes after. For each night.
import { spawnSync } from 'node:child_process';
import { installPackages, nodeBinary, root } from './ready.mjs';

installPackages();
const [rounds = '1000', seed = String(Math.floor(Date.now() / 1_000) % 1_000_000_000)] = process.argv.slice(2);
if (![rounds, seed].every((word) => /^[1-9]\d*$/.test(word))) {
  console.error('npm run soak [rounds] [seed]: two whole numbers from 1.');
  process.exit(2);
}
const each = Math.ceil(Number(rounds) / 2);
console.log(`${each} rounds on SQLite, ${each} on MariaDB, from seed ${seed}`);
const args = ['node_modules/vitest/vitest.mjs', 'run', 'test/actions/crash/random.test.ts', '--disable-console-intercept', '--retry=0'];
const { status } = spawnSync(nodeBinary(), args, {
  cwd: root,
  stdio: 'inherit',
  // A missing server is a failure here, and nothing is tried twice.
  env: { ...process.env, CI: 'true', CANOPY_SOAK_ROUNDS: String(each), CANOPY_SOAK_SEED: seed },
});
process.exit(status ?? 1);
