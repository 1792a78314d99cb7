import type { Clock } from './clock.ts';

/** What a read gave, and the instant *before* it was sent: its age is never told too low. */
export interface Observed<T> {
  /** Wall time, for what is written down. */
  readonly at: number;
  /** For ages. */
  readonly monotonicAt: number;
  readonly value: T;
}

/** To be called before the request is sent. */
export function seenNow(clock: Pick<Clock, 'now' | 'monotonic'>): Omit<Observed<never>, 'value'> {
  return { at: clock.now(), monotonicAt: clock.monotonic() };
}
