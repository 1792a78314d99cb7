import type { Container } from '../containers/model.ts';
import { Shards } from '../kit/shards.ts';
import { METRICS, type Point } from '../monitoring/model.ts';

const PAGE_BITS = 10;
const PAGE_ROWS = 1 << PAGE_BITS;

/** The newest figures of every container: rows of numbers, for there may be half a million. */
export class MetricTable {
  readonly #rows = new Map<string, Shards<number>>();
  readonly #values: Float64Array[] = [];
  readonly #times: Float64Array[] = [];
  readonly #changed: Uint8Array[] = [];
  #next = 0;
  #free: number[] = [];
  /** Of those that left since the last sweep began: what it asked for them may still arrive. */
  #left: number[] = [];

  rowOf({ cluster, taskId }: Container): number | undefined {
    return this.#rows.get(cluster)?.get(taskId);
  }

  /** The container's row, made where there is none. */
  row(container: Container): number {
    const { cluster, taskId } = container;
    let rows = this.#rows.get(cluster);
    if (!rows) this.#rows.set(cluster, (rows = new Shards()));
    let row = rows.get(taskId);
    if (row === undefined) {
      rows.set(taskId, (row = this.#free.pop() ?? this.#next++));
      if (row >>> PAGE_BITS === this.#values.length) this.#addPage();
      this.#clear(row);
    }
    return row;
  }

  drop({ cluster, taskId }: Container): void {
    const rows = this.#rows.get(cluster);
    const row = rows?.get(taskId);
    if (row === undefined) return;
    rows?.delete(taskId);
    this.#left.push(row);
  }

  /** From now on nothing that was asked before can arrive. */
  sweepBegins(): void {
    this.#free = [...this.#free, ...this.#left];
    this.#left = [];
  }

  /** Takes a point over unless a newer one is held. */
  put(row: number, metric: number, { at, value }: Point): boolean {
    const [page, place] = [row >>> PAGE_BITS, (row & (PAGE_ROWS - 1)) * METRICS + metric];
    const [values, times] = [this.#values[page] as Float64Array, this.#times[page] as Float64Array];
    const before = times[place] as number;
    if (at < before || (at === before && values[place] === value)) return false;
    values[place] = value;
    times[place] = at;
    (this.#changed[page] as Uint8Array)[row & (PAGE_ROWS - 1)] = 1;
    return true;
  }

  /** Undefined: none is held. */
  point(row: number, metric: number): Point | undefined {
    const [page, place] = [row >>> PAGE_BITS, (row & (PAGE_ROWS - 1)) * METRICS + metric];
    const at = (this.#times[page] as Float64Array)[place] as number;
    return at === 0 ? undefined : { at, value: (this.#values[page] as Float64Array)[place] as number };
  }

  /** The values that are no older than `since`, NaN for the others. */
  values(row: number, since: number, into: Float64Array): Float64Array {
    const [page, place] = [row >>> PAGE_BITS, (row & (PAGE_ROWS - 1)) * METRICS];
    const [values, times] = [this.#values[page] as Float64Array, this.#times[page] as Float64Array];
    for (let metric = 0; metric < METRICS; metric++)
      into[metric] = (times[place + metric] as number) >= since ? (values[place + metric] as number) : NaN;
    return into;
  }

  /** Whether the row changed since it was asked last. */
  takeChanged(row: number): boolean {
    const page = this.#changed[row >>> PAGE_BITS] as Uint8Array;
    const place = row & (PAGE_ROWS - 1);
    const changed = page[place] === 1;
    page[place] = 0;
    return changed;
  }

  #addPage(): void {
    this.#values.push(new Float64Array(PAGE_ROWS * METRICS));
    this.#times.push(new Float64Array(PAGE_ROWS * METRICS));
    this.#changed.push(new Uint8Array(PAGE_ROWS));
  }

  #clear(row: number): void {
    const [page, place] = [row >>> PAGE_BITS, row & (PAGE_ROWS - 1)];
    (this.#values[page] as Float64Array).fill(0, place * METRICS, (place + 1) * METRICS);
    (this.#times[page] as Float64Array).fill(0, place * METRICS, (place + 1) * METRICS);
    (this.#changed[page] as Uint8Array)[place] = 0;
  }
}
