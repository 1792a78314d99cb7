import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const ZOD = { version: '4.6.7', integrity: 'sha512-a' };
const ELSEWHERE = { version: '24.21.0', integrity: 'sha512-b', optional: true, os: ['nowhere'] };
const LOCK = { '': { name: 'canopy' }, 'node_modules/zod': ZOD, 'node_modules/node-nowhere': ELSEWHERE };

/** A checkout with these packages in place, and an npm that only leaves a mark. Answers how the install went. */
function install(there: object | undefined, { linked = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-packages-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['checkout/scripts', 'bin', 'other']) mkdirSync(join(folder, name), { recursive: true });
  const checkout = join(folder, 'checkout');
  copyFileSync('scripts/ready.mjs', join(checkout, 'scripts/ready.mjs'));
  writeFileSync(join(folder, 'bin/npm'), `#!/bin/sh\ntouch '${folder}/ran'\n`);
  chmodSync(join(folder, 'bin/npm'), 0o755);
  if (linked) symlinkSync(join(folder, 'other'), join(checkout, 'node_modules'));
  else if (there) mkdirSync(join(checkout, 'node_modules'));
  if (there) {
    const notes = join(checkout, 'node_modules/.package-lock.json');
    writeFileSync(notes, JSON.stringify({ packages: there }));
    // A fresh clone: the lock file is newer than packages that were brought from elsewhere.
    utimesSync(notes, 0, 0);
  }
  writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify({ packages: LOCK }));
  const { status, stderr } = spawnSync(process.execPath, ['-e', "import('./scripts/ready.mjs').then((ready) => ready.installPackages())"], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}` },
  });
  return { status, stderr, ran: existsSync(join(folder, 'ran')) };
}

it.each([
  ['as they are locked', { 'node_modules/zod': ZOD }, false],
  ['with one more', { 'node_modules/zod': ZOD, 'node_modules/more': ZOD }, false],
  ['of another version', { 'node_modules/zod': { ...ZOD, version: '4.0.0' } }, true],
  ['of other content', { 'node_modules/zod': { ...ZOD, integrity: 'sha512-c' } }, true],
  ['without one', {}, true],
  ['missing', undefined, true],
])('packages that are %s', (_what, there, ran) => {
  expect(install(there)).toMatchObject({ status: 0, ran });
});

it('are never installed through a link, which leads to the packages of somebody else', () => {
  expect(install({ 'node_modules/zod': ZOD }, { linked: true })).toMatchObject({ status: 0, ran: false });
  const { status, ran, stderr } = install({}, { linked: true });
  expect([status, ran]).toEqual([1, false]);
  expect(stderr).toMatch(/node_modules is a link/);
});

it('bring Node 24 to every machine that Canopy is written on, and nothing in its name', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Record<string, unknown>> };
  const brought = Object.keys(packages['']?.['optionalDependencies'] ?? {}).map((name) => packages[`node_modules/${name}`]);
  const node = (os: string, cpu: string) =>
    expect.objectContaining({ os, cpu, version: expect.stringMatching(/^24\./), bin: { node: 'bin/node' } });
  expect(brought).toEqual([node('darwin', 'arm64'), node('darwin', 'x64'), node('linux', 'arm64'), node('linux', 'x64')]);
});
