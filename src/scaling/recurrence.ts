import { ok, rejected, type Result } from '../kit/result.ts';
import { cronWalls, type Walls } from './cron.ts';
import { isRepeat, Repeated, repeatOf } from './repeat.ts';
import type { Firing, Recurrence } from './timed-model.ts';
import { localText, wallText, zoneOf, type Zone } from './zone.ts';

/** A recurrence that has been read: what is asked of it now takes microseconds. */
export interface Series {
  readonly zone: Zone;
  /** The first firing after `now`; null: there is none any more. */
  next(now: number): number | null;
  /** The newest firing up to `now`; null: there was none. */
  last(now: number): number | null;
  /** What there is to say of a firing. */
  told(at: number): Firing;
}

/**
 * Reads a recurrence. What its clock does in spring and autumn:
 *
 * - Cron that names times of the day (`30 2 * * *`, `0 1,2 * * 1-5`): a time that is skipped fires at the end of the gap, several of them
 *   once; a time that comes twice fires once, at its first.
 * - Cron that counts through the day (a wildcard or step in its second, minute or hour, or every hour named): whenever the clock shows it,
 *   so in both of two equal hours; and where the clock skips it, as if it had not jumped, so that no pause is longer for the gap.
 * - Periods of years, months, weeks and days go by the clock, as times of the day do; hours, minutes and seconds by what passes.
 *   A 31st falls on the last day of a shorter month. `R5` fires five times.
 */
export function seriesOf({ text, zone: name }: Recurrence): Result<Series> {
  const zone = zoneOf(name);
  const read = isRepeat(text) ? repeatOf(text) : cronWalls(text);
  if (!zone) {
    const message = `"${name.slice(0, 64)}" is no time zone, as Asia/Shanghai or UTC.`;
    return { ok: false, userErrors: [{ code: 'BAD_USER_INPUT', message, path: ['zone'] }, ...(read.ok ? [] : read.userErrors)] };
  }
  if (!read.ok) return read;
  if (!('period' in read.value)) return ok(read.value.interval ? new Counted(read.value, zone) : new Timely(read.value, zone));
  const { start } = read.value;
  if (!start) return rejected('BAD_USER_INPUT', `"${text}" says no time from which on it repeats.`, 'recurrence');
  return ok(new Repeating(new Repeated(read.value, start, zone), zone));
}

/** With the time at which it is set, in place of an empty start. */
export function settled({ text, zone }: Recurrence, now: number): Recurrence {
  const begin = new Date(Math.ceil(now / 1_000) * 1_000).toISOString().replace('.000', '');
  return { text: text.trim().replace(/^(R\d*)\/\//, `$1/${begin}/`), zone };
}

/** From `from` on, before `to`, the first of them. */
export function firings(series: Series, from: number, to: number, limit: number): readonly Firing[] {
  const found: Firing[] = [];
  for (let at = series.next(from - 1); at !== null && at < to && found.length < limit; at = series.next(at)) found.push(series.told(at));
  return found;
}

/** Times of the day. */
class Timely implements Series {
  readonly zone: Zone;
  readonly #walls: Walls;

  constructor(walls: Walls, zone: Zone) {
    this.#walls = walls;
    this.zone = zone;
  }

  next(now: number): number | null {
    const wall = this.#walls.next(this.zone.reach(now));
    return wall === null ? null : this.zone.read(wall).at;
  }

  last(now: number): number | null {
    const wall = this.#walls.last(this.zone.reach(now));
    return wall === null ? null : this.zone.read(wall).at;
  }

  told(at: number): Firing {
    // Of several times that are skipped the first.
    return toldOf(at, this.zone, this.#walls.next(this.zone.reach(at - 1)) ?? at);
  }
}

/** Through the day. */
class Counted implements Series {
  readonly zone: Zone;
  readonly #walls: Walls;

  constructor(walls: Walls, zone: Zone) {
    this.#walls = walls;
    this.zone = zone;
  }

  next(now: number): number | null {
    for (let about = now; ;) {
      const { to, offset, clocks } = this.zone.clocksAt(about);
      let first = Infinity;
      for (const span of clocks) {
        if (span.to <= now || span.from >= first) continue;
        const wall = this.#walls.next(Math.max(now, span.from - 1) + span.offset);
        if (wall !== null && wall - span.offset < span.to) first = Math.min(first, wall - span.offset);
      }
      if (first < Infinity) return first;
      // What is rare is not looked for year by year.
      const far = this.#walls.next(to + offset - SHOWN_AGAIN_MS);
      if (far === null) return null;
      about = Math.max(to, far - FAR_MS);
    }
  }

  last(now: number): number | null {
    for (let about = now; ;) {
      const { from, clocks } = this.zone.clocksAt(about);
      let last = -Infinity;
      for (const span of clocks) {
        if (span.from > now || span.to <= last) continue;
        const wall = this.#walls.last(Math.min(now, span.to - 1) + span.offset);
        if (wall !== null && wall - span.offset >= span.from) last = Math.max(last, wall - span.offset);
      }
      if (last > -Infinity) return last;
      const far = this.#walls.last(from + FAR_MS);
      if (far === null) return null;
      about = Math.min(from - 1, far + FAR_MS);
    }
  }

  told(at: number): Firing {
    const shown = this.zone.wallAt(at);
    if (this.#walls.last(shown) === shown) return toldOf(at, this.zone, shown);
    const [jump] = this.zone.jumpsIn(at - SHOWN_AGAIN_MS, at);
    return toldOf(at, this.zone, jump ? at + jump.before : shown);
  }
}

/** A clock that is put back shows no more than a day again. */
const SHOWN_AGAIN_MS = 86_400_000;
/** No clock is farther from UTC, with what it shows again. */
const FAR_MS = 3 * 86_400_000;

class Repeating implements Series {
  readonly zone: Zone;
  readonly #repeated: Repeated;

  constructor(repeated: Repeated, zone: Zone) {
    this.#repeated = repeated;
    this.zone = zone;
  }

  next(now: number): number | null {
    return this.#repeated.at(this.#repeated.countAt(now) + 1);
  }

  last(now: number): number | null {
    return this.#repeated.at(this.#repeated.countAt(now));
  }

  told(at: number): Firing {
    const wall = this.#repeated.wallOf(this.#repeated.countAt(at - 1) + 1);
    // With hours in its period it is another time that is meant.
    const gap = wall !== null && this.zone.read(wall).skipped && this.zone.read(wall).at === at;
    return toldOf(at, this.zone, gap ? wall : this.zone.wallAt(at));
  }
}

function toldOf(at: number, zone: Zone, meant: number): Firing {
  const local = localText(at, zone);
  const shown = zone.wallAt(at);
  if (meant !== shown) return { at, local, note: 'AFTER_GAP', meant: wallText(meant) };
  const { again, at: first } = zone.read(shown);
  return { at, local, note: again === null ? 'NORMAL' : first === at ? 'FIRST_OF_TWO' : 'SECOND_OF_TWO', meant: null };
}
