import type { EventRecord } from '../../events/model.ts';

/** The newest events of the log, in memory: whoever comes back soon asks the store nothing. */
export class Tail {
  #events: EventRecord[] = [];
  /** Everything after this place, up to the last that was pushed, is here. */
  #after: number;

  constructor(
    seq: number,
    private readonly most: number,
  ) {
    this.#after = seq;
  }

  /** Up to and with this place nothing is here. */
  get begins(): number {
    return this.#after;
  }

  push(events: readonly EventRecord[]): void {
    this.#events.push(...events);
    // In one go when it has doubled, so that a push stays cheap.
    if (this.#events.length < 2 * this.most) return;
    this.#events = this.#events.slice(-this.most);
    this.#after = (this.#events[0] as EventRecord).seq - 1;
  }

  /** What is here is no continuation of what comes next. */
  restart(seq: number): void {
    this.#events = [];
    this.#after = seq;
  }

  /** Those after the place, at most so many; undefined: it reaches further back than what is here. */
  after(seq: number, most: number): readonly EventRecord[] | undefined {
    if (seq < this.#after) return undefined;
    const from = seq - this.#after;
    return this.#events.slice(from, from + most);
  }
}
