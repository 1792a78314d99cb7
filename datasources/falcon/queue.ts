import { Redis } from 'ioredis';
import type { Clock } from '../../src/kit/clock.ts';
import { messageOf } from '../../src/kit/fault.ts';

export interface QueueOptions {
  /** With the password in it: never shown. */
  readonly url: string;
  readonly lists: readonly string[];
  readonly clock: Clock;
  /** Keeps them for good; what is refused is offered again. */
  readonly keep: (events: readonly string[]) => Promise<void>;
  /** Told when it goes away, and when it answers again. */
  readonly onState: (problem: string | null) => void;
}

export interface QueueStanding {
  readonly state: 'WAITING' | 'LIVE' | 'DOWN';
  readonly answeredMono: number | undefined;
  readonly lastError: string | null;
}

const DEADLINE_MS = 2_000;
const PORTION = 200;
const POLL_MS = 200;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Lists into which somebody mirrors what Falcon's judge queues. What is taken is kept first and removed afterwards: whoever dies
 * between the two leaves it to be taken once more, and the same event twice is one.
 */
export class FalconQueue {
  readonly #redis: Redis;
  #answeredMono: number | undefined;
  #problem: string | null | undefined;

  constructor(private readonly options: QueueOptions) {
    this.#redis = new Redis(options.url, {
      commandTimeout: DEADLINE_MS,
      connectTimeout: DEADLINE_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS),
    });
    // Without a listener it would print them.
    this.#redis.on('error', (error: unknown) => this.#failed(error));
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, lists } = this.options;
    while (!signal.aborted) {
      let more = false;
      try {
        for (const list of lists) more = (await this.#take(list)) || more;
        this.#answered();
      } catch (error) {
        this.#failed(error);
      }
      if (!more) await clock.sleep(POLL_MS, signal);
    }
    this.#redis.disconnect();
  }

  standing(): QueueStanding {
    const state = this.#problem === undefined ? 'WAITING' : this.#problem === null ? 'LIVE' : 'DOWN';
    return { state, answeredMono: this.#answeredMono, lastError: this.#problem ?? null };
  }

  /** The oldest of a list, oldest first. Answers whether there may be more. */
  async #take(list: string): Promise<boolean> {
    const events = (await this.#redis.lrange(list, -PORTION, -1)).reverse();
    if (events.length === 0) return false;
    await this.options.keep(events);
    const removing = this.#redis.pipeline();
    // By what they say: another replica may have removed some of them meanwhile, and others come on the left.
    for (const event of events) removing.lrem(list, -1, event);
    for (const [error] of (await removing.exec()) ?? []) if (error) throw error;
    return events.length === PORTION;
  }

  #answered(): void {
    this.#answeredMono = this.options.clock.monotonic();
    if (this.#problem === null) return;
    this.#problem = null;
    this.options.onState(null);
  }

  #failed(error: unknown): void {
    const before = this.#problem;
    this.#problem = messageOf(error);
    if (typeof before !== 'string') this.options.onState(this.#problem);
  }
}
