import { describe, expect, it } from 'vitest';
import { Gate } from '../../src/kit/gate.ts';

const never = new AbortController().signal;
/** Work that ends when it is told to, and the order in which it began. */
function jobs(gate: Gate) {
  const began: number[] = [];
  const ends: (() => void)[] = [];
  const start = (job: number, signal = never) =>
    gate.run(() => {
      began.push(job);
      return new Promise<number>((done) => (ends[job] = () => done(job)));
    }, signal);
  return { began, ends, start };
}
const settle = () => new Promise((done) => setImmediate(done));

describe('a gate', () => {
  it('lets so many in at a time, and the others in their order', async () => {
    const { began, ends, start } = jobs(new Gate(2));
    const all = [0, 1, 2, 3].map((job) => start(job));
    await settle();
    expect(began).toEqual([0, 1]);
    ends[1]?.();
    await settle();
    expect(began).toEqual([0, 1, 2]);
    for (const job of [0, 2]) ends[job]?.();
    await settle();
    ends[3]?.();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  it('gives a place on whether the work went well or failed', async () => {
    const gate = new Gate(1);
    await expect(gate.run(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no');
    expect(await gate.run(() => Promise.resolve('yes'), never)).toBe('yes');
  });

  it('lets nobody in who no longer wants it, and keeps no place for him', async () => {
    const { began, ends, start } = jobs(new Gate(1));
    const leaves = new AbortController();
    const first = start(0);
    const gone = start(1, leaves.signal);
    const last = start(2);
    leaves.abort(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
    await expect(start(3, leaves.signal)).rejects.toThrow('enough');
    ends[0]?.();
    await settle();
    expect(began).toEqual([0, 2]);
    ends[2]?.();
    expect(await Promise.all([first, last])).toEqual([0, 2]);
  });
});
