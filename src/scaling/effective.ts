import type { ControllerModeName } from '../plans/model.ts';
import type { Behaviour, Bounds, History, ScalingPolicy, ScalingRule } from './model.ts';
import { boundsAt, NO_BOUNDS, overridesOf, type Timed } from './timed.ts';
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

const AT_ONCE: Behaviour = { stabilisationMs: 0, policies: [], coolDownMs: 0 };
/** Whatever its figures, it is held to the bounds alone. */
const BOUNDS_ALONE: Omit<ScalingPolicy, 'min' | 'max'> = {
  ...{ metrics: [], up: AT_ONCE, down: AT_ONCE, tolerance: 0, freshShare: 1, flaps: { most: 1_000, withinMs: 1_000 } },
};

/**
 * Schedules set the bounds of a rule that acts. Of one that only looks they are not what it would do: while a schedule is in force the app
 * is held to that alone, and has its size back afterwards. Null: nothing says anything of it now.
 */
export function effectiveAt(
  rule: ScalingRule | undefined,
  timed: readonly Timed[],
  history: Pick<History, 'owed'> | undefined,
  now: number,
): Effective | null {
  const acts = rule?.mode === 'ACT';
  const own = rule && boundsAt(overridesOf(rule.policy), rule.policy, now);
  const bounds = boundsAt(timed, acts && own ? own : NO_BOUNDS, now);
  const { min, max, by } = bounds;
  const base = { timed: bounds, back: null };
  const { owed } = history ?? { owed: null };
  if (rule && acts) return { ...base, policy: withoutSchedule(rule.policy, { min, max }), mode: 'ACT', rule };
  if (by.length > 0) {
    // What it is held to is what it had before, as far as that is within the bounds: the last of several schedules is not what it goes by.
    const size = owed === null ? null : Math.min(Math.max(owed, min), max);
    return { ...base, policy: { ...BOUNDS_ALONE, min: size ?? min, max: size ?? max }, mode: 'ACT', rule: null };
  }
  if (owed !== null) return { ...base, policy: { ...BOUNDS_ALONE, min: owed, max: owed }, mode: 'ACT', rule: null, back: owed };
  return rule && own && rule.mode !== 'OFF' ? { ...base, policy: withoutSchedule(rule.policy, own), mode: rule.mode, rule } : null;
}

/** With the bounds that hold now: what is judged by has no times in it. */
export function withoutSchedule({ schedule: _, ...policy }: ScalingPolicy, { min, max }: Bounds): ScalingPolicy {
  return { ...policy, min, max };
}
