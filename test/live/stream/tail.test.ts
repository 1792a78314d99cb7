import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toldOf } from '../../../src/live/stream/group.ts';
import { Tail } from '../../../src/live/stream/tail.ts';
import { Words } from '../../../src/live/stream/words.ts';
import { anEvent } from '../../store/records.ts';

const eventAt = (seq: number, text = '') => ({ ...anEvent({ body: { text } }), severity: 'INFO' as const, seq });
const seqs = (events: readonly { readonly seq: number }[] | undefined) => events?.map(({ seq }) => seq);

describe('the newest events in memory', () => {
  it('are at least so many, without a hole, and say where they begin', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: 1, max: 10 }), fc.nat(60), (begin, most, count) => {
        const tail = new Tail(begin, most);
        for (let seq = begin + 1; seq <= begin + count; seq++) {
          tail.push(eventAt(seq));
          expect(tail.length).toBeGreaterThanOrEqual(Math.min(most, seq - begin));
          expect(tail.length).toBeLessThan(2 * most);
          expect(tail.begins).toBe(seq - tail.length);
          expect(seqs(tail.after(tail.begins, 100))).toEqual(Array.from({ length: tail.length }, (_, n) => tail.begins + 1 + n));
          expect(tail.after(tail.begins - 1, 100)).toBeUndefined();
          expect([tail.after(seq, 100), tail.after(seq + 9, 100)]).toEqual([[], []]);
        }
      }),
    );
  });

  it('are fewer when they are large', () => {
    const tail = new Tail(0, 1_000, 100_000);
    for (let seq = 1; seq <= 100; seq++) tail.push(eventAt(seq, 'x'.repeat(2_000)));
    expect(tail.length).toBeLessThan(25);
    expect(tail.length).toBeGreaterThan(8);
    expect(seqs(tail.after(99, 10))).toEqual([100]);
  });

  it('take what came before them, as far as it joins on and half of their room is left', () => {
    const tail = new Tail(10, 100, 100_000);
    tail.push(eventAt(11));
    expect(tail.precede([eventAt(7), eventAt(8)])).toBe(false);
    expect(tail.precede([])).toBe(false);
    expect(tail.precede([eventAt(9), eventAt(10)])).toBe(true);
    expect([tail.begins, seqs(tail.after(8, 10))]).toEqual([8, [9, 10, 11]]);
    expect(tail.precede([eventAt(8, 'x'.repeat(30_000))])).toBe(false);
  });

  it('begin anew behind a hole', () => {
    const tail = new Tail(0, 10);
    tail.push(eventAt(1));
    tail.restart(7);
    tail.push(eventAt(8));
    expect([tail.after(6, 10), seqs(tail.after(7, 10))]).toEqual([undefined, [8]]);
  });
});

describe('words that were told last', () => {
  it('are kept in so many bytes for all groups together, and those of one are never those of another', () => {
    const words = new Words(20_000);
    const groups = Array.from({ length: 100 }, () => words.open());
    for (let seq = 1; seq <= 20; seq++) for (const [n, group] of groups.entries()) group.set(toldOf(`${n} of ${seq}`, seq, 'c'));
    const kept = groups.flatMap((group, n) =>
      Array.from({ length: 20 }, (_, at) => ({ told: group.get(at + 1)?.text, meant: `${n} of ${at + 1}` })).filter(
        ({ told }) => told !== undefined,
      ),
    );
    expect(kept.length).toBeGreaterThan(20);
    expect(kept.length).toBeLessThan(20_000 / 400);
    expect(kept.every(({ told, meant }) => told === meant)).toBe(true);
    expect(groups.at(-1)?.get(20)?.text).toBe('99 of 20');
  });
});
