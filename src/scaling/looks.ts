import { decide } from './decide.ts';
import { remembered, resumed } from './history.ts';
import type { History, Look, LookRow, LooksBegin, Verdict } from './model.ts';

/** All of a verdict but its words: what must come out again. */
export const answerOf = ({ choice, to, recommendation, by, rejected }: Verdict): string =>
  [choice, to, recommendation ?? '-', by ?? '-', rejected.map(({ guard }) => guard).join('+') || '-'].join(' ');

/** One look: judged by what was known, which knows it from then on. */
export function looked(
  { policy, history, lookMs }: LooksBegin,
  seen: Look['seen'],
  acts: (verdict: Verdict) => boolean,
  judge: typeof decide = decide,
): { readonly verdict: Verdict; readonly acted: boolean; readonly history: History } {
  const { now, instances } = seen;
  const known = resumed(history, { now, instances, lookMs }, policy);
  const verdict = judge(policy, { ...seen, history: known });
  const acted = acts(verdict);
  return { verdict, acted, history: remembered(known, { now, instances, verdict, done: acted }, policy) };
}

/** One that is answered otherwise now. */
export interface Differing {
  readonly at: number;
  readonly was: string;
  readonly is: string;
}

export interface Replayed {
  readonly looks: number;
  readonly differing: readonly Differing[];
  /** What is known after the last; null: no row says what was known before the first. */
  readonly after: LooksBegin | null;
}

/** Judges again what was kept, the oldest first. What stands before the first row that says what was known is left out. */
export function replayed(rows: readonly LookRow[], judge: typeof decide = decide): Replayed {
  let after: LooksBegin | null = null;
  let looks = 0;
  const differing: Differing[] = [];
  for (const row of rows) {
    after = row.begins ?? after;
    if (!after) continue;
    for (const { seen, acted, answer } of row.looks) {
      const { verdict, history } = looked(after, seen, () => acted, judge);
      const is = answerOf(verdict);
      if (is !== answer) differing.push({ at: seen.now, was: answer, is });
      after = { ...after, history };
      looks++;
    }
  }
  return { looks, differing, after };
}
