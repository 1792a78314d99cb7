import type { Clock } from '../kit/clock.ts';
import type { StoreLog } from './driver.ts';
import type { LogEnd } from './log.ts';

const POLL_MS = 250;

/** Keeps up with what other replicas commit; says once when it cannot, and once when it can again. */
export class Follower {
  readonly #end: LogEnd;
  readonly #clock: Clock;
  readonly #log: StoreLog;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(end: LogEnd, clock: Clock, log: StoreLog) {
    this.#end = end;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#running = this.#run(this.#stopping.signal);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async reporting(step: () => Promise<void>): Promise<void> {
    try {
      await step();
      if (this.#failing) this.#log.info({}, 'the log can be followed again');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#log.warn({ err: error }, 'the log cannot be followed');
      this.#failing = true;
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(POLL_MS, signal);
      if (!signal.aborted) await this.reporting(() => this.#end.catchUp());
    }
  }
}
