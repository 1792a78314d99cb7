import { ok, rejected, type Result } from '../kit/result.ts';
import type { Zone } from './zone.ts';

/** What an ISO 8601 repeating interval says. */
export interface Repeat {
  /** So many firings; null: without end. */
  readonly times: number | null;
  /** Null: it begins when it is set. */
  readonly start: Start | null;
  readonly period: Period;
}

/** An instant, or a time by the clock of the zone. */
export type Start = { readonly at: number } | { readonly wall: number };

/** Months and days go by the clock of the zone, ms by what passes. */
export interface Period {
  readonly months: number;
  readonly days: number;
  readonly ms: number;
}

const REPEAT = /^R(\d{0,9})\/([^/]*)\/(P[^/]*)$/;
const PERIOD = /^P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/;
const START = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.\d{1,9})?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;
const MOST_TEXT = 100;
/** Before it the clocks of most places are not known. */
const FIRST_YEAR = 1970;
const MONTH_MS = 30.436_875 * 86_400_000;
const DAY_MS = 86_400_000;
/** The end of 9999, after which dates are written otherwise. */
const LAST_MS = 253_402_300_799_999;

export const isRepeat = (text: string): boolean => /^\s*R\d*\//.test(text);

export function repeatOf(text: string): Result<Repeat> {
  const wrong = (why: string) =>
    rejected('BAD_USER_INPUT', `"${text.slice(0, MOST_TEXT)}" is no ISO 8601 repeating interval: ${why}`, 'recurrence');
  const [, times = '', startText = '', periodText = ''] = REPEAT.exec(text.trim()) ?? [];
  if (text.length > MOST_TEXT || periodText === '')
    return wrong('it is written R<times>/<start>/<period>, as R/2026-12-01T08:00:00+08:00/P1D.');
  const period = periodOf(periodText);
  if (!period) return wrong(`"${periodText}" is no period, as P1D, P1W, P1M or PT12H.`);
  if (period.months + period.days + period.ms === 0) return wrong('its period is 0.');
  const start = startText === '' ? null : startOf(startText);
  if (start === undefined) return wrong(`"${startText}" is no time from ${FIRST_YEAR} on, as 2026-12-01T08:00:00+08:00.`);
  if (times !== '' && Number(times) === 0) return rejected('BAD_USER_INPUT', `"${text}" never fires: it repeats 0 times.`, 'recurrence');
  return ok({ times: times === '' ? null : Number(times), start, period });
}

function periodOf(text: string): Period | undefined {
  const found = PERIOD.exec(text);
  // A T with nothing behind it.
  if (!found || found[5] === 'T' || text === 'P') return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = [1, 2, 3, 4, 6, 7, 8].map((group) => Number(found[group] ?? 0)) as [
    ...[number, number, number, number],
    ...[number, number, number],
  ];
  return { months: 12 * years + months, days: 7 * weeks + days, ms: 1_000 * (3_600 * hours + 60 * minutes + seconds) };
}

/** Parts of a second are left out: nothing here is told by them. */
function startOf(text: string): Start | undefined {
  const [, date = '', time = '00:00', second = '00', zone] = START.exec(text) ?? [];
  const wall = Date.parse(`${date}T${time}:${second}Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== date || Number(date.slice(0, 4)) < FIRST_YEAR) return undefined;
  if (zone === undefined) return { wall };
  if (zone === 'Z') return { at: wall };
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2)) * (zone.length > 3 ? 1 : 0)];
  if (hours > 18 || minutes > 59) return undefined;
  return { at: wall - (zone.startsWith('-') ? -1 : 1) * (60 * hours + minutes) * 60_000 };
}

/**
 * The firings of a repeating interval, by number. Each is counted from the start, never from the one before: what is due on a 31st falls on
 * the last day of a shorter month, and on the 31st again after it.
 */
export class Repeated {
  readonly #times: number;
  readonly #start: number;
  readonly #wall: number;
  readonly #period: Period;
  readonly #zone: Zone;

  constructor({ times, period }: Repeat, start: Start, zone: Zone) {
    this.#times = times ?? Infinity;
    this.#period = period;
    this.#zone = zone;
    this.#start = 'at' in start ? start.at : zone.read(start.wall).at;
    this.#wall = 'at' in start ? zone.wallAt(start.at) : start.wall;
  }

  /** Null: there is no such firing. */
  at(n: number): number | null {
    if (n < 0 || n >= this.#times) return null;
    const wall = this.wallOf(n);
    if (wall !== null && !(wall <= LAST_MS)) return null;
    const begun = n === 0 || wall === null ? this.#start : this.#zone.read(wall).at;
    const at = begun + n * this.#period.ms;
    return at <= LAST_MS ? at : null;
  }

  /** The time that is meant by the clock; null: its period does not go by the clock. */
  wallOf(n: number): number | null {
    const { months, days } = this.#period;
    if (months === 0 && days === 0) return null;
    return (months === 0 ? this.#wall : plusMonths(this.#wall, n * months)) + n * days * DAY_MS;
  }

  /** The number of the last up to `now`, -1 before the first. */
  countAt(now: number): number {
    if (now < this.#start) return -1;
    const { months, days, ms } = this.#period;
    const guess = Math.floor((now - this.#start) / (months * MONTH_MS + days * DAY_MS + ms));
    let n = Math.min(guess, this.#times - 1);
    while (n > 0 && !this.#isBy(n, now)) n--;
    while (this.#isBy(n + 1, now)) n++;
    return n;
  }

  #isBy(n: number, now: number): boolean {
    const at = this.at(n);
    return at !== null && at <= now;
  }
}

function plusMonths(wall: number, months: number): number {
  const date = new Date(wall);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) + (wall - Math.floor(wall / DAY_MS) * DAY_MS);
}
