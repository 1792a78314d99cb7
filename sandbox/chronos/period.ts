import { instantOf, type Wall } from './zone.ts';

/** Months and days are counted on the wall, whatever the clock does meanwhile; the rest is elapsed time. */
export interface Period {
  readonly months: number;
  readonly days: number;
  readonly ms: number;
}

const FORM = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Undefined: it is none, or lasts no time. */
export function periodOf(text: string): Period | undefined {
  const found = FORM.exec(text);
  if (!found) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  const period = {
    months: years * 12 + months,
    days: weeks * 7 + days,
    ms: Math.round(((hours * 60 + minutes) * 60 + seconds) * 1_000),
  };
  return period.months + period.days + period.ms > 0 ? period : undefined;
}

export function after(instant: number, { months, days, ms }: Period, wall: Wall): number {
  if (months === 0 && days === 0) return instant + ms;
  const local = new Date(instant + wall.offsetAt(instant));
  const day = local.getUTCDate();
  local.setUTCDate(1);
  local.setUTCMonth(local.getUTCMonth() + months);
  // The 31st of a shorter month is its last day.
  local.setUTCDate(Math.min(day, daysIn(local)));
  local.setUTCDate(local.getUTCDate() + days);
  return instantOf(local.getTime(), wall) + ms;
}

const daysIn = (month: Date): number => new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
