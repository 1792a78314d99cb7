import { ok, rejected, type Result } from '../kit/result.ts';
import { cronWalls, type PlainDays, type Walls } from './cron.ts';
import { firings, seriesOf, type Series } from './recurrence.ts';
import { isRepeat, Repeated, repeatOf, type Period, type Repeat } from './repeat.ts';
import type { Recurrence } from './timed-model.ts';
import { localText, type Zone } from './zone.ts';

/** When one job of Chronos runs. */
export interface ChronosSchedule {
  readonly schedule: string;
  readonly scheduleTimeZone: string;
}

export interface ChronosPlan {
  /** Together they run at the instants of the recurrence, and at no other. */
  readonly jobs: readonly ChronosSchedule[];
  /** Where it is not known that Chronos does as it should: sentences for whoever sets the schedule. */
  readonly doubts: readonly string[];
}

export const MOST_JOBS = 24;
const DAY_MS = 86_400_000;
const DAY_S = 86_400;
const AHEAD_MS = 400 * DAY_MS;
const MOST_COMPARED = 20_000;
/** In all years a month has so many days. */
const SHORTEST_MONTH = 28;

const cannot = (why: string): Result<never> => rejected('BAD_USER_INPUT', `Chronos knows plain periods alone: ${why}`, 'recurrence');

/**
 * A recurrence as jobs of Chronos, which knows a start and a period. Every start is after `now`. Chronos takes the fields of a start by
 * the job's zone, whatever distance from UTC stands behind them; they are written so that both mean the same. What comes of it is compared
 * with the recurrence itself, over 400 days and where the clock jumps.
 */
export function chronosOf(recurrence: Recurrence, now: number): Result<ChronosPlan> {
  const read = seriesOf(recurrence);
  if (!read.ok) return read;
  const first = read.value.next(now);
  if (first === null) return cannot('it never fires from now on.');
  const zone = read.value.zone;
  const tried = isRepeat(recurrence.text) ? ofRepeat(recurrence, zone, now) : ofCron(recurrence, zone, first, now);
  if (!tried.ok) return tried;
  const jobs = tried.value.find((each) => areEqual(read.value, each, now));
  if (!jobs) return cannot('where the clock jumps, they would part from what is asked for.');
  return ok({ jobs, doubts: jobs.some(({ scheduleTimeZone }) => scheduleTimeZone !== 'UTC') ? doubtsOf(read.value, now) : [] });
}

/** Ways to say it, of which the first that comes to the same is taken. */
type Ways = Result<readonly (readonly ChronosSchedule[])[]>;

function ofRepeat({ text, zone: name }: Recurrence, zone: Zone, now: number): Ways {
  const read = repeatOf(text);
  if (!read.ok) return read;
  const { period, start, times } = read.value;
  if (!start) return cannot('it says no time from which on it repeats.');
  const repeated = new Repeated(read.value, start, zone);
  const begins = repeated.countAt(now) + 1;
  if (repeated.wallOf(begins) === null) return ok([[inUtc(repeated.at(begins) as number, written(period), left(times, begins))]]);
  if (period.months > 0 && new Date(repeated.wallOf(0) as number).getUTCDate() > SHORTEST_MONTH)
    return cannot(`of months that begin after the ${SHORTEST_MONTH}th, some versions stay at the last day of a short one.`);
  // A start that the clock skips is refused: that one firing gets a job of its own.
  let n = begins;
  const once: ChronosSchedule[] = [];
  for (; repeated.at(n) !== null && zone.read(repeated.wallOf(n) as number).skipped; n++)
    once.push(inUtc(repeated.at(n) as number, written(period), '1'));
  const at = repeated.at(n);
  const rest = at === null ? [] : [{ schedule: `R${left(times, n)}/${startText(at, zone)}/${written(period)}`, scheduleTimeZone: name }];
  return ok([[...once, ...rest]]);
}

const left = (times: Repeat['times'], gone: number): string => (times === null ? '' : String(times - gone));

const inUtc = (at: number, period: string, times: string): ChronosSchedule => ({
  schedule: `R${times}/${new Date(at).toISOString()}/${period}`,
  scheduleTimeZone: 'UTC',
});

/** `2026-12-01T08:00:00.000+08:00`. */
const startText = (at: number, zone: Zone): string => localText(at, zone).replace(/(?=[+-]\d\d:\d\d$)/, '.000');

function written({ months, days, ms }: Period): string {
  const seconds = ms / 1_000;
  const date = [months === 0 ? '' : months % 12 === 0 ? `${months / 12}Y` : `${months}M`, days === 0 ? '' : `${days}D`];
  const time =
    seconds === 0 ? '' : seconds % 3_600 === 0 ? `T${seconds / 3_600}H` : seconds % 60 === 0 ? `T${seconds / 60}M` : `T${seconds}S`;
  return `P${date.join('')}${time}`;
}

function ofCron({ text, zone: name }: Recurrence, zone: Zone, first: number, now: number): Ways {
  const read = cronWalls(text);
  if (!read.ok) return read;
  const walls = read.value;
  const ways: (readonly ChronosSchedule[])[] = [];
  const step = walls.interval ? stepOf(walls) : null;
  if (step !== null) ways.push([inUtc(first, written({ months: 0, days: 0, ms: 1_000 * step }), '')]);
  const { days, times } = walls;
  if (!days) return cannot('last, nearest and numbered days are none, nor is a day that is told by date or weekday.');
  const cycle = cycleOf(days);
  if (typeof cycle === 'string') return cannot(cycle);
  const count = cycle.count * times.length;
  if (count <= MOST_JOBS) ways.push(jobsOf(walls, cycle, name, zone, now));
  else if (step === null) return cannot(`it would take ${count} jobs, and ${MOST_JOBS} are the most.`);
  return ok(ways);
}

/** Through all days, so many seconds apart; null: it is not. */
function stepOf({ days, times }: Walls): number | null {
  if (!days || days.weekdays || days.dates || days.months) return null;
  const first = times[0] as number;
  const step = (times[1] ?? first + DAY_S) - first;
  return times.every((time, n) => (times[n + 1] ?? first + DAY_S) - time === step) ? step : null;
}

/** After what period days come again, so many of them in it. */
interface Cycle {
  readonly period: Period;
  readonly count: number;
  /** What walls have in common that are a period apart. */
  readonly key: (wall: number) => string;
}

/** A text says why there is none. */
function cycleOf({ weekdays, dates, months }: PlainDays): Cycle | string {
  const key = (from: number, to: number) => (wall: number) => new Date(wall).toISOString().slice(from, to);
  if (months && !dates) return 'days of some months alone are none.';
  if (dates?.some((date) => date > SHORTEST_MONTH)) return `days after the ${SHORTEST_MONTH}th are not in every month.`;
  if (dates && months) return { period: { months: 12, days: 0, ms: 0 }, count: dates.length * months.length, key: key(5, 19) };
  if (dates) return { period: { months: 1, days: 0, ms: 0 }, count: dates.length, key: key(8, 19) };
  if (!weekdays) return { period: { months: 0, days: 1, ms: 0 }, count: 1, key: key(11, 19) };
  return {
    ...{ period: { months: 0, days: 7, ms: 0 }, count: weekdays.length },
    key: (wall) => `${new Date(wall).getUTCDay()} ${key(11, 19)(wall)}`,
  };
}

/** A job for each time of each day. */
function jobsOf(walls: Walls, { key, period }: Cycle, name: string, zone: Zone, now: number): readonly ChronosSchedule[] {
  const starts = new Map<string, number | null>();
  const once = new Set<number>();
  for (let wall = walls.next(zone.reach(now)); wall !== null; wall = walls.next(wall)) {
    const each = key(wall);
    if (starts.get(each) != null) {
      if ([...starts.values()].every((start) => start !== null)) break;
      continue;
    }
    const { at, skipped } = zone.read(wall);
    // A start that the clock skips is refused: that one firing gets a job of its own.
    if (skipped) once.add(at);
    starts.set(each, skipped ? null : at);
  }
  const schedule = (at: number) => `R/${startText(at, zone)}/${written(period)}`;
  return [
    ...[...once].map((at) => inUtc(at, written(period), '1')),
    ...[...starts.values()].flatMap((at) => (at === null ? [] : { schedule: schedule(at), scheduleTimeZone: name })),
  ];
}

function areEqual(series: Series, jobs: readonly ChronosSchedule[], now: number): boolean {
  const read = jobs.flatMap(({ schedule, scheduleTimeZone }) => {
    const each = seriesOf({ text: schedule, zone: scheduleTimeZone });
    return each.ok ? each.value : [];
  });
  const jumps = series.zone.jumpsIn(now, now + AHEAD_MS);
  const spans = [[now, now + AHEAD_MS] as const, ...jumps.map(({ at }) => [Math.max(now, at - DAY_MS), at + 2 * DAY_MS] as const)];
  return spans.every(([from, to]) => fireAlike(series, read, from, to));
}

/** After `from`, before `to`. */
function fireAlike(series: Series, others: readonly Series[], from: number, to: number): boolean {
  const due = others.map((each) => each.next(from));
  let at = series.next(from);
  for (let compared = 0; compared < MOST_COMPARED; compared++) {
    const next = Math.min(...due.map((each) => each ?? Infinity));
    if (next !== (at ?? Infinity)) return false;
    if (at === null || at >= to) return true;
    for (const [n, each] of others.entries()) if (due[n] === at) due[n] = each.next(at);
    at = series.next(at);
  }
  return true;
}

/** How Chronos takes a time that the clock skips, or shows twice, depends on its version and is not documented. */
function doubtsOf(series: Series, now: number): readonly string[] {
  const jumps = series.zone.jumpsIn(now, now + AHEAD_MS);
  const odd = jumps
    .flatMap(({ at }) => firings(series, Math.max(now + 1, at - DAY_MS), at + DAY_MS, MOST_COMPARED))
    .filter(({ note }) => note !== 'NORMAL');
  const said = odd.map(({ local, meant }) =>
    meant === null
      ? `The clock shows ${local.slice(0, 19)} twice: which of the two Chronos takes is not known.`
      : `The clock skips ${meant}: when Chronos runs instead, and whether it keeps its time of the day after, is not known.`,
  );
  return [...new Set(said)];
}
