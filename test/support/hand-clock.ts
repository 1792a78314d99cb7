import type { Clock } from '../../src/kit/clock.ts';

export interface HandClock extends Clock {
  /** Lets time pass; whoever slept until then wakes, in order of waking times. */
  advance(ms: number): void;
  /** How many sleep. */
  readonly sleepers: number;
}

/** A clock that stands still until told. */
export function handClock(start = Date.parse('2026-01-01T00:00:00.000Z')): HandClock {
  let passed = 0;
  const sleeping = new Set<{ readonly until: number; wake(): void }>();
  return {
    now: () => start + passed,
    monotonic: () => passed,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = {
          until: passed + ms,
          wake: () => {
            sleeping.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleeping.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
    advance(ms) {
      passed += ms;
      [...sleeping]
        .filter(({ until }) => until <= passed)
        .sort((a, b) => a.until - b.until)
        .forEach(({ wake }) => wake());
    },
    get sleepers() {
      return sleeping.size;
    },
  };
}
