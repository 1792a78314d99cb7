import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Spool } from '../../src/kit/spool.ts';

function aSpool() {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-spool-'));
  const path = join(folder, 'calls');
  const spool = new Spool(path);
  onTestFinished(async () => {
    await spool.close();
    rmSync(folder, { recursive: true });
  });
  const taken: string[] = [];
  const take = async (lines: readonly string[]) => void taken.push(...lines);
  return { path, spool, taken, take };
}

it('has on the disk what it said it has, in order, and hands it over once', async () => {
  const { path, spool, taken, take } = aSpool();
  await Promise.all(['a', 'b', 'c'].map((line) => spool.add(line)));
  expect(readFileSync(path, 'utf8')).toBe('a\nb\nc\n');
  await spool.drain(take);
  await spool.drain(take);
  expect(taken).toEqual(['a', 'b', 'c']);
  expect(existsSync(path)).toBe(false);
});

it('keeps what nobody took, and what came meanwhile', async () => {
  const { spool, taken, take } = aSpool();
  await spool.add('a');
  await expect(
    spool.drain(async () => {
      await spool.add('b');
      throw new Error('away');
    }),
  ).rejects.toThrow('away');
  await spool.drain(take);
  await spool.drain(take);
  expect(taken).toEqual(['a', 'b']);
});

it('loses nothing of what is added while it is handed over', async () => {
  const { spool, taken, take } = aSpool();
  const lines: string[] = [];
  const add = async (line: string) => {
    lines.push(line);
    await spool.add(line);
  };
  // Each round adds a little later into what the disk is doing.
  for (let round = 0; round < 120; round++) {
    await add(`${round} before`);
    const drained = spool.drain(take);
    for (let turns = 0; turns < round % 12; turns++) await new Promise(setImmediate);
    for (let n = 0; n < 4; n++) await add(`${round} ${n}`);
    await drained;
  }
  await spool.drain(take);
  await spool.drain(take);
  expect(taken.toSorted()).toEqual(lines.toSorted());
});

it('goes on with what an ended process left, but for a line that it did not come to the end of', async () => {
  const { path, spool, taken, take } = aSpool();
  writeFileSync(`${path}.taken`, 'old\n');
  appendFileSync(path, 'new\nhal');
  await spool.drain(take);
  await spool.drain(take);
  expect(taken).toEqual(['old', 'new']);
});
