import { NO_POINT, type Point, type Series, type SeriesType } from './series.ts';

/** Two hours of five second steps, or a day of minutes. */
const SLOTS = 1_440;
const FIRST = 16;

/** The newest points of a counter in a ring with a slot per step; it grows with its use, up to a bound. */
export class StoredSeries implements Series {
  readonly type: SeriesType;
  readonly step: number;
  #ring = new Float64Array(FIRST).fill(NaN);
  #oldest = 0;
  #newest = -1;

  constructor(type: SeriesType, step: number) {
    this.type = type;
    this.step = step;
  }

  /** False when it is not newer than what is there: nothing is ever written over. */
  push(timestamp: number, value: number): boolean {
    const slot = Math.floor(timestamp / this.step);
    if (slot <= this.#newest) return false;
    if (this.#newest < 0 || slot - this.#newest >= SLOTS) this.#restart(slot);
    this.#makeRoom(slot);
    for (let gap = this.#newest + 1; gap < slot; gap += 1) this.#ring[gap % this.#ring.length] = NaN;
    this.#ring[slot % this.#ring.length] = value;
    this.#newest = slot;
    this.#oldest = Math.max(this.#oldest, slot - this.#ring.length + 1);
    return true;
  }

  last(): Point {
    if (this.#newest < 0) return NO_POINT;
    const timestamp = this.#newest * this.step;
    const value = this.#raw(this.#newest);
    if (this.type === 'GAUGE') return { timestamp, value };
    const before = this.#raw(this.#newest - 1);
    // Without a point a step earlier there is no rate; a counter that began anew gives none either.
    return Number.isNaN(before) ? NO_POINT : { timestamp, value: Math.max(0, value - before) / this.step };
  }

  at(timestamp: number): number {
    const slot = Math.floor(timestamp / this.step);
    if (this.type === 'GAUGE') return this.#raw(slot);
    const rate = (this.#raw(slot + 1) - this.#raw(slot)) / this.step;
    return rate < 0 ? NaN : rate;
  }

  #raw(slot: number): number {
    if (slot < this.#oldest || slot > this.#newest) return NaN;
    return this.#ring[slot % this.#ring.length] ?? NaN;
  }

  #restart(slot: number): void {
    this.#ring = new Float64Array(FIRST).fill(NaN);
    this.#oldest = slot;
    this.#newest = slot - 1;
  }

  #makeRoom(slot: number): void {
    const wanted = Math.min(SLOTS, slot - this.#oldest + 1);
    if (wanted <= this.#ring.length) return;
    const larger = new Float64Array(Math.min(SLOTS, Math.max(wanted, this.#ring.length * 2))).fill(NaN);
    for (let each = this.#oldest; each <= this.#newest; each += 1) larger[each % larger.length] = this.#raw(each);
    this.#ring = larger;
  }
}
