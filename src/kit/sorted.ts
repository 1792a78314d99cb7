export type Compare<T> = (a: T, b: T) => number;

const CHUNK = 512;

/** The first place in a sorted array whose item is not below `item`. */
export function lowerBound<T, P>(items: readonly T[], probe: P, compare: (item: T, probe: P) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (compare(items[mid] as T, probe) < 0) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Puts the item in its place, over an equal one. */
export function insertSorted<T>(items: T[], item: T, compare: Compare<T>): void {
  const at = lowerBound(items, item, compare);
  const there = items[at];
  if (there !== undefined && compare(there, item) === 0) items[at] = item;
  else if (at === items.length) items.push(item);
  else items.splice(at, 0, item);
}

export function removeSorted<T>(items: T[], item: T, compare: Compare<T>): boolean {
  const at = lowerBound(items, item, compare);
  const there = items[at];
  if (there === undefined || compare(there, item) !== 0) return false;
  items.splice(at, 1);
  return true;
}

/** A sorted collection in chunks: a change moves at most one chunk, whatever the size of the whole. */
export class SortedList<T> {
  readonly #compare: Compare<T>;
  readonly #chunks: T[][] = [];
  #size = 0;

  constructor(compare: Compare<T>) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  add(item: T): void {
    const at = this.#chunkFor(item);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push([item]);
      this.#size++;
      return;
    }
    const before = chunk.length;
    insertSorted(chunk, item, this.#compare);
    this.#size += chunk.length - before;
    if (chunk.length > CHUNK * 2) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK));
  }

  delete(item: T): boolean {
    const at = this.#chunkFor(item);
    const chunk = this.#chunks[at];
    if (chunk === undefined || !removeSorted(chunk, item, this.#compare)) return false;
    if (chunk.length === 0) this.#chunks.splice(at, 1);
    this.#size--;
    return true;
  }

  /** In order, from the first item that `isAfter` accepts (items are all refused first, then all accepted). */
  *from(isAfter?: (item: T) => boolean): Generator<T> {
    let [chunk, at] = isAfter ? this.#firstAfter(isAfter) : [0, 0];
    for (; chunk < this.#chunks.length; chunk++, at = 0) {
      const items = this.#chunks[chunk] as T[];
      for (; at < items.length; at++) yield items[at] as T;
    }
  }

  /** As `from`, in the opposite order, from the last item that `isBefore` accepts. */
  *backFrom(isBefore?: (item: T) => boolean): Generator<T> {
    let chunk = this.#chunks.length - 1;
    let at = (this.#chunks[chunk]?.length ?? 0) - 1;
    if (isBefore) {
      const [firstChunk, firstAt] = this.#firstAfter((item) => !isBefore(item));
      chunk = firstChunk;
      at = firstAt - 1;
      if (at < 0) at = (this.#chunks[--chunk]?.length ?? 0) - 1;
    }
    while (chunk >= 0) {
      const items = this.#chunks[chunk] as T[];
      for (; at >= 0; at--) yield items[at] as T;
      chunk--;
      at = (this.#chunks[chunk]?.length ?? 0) - 1;
    }
  }

  /** The chunk that holds the item or should. */
  #chunkFor(item: T): number {
    const at = lowerBound(this.#chunks, item, (chunk, probe) => this.#compare(chunk[chunk.length - 1] as T, probe));
    return Math.min(at, Math.max(0, this.#chunks.length - 1));
  }

  #firstAfter(isAfter: (item: T) => boolean): [number, number] {
    const side = (item: T) => (isAfter(item) ? 1 : -1);
    const chunk = lowerBound(this.#chunks, null, (items) => side(items[items.length - 1] as T));
    const items = this.#chunks[chunk];
    return [chunk, items === undefined ? 0 : lowerBound(items, null, side)];
  }
}
