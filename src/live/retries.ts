import { backoffMs } from '../kit/backoff.ts';
import type { Clock } from '../kit/clock.ts';

export interface RetriesDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly again: (key: string) => void;
}

/** What could not be read and may be readable in a moment: each key is tried again at growing distances until it was read. */
export class Retries {
  /** Failures in a row. */
  readonly #failures = new Map<string, number>();

  constructor(private readonly deps: RetriesDeps) {}

  /** Returns how often in a row it has failed. */
  failed(key: string, signal: AbortSignal): number {
    const { clock, random, again } = this.deps;
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const wait = 200 + backoffMs(failures, { baseMs: 200, capMs: 30_000 }, random);
    void clock.sleep(wait, signal).then(() => {
      // Read meanwhile, or failed anew for another reason to read it.
      if (!signal.aborted && this.#failures.get(key) === failures) again(key);
    });
    return failures;
  }

  read(key: string): void {
    this.#failures.delete(key);
  }
}
