import type { ControllerModeName } from '../plans/model.ts';
import type { Behaviour, Bounds, History, ScalingPolicy, ScalingRule } from './model.ts';
import { boundsAt, endOf, inForceAt, NO_BOUNDS, overridesOf, type Timed } from './timed.ts';
import type { TimedBounds } from './timed-model.ts';

/** What an app is judged by at an instant. */
export interface Effective {
  readonly policy: ScalingPolicy;
  readonly mode: ControllerModeName;
  /** Null: by schedules alone. */
  readonly rule: ScalingRule | null;
  readonly timed: TimedBounds;
  /** The size that it had before the schedules that have just ended; null: nothing is given back. */
  readonly back: number | null;
}

/** A schedule, and since when it is set. */
export interface Since extends Timed {
  readonly setAt: number;
}

const DAY_MS = 86_400_000;
const AT_ONCE: Behaviour = { stabilisationMs: 0, policies: [], coolDownMs: 0 };
/** Whatever its figures, it is held to the bounds alone. Its changes are known long enough to find what it was before. */
const BOUNDS_ALONE: Omit<ScalingPolicy, 'min' | 'max'> = {
  ...{ metrics: [], up: AT_ONCE, down: AT_ONCE, tolerance: 0, freshShare: 1, flaps: { most: 1_000, withinMs: 8 * DAY_MS } },
};

/**
 * Schedules set the bounds of a rule that acts. Of one that only looks they are not what it would do: while a schedule is in force the app
 * is held to that alone, and has its size back afterwards. Null: nothing says anything of it now.
 */
export function effectiveAt(
  rule: ScalingRule | undefined,
  timed: readonly Since[],
  { history, instances }: { readonly history: History | undefined; readonly instances: number },
  now: number,
): Effective | null {
  const acts = rule?.mode === 'ACT';
  const own = rule && boundsAt(overridesOf(rule.policy), rule.policy, now);
  const bounds = boundsAt(timed, acts && own ? own : NO_BOUNDS, now);
  const { min, max, by } = bounds;
  const base = { timed: bounds, back: null };
  if (rule && acts) return { ...base, policy: withoutSchedule(rule.policy, { min, max }), mode: 'ACT', rule };
  if (by.length > 0) return { ...base, policy: { ...BOUNDS_ALONE, min, max }, mode: 'ACT', rule: null };
  const back = history && sizeBefore(history, timed, instances, now);
  if (back != null) return { ...base, policy: { ...BOUNDS_ALONE, min: back, max: back }, mode: 'ACT', rule: null, back };
  return rule && own && rule.mode !== 'OFF' ? { ...base, policy: withoutSchedule(rule.policy, own), mode: rule.mode, rule } : null;
}

/** With the bounds that hold now: what is judged by has no times in it. */
export function withoutSchedule({ schedule: _, ...policy }: ScalingPolicy, { min, max }: Bounds): ScalingPolicy {
  return { ...policy, min, max };
}

/** Schedules that follow each other are taken as one: so many at most. */
const MOST_JOINED = 100;

/**
 * What it was before the schedules that ended last, as long as it still is what they made of it. Null: they have changed nothing,
 * or somebody else has.
 */
export function sizeBefore({ changes }: History, timed: readonly Since[], instances: number, now: number): number | null {
  const last = changes.at(-1);
  if (!last || last.to !== instances) return null;
  const ended = timed.flatMap((each) => periodBefore(each, now) ?? []);
  const end = Math.max(...ended.map(({ until }) => until));
  // What was changed later was changed by something else, or is given back already.
  if (ended.length === 0 || last.at >= end) return null;
  let begin = Math.min(...ended.filter(({ until }) => until === end).map(({ at }) => at));
  for (let joined = 0; joined < MOST_JOINED; joined++) {
    const before = timed.flatMap((each) => (each.setAt < begin ? (inForceAt(each, begin - 1) ?? []) : [])).map(({ at }) => at);
    if (before.length === 0) break;
    begin = Math.min(...before);
  }
  const first = changes.find(({ at }) => at >= begin);
  return first === undefined || first.from === instances ? null : first.from;
}

/** The newest firing of a schedule and its end, where that has come. */
function periodBefore({ schedule, series, setAt }: Since, now: number): { readonly at: number; readonly until: number } | null {
  const { enabled, from, until } = schedule;
  const at = series.last(Math.min(now, (until ?? Infinity) - 1));
  if (!enabled || at === null || at < (from ?? -Infinity)) return null;
  const end = endOf(schedule, at);
  // One that was set while it held has changed nothing before.
  return end <= now ? { at: Math.max(at, setAt), until: end } : null;
}
