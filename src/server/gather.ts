import { Breather } from '../kit/breathe.ts';
import type { Gathering } from '../live/stream/model.ts';
import { Slate } from './slate.ts';

/** Holds what was sent to it. */
export interface Gathered {
  flush(): void;
}

/**
 * What is sent in one turn goes out in one piece for each receiver, and what is told together as well: while it is held, all of
 * it. Thousands of receivers are written to bit by bit, so that others have their turn.
 */
export class Gather implements Gathering {
  readonly slate = new Slate();
  #full = new Set<Gathered>();
  #held = false;
  #flushing: Promise<void> | undefined;
  readonly #breather = new Breather();

  /** It holds something, and did not before. */
  add(each: Gathered): void {
    this.#full.add(each);
    if (!this.#held) this.#flushing ??= this.#flush();
  }

  hold(): void {
    this.#held = true;
  }

  async release(): Promise<void> {
    this.#held = false;
    if (this.#full.size > 0) this.#flushing ??= this.#flush();
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    // When all that runs now has run.
    await new Promise<void>((done) => process.nextTick(done));
    while (this.#full.size > 0 && !this.#held) {
      const full = this.#full;
      this.#full = new Set();
      for (const each of full) {
        try {
          each.flush();
        } catch {
          // A wire that broke tells its end by itself, and is no reason to leave out the others.
        }
        if (this.#breather.due) await this.#breather.breathe();
      }
    }
    this.#flushing = undefined;
  }
}
