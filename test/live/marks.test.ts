import { describe, expect, it } from 'vitest';
import { Marks } from '../../src/live/marks.ts';
import { handClock, type HandClock } from '../support/hand-clock.ts';

/** Reads that end when the test says so. */
function scripted(clock: HandClock, atOnce = 8) {
  const started: string[] = [];
  const open: (() => void)[] = [];
  const marks = new Marks((key) => new Promise<void>((done) => (started.push(key), open.push(done))), {
    clock,
    everyMs: () => 200,
    atOnce,
  });
  const settle = () => new Promise<void>((done) => setImmediate(done));
  const finish = async () => {
    open.shift()?.();
    await settle();
  };
  return { marks, started, finish, settle };
}

describe('marks', () => {
  it('read the first at once, and the next no sooner than the coalescing time', async () => {
    const clock = handClock();
    const { marks, started, finish, settle } = scripted(clock);
    marks.mark('/a');
    expect(started).toEqual(['/a']);
    await finish();
    marks.mark('/a');
    marks.mark('/a');
    expect(started).toEqual(['/a']);
    clock.advance(199);
    await settle();
    expect(started).toEqual(['/a']);
    clock.advance(1);
    await settle();
    expect(started).toEqual(['/a', '/a']);
  });

  it('are cleared only by a read that began after them', async () => {
    const clock = handClock();
    const { marks, started, finish, settle } = scripted(clock);
    marks.mark('/a');
    marks.mark('/a');
    await finish();
    clock.advance(200);
    await settle();
    expect(started).toEqual(['/a', '/a']);
  });

  it('read no more at once than allowed, and forget none', async () => {
    const clock = handClock();
    const { marks, started, finish } = scripted(clock, 2);
    for (const key of ['/a', '/b', '/c', '/d']) marks.mark(key);
    expect(started).toEqual(['/a', '/b']);
    for (let i = 0; i < 4; i++) await finish();
    expect(started).toEqual(['/a', '/b', '/c', '/d']);
  });

  it('that are forgotten are not read, whether they wait for their turn or for their time, unless marked anew', async () => {
    const clock = handClock();
    const { marks, started, finish, settle } = scripted(clock, 1);
    marks.mark('/a');
    await finish();
    // Held back for its time, waiting for its turn, being read, and one that is kept.
    for (const key of ['/b', '/a', '/c', '*all']) marks.mark(key);
    expect(marks.dirty).toBe(3);
    marks.mark('/b');
    marks.forget((key) => key.startsWith('/'));
    expect(marks.dirty).toBe(1);
    marks.mark('/c');
    clock.advance(200);
    await settle();
    for (let i = 0; i < 4; i++) await finish();
    expect([started, marks.dirty]).toEqual([['/a', '/b', '/c', '*all'], 0]);
  });

  it('that are forgotten are held back as long as any other when they are marked anew', async () => {
    const clock = handClock();
    const { marks, started, finish, settle } = scripted(clock);
    for (let turn = 0; turn < 5; turn++) {
      marks.mark('/a');
      await finish();
      clock.advance(10);
      marks.mark('/a');
      marks.forget(() => true);
      await settle();
    }
    expect(started).toEqual(['/a']);
    clock.advance(200);
    await settle();
    expect([started, marks.dirty]).toEqual([['/a'], 0]);
  });

  it('may be held back longer for one key than for another', async () => {
    const clock = handClock();
    const started: string[] = [];
    const marks = new Marks((key) => Promise.resolve(void started.push(key)), {
      clock,
      everyMs: (key) => (key === '*queue' ? 1_000 : 200),
      atOnce: 8,
    });
    const settle = () => new Promise<void>((done) => setImmediate(done));
    for (let turn = 0; turn < 9; turn++) {
      marks.mark('*queue');
      marks.mark('/a');
      await settle();
      clock.advance(100);
      await settle();
    }
    expect([started.filter((key) => key === '/a').length, started.filter((key) => key === '*queue').length]).toEqual([5, 1]);
  });
});
