import type * as Fs from 'node:fs/promises';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Spool } from '../../src/kit/spool.ts';

const disk = vi.hoisted(() => ({ full: false }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Fs>();
  const open: typeof real.open = async (...given) => {
    const file = await real.open(...given);
    const { appendFile } = file;
    file.appendFile = async (text) => {
      if (!disk.full) return appendFile.call(file, text);
      await appendFile.call(file, (text as string).slice(0, 3));
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    return file;
  };
  return { ...real, open };
});

function aPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'calls');
}

it('what is added after a write that failed stands on a line of its own', async () => {
  const path = aPath();
  const spool = new Spool(path);
  await spool.add('first');
  disk.full = true;
  await expect(spool.add('second')).rejects.toThrow('no space');
  disk.full = false;
  await spool.add('third');
  await spool.add('fourth');
  expect(readFileSync(path, 'utf8')).toBe('first\nsec\nthird\nfourth\n');
  const taken: string[] = [];
  await spool.drain(async (lines) => void taken.push(...lines));
  expect(taken).toEqual(['first', 'sec', 'third', 'fourth']);
  await spool.close();
});

it('what is added after what an ended process left, too; and an empty line is none', async () => {
  const path = aPath();
  writeFileSync(path, 'old\n');
  const spool = new Spool(path);
  await spool.add('new');
  const taken: string[] = [];
  await spool.drain(async (lines) => void taken.push(...lines));
  expect(taken).toEqual(['old', 'new']);
  await spool.close();
});
