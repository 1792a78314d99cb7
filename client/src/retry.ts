import { CanopyError } from './errors.ts';

export interface RetryOptions {
  /** Attempts in all, the first one counted. */
  readonly attempts: number;
  /** The longest wait before the second attempt, in ms; doubled for each further one. */
  readonly baseMs: number;
  /** No wait is longer, in ms. */
  readonly maxMs: number;
  /** From 0 up to 1: waits are spread, so that a thousand portals do not come back together. */
  readonly random: () => number;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

export const RETRY: RetryOptions = { attempts: 4, baseMs: 200, maxMs: 5_000, random: Math.random, sleep };

/** Runs until it succeeds, fails for good, or has been tried often enough. `again` asks whether a success is one. */
export async function retrying<T>(
  run: () => Promise<T>,
  again: (value: T) => boolean,
  { attempts, baseMs, maxMs, random, sleep: wait }: RetryOptions,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const last = attempt >= attempts;
    try {
      const value = await run();
      if (last || !again(value)) return value;
    } catch (error) {
      if (last || !(error instanceof CanopyError) || !error.retryable) throw error;
    }
    const longest = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
    await wait(longest * (0.5 + random() / 2), signal);
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done, failed) => {
    const stop = () => {
      clearTimeout(timer);
      failed(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      done();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
