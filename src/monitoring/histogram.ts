/** Each bucket reaches a tenth further than the one before, so that its middle is within 5 % of all that it holds. */
const GROWTH = 1.1;
/** What is smaller counts as nothing. */
const SMALLEST = 0.01;
/** What is larger counts as this: sums of half a million such values stay exact. */
export const LARGEST = 1e7;
const LOG_GROWTH = Math.log(GROWTH);
const MIDDLE = Math.sqrt(GROWTH);

export const bucketOf = (value: number): number =>
  value < SMALLEST ? 0 : 1 + Math.floor(Math.log(Math.min(value, LARGEST) / SMALLEST) / LOG_GROWTH + 1e-9);

/** What stands for all that a bucket holds. */
export const middleOf = (bucket: number): number => (bucket === 0 ? 0 : SMALLEST * GROWTH ** (bucket - 1) * MIDDLE);

/**
 * How many values there are of each size. Adding and taking away cancel exactly. Only the buckets between the smallest and
 * the largest one that were ever in use are kept: the figures of one job are near each other, and there are many jobs.
 */
export class Histogram {
  #first = 0;
  #counts: Int32Array = NONE;

  add(bucket: number, by: number): void {
    this.#reach(bucket, bucket);
    const at = bucket - this.#first;
    this.#counts[at] = (this.#counts[at] as number) + by;
  }

  addAll(other: Histogram, sign: 1 | -1): void {
    const counts = other.#counts;
    if (counts.length === 0) return;
    this.#reach(other.#first, other.#first + counts.length - 1);
    const shift = other.#first - this.#first;
    for (let i = 0; i < counts.length; i++) this.#counts[i + shift] = (this.#counts[i + shift] as number) + sign * (counts[i] as number);
  }

  equals(other: Histogram): boolean {
    const [from, to] = [Math.min(this.#first, other.#first), Math.max(this.#end, other.#end)];
    for (let bucket = from; bucket < to; bucket++) if (this.count(bucket) !== other.count(bucket)) return false;
    return true;
  }

  count(bucket: number): number {
    return this.#counts[bucket - this.#first] ?? 0;
  }

  /** The bucket of the value at a place, counted from 1, from the smallest or from the largest; undefined: there are fewer. */
  nth(place: number, from: 'SMALLEST' | 'LARGEST'): number | undefined {
    let left = place;
    const size = this.#counts.length;
    for (let i = 0; i < size; i++) {
      const at = from === 'SMALLEST' ? i : size - 1 - i;
      left -= this.#counts[at] as number;
      if (left <= 0) return at + this.#first;
    }
    return undefined;
  }

  get #end(): number {
    return this.#first + this.#counts.length;
  }

  #reach(from: number, to: number): void {
    if (this.#counts.length === 0) {
      this.#first = from;
      this.#counts = new Int32Array(to - from + 1);
      return;
    }
    if (from >= this.#first && to < this.#end) return;
    const [first, end] = [Math.min(from, this.#first), Math.max(to + 1, this.#end)];
    const counts = new Int32Array(end - first);
    counts.set(this.#counts, this.#first - first);
    this.#first = first;
    this.#counts = counts;
  }
}

const NONE = new Int32Array(0);
