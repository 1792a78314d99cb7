import type { Clock } from './clock.ts';

/** What is bounded in time, and may be called off. */
export interface Timed {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** What who waits is told when the time is over. */
  readonly late?: (() => Error) | undefined;
}

/** Why a timer is no longer needed. Given, because a signal that aborts without a reason makes an exception with a stack, each time. */
const OVER = new Error('over');

/** Ends a call at its deadline, when its stream is silent, or when the caller no longer wants it. */
export class Deadline {
  readonly #clock: Clock;
  readonly #call: Timed;
  readonly #stop = new AbortController();
  #ended = new AbortController();
  #heardAt = 0;
  /** Why it was ended by the clock. */
  expired: string | null = null;

  constructor(clock: Clock, call: Timed) {
    this.#clock = clock;
    this.#call = call;
    call.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (call.signal?.aborted) this.#onAbort();
    void this.#after(call.timeoutMs, `no answer in ${call.timeoutMs} ms`);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  heard(): void {
    this.#heardAt = this.#clock.monotonic();
  }

  /** The reader is busy with what it has: silence is its own. */
  hold(): void {
    this.#heardAt = Infinity;
  }

  /** From the deadline of the headers to the silence allowed in the body. */
  relax(idleMs: number): void {
    this.#ended.abort(OVER);
    this.#ended = new AbortController();
    this.heard();
    if (idleMs > 0) void this.#whileHeard(idleMs, this.#ended.signal);
  }

  end(): void {
    this.#ended.abort(OVER);
    this.#call.signal?.removeEventListener('abort', this.#onAbort);
  }

  async #after(ms: number, why: string): Promise<void> {
    const { signal } = this.#ended;
    await this.#clock.sleep(ms, signal);
    if (!signal.aborted) this.#expire(why);
  }

  async #whileHeard(idleMs: number, signal: AbortSignal): Promise<void> {
    for (let left = idleMs; left > 0; left = Math.min(idleMs, this.#heardAt + idleMs - this.#clock.monotonic())) {
      await this.#clock.sleep(left, signal);
      if (signal.aborted) return;
    }
    this.#expire(`no byte in ${idleMs} ms`);
  }

  #expire(why: string): void {
    this.expired = why;
    this.#stop.abort(this.#call.late?.());
    this.end();
  }

  readonly #onAbort = (): void => this.#stop.abort(this.#call.signal?.reason);
}
