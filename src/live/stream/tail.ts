import type { EventRecord } from '../../events/model.ts';

/** In sum, whatever the number: an event may carry a whole definition. */
const KEPT_BYTES = 64 * 1024 * 1024;
/** Of an event beside its body. */
const EVENT_BYTES = 500;

/** The newest events of the log, in memory: whoever comes back soon asks the store nothing. */
export class Tail {
  #events: EventRecord[] = [];
  /** Of each event, at the same place. */
  #sizes: number[] = [];
  #bytes = 0;
  /** Everything after this place, up to the last that was pushed, is here. */
  #after: number;

  constructor(
    seq: number,
    private readonly most: number,
    private readonly bytes = KEPT_BYTES,
  ) {
    this.#after = seq;
  }

  /** Up to and with this place nothing is here. */
  get begins(): number {
    return this.#after;
  }

  get length(): number {
    return this.#events.length;
  }

  push(event: EventRecord): void {
    const size = sizeOf(event);
    this.#events.push(event);
    this.#sizes.push(size);
    this.#bytes += size;
    // In one go when it has doubled, so that a push stays cheap.
    if (this.#events.length >= 2 * this.most) this.#drop(this.#events.length - this.most);
    else if (this.#bytes > this.bytes) this.#drop(Math.ceil(this.#events.length / 2));
  }

  /** What came before all that is here, in order; answers whether it was taken. */
  precede(events: readonly EventRecord[]): boolean {
    const [first] = events;
    const sizes = events.map(sizeOf);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    if (!first || events.at(-1)?.seq !== this.#after || this.#bytes + bytes > this.bytes / 2) return false;
    this.#events = [...events, ...this.#events];
    this.#sizes = [...sizes, ...this.#sizes];
    this.#bytes += bytes;
    this.#after = first.seq - 1;
    return true;
  }

  /** What is here is no continuation of what comes next. */
  restart(seq: number): void {
    this.#events = [];
    this.#sizes = [];
    this.#bytes = 0;
    this.#after = seq;
  }

  /** Those after the place, at most so many; undefined: it reaches further back than what is here. */
  after(seq: number, most: number): readonly EventRecord[] | undefined {
    if (seq < this.#after) return undefined;
    const from = seq - this.#after;
    return this.#events.slice(from, from + most);
  }

  #drop(count: number): void {
    for (const size of this.#sizes.slice(0, count)) this.#bytes -= size;
    this.#events = this.#events.slice(count);
    this.#sizes = this.#sizes.slice(count);
    this.#after += count;
  }
}

const sizeOf = ({ body }: EventRecord): number => EVENT_BYTES + 2 * JSON.stringify(body).length;
