import type { Clock } from '../kit/clock.ts';
import { Queue } from '../kit/queue.ts';

interface Mark {
  /** Marked since the last read began. */
  dirty: boolean;
  reading: boolean;
  lastStart: number;
}

export interface MarksOptions {
  readonly clock: Clock;
  /** How long after a read of the key began the next one begins at the soonest. */
  readonly everyMs: (key: string) => number;
  /** How many reads are under way at most. */
  readonly atOnce: number;
}

/**
 * Which keys must be read again. The first mark of a key is read at once, later ones no more often than it says;
 * a mark is cleared only by a read that begins after it.
 */
export class Marks {
  readonly #marks = new Map<string, Mark>();
  readonly #waiting = new Queue<string>();
  #running = 0;
  #dirty = 0;

  constructor(
    private readonly read: (key: string) => Promise<void>,
    private readonly options: MarksOptions,
  ) {}

  /** How many keys wait to be read. */
  get dirty(): number {
    return this.#dirty;
  }

  mark(key: string): void {
    let mark = this.#marks.get(key);
    if (!mark) this.#marks.set(key, (mark = { dirty: false, reading: false, lastStart: -Infinity }));
    if (mark.dirty) return;
    mark.dirty = true;
    this.#dirty++;
    if (!mark.reading) this.#schedule(key, mark);
  }

  /** Forgets the marks so far of these keys: a read that is about to begin stands for them. */
  forget(which: (key: string) => boolean): void {
    for (const [key, mark] of this.#marks) {
      if (!mark.dirty || !which(key)) continue;
      mark.dirty = false;
      this.#dirty--;
      // When it was read last still holds the next read back.
      if (!mark.reading) this.#forgetLater(key, mark);
    }
  }

  #schedule(key: string, mark: Mark): void {
    const { clock, everyMs } = this.options;
    const wait = mark.lastStart + everyMs(key) - clock.monotonic();
    if (wait <= 0) this.#enqueue(key, mark);
    else void clock.sleep(wait).then(() => this.#enqueue(key, mark));
  }

  #enqueue(key: string, mark: Mark): void {
    // Forgotten meanwhile, and perhaps marked anew.
    if (!mark.dirty || this.#marks.get(key) !== mark) return;
    this.#waiting.push(key);
    this.#pump();
  }

  #pump(): void {
    while (this.#running < this.options.atOnce) {
      const key = this.#waiting.shift();
      if (key === undefined) return;
      const mark = this.#marks.get(key);
      if (!mark?.dirty || mark.reading) continue;
      mark.dirty = false;
      this.#dirty--;
      mark.reading = true;
      mark.lastStart = this.options.clock.monotonic();
      this.#running++;
      void this.read(key).finally(() => {
        this.#running--;
        mark.reading = false;
        if (mark.dirty) this.#schedule(key, mark);
        else this.#forgetLater(key, mark);
        this.#pump();
      });
    }
  }

  /** Keeps the time of the last read for as long as it holds the next one back. */
  #forgetLater(key: string, mark: Mark): void {
    void this.options.clock.sleep(this.options.everyMs(key)).then(() => {
      if (!mark.dirty && !mark.reading && this.#marks.get(key) === mark) this.#marks.delete(key);
    });
  }
}
