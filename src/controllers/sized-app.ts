import type { Kept } from '../actions/scaling/keep-looks.ts';
import type { Place } from '../actions/spec.ts';
import { canonical } from '../kit/json.ts';
import type { DecisionRecord } from '../plans/model.ts';
import { noHistory, widened } from '../scaling/history.ts';
import { answerOf, looked, replayed } from '../scaling/looks.ts';
import type { History, Look, LookRow, LooksBegin, ScalingPolicy, Verdict } from '../scaling/model.ts';
import { failedAgain, type Failed } from './retry.ts';

/** Rows that do not say what was known before must not be too many: whoever takes over reads them all. */
const CHECKPOINT_MS = 15 * 60_000;
/** A row is added to until it has so many: a row for each few looks would be mostly what it takes to be a row. */
const ROW_LOOKS = 16;
/** A count that goes on is kept so often at most. */
const RECOUNT_MS = 60_000;
/** Kept in memory while the store cannot be written to. */
const MOST_LOOKS = 2_000;
/** So long an alarm counts for what led to a decision; and so many of them. */
const ALARM_MS = 60_000;
const MOST_ALARMS = 100;
const DRY_MS = 10_000;

/** One app as the controller knows it: what it has judged, and what of that is not kept yet. */
export class SizedApp {
  /** Something is being done about it. */
  busy = false;
  /** Its figures are being asked for; AGAIN: an alarm came meanwhile. */
  measuring: 'NO' | 'ONCE' | 'AGAIN' = 'NO';
  /** Which looks it takes by itself; by the monotonic clock. */
  nextMono = 0;
  /** By the same: nothing is tried before. */
  failed: (Failed & { readonly reason: string }) | undefined;
  decision: DecisionRecord | undefined;
  place: Place | null = null;
  #known: LooksBegin;
  /** What is not kept yet: whole rows, and the one that goes on, of which the first looks may be. */
  #closed: LookRow[] = [];
  #looks: Look[] = [];
  #kept = 0;
  #count = 0;
  #begins: LooksBegin | null;
  #checkpointAt: number;
  #answer: string | undefined;
  /** What was known before the last change. */
  #before: History | undefined;
  #recounted = false;
  #dryAt = -Infinity;
  #countedAt = -Infinity;
  #lastAt: number;
  /** Their places in the log, and when they were told of, by the monotonic clock. */
  #alarms: { readonly seq: number; readonly mono: number }[] = [];

  private constructor(
    readonly id: string,
    known: LooksBegin,
    kept: {
      readonly answer: string | undefined;
      readonly decision: DecisionRecord | undefined;
      readonly at: number;
      readonly lastAt: number;
    },
  ) {
    this.#known = known;
    // Whoever takes over says what it begins with.
    this.#begins = known;
    this.#checkpointAt = kept.at;
    this.#answer = kept.answer;
    this.#lastAt = kept.lastAt;
    this.decision = kept.decision;
  }

  /** As it was left by whoever judged before. */
  static resumed(
    id: string,
    lookMs: number,
    { now, instances, held }: Pick<Look['seen'], 'now' | 'instances' | 'held'>,
    { rows, decision: newest }: { readonly rows: readonly LookRow[]; readonly decision: DecisionRecord | undefined },
  ): SizedApp {
    const { after } = replayed(rows);
    const looks = rows.flatMap((row) => row.looks);
    const last = looks.at(-1);
    let history = after?.history ?? noHistory(now, instances);
    // A change that was begun and has not come about is none; where nobody can tell, it is taken that it has.
    const change = history.changes.at(-1);
    if (last?.acted && held === null && change && change.at === last.seen.now && change.to !== instances) history = withoutLast(history);
    const decision = newest && isOf(newest, looks) ? newest : undefined;
    const answer = decision && last && keyOf(last.answer);
    const known = { policy: after?.policy ?? NOTHING_SET, history, lookMs };
    return new SizedApp(id, known, { answer, decision, at: now, lastAt: last?.seen.now ?? 0 });
  }

  /** When the next look is taken: looks of one app follow each other, whatever the clock does. */
  atOf(now: number): number {
    return Math.max(now, this.#lastAt + 1);
  }

  /** Takes another look. `isNew`: the answer is another than before. */
  look(
    policy: ScalingPolicy,
    seen: Look['seen'],
    acts: (verdict: Verdict) => boolean,
  ): { readonly verdict: Verdict; readonly acted: boolean; readonly isNew: boolean } {
    if (this.#count >= MOST_LOOKS) this.#forget(seen.now);
    if (!isSame(this.#known.policy, policy)) {
      const history = widened(this.#known.history, this.#known.policy, policy, seen.now);
      this.#begin({ ...this.#known, policy, history }, seen.now);
    } else if (this.#looks.length === 0 && seen.now - this.#checkpointAt >= CHECKPOINT_MS) this.#begin(this.#known, seen.now);
    const { verdict, acted, history } = looked(this.#known, seen, acts);
    if (acted) this.#before = this.#known.history;
    this.#known = { ...this.#known, history };
    const answer = answerOf(verdict);
    this.#lastAt = seen.now;
    this.#looks.push({ seen, acted, answer });
    this.#count++;
    // How much it would do is no news each time that the figures move.
    const [choice] = answer.split(' ');
    const again = !acted && scales(verdict) && choice === this.#answer?.split(' ')[0] && seen.now - this.#dryAt < DRY_MS;
    const isNew = !again && (acted || keyOf(answer) !== this.#answer);
    if (!again) this.#answer = keyOf(answer);
    if (isNew && !acted) this.#dryAt = seen.now;
    if (!isNew) this.#countOn(seen.now);
    return { verdict, acted, isNew };
  }

  /** What was begun did not come about. */
  undone(): void {
    this.#begin({ ...this.#known, history: withoutLast(this.#known.history, this.#before) }, this.#checkpointAt);
    this.#answer = undefined;
  }

  /** What was tried did not go through: it is tried again, ever more seldom. */
  failedAgain(reason: string, mono: number, longestMs?: number): void {
    this.failed = { ...failedAgain(this.failed, mono, longestMs), reason };
  }

  /** Why it is left alone for a while; null: it is not. */
  waits(mono: number): string | null {
    return this.failed && this.failed.until > mono ? `${this.failed.reason} It is tried again in a while.` : null;
  }

  /** An alarm of it fires. */
  alarm(seq: number, mono: number): void {
    this.#alarms = [...this.#alarms, { seq, mono }].slice(-MOST_ALARMS);
  }

  /** The alarms that led to what is decided now; none of them is told of again. */
  takeAlarms(mono: number): readonly number[] {
    const alarms = this.#alarms.filter((each) => each.mono > mono - ALARM_MS);
    this.#alarms = [];
    return alarms.map(({ seq }) => seq);
  }

  get history(): History {
    return this.#known.history;
  }

  /** The oldest look that is not kept yet. */
  get unkeptSince(): number | undefined {
    return this.#closed[0]?.at ?? this.#looks[this.#kept]?.seen.now;
  }

  /** All that is not kept yet; it counts as kept from now on. Undefined: nothing. `news`: its new decision; `whole`: with a count that could wait. */
  unkept({ news, whole = false }: { readonly news?: DecisionRecord; readonly whole?: boolean } = {}): Kept | undefined {
    const open = this.#looks.length > this.#kept ? this.#row() : undefined;
    const rows = open ? [...this.#closed, open] : this.#closed;
    const counts = this.#recounted && (whole || news !== undefined || this.#lastAt - this.#countedAt >= RECOUNT_MS);
    const counted = counts ? this.decision : undefined;
    if (rows.length === 0 && !counted && !news) return undefined;
    [this.#closed, this.#count, this.#kept] = [[], 0, this.#looks.length];
    if (this.#kept >= ROW_LOOKS) this.#close();
    if (counted) [this.#recounted, this.#countedAt] = [false, this.#lastAt];
    if (news) [this.decision, this.#countedAt] = [news, -Infinity];
    return { app: this.id, place: this.place, rows, counted, news };
  }

  /** The store did not take it: what comes next begins anew, and what was news is news again. */
  lost({ news, counted }: Pick<Kept, 'news' | 'counted'>, at: number): void {
    this.#forget(at);
    if (news) this.#answer = undefined;
    else if (counted) [this.#recounted, this.#countedAt] = [true, -Infinity];
  }

  /** Looks under one row are judged by one policy, and from what it begins with. */
  #begin(known: LooksBegin, at: number): void {
    this.#close();
    this.#known = known;
    this.#begins = known;
    this.#checkpointAt = at;
  }

  #close(): void {
    const row = this.#looks.length > this.#kept ? this.#row() : undefined;
    if (row) this.#closed.push(row);
    if (this.#looks.length > 0) this.#begins = null;
    [this.#looks, this.#kept] = [[], 0];
  }

  #row(): LookRow | undefined {
    const [first] = this.#looks;
    return first && { at: first.seen.now, begins: this.#begins, looks: [...this.#looks] };
  }

  #forget(at: number): void {
    this.#begin(this.#known, at);
    [this.#closed, this.#count] = [[], 0];
  }

  #countOn(at: number): void {
    if (!this.decision) return;
    this.decision = { ...this.decision, again: (this.decision.again ?? 0) + 1, lastAt: at };
    this.#recounted = true;
  }
}

export const scales = ({ choice }: Pick<Verdict, 'choice'>): boolean => choice === 'SCALE_OUT' || choice === 'SCALE_IN';

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

/** Whether the decision is that of the last answer: whoever judged before may have ended between the look and the decision. */
function isOf({ at, outcome }: DecisionRecord, looks: readonly Look[]): boolean {
  const key = (look: Look | undefined) => look && keyOf(look.answer);
  const last = looks.at(-1);
  const first = looks.findLastIndex((look) => key(look) !== key(last)) + 1;
  const [choice = ''] = last?.answer.split(' ') ?? [];
  return OUTCOMES[choice]?.includes(outcome) === true && (first === 0 || at >= (looks[first]?.seen.now ?? 0));
}

/** What the decisions of an answer may have come to. */
const OUTCOMES: { readonly [choice: string]: readonly string[] } = {
  ...{ NOTHING: ['NOTHING_TO_DO'], HOLD: ['HOLD'] },
  ...{ SCALE_OUT: ['CHANGE', 'BLOCKED'], SCALE_IN: ['CHANGE', 'BLOCKED'] },
};

/** As if the last change had not been begun. `before`: what was known then, where that is known. */
function withoutLast(history: History, before?: History): History {
  const { changes, owed } = history;
  const last = changes.at(-1);
  return {
    ...{ ...history, changes: changes.slice(0, -1) },
    ...{ owed: before ? before.owed : owed === last?.from ? null : owed, off: before ? before.off : last?.from === 0 },
  };
}

const isSame = (a: ScalingPolicy, b: ScalingPolicy): boolean => a === b || canonical(a) === canonical(b);
