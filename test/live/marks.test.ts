import { describe, expect, it } from 'vitest';
import { Marks } from '../../src/live/marks.ts';
import { handClock, type HandClock } from '../support/hand-clock.ts';

/** Reads that end when the test says so. */
function scripted(clock: HandClock, atOnce = 8) {
  const started: string[] = [];
  const open: (() => void)[] = [];
  const marks = new Marks((key) => new Promise<void>((done) => (started.push(key), open.push(done))), { clock, everyMs: 200, atOnce });
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
});
