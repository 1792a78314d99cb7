import type { UserError } from '../kit/result.ts';
import { endOf, firingAfter, inForceAt, type Timed } from './timed.ts';
import { MOST_SCHEDULES } from './timed-model.ts';

/** Two schedules that hold an app to different exact sizes at once. */
export interface Overlap {
  /** By their place in the list. */
  readonly first: number;
  readonly second: number;
  /** The first instant at which both hold. */
  readonly at: number;
}

const DAY_MS = 86_400_000;
const AHEAD_MS = 400 * DAY_MS;
/** It takes about 0.1 s. */
const MOST_FIRINGS = 50_000;

/** One schedule, from a firing on. */
interface Held {
  readonly index: number;
  readonly exact: number;
  readonly at: number;
  readonly end: number;
}

/**
 * The first overlap of exact sizes within 400 days, if any. Of schedules that fire more than 50,000 times in this time, all together, only
 * so many firings are looked at; what is not found holds to the rule of `boundsAt`, and is told there.
 */
export function overlapOf(timed: readonly Timed[], now: number): Overlap | null {
  const due = timed.map((each, index) => begun(each, index, now) ?? following(each, index, now));
  const held = new Map<number, Held>();
  for (let looked = 0; looked < MOST_FIRINGS; looked++) {
    const next = earliest(due);
    if (!next || next.at >= now + AHEAD_MS) return null;
    const other = [...held.values()].find(({ end, exact }) => end > next.at && exact !== next.exact);
    if (other) {
      const [first = 0, second = 0] = [other.index, next.index].sort((a, b) => a - b);
      return { first, second, at: Math.max(next.at, now) };
    }
    held.set(next.index, next);
    due[next.index] = following(timed[next.index] as Timed, next.index, next.at);
  }
  return null;
}

function begun(each: Timed, index: number, now: number): Held | null {
  const { exact } = each.schedule.effect;
  const found = exact === null ? null : inForceAt(each, now);
  return exact === null || !found ? null : { index, exact, at: found.at, end: found.until };
}

function following(each: Timed, index: number, after: number): Held | null {
  const { exact } = each.schedule.effect;
  const at = exact === null ? null : firingAfter(each, after);
  return exact === null || at === null ? null : { index, exact, at, end: endOf(each.schedule, at) };
}

function earliest(due: readonly (Held | null)[]): Held | null {
  let first: Held | null = null;
  for (const each of due) if (each && (!first || each.at < first.at)) first = each;
  return first;
}

/** What is wrong with all schedules of an app together: those that it has, and the one that somebody wants, which is the last. */
export function togetherErrors(timed: readonly Timed[], now: number, ...at: readonly (string | number)[]): readonly UserError[] {
  const path = at.map(String);
  if (timed.length > MOST_SCHEDULES) return [{ code: 'BAD_USER_INPUT', message: `At most ${MOST_SCHEDULES} schedules for an app.`, path }];
  const overlap = overlapOf(timed, now);
  if (!overlap) return [];
  const [first, second] = [timed[overlap.first]?.schedule, timed[overlap.second]?.schedule];
  const message =
    `"${second?.name}" wants exactly ${second?.effect.exact} while "${first?.name}" wants exactly ${first?.effect.exact}, ` +
    `first at ${new Date(overlap.at).toISOString()}.`;
  return [{ code: 'BAD_USER_INPUT', message, path: [...path, 'exact'] }];
}
