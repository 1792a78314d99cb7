/** A map whose entries end by themselves, bounded by count: the oldest leave first. Fits DataLoader's cacheMap. */
export class TtlMap<K, V> {
  readonly #entries = new Map<K, { readonly value: V; readonly until: number }>();

  constructor(
    private readonly ttlMs: number,
    private readonly capacity: number,
    /** Monotonic milliseconds. */
    private readonly now: () => number,
  ) {}

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.until > this.now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: K, value: V): this {
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: this.now() + this.ttlMs });
    if (this.#entries.size > this.capacity) this.#entries.delete(this.#entries.keys().next().value as K);
    return this;
  }

  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
