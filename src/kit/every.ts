import type { Clock } from './clock.ts';

export interface Repeated {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  readonly first?: 'at once' | undefined;
}

/** Does the work again and again, `ms` apart, until the signal aborts; a failure is told and keeps nothing back. */
export async function every(ms: number, work: () => unknown, { signal, clock, onError, first }: Repeated): Promise<void> {
  for (let at = first; !signal.aborted; at = undefined) {
    if (!at) await clock.sleep(ms, signal);
    if (signal.aborted) return;
    try {
      await work();
    } catch (error) {
      onError(error);
    }
  }
}
