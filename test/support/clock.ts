import type { Clock } from '../../src/kit/clock.ts';

/** Time that passes only when somebody sleeps, and then at once: a sleep moves both clocks to its end. */
export class StoppedClock implements Clock {
  #now: number;
  #monotonic = 0;
  readonly slept: number[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    this.slept.push(ms);
    this.pass(ms);
  }

  pass(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }

  /** The same time for those who sleep only to give up on something: for them it never passes. */
  get patient(): Clock {
    return {
      now: () => this.now(),
      monotonic: () => this.monotonic(),
      sleep: (_ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) resolve();
          signal?.addEventListener('abort', () => resolve(), { once: true });
        }),
    };
  }
}
