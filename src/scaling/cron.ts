import { Cron, CronPattern } from 'croner';
import { ok, rejected, type Result } from '../kit/result.ts';

/** Days are counted from 1970 on. */
interface Days {
  /** The first from this day on; null: none. */
  from(day: number): number | null;
  /** The last up to this day; null: none. */
  upTo(day: number): number | null;
}

/** Days that are told by one of these alone, besides their month. */
export interface PlainDays {
  /** By number, Sunday first; null: whatever it is. */
  readonly weekdays: readonly number[] | null;
  readonly dates: readonly number[] | null;
  /** From 0 on; null: all. */
  readonly months: readonly number[] | null;
}

/** The wall times that a cron expression names, without a zone. */
export interface Walls {
  /**
   * It counts through the day: there is a wildcard or a step in its second, minute or hour, or it names every hour. What is not is a list of times.
   */
  readonly interval: boolean;
  /** Null: its days are told in another way. */
  readonly days: PlainDays | null;
  /** Of the day, in s. */
  readonly times: readonly number[];
  /** The first after `wall`; null: none. */
  next(wall: number): number | null;
  /** The last up to `wall`; null: none. */
  last(wall: number): number | null;
}

const DAY_MS = 86_400_000;
const DAY_S = 86_400;
const MOST_TEXT = 200;
/** Of croner: any of the weekdays of a month, the first to the last. */
const ANY_OF_MONTH = 63;

/** croner reads the expression; the clock of the zone is not asked here. */
export function cronWalls(text: string): Result<Walls> {
  const fields = text.trim().split(/\s+/);
  const wrong = (why: string) => rejected('BAD_USER_INPUT', `"${text.slice(0, MOST_TEXT)}" is no cron expression: ${why}`, 'recurrence');
  if (text.length > MOST_TEXT) return wrong(`it is longer than ${MOST_TEXT} characters.`);
  if (fields.length !== 5 && fields.length !== 6) return wrong(`it has ${fields.length} fields, and not 5 or 6.`);
  try {
    const pattern = new CronPattern(fields.join(' '), undefined, { mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard' });
    const plain = plainDays(pattern);
    const walls = new CronWalls(pattern, plain, plain ? daysOf(plain) : otherDays(fields.slice(-3)));
    return walls.next(0) === null ? rejected('BAD_USER_INPUT', `"${text}" never fires: there is no such day.`, 'recurrence') : ok(walls);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : 'it cannot be read';
    return wrong(`${why.replace(/\.$/, '')}.`);
  }
}

class CronWalls implements Walls {
  readonly interval: boolean;
  readonly days: PlainDays | null;
  readonly times: readonly number[];
  readonly #days: Days;

  constructor(pattern: CronPattern, plain: PlainDays | null, days: Days) {
    const hours = chosen(pattern.hour);
    this.interval = !pattern.isFixedTime || hours.length === 24;
    this.days = plain;
    this.#days = days;
    const seconds = chosen(pattern.second);
    this.times = hours.flatMap((hour) =>
      chosen(pattern.minute).flatMap((minute) => seconds.map((second) => 3_600 * hour + 60 * minute + second)),
    );
  }

  next(wall: number): number | null {
    const today = Math.floor(wall / DAY_MS);
    const day = this.#days.from(today);
    if (day === null) return null;
    const time = day === today ? this.times[indexAfter(this.times, (wall - day * DAY_MS) / 1_000)] : this.times[0];
    if (time !== undefined) return day * DAY_MS + 1_000 * time;
    const later = this.#days.from(day + 1);
    return later === null ? null : later * DAY_MS + 1_000 * (this.times[0] as number);
  }

  last(wall: number): number | null {
    const today = Math.floor(wall / DAY_MS);
    const day = this.#days.upTo(today);
    if (day === null) return null;
    const time = day === today ? this.times[indexAfter(this.times, (wall - day * DAY_MS) / 1_000) - 1] : this.times.at(-1);
    if (time !== undefined) return day * DAY_MS + 1_000 * time;
    const earlier = this.#days.upTo(day - 1);
    return earlier === null ? null : earlier * DAY_MS + 1_000 * (this.times.at(-1) as number);
  }
}

/** Of the first that is larger. */
function indexAfter(times: readonly number[], time: number): number {
  if (times.length === DAY_S) return Math.floor(time) + 1;
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** croner lets a day of the month and a weekday stand for either, and has words for last and nearest ones: those it is asked for itself. */
function plainDays(pattern: CronPattern): PlainDays | null {
  const { starDOM, starDOW, lastDayOfMonth, lastWeekday, nearestWeekdays } = pattern;
  const masks = pattern.dayOfWeek.slice(0, 7);
  if (!(starDOM || starDOW) || lastDayOfMonth || lastWeekday || nearestWeekdays.some((each) => each !== 0)) return null;
  if (masks.some((mask) => mask !== 0 && mask !== ANY_OF_MONTH)) return null;
  const months = chosen(pattern.month);
  return {
    weekdays: starDOW ? null : chosen(masks),
    dates: starDOM ? null : chosen(pattern.day).map((index) => index + 1),
    months: months.length === 12 ? null : months,
  };
}

/** A 29th of February is at most 8 years away. */
const FAR_DAYS = 9 * 366;

function daysOf({ weekdays, dates, months }: PlainDays): Days {
  const [onWeekday, onDate, inMonth] = [table(weekdays, 7), table(dates, 32), table(months, 12)];
  const search = (begin: number, step: 1 | -1): number | null => {
    for (let day = begin; Math.abs(day - begin) < FAR_DAYS;) {
      const date = new Date(day * DAY_MS);
      if (!inMonth[date.getUTCMonth()])
        day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + (step > 0 ? 1 : 0), 1) / DAY_MS - (step > 0 ? 0 : 1);
      else if (onWeekday[date.getUTCDay()] && onDate[date.getUTCDate()]) return day;
      else day += step;
    }
    return null;
  };
  if (!weekdays && !dates && !months) return { from: (day) => day, upTo: (day) => day };
  return { from: (day) => search(day, 1), upTo: (day) => search(day, -1) };
}

const table = (given: readonly number[] | null, size: number): readonly boolean[] =>
  Array.from({ length: size }, (_, n) => given === null || given.includes(n));

/** In UTC no day is without a midnight. What was found last is kept: one asks of the same day again and again. */
function otherDays([date, month, weekday]: readonly string[]): Days {
  const cron = new Cron(`0 0 0 ${date} ${month} ${weekday}`, { timezone: 'UTC', mode: '6-part' });
  const dayOf = (found: Date | null | undefined) => (found ? found.getTime() / DAY_MS : null);
  return {
    from: lastAsked((day) => dayOf(cron.nextRun(new Date(day * DAY_MS - 1_000)))),
    upTo: lastAsked((day) => dayOf(cron.previousRuns(1, new Date(day * DAY_MS + 1_000))[0])),
  };
}

/** Between what was asked and what was answered there is nothing. */
function lastAsked(ask: (day: number) => number | null): (day: number) => number | null {
  let known: { readonly day: number; readonly found: number | null } | undefined;
  return (day) => {
    if (known && (day === known.day || (known.found !== null && (day - known.day) * (known.found - day) >= 0))) return known.found;
    known = { day, found: ask(day) };
    return known.found;
  };
}

const chosen = (flags: readonly number[]): number[] => flags.flatMap((flag, n) => (flag ? [n] : []));
