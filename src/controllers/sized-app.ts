import type { Kept } from '../actions/scaling/keep-looks.ts';
import type { Place } from '../actions/spec.ts';
import { canonical } from '../kit/json.ts';
import type { DecisionRecord } from '../plans/model.ts';
import { noHistory } from '../scaling/history.ts';
import { answerOf, looked, replayed } from '../scaling/looks.ts';
import type { History, Look, LookRow, LooksBegin, ScalingPolicy, Verdict } from '../scaling/model.ts';

/** Rows that do not say what was known before must not be too many: whoever takes over reads them all. */
const CHECKPOINT_MS = 15 * 60_000;
/** Kept in memory while the store cannot be written to. */
const MOST_LOOKS = 2_000;

/** One app as the controller knows it: what it has judged, and what of that is not kept yet. */
export class SizedApp {
  /** Something is being done about it. */
  busy = false;
  /** Which looks it takes by itself; by the monotonic clock. */
  nextMono = 0;
  /** By the same: nothing is tried before. */
  failed: { readonly times: number; readonly until: number; readonly reason: string } | undefined;
  decision: DecisionRecord | undefined;
  /** Places in the log of the alarms since the last look. */
  causedBy: number[] = [];
  place: Place | null = null;
  #known: LooksBegin;
  #looks: Look[] = [];
  #begins: LooksBegin | null;
  #checkpointAt: number;
  #answer: string | undefined;
  #recounted = false;

  private constructor(
    readonly id: string,
    known: LooksBegin,
    kept: { readonly answer: string | undefined; readonly decision: DecisionRecord | undefined; readonly at: number },
  ) {
    this.#known = known;
    // Whoever takes over says what it begins with.
    this.#begins = known;
    this.#checkpointAt = kept.at;
    this.#answer = kept.answer;
    this.decision = kept.decision;
  }

  /** As it was left by whoever judged before. */
  static resumed(
    id: string,
    lookMs: number,
    { now, instances }: { readonly now: number; readonly instances: number },
    { rows, decision }: { readonly rows: readonly LookRow[]; readonly decision: DecisionRecord | undefined },
  ): SizedApp {
    const { after } = replayed(rows);
    const last = rows.at(-1)?.looks.at(-1);
    let history = after?.history ?? noHistory(now, instances);
    // A change that was begun and has not come about is none.
    const change = history.changes.at(-1);
    if (last?.acted && change && change.at === last.seen.now && change.to !== instances)
      history = { ...history, changes: history.changes.slice(0, -1) };
    const answer = last && keyOf(last.answer);
    const known = { policy: after?.policy ?? NOTHING_SET, history, lookMs };
    return new SizedApp(id, known, { answer, decision: answer === undefined ? undefined : decision, at: now });
  }

  /** Takes another look. `isNew`: the answer is another than before. */
  look(
    policy: ScalingPolicy,
    seen: Look['seen'],
    acts: (verdict: Verdict) => boolean,
  ): { readonly verdict: Verdict; readonly acted: boolean; readonly isNew: boolean } {
    if (canonical(this.#known.policy) !== canonical(policy)) this.#begin({ ...this.#known, policy }, seen.now);
    else if (this.#looks.length === 0 && seen.now - this.#checkpointAt >= CHECKPOINT_MS) this.#begin(this.#known, seen.now);
    const { verdict, acted, history } = looked(this.#known, seen, acts);
    this.#known = { ...this.#known, history };
    const answer = answerOf(verdict);
    this.#looks.push({ seen, acted, answer });
    if (this.#looks.length > MOST_LOOKS) this.#forget(seen.now);
    const isNew = acted || keyOf(answer) !== this.#answer;
    this.#answer = keyOf(answer);
    if (!isNew) this.#countOn(seen.now);
    return { verdict, acted, isNew };
  }

  /** What was begun did not come about. */
  undone(): void {
    const { history } = this.#known;
    this.#begin({ ...this.#known, history: { ...history, changes: history.changes.slice(0, -1) } }, this.#checkpointAt);
    this.#answer = undefined;
  }

  get history(): History {
    return this.#known.history;
  }

  /** The oldest look that is not kept yet. */
  get unkeptSince(): number | undefined {
    return this.#looks[0]?.seen.now;
  }

  /** All that is not kept yet; it counts as kept from now on. Undefined: nothing. */
  unkept(isNew = false): Kept | undefined {
    const [first] = this.#looks;
    const row = first ? { at: first.seen.now, begins: this.#begins, looks: this.#looks } : null;
    const decision = isNew || this.#recounted ? this.decision : undefined;
    if (!row && !decision) return undefined;
    if (row) [this.#looks, this.#begins] = [[], null];
    this.#recounted = false;
    return { app: this.id, place: this.place, row, decision, isNew };
  }

  /** The store did not take it: what comes next begins anew. */
  lost(at: number): void {
    this.#forget(at);
  }

  /** Looks under one row are judged by one policy. */
  #begin(known: LooksBegin, at: number): void {
    this.#known = known;
    this.#begins = known;
    this.#checkpointAt = at;
  }

  #forget(at: number): void {
    this.#looks = [];
    this.#begin(this.#known, at);
  }

  #countOn(at: number): void {
    if (!this.decision) return;
    this.decision = { ...this.decision, again: (this.decision.again ?? 0) + 1, lastAt: at };
    this.#recounted = true;
  }
}

/** Until it is looked at: then it is judged by what holds, and says so. */
const NOTHING_SET: ScalingPolicy = {
  ...{ min: 0, max: 0, metrics: [], tolerance: 0, freshShare: 1, flaps: { most: 0, withinMs: 0 } },
  ...{ up: { stabilisationMs: 0, coolDownMs: 0, policies: [] }, down: { stabilisationMs: 0, coolDownMs: 0, policies: [] } },
};

/** Of an answer as it is kept: what is news when it is another. Which figure it was that nothing came of is none. */
export function keyOf(answer: string): string {
  const [choice = '', to = '', , by = '', guards = ''] = answer.split(' ');
  return [choice, choice.startsWith('SCALE') ? `${to} ${by}` : '', guards].join(' ');
}
