/** From `at` on a clock is so far from UTC, in ms, where it was `before` from it until then. */
export interface Jump {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** As long as it lasts, a clock is so far from UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** When a clock shows a time. */
export interface Reading {
  /** The first instant at which it does; the end of the gap where it never does. */
  readonly at: number;
  readonly skipped: boolean;
  /** The second instant; null: it shows it once. */
  readonly again: number | null;
}

const DAY_MS = 86_400_000;
/** Changes are looked for so densely; in Morocco two are a month apart. */
const LOOK_MS = 7 * DAY_MS;
/** No clock jumps by more than a day: Samoa has left one out. */
const MOST_JUMP_MS = DAY_MS;
/** What is known of a clock is kept in pieces of about a year. */
const PIECE_MS = 2 ** 35;
const MOST_PIECES = 200;

interface Piece {
  readonly first: number;
  readonly jumps: readonly Jump[];
  /** With what is counted by the clock as it was, for as long as a gap is wide. */
  readonly clocks: readonly Span[];
}

/** The clock of a zone. A wall time is what it shows, in ms as if it were UTC. */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #pieces = new Map<number, Piece>();

  /** Throws a RangeError where there is no such zone. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone: name });
    this.name = name;
  }

  offsetAt(at: number): number {
    const { first, jumps } = this.#pieceAt(at);
    let offset = first;
    for (const jump of jumps) if (jump.at <= at) offset = jump.after;
    return offset;
  }

  wallAt(at: number): number {
    return at + this.offsetAt(at);
  }

  /** After `from`, up to and with `to`. */
  jumpsIn(from: number, to: number): readonly Jump[] {
    const found: Jump[] = [];
    for (let start = startOf(from); start <= to; start += PIECE_MS)
      for (const jump of this.#pieceAt(start).jumps) if (jump.at > from && jump.at <= to) found.push(jump);
    return found;
  }

  read(wall: number): Reading {
    const [early, late] = [this.offsetAt(wall - DAY_MS), this.offsetAt(wall + DAY_MS)];
    if (early === late) return { at: wall - early, skipped: false, again: null };
    const shown = [...new Set([early, late, ...this.jumpsIn(wall - DAY_MS, wall + DAY_MS).map(({ after }) => after)])]
      .map((offset) => wall - offset)
      .filter((at) => this.wallAt(at) === wall)
      .sort((a, b) => a - b);
    const [at, again = null] = shown;
    if (at !== undefined) return { at, skipped: false, again };
    const gap = this.jumpsIn(wall - 2 * DAY_MS, wall + 2 * DAY_MS).find(
      ({ at: end, before, after }) => end + before <= wall && wall < end + after,
    );
    return { at: gap?.at ?? wall - early, skipped: true, again: null };
  }

  /** The latest wall time of which the first instant is not after `at`. */
  reach(at: number): number {
    let wall = this.wallAt(at);
    for (const jump of this.jumpsIn(at - MOST_JUMP_MS, at)) wall = Math.max(wall, jump.at + jump.before - 1);
    return wall;
  }

  /** The clocks that count about `at`, and between which instants all of them are told. */
  clocksAt(at: number): Span & { readonly clocks: readonly Span[] } {
    const from = startOf(at);
    const to = from + PIECE_MS;
    return { from, to, offset: this.offsetAt(to - 1), clocks: this.#pieceAt(at).clocks };
  }

  #pieceAt(at: number): Piece {
    const key = Math.floor(at / PIECE_MS);
    const known = this.#pieces.get(key);
    if (known) return known;
    if (this.#pieces.size >= MOST_PIECES) this.#pieces.clear();
    const piece = this.#look(key * PIECE_MS);
    this.#pieces.set(key, piece);
    return piece;
  }

  #look(from: number): Piece {
    const to = from + PIECE_MS;
    const earlier = this.#changes(from - MOST_JUMP_MS, from);
    const first = this.#offset(from);
    const jumps = this.#changes(from, to);
    const begins = [{ at: from, after: first }, ...jumps];
    const spans = begins.map(({ at, after }, n) => ({ from: at, to: begins[n + 1]?.at ?? to, offset: after }));
    const echoes = [...earlier, ...jumps]
      .filter(({ before, after }) => after > before)
      .map(({ at, before, after }) => ({ from: Math.max(at, from), to: Math.min(at + after - before, to), offset: before }));
    return { first, jumps, clocks: [...spans, ...echoes].filter((span) => span.from < span.to) };
  }

  /** After `from`, before `to`. */
  #changes(from: number, to: number): Jump[] {
    const found: Jump[] = [];
    let before = this.#offset(from);
    for (let at = from; at < to - 1;) {
      const next = Math.min(at + LOOK_MS, to - 1);
      const after = this.#offset(next);
      if (after !== before) found.push({ at: this.#turn(at, next, before), before, after });
      [at, before] = [next, after];
    }
    return found;
  }

  #turn(from: number, to: number, before: number): number {
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#offset(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }

  #offset(at: number): number {
    const shown: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(at)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 0, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
  }
}

const FIELDS = {
  ...{ calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
  ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
} as const satisfies Intl.DateTimeFormatOptions;

const startOf = (at: number): number => Math.floor(at / PIECE_MS) * PIECE_MS;

const zones = new Map<string, Zone>();

/** Undefined: there is no such zone. Each is made once, for all who go by its clock. */
export function zoneOf(name: string): Zone | undefined {
  const key = name.toLowerCase();
  const known = zones.get(key);
  if (known) return known;
  // A distance from UTC is no zone: it knows no summer.
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(name)) return undefined;
  try {
    const zone = new Zone(name);
    zones.set(key, zone);
    return zone;
  } catch {
    return undefined;
  }
}

/** `2026-03-08T03:00:00`. */
export const wallText = (wall: number): string => new Date(wall).toISOString().slice(0, 19);

/** With the distance from UTC: `2026-03-08T03:00:00-04:00`. */
export function localText(at: number, zone: Zone): string {
  const offset = zone.offsetAt(at);
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((each) => String(each).padStart(2, '0'));
  return `${wallText(at + offset)}${offset < 0 ? '-' : '+'}${hour}:${minute}`;
}
