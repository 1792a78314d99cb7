/** How far the clock on the wall is ahead of UTC, at an instant; all in ms. */
export interface Wall {
  offsetAt(instant: number): number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export const fixed = (offset: number): Wall => ({ offsetAt: () => offset });

/** A zone of the tz database. One that nobody knows is GMT, as in Java. */
export function zoneOf(timeZone: string): Wall {
  const format = formatOf(timeZone);
  if (!format) return fixed(0);
  return {
    offsetAt(instant) {
      const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
      const of = (name: string) => part[name] ?? 0;
      const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
      return local - Math.floor(instant / 1_000) * 1_000;
    },
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const number = 'numeric';
  const fields = { year: number, month: number, day: number, hour: number, minute: number, second: number } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', era: undefined, ...fields });
  } catch {
    return undefined;
  }
}

/**
 * The instant at which the wall shows a time (told as if it were UTC). Of an hour that comes twice it is the first; one
 * that is left out is as much later as the clock is put forward.
 */
export function instantOf(local: number, wall: Wall): number {
  const [before, after] = [wall.offsetAt(local - DAY_MS), wall.offsetAt(local + DAY_MS)];
  const fits = [before, after].find((offset) => wall.offsetAt(local - offset) === offset);
  return local - (fits ?? before);
}

/** `2014-03-08T20:00:00.000Z`, and `+08:00` where the wall is ahead. */
export function written(instant: number, wall: Wall): string {
  const offset = wall.offsetAt(instant);
  const local = new Date(instant + offset).toISOString().slice(0, -1);
  if (offset === 0) return `${local}Z`;
  const minutes = Math.round(Math.abs(offset) / MINUTE_MS);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
