import { expect, it } from 'vitest';
import { Seal } from '../../src/kit/seal.ts';
import { LogReads } from '../../src/live/log-reads.ts';
import { Scope } from '../../src/live/scope.ts';
import { LiveTree } from '../../src/live/tree.ts';
import { Visible } from '../../src/live/visible.ts';
import type { Store } from '../../src/plans/ports.ts';
import { Fault } from '../../src/kit/fault.ts';
import { EVERY_DRIVER, onDrivers } from '../store/drivers.ts';
import { anEvent } from '../store/records.ts';

const tree = new LiveTree();
const everything = new Visible(tree, Scope.everything(tree), 'ann');

onDrivers('events by their places', EVERY_DRIVER, ({ open }) => {
  it('are one read for all that ask together, in the order asked, without those that are gone', async () => {
    const store = await open();
    await store.write(async (tx) => {
      for (let n = 1; n <= 4; n++) tx.event(anEvent({ subject: `thing ${n}` }));
    });
    const reads: (readonly number[])[] = [];
    const counted = Object.assign(Object.create(store), {
      eventsAt: (places: readonly number[]) => (reads.push(places), store.eventsAt(places)),
    });
    const at = new LogReads(counted, new Seal(new Uint8Array(32))).batched(everything);
    const found = await Promise.all([at([3, 1]), at([1, 99, 2]), at([])]);
    expect(found.map((events) => events.map(({ subject }) => subject))).toEqual([['thing 3', 'thing 1'], ['thing 1', 'thing 2'], []]);
    expect(reads).toEqual([[3, 1, 99, 2]]);
  });

  it('fail as the store does', async () => {
    const store = await open();
    const at = new LogReads(store, new Seal(new Uint8Array(32))).batched(everything);
    await store.close();
    await expect(at([1])).rejects.toBeInstanceOf(Fault);
  });
});

it('the place where answers stand is another text each moment, whether or not something has happened', () => {
  const head = { logId: 'log-1', seq: 0, oldest: 1 };
  const reads = new LogReads({ head: () => head } as unknown as Store, new Seal(new Uint8Array(32)));
  const texts = [reads.standing(7, 0), reads.standing(7, 1), reads.standing(8, 2), reads.standing(8, 100), reads.standing(8, 200)];
  expect([texts[0] === texts[1], texts[1] === texts[2], new Set(texts).size]).toEqual([true, true, 3]);
  expect(texts.map((each) => reads.place(each))).toEqual([7, 7, 7, 8, 8]);
  // An event's own cursor is the same for ever.
  expect(reads.cursor(8)).toBe(reads.cursor(8));
});

it('the place where a subscriber stands is that very place, also a moment after another was told', () => {
  const reads = new LogReads({ head: () => ({ logId: 'log-1', seq: 0, oldest: 1 }) } as unknown as Store, new Seal(new Uint8Array(32)));
  const texts = [reads.standingAt(7, 0), reads.standingAt(8, 1), reads.standingAt(8, 2), reads.standingAt(7, 3), reads.standingAt(7, 50)];
  expect(texts.map((each) => reads.place(each))).toEqual([7, 8, 8, 7, 7]);
  expect([texts[1] === texts[2], new Set(texts).size]).toEqual([true, 4]);
});
