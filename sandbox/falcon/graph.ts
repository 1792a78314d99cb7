import type { Computed } from './computed.ts';
import { counterOf } from './counter.ts';
import type { Metric } from './metric.ts';
import { merged, NO_POINT, type Point, type Series, type SeriesType } from './series.ts';
import { StoredSeries } from './stored.ts';

const MOST = 20_000;

export interface CounterRow {
  readonly counter: string;
  readonly step: number;
  readonly type: SeriesType;
}

/** All series by endpoint and counter: those that were pushed, and those that are computed. */
export class Graph {
  readonly #stored = new Map<string, Map<string, StoredSeries>>();
  readonly #computed: Computed;
  readonly #step: number;
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<number, string>();
  #size = 0;

  constructor(computed: Computed, step: number) {
    this.#computed = computed;
    this.#step = step;
  }

  receive({ endpoint, metric, tags, type: counterType, step, timestamp, value }: Metric): void {
    const type = counterType === 'GAUGE' ? 'GAUGE' : 'DERIVE';
    const counter = counterOf(metric, tags);
    const counters = this.#stored.get(endpoint) ?? new Map<string, StoredSeries>();
    // Who reports is moved to the end; who has not for longest goes first.
    this.#stored.delete(endpoint);
    this.#stored.set(endpoint, counters);
    const known = counters.get(counter);
    if (known?.type === type && known.step === step) return void known.push(timestamp, value);
    // Another step or type is another file, and the old one is not read any more.
    const series = new StoredSeries(type, step);
    series.push(timestamp, value);
    if (!known) this.#size += 1;
    counters.set(counter, series);
    if (this.#size > MOST) this.#evict();
  }

  find(endpoint: string, counter: string): Series | undefined {
    const computed = this.#computed.find(endpoint, counter);
    const stored = this.#stored.get(endpoint)?.get(counter);
    return computed && stored ? merged(computed, stored) : (computed ?? stored);
  }

  last(endpoint: string, counter: string, now: number): Point {
    return this.find(endpoint, counter)?.last(now) ?? NO_POINT;
  }

  *endpoints(): Generator<string> {
    const seen = new Set<string>();
    for (const source of [this.#computed.endpoints(), this.#stored.keys()]) {
      for (const endpoint of source) {
        if (seen.has(endpoint)) continue;
        seen.add(endpoint);
        yield endpoint;
      }
    }
  }

  has(endpoint: string): boolean {
    return this.#stored.has(endpoint) || this.#computed.counters(endpoint).length > 0;
  }

  counters(endpoint: string): CounterRow[] {
    const computed = this.#computed.counters(endpoint);
    const rows = computed.map((counter): CounterRow => ({ counter, step: this.#step, type: 'GAUGE' }));
    for (const [counter, { step, type }] of this.#stored.get(endpoint) ?? []) {
      if (!computed.includes(counter)) rows.push({ counter, step, type });
    }
    return rows;
  }

  /** A number for an endpoint, given when it is first asked for. */
  idOf(endpoint: string): number {
    const known = this.#ids.get(endpoint);
    if (known !== undefined) return known;
    const id = this.#ids.size + 1;
    this.#ids.set(endpoint, id);
    this.#names.set(id, endpoint);
    return id;
  }

  nameOf(id: number): string | undefined {
    return this.#names.get(id);
  }

  /** What still reports is back with its next value. Answers how many counters went. */
  remove(endpoint: string): number {
    const counters = this.#stored.get(endpoint)?.size ?? 0;
    this.#stored.delete(endpoint);
    this.#size -= counters;
    return counters;
  }

  #evict(): void {
    const oldest = this.#stored.keys().next().value;
    if (oldest !== undefined) this.remove(oldest);
  }
}
