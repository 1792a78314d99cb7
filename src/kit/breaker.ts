import type { Clock } from './clock.ts';

export type BreakerState =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number }
  /** One call is out to see whether the other side is back; it is given up at `until`. */
  | { readonly kind: 'half-open'; readonly until: number };

export type BreakerEvent = 'asked' | 'succeeded' | 'failed';

export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly failures: number;
  readonly openMs: number;
}

export const CLOSED: BreakerState = { kind: 'closed', failures: 0 };

/** What the breaker becomes. Pure: a call may go out when the state after `asked` is closed, or half-open and was not before. */
export function nextState(state: BreakerState, event: BreakerEvent, now: number, options: BreakerOptions): BreakerState {
  if (event === 'succeeded') return CLOSED;
  if (event === 'asked') return state.kind !== 'closed' && now >= state.until ? { kind: 'half-open', until: now + options.openMs } : state;
  const failures = state.kind === 'closed' ? state.failures + 1 : options.failures;
  return failures >= options.failures ? { kind: 'open', until: now + options.openMs } : { kind: 'closed', failures };
}

/** Spares a system that does not answer, and its callers the wait. */
export class Breaker {
  #state: BreakerState = CLOSED;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #options: BreakerOptions;

  constructor(clock: Pick<Clock, 'monotonic'>, options: BreakerOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Whether calls are kept back now: it stays open beyond its time until somebody asks. */
  get refuses(): boolean {
    return this.#state.kind !== 'closed' && this.#clock.monotonic() < this.#state.until;
  }

  /** True when a call may go out now; its outcome must be told. */
  admits(): boolean {
    const before = this.#state;
    this.#state = nextState(before, 'asked', this.#clock.monotonic(), this.#options);
    return this.#state.kind === 'closed' || this.#state !== before;
  }

  succeeded(): void {
    this.#tell('succeeded');
  }

  failed(): void {
    this.#tell('failed');
  }

  #tell(event: BreakerEvent): void {
    this.#state = nextState(this.#state, event, this.#clock.monotonic(), this.#options);
  }
}
