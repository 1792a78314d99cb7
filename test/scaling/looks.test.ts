import { describe, expect, it } from 'vitest';
import { decide } from '../../src/scaling/decide.ts';
import { noHistory } from '../../src/scaling/history.ts';
import { answerOf, looked, replayed } from '../../src/scaling/looks.ts';
import type { Look, LookRow, LooksBegin } from '../../src/scaling/model.ts';
import { seeded } from '../support/seeded.ts';
import { aPolicy } from './policy.ts';
import { aSeen, BUSY, Wanderer } from './seen.ts';

const RUNS = 40;
const LOOKS = 400;

/** A live run, cut into rows of random length; `says` tells which of them say what was known. */
function live(seed: number, says: (row: number) => boolean): { rows: LookRow[]; answers: string[]; known: LooksBegin; acted: number } {
  const random = seeded(seed);
  const app = new Wanderer(random);
  let known: LooksBegin = { policy: BUSY, history: noHistory(1_000_000, app.instances), lookMs: 15_000 };
  const rows: LookRow[] = [];
  const answers: string[] = [];
  let acted = 0;
  for (let left = LOOKS; left > 0;) {
    const begins = says(rows.length) ? known : null;
    const looks: Look[] = [];
    for (let n = Math.ceil(20 * random()); n > 0 && left > 0; n--, left--) {
      const seen = app.next();
      const one = looked(known, seen, ({ choice }) => choice.startsWith('SCALE') && random() < 0.8);
      if (one.acted) [app.instances, acted] = [one.verdict.to, acted + 1];
      known = { ...known, history: one.history };
      looks.push({ seen, acted: one.acted, answer: answerOf(one.verdict) });
    }
    answers.push(...looks.map(({ answer }) => answer));
    rows.push({ at: looks[0]?.seen.now ?? 0, begins, looks });
  }
  return { rows, answers, known, acted };
}

describe('looks that are judged again', () => {
  it.each(Array.from({ length: RUNS }, (_, n) => n + 1))('come out as they did, and know the same afterwards: run %i', (seed) => {
    const { rows, known, acted } = live(seed, (row) => row % 7 === 0);
    expect(acted).toBeGreaterThan(0);
    // As they come back from the store.
    expect(replayed(JSON.parse(JSON.stringify(rows)) as LookRow[])).toEqual({ looks: LOOKS, differing: [], after: known });
  });

  it('come out the same whether rows say what was known or leave it to the row before', () => {
    const often = live(3, () => true);
    const once = live(3, (row) => row === 0);
    expect(once.answers).toEqual(often.answers);
    expect(replayed(once.rows)).toEqual(replayed(often.rows));
  });

  it.each([
    ['another bound', (policy, seen) => decide({ ...policy, max: 5 }, seen)],
    ['no window', (policy, seen) => decide({ ...policy, down: { ...policy.down, stabilisationMs: 0 } }, seen)],
    ['no memory', (policy, seen) => decide(policy, { ...seen, history: noHistory(seen.now, seen.instances) })],
    ['no regard for a deployment', (policy, seen) => decide(policy, { ...seen, deploying: false })],
  ] satisfies [string, typeof decide][])('differ, each at its time, where the judgement is altered: %s', (_, judge) => {
    const { rows } = live(5, (row) => row === 0);
    const { differing } = replayed(rows, judge);
    expect(differing.length).toBeGreaterThan(0);
    const by = new Map(rows.flatMap(({ looks }) => looks.map(({ seen, answer }) => [seen.now, answer])));
    for (const { at, was, is } of differing) expect([by.get(at), is === was]).toEqual([was, false]);
  });

  it('begin at the first row that says what was known', () => {
    const { rows, known } = live(7, (row) => row === 5);
    const before = rows.slice(0, 5).flatMap(({ looks }) => looks).length;
    expect(before).toBeGreaterThan(0);
    expect(replayed(rows)).toEqual({ looks: LOOKS - before, differing: [], after: known });
    expect(replayed(rows.slice(0, 5))).toEqual({ looks: 0, differing: [], after: null });
    expect(replayed([])).toEqual({ looks: 0, differing: [], after: null });
  });

  it('go on by another policy from the row that says so', () => {
    const known = { policy: aPolicy(), history: noHistory(0, 4), lookMs: 1_000 };
    const other = aPolicy({ max: 4 });
    const judged = (policy: typeof other, now: number): Look => {
      const { verdict, acted } = looked({ ...known, policy }, aSeen(now, 0), () => false);
      return { seen: aSeen(now, 0), acted, answer: answerOf(verdict) };
    };
    const rows = [
      { at: 1, begins: known, looks: [judged(aPolicy(), 1)] },
      { at: 2, begins: { ...known, policy: other }, looks: [judged(other, 2)] },
    ];
    expect(rows.map(({ looks }) => looks[0]?.answer.split(' ')[0])).toEqual(['SCALE_OUT', 'NOTHING']);
    expect(replayed(rows)).toMatchObject({ looks: 2, differing: [], after: { policy: other } });
  });
});

describe('what is remembered', () => {
  const at = (now: number) => looked({ policy: BUSY, history: noHistory(0, 4), lookMs: 1_000 }, aSeen(now, 0), () => true).history;

  it('holds a change only where it was made', () => {
    const known = { policy: BUSY, history: noHistory(0, 4), lookMs: 1_000 };
    expect(looked(known, aSeen(9_000, 0), () => true).history.changes).toEqual([{ at: 9_000, from: 4, to: 7 }]);
    expect(looked(known, aSeen(9_000, 0), () => false).history.changes).toEqual([]);
  });

  it('is no more than decisions ask for, however long it goes on', () => {
    let known: LooksBegin = { policy: BUSY, history: at(9_000), lookMs: 1_000 };
    for (let now = 10_000; now < 4_000_000; now += 1_000)
      known = {
        ...known,
        history: looked(known, aSeen(now, now % 90_000 < 45_000 ? 0 : 90), ({ choice }) => choice.startsWith('SCALE')).history,
      };
    const { recommendations, changes, since } = known.history;
    expect(since).toBe(0);
    expect(recommendations.length).toBeLessThanOrEqual(41);
    expect(changes.length).toBeLessThanOrEqual(121);
  });
});
