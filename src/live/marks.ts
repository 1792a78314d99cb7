import type { Clock } from '../kit/clock.ts';

interface Mark {
  /** Marked since the last read began. */
  dirty: boolean;
  reading: boolean;
  lastStart: number;
}

/**
 * Which keys must be read again. The first mark of a key is read at once, later ones at most every `everyMs`;
 * a mark is cleared only by a read that begins after it.
 */
export class Marks {
  readonly #marks = new Map<string, Mark>();
  readonly #waiting: string[] = [];
  readonly #timers = new Map<string, AbortController>();
  #running = 0;

  constructor(
    private readonly read: (key: string) => Promise<void>,
    private readonly options: { readonly clock: Clock; readonly everyMs: number; readonly atOnce: number },
  ) {}

  get size(): number {
    return this.#marks.size;
  }

  mark(key: string): void {
    let mark = this.#marks.get(key);
    if (!mark) this.#marks.set(key, (mark = { dirty: false, reading: false, lastStart: -Infinity }));
    if (mark.dirty) return;
    mark.dirty = true;
    if (!mark.reading) this.#schedule(key, mark);
  }

  /** Forgets everything: a whole read is under way that began after all marks so far. */
  clear(): void {
    for (const timer of this.#timers.values()) timer.abort();
    this.#timers.clear();
    this.#waiting.length = 0;
    for (const [key, mark] of this.#marks) {
      mark.dirty = false;
      if (!mark.reading) this.#marks.delete(key);
    }
  }

  #schedule(key: string, mark: Mark): void {
    const { clock, everyMs } = this.options;
    const wait = mark.lastStart + everyMs - clock.monotonic();
    if (wait <= 0) {
      this.#waiting.push(key);
      this.#pump();
      return;
    }
    const timer = new AbortController();
    this.#timers.set(key, timer);
    void clock.sleep(wait, timer.signal).then(() => {
      if (timer.signal.aborted) return;
      this.#timers.delete(key);
      this.#waiting.push(key);
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#running < this.options.atOnce) {
      const key = this.#waiting.shift();
      if (key === undefined) return;
      const mark = this.#marks.get(key);
      if (!mark?.dirty || mark.reading) continue;
      mark.dirty = false;
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
    void this.options.clock.sleep(this.options.everyMs).then(() => {
      if (!mark.dirty && !mark.reading && this.#marks.get(key) === mark) this.#marks.delete(key);
    });
  }
}
