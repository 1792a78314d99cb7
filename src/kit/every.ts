import type { Clock } from './clock.ts';

/** Does the work again and again, `ms` apart, until the signal aborts; a failure is told and keeps nothing back. */
export async function every(
  ms: number,
  work: () => unknown,
  { signal, clock, onError }: { readonly signal: AbortSignal; readonly clock: Clock; readonly onError: (error: unknown) => void },
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(ms, signal);
    if (signal.aborted) return;
    try {
      await work();
    } catch (error) {
      onError(error);
    }
  }
}
