/** Remembers the newest so many values by key; older ones are forgotten. */
export class Recent<T> {
  readonly #values = new Map<string, T>();

  constructor(private readonly most: number) {}

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  /** As `get`, and it is the newest again: once there is a crowd, for only then is the order of use needed. */
  used(key: string): T | undefined {
    const value = this.#values.get(key);
    if (value !== undefined && this.#values.size > this.most / 2) {
      this.#values.delete(key);
      this.#values.set(key, value);
    }
    return value;
  }

  set(key: string, value: T): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.most) this.#values.delete(this.#values.keys().next().value as string);
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  entries(): IterableIterator<[string, T]> {
    return this.#values.entries();
  }
}
