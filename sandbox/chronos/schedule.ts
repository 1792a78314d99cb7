import { after, periodOf, type Period } from './period.ts';
import { fixed, instantOf, written, zoneOf, type Wall } from './zone.ts';

/** `R[n]/<start or empty>/<period>`, read. */
export interface Schedule {
  /** Null: for ever. */
  readonly left: number | null;
  /** The instant it is due next. */
  readonly start: number;
  readonly period: Period;
  readonly periodText: string;
  readonly wall: Wall;
}

const FORM = /^R(\d*)\/(.*)\/(P.*)$/;
const START = /^(\d{4}-\d\d-\d\d)(?:T(\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?))?(Z|[+-]\d\d:?\d\d)?$/;

/** Undefined: it cannot be parsed. A zone counts for more than the offset that the start is written with. */
export function parseSchedule(text: string, zone: string, now: number): Schedule | undefined {
  const [, times, start, periodText = ''] = FORM.exec(text) ?? [];
  const period = periodOf(periodText);
  if (times === undefined || start === undefined || !period) return undefined;
  const left = times === '' ? null : Number(times);
  // At once: what begins now has begun a second ago.
  if (start === '') return { left, start: now - 1_000, period, periodText, wall: fixed(0) };
  const [, day, time = '00', offset = 'Z'] = START.exec(start) ?? [];
  const local = day === undefined ? NaN : Date.parse(`${day}T${time}${'00:00:00'.slice(time.length)}Z`);
  if (Number.isNaN(local)) return undefined;
  const wall = zone === '' ? fixed(offsetOf(offset)) : zoneOf(zone);
  return { left, start: instantOf(local, wall), period, periodText, wall };
}

function offsetOf(text: string): number {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? [];
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
}

/** As it is once it has been due (that often, of a period without months and days): the start has moved on, and so many times less are left. */
function moved({ left, start, ...schedule }: Schedule, times = 1): Schedule {
  const { period, wall } = schedule;
  return { ...schedule, left: left === null ? null : left - times, start: after(start, { ...period, ms: period.ms * times }, wall) };
}

export const printed = ({ left, start, periodText, wall }: Schedule): string => `R${left ?? ''}/${written(start, wall)}/${periodText}`;

export interface Passed {
  /** The instant it runs for; null: for none. */
  readonly fires: number | null;
  readonly schedule: Schedule;
}

/**
 * What becomes of a schedule as time goes on: instants that have passed are gone. The last of them fires if it is no
 * older than `epsilon`, and stands for all before it: a job that waits already is not run twice.
 */
export function passed(schedule: Schedule, now: number, epsilon: number): Passed {
  let [last, next]: [number | null, Schedule] = [null, schedule];
  while (next.left !== 0 && next.start <= now) {
    last = next.start;
    // Years of seconds are not counted one by one.
    const { months, days, ms } = next.period;
    const more = months + days > 0 ? 1 : Math.floor((now - next.start) / ms);
    next = moved(next, Math.max(1, Math.min(more, (next.left ?? Infinity) - 1)));
  }
  return { fires: last !== null && last + epsilon >= now ? last : null, schedule: next };
}
