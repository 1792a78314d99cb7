import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Spool } from '../../src/kit/spool.ts';
import { orphansOf, spoolOf } from '../../src/kit/spool-orphans.ts';

function aFolder(...files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of files) writeFileSync(join(folder, file), `${file}\n`);
  return folder;
}

it('are those of this host alone, whose process runs no more', async () => {
  const ours = ['canopy.web.1.hooks', 'canopy.web.2.hooks', 'canopy.web.3.hooks.taken', 'canopy.web.4.hooks', 'canopy.web.4.hooks.taken'];
  const others = ['canopy.web.x.2.hooks', 'canopy.db.2.hooks', 'canopy.web.2.hooks.old', 'canopy.web.2', 'canopy.hooks', 'canopy.sqlite'];
  const folder = aFolder(...ours, ...others);
  const own = { folder, name: 'canopy', host: 'web', pid: 1 };
  const found = async (...running: number[]) => (await orphansOf(own, (pid) => running.includes(pid))).map((path) => basename(path));
  expect((await found()).toSorted()).toEqual(['canopy.web.2.hooks', 'canopy.web.3.hooks', 'canopy.web.4.hooks']);
  expect(await found(2, 4)).toEqual(['canopy.web.3.hooks']);
});

it('are told by the processes of this machine', async () => {
  const { pid: gone } = spawnSync(process.execPath, ['--version']);
  const own = { folder: aFolder(), name: 'canopy', host: 'web', pid: process.pid };
  for (const pid of [process.pid, process.ppid, 1, gone]) writeFileSync(spoolOf({ ...own, pid }), 'x\n');
  expect(await orphansOf(own)).toEqual([spoolOf({ ...own, pid: gone })]);
});

it('are handed over to several at once without harm, and are gone then', async () => {
  const folder = aFolder('canopy.web.2.hooks');
  const own = { folder, name: 'canopy', host: 'web', pid: 1 };
  const taken = new Set<string>();
  const adopt = async () => {
    for (const path of await orphansOf(own, () => false))
      await new Spool(path).drain(async (lines) => lines.forEach((line) => taken.add(line)));
  };
  await Promise.all([adopt(), adopt(), adopt()]);
  expect([...taken]).toEqual(['canopy.web.2.hooks']);
  expect(readdirSync(folder)).toEqual([]);
});
