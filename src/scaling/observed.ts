import type { Change, Look, LookRow } from './model.ts';

/** What a rule would have done, held against what happened, by the looks that were kept. */
export interface Observed {
  /** Of the first look that counts, and of the last. */
  readonly from: number;
  readonly to: number;
  readonly looks: number;
  /** Where it would have made it larger or smaller than it was then; where it was made so, that counts as well. */
  readonly wouldHave: readonly Change[];
  readonly happened: readonly Change[];
  /** Seconds in which it was smaller than its figures spoke for. */
  readonly underS: number;
  /** Containers beyond what its figures spoke for, times hours. */
  readonly overContainerH: number;
  /** Share of the time in which it was as they spoke for; null: they never could say. */
  readonly agreedShare: number | null;
}

/** A look stands for no longer than this: nobody looked in between. */
const LONGEST_MS = 60_000;
const MOST_CHANGES = 1_000;
const HOUR_MS = 3_600_000;

/** Null: nothing was looked at in that time. */
export function observedOf(rows: readonly LookRow[], from: number, to: number): Observed | null {
  const looks = rows.flatMap((row) => row.looks).filter(({ seen }) => seen.now >= from && seen.now < to);
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last) return null;
  const [wouldHave, happened]: [Change[], Change[]] = [[], []];
  let [underMs, overMs, agreedMs, knownMs] = [0, 0, 0, 0];
  looks.forEach((look, n) => {
    const { now, instances } = look.seen;
    const before = looks[n - 1];
    const { to: size, scales, recommended } = saidBy(look);
    // What it would still do is said once.
    const said = before && saidBy(before);
    if (scales && !(said?.scales === scales && said.to === size)) wouldHave.push({ at: now, from: instances, to: size });
    if (before && before.seen.instances !== instances) happened.push({ at: now, from: before.seen.instances, to: instances });
    const next = looks[n + 1];
    if (recommended === null || !next) return;
    const forMs = Math.min(LONGEST_MS, next.seen.now - now);
    knownMs += forMs;
    if (recommended > instances) underMs += forMs;
    else if (recommended < instances) overMs += (instances - recommended) * forMs;
    else agreedMs += forMs;
  });
  return {
    ...{ from: first.seen.now, to: last.seen.now, looks: looks.length },
    ...{ wouldHave: wouldHave.slice(-MOST_CHANGES), happened: happened.slice(-MOST_CHANGES) },
    ...{ underS: underMs / 1_000, overContainerH: overMs / HOUR_MS, agreedShare: knownMs === 0 ? null : agreedMs / knownMs },
  };
}

/** `SCALE_OUT 6 6 CPU_IDLE -`, as `answerOf` writes it. */
function saidBy({ answer }: Look): {
  readonly to: number;
  readonly scales: 'SCALE_OUT' | 'SCALE_IN' | null;
  readonly recommended: number | null;
} {
  const [choice = '', to = '', recommended = ''] = answer.split(' ');
  const scales = choice === 'SCALE_OUT' || choice === 'SCALE_IN' ? choice : null;
  return { to: Number(to), scales, recommended: recommended === '-' ? null : Number(recommended) };
}
