// npm test: install what is missing, run every test, end in one line of counts per store driver.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, nodeBinary, root } from './ready.mjs';

/** The real servers that suites start themselves, by the binary that shows they are there. */
const SERVERS = {
  mariadbd: 'mariadb-server',
  'redis-server': 'redis-server',
  dockerd: 'docker.io',
  busybox: 'busybox-static',
  prometheus: 'prometheus',
  // What the jobs of a Chronos run.
  curl: 'curl',
};

installPackages();
const node = nodeBinary();
installServers();

const folder = mkdtempSync(join(tmpdir(), 'canopy-test-'));
const report = join(folder, 'report.json');
const asked = process.argv.slice(2);
const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...asked];
const { status } = spawnSync(node, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` },
});
const failed = status !== 0;
if (existsSync(report)) count(JSON.parse(readFileSync(report, 'utf8')));
rmSync(folder, { recursive: true, force: true });
process.exit(failed ? status || 1 : 0);

function installServers() {
  const missing = Object.entries(SERVERS).filter(([binary]) => !find(binary));
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  const able = process.getuid?.() === 0 && find('apt-get');
  if (process.env.CANOPY_NO_INSTALL === '1' || !able) {
    console.error(
      `Not installed: ${packages.join(', ')}. The suites that need them are skipped by name${process.env.CI ? ' on a laptop; in CI they fail' : ''}.`,
    );
    return;
  }
  console.error(
    `Installing Debian packages for the real servers that the tests run: ${packages.join(' ')} (CANOPY_NO_INSTALL=1 skips this).`,
  );
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...words) => spawnSync('apt-get', ['-qq', ...words], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  // No service may start by itself: the tests start their own, on loopback and in their own folders.
  if (!apt('update') || !apt('install', '-y', '--no-install-recommends', ...packages))
    console.error('apt-get failed; the suites that need these servers say so.');
}

function find(binary) {
  return ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) =>
    existsSync(`${folder}/${binary}`),
  );
}

/** Suites that run once per driver carry its name; the rest know no store. */
function count({ testResults }) {
  const drivers = { sqlite: zero(), mariadb: zero(), other: zero() };
  for (const { assertionResults } of testResults) {
    for (const { status, fullName, ancestorTitles } of assertionResults) {
      const titles = [...(ancestorTitles ?? []), fullName ?? ''].join(' ').toLowerCase();
      const driver = /mariadb/.test(titles) ? 'mariadb' : /sqlite/.test(titles) ? 'sqlite' : 'other';
      drivers[driver][status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped']++;
    }
  }
  const words = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
  const all = Object.values(drivers).reduce(
    (sum, each) => ({ passed: sum.passed + each.passed, failed: sum.failed + each.failed, skipped: sum.skipped + each.skipped }),
    zero(),
  );
  console.log(`in all: ${words(all)}`);
  // The last line: whoever looks at the end of a run looks for a driver that did not run.
  console.log(`drivers: sqlite ${words(drivers.sqlite)} | mariadb ${words(drivers.mariadb)} | no store ${words(drivers.other)}`);
}

function zero() {
  return { passed: 0, failed: 0, skipped: 0 };
}
