const COUNT = 64;

/** A map in parts: one that grows to half a million entries is copied at once each time it doubles, and holds everybody up. */
export class Shards<T> implements Iterable<[string, T]> {
  readonly #maps = Array.from({ length: COUNT }, () => new Map<string, T>());

  get size(): number {
    return this.#maps.reduce((sum, map) => sum + map.size, 0);
  }

  get(key: string): T | undefined {
    return this.#of(key).get(key);
  }

  has(key: string): boolean {
    return this.#of(key).has(key);
  }

  set(key: string, value: T): void {
    this.#of(key).set(key, value);
  }

  delete(key: string): boolean {
    return this.#of(key).delete(key);
  }

  *[Symbol.iterator](): Generator<[string, T]> {
    for (const map of this.#maps) yield* map;
  }

  #of(key: string): Map<string, T> {
    let hash = 2_166_136_261;
    for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 16_777_619);
    return this.#maps[(hash >>> 8) & (COUNT - 1)] as Map<string, T>;
  }
}
