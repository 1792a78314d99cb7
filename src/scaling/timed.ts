import { ok, type Result } from '../kit/result.ts';
import type { Bounds, ScalingPolicy } from './model.ts';
import { seriesOf, type Series } from './recurrence.ts';
import { MOST_INSTANCES, type CalendarEntry, type Effect, type InForce, type ScheduledScaling, type TimedBounds } from './timed-model.ts';

/** A schedule that has been read. */
export interface Timed {
  readonly schedule: ScheduledScaling;
  readonly series: Series;
}

export function timedOf(schedule: ScheduledScaling): Result<Timed> {
  const read = seriesOf(schedule.recurrence);
  return read.ok ? ok({ schedule, series: read.value }) : read;
}

const READ = new WeakMap<ScheduledScaling, Timed>();

/** Those of a rule, each read once. One that cannot be read is left out: what is stored has been checked. */
export const overridesOf = ({ schedule = [] }: Pick<ScalingPolicy, 'schedule'>): readonly Timed[] =>
  schedule.flatMap((each): readonly Timed[] => {
    const known = READ.get(each);
    if (known) return [known];
    const read = timedOf(each);
    if (!read.ok) return [];
    READ.set(each, read.value);
    return [read.value];
  });

/** For an app without a rule. */
export const NO_BOUNDS: Bounds = { min: 0, max: MOST_INSTANCES };

/**
 * The bounds of an app at an instant: a level, so that whoever has missed a tick, or has just begun, comes to the same. What schedules say
 * goes before `bounds`, the bounds that hold without them, and moves the other of these where it stands in the way. Of several schedules
 * the highest floor and the lowest ceiling count, an exact size being both; where they contradict, more containers are the lesser harm.
 */
export function boundsAt(timed: readonly Timed[], bounds: Bounds, now: number): TimedBounds {
  const by = timed.flatMap((each) => inForceAt(each, now) ?? []);
  const changes = timed.map((each) => changeAfter(each, now)).filter((at) => at !== null);
  const changesAt = changes.length === 0 ? null : Math.min(...changes);
  const floor = most(by.map(({ effect }) => floorOf(effect)));
  const ceiling = least(by.map(({ effect }) => ceilingOf(effect)));
  if (floor !== null && ceiling !== null && floor > ceiling)
    return { min: floor, max: floor, by, contradiction: contradictionOf(by, floor, ceiling), changesAt };
  const min = floor ?? Math.min(bounds.min, ceiling ?? Infinity);
  return { min, max: ceiling ?? Math.max(bounds.max, min), by, contradiction: null, changesAt };
}

/** By its newest firing; null: it is not in force. What was due before the schedule was set counts as well. */
export function inForceAt({ schedule, series }: Timed, now: number): InForce | null {
  const { id, name, effect, enabled, from, until } = schedule;
  if (!enabled || (until !== null && now >= until)) return null;
  const at = series.last(now);
  if (at === null || at < (from ?? -Infinity)) return null;
  const end = endOf(schedule, at);
  return now < end ? { scheduleId: id, name, at, effect, until: end } : null;
}

/** When it fires next, or ends; null: never more. */
function changeAfter(timed: Timed, now: number): number | null {
  const next = firingAfter(timed, now);
  const end = inForceAt(timed, now)?.until ?? null;
  return least([next, end]);
}

/** The next that counts. */
export function firingAfter({ schedule, series }: Timed, now: number): number | null {
  const { enabled, from, until } = schedule;
  if (!enabled) return null;
  const next = series.next(Math.max(now, (from ?? -Infinity) - 1));
  return next === null || next >= (until ?? Infinity) ? null : next;
}

export const endOf = ({ durationMs, until }: Pick<ScheduledScaling, 'durationMs' | 'until'>, at: number): number =>
  Math.min(at + durationMs, until ?? Infinity);

/** What fires from `from` on, before `to`: the earliest first, of all schedules that are enabled. */
export function calendarOf(timed: readonly Timed[], from: number, to: number, limit: number): readonly CalendarEntry[] {
  const found: CalendarEntry[] = [];
  const due = timed.map((each) => firingAfter(each, from - 1));
  while (found.length < limit) {
    const at = least(due);
    if (at === null || at >= to) break;
    const index = due.indexOf(at);
    const each = timed[index] as Timed;
    const { id, name, recurrence, effect } = each.schedule;
    found.push({
      ...{ ...each.series.told(at), scheduleId: id, name, zone: recurrence.zone, until: endOf(each.schedule, at), effect },
    });
    due[index] = firingAfter(each, at);
  }
  return found;
}

const floorOf = ({ exact, min }: Effect): number | null => exact ?? min;
const ceilingOf = ({ exact, max }: Effect): number | null => exact ?? max;

function contradictionOf(by: readonly InForce[], floor: number, ceiling: number): string {
  const higher = by.find(({ effect }) => floorOf(effect) === floor);
  const lower = by.find(({ effect }) => ceilingOf(effect) === ceiling);
  return `${higher?.name} asks for at least ${floor}, ${lower?.name} for at most ${ceiling}: there are ${floor}, since too few are the greater harm.`;
}

function least(values: readonly (number | null)[]): number | null {
  return values.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);
}

function most(values: readonly (number | null)[]): number | null {
  return values.reduce((a, b) => (a === null ? b : b === null ? a : Math.max(a, b)), null);
}
