/** Remembers the newest values by key, so many of them or so much in all; older ones are forgotten. */
export class Recent<T> {
  readonly #values = new Map<string, T>();
  #size = 0;

  constructor(
    private readonly most: number,
    private readonly sizeOf: (key: string, value: T) => number = () => 1,
  ) {}

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  /** As `get`, and it is the newest again: once there is a crowd, for only then is the order of use needed. */
  used(key: string): T | undefined {
    const value = this.#values.get(key);
    if (value !== undefined && this.#size > this.most / 2) {
      this.#values.delete(key);
      this.#values.set(key, value);
    }
    return value;
  }

  set(key: string, value: T): void {
    this.delete(key);
    this.#values.set(key, value);
    this.#size += this.sizeOf(key, value);
    while (this.#size > this.most) this.delete(this.#values.keys().next().value as string);
  }

  delete(key: string): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#size -= this.sizeOf(key, value);
  }

  entries(): IterableIterator<[string, T]> {
    return this.#values.entries();
  }
}
