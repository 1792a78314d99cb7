/** Work that is under way, by key: who asks for the same meanwhile waits for it, and nobody's leaving ends it. */
export class Joined {
  readonly #running = new Map<string, Promise<unknown>>();

  /** The type is the caller's word: equal keys must mean equal work. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key) as Promise<T> | undefined;
    if (running) return running;
    const begun = work().finally(() => this.#running.delete(key));
    this.#running.set(key, begun);
    return begun;
  }
}
