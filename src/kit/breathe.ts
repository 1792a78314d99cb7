import { setImmediate } from 'node:timers/promises';

/** Of work that nobody waits for. Who is answered has several turns of the loop to wait for, and before each of them a piece of it. */
export const GENTLE_MS = 1;

/** Lets others run between pieces of long work: `breath` is due once `everyMs` of work are done. */
export class Breather {
  #since = performance.now();
  readonly #everyMs: number;

  constructor(everyMs = 5) {
    this.#everyMs = everyMs;
  }

  get due(): boolean {
    return performance.now() - this.#since >= this.#everyMs;
  }

  async breathe(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
