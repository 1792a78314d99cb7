import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { ReadList } from '../../src/kit/cell.ts';
import { SLOT } from '../../src/kit/emit/compile.ts';
import { Answer, Answers } from '../../src/server/answers.ts';
import type { KnownDocument } from '../../src/server/documents.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const MIB = 2 ** 20;

const answer = (text: string, slots = 0): Answer =>
  new Answer({ text, slots: Array.from({ length: slots }, () => ({ write: () => '1' })) }, new ReadList(), new Set(), {} as KnownDocument);
/** What the process holds now, of strings and of buffers. */
async function held(): Promise<number> {
  gc();
  // What a first collection found to be gone gives its memory back after it.
  await new Promise((done) => setTimeout(done, 20));
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('stored answers', () => {
  it.each([
    ['small ones', 2_000, 0, 'a'],
    ['large ones', 400_000, 0, 'a'],
    ['texts with letters of two bytes', 6_000, 0, 'ж'],
    ['those that have timed parts', 6_000, 2, 'a'],
    ['those that have timed parts and letters of two bytes', 6_000, 2, 'ж'],
  ])('take about what they are counted for, also when they were sent: %s', async (_what, length, slots, letter) => {
    const before = await held();
    const answers = new Answers(32 * MIB);
    for (let i = 0, full = false; !full; i++) {
      const was = answers.bytes;
      const each = answer(`${i}${SLOT.repeat(slots)}`.padEnd(length, letter), slots);
      answers.keep(`key ${i}`, each);
      // As sendings do.
      if (slots === 0) each.etag();
      else each.text(undefined);
      full = answers.bytes + 2 * (answers.bytes - was) > 32 * MIB;
    }
    expect(answers.bytes).toBeGreaterThan(24 * MIB);
    expect(((await held()) - before) / answers.bytes).toBeLessThan(1.25);
    expect(answers.size).toBeGreaterThan(0);
  });

  it('are sent as they were, in every form', () => {
    for (const length of [20, 20_000]) {
      const text = `"${'ж'.repeat(length)}"}`;
      const kept = answer(text);
      const [before, etag] = [kept.bytes().toString(), kept.etag()];
      new Answers(MIB).keep('key', kept);
      const sent = kept.small === undefined ? kept.large : Buffer.from(kept.small, 'latin1');
      expect([sent?.toString(), kept.bytes().toString(), kept.etag()]).toEqual([before, `{"data":${text}`, etag]);
    }
  });

  it('are let go one by one, and what they took with them', () => {
    const answers = new Answers(8_000);
    for (let i = 0; i < 50; i++) answers.keep(`key ${i}`, answer('x'.repeat(500)));
    expect(answers.size).toBeLessThan(15);
    expect(answers.bytes).toBeLessThanOrEqual(8_000);
    answers.keep('huge', answer('x'.repeat(3_000)));
    expect(answers.find('huge')).toBeUndefined();
  });
});
