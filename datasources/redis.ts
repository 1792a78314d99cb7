import { Redis } from 'ioredis';
import type { Clock } from '../src/kit/clock.ts';
import { every } from '../src/kit/every.ts';
import { messageOf } from '../src/kit/fault.ts';

export interface RedisOptions {
  /** With the password in it: never shown. */
  readonly url: string;
  readonly channel: string;
  readonly clock: Clock;
  /** Somebody said something, or may have while it could not be heard. */
  readonly onHeard: (said: string) => void;
  /** Told when it goes away, and when it answers again. */
  readonly onState: (problem: string | null) => void;
}

export interface RedisStanding {
  readonly state: 'WAITING' | 'LIVE' | 'DOWN';
  readonly answeredMono: number | undefined;
  readonly lastError: string | null;
}

/** One that does not answer holds nobody up: what it would have told is looked for all the same. */
const DEADLINE_MS = 1_000;
const PING_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;

/** Redis as a bell: who says something on the channel is heard by all who are connected then, and by nobody later. */
export class RedisBell {
  /** One that listens can ask nothing. */
  readonly #ears: Redis;
  readonly #mouth: Redis;
  readonly #stopping = new AbortController();
  readonly #watching: Promise<void>;
  #answeredMono: number | undefined;
  /** Undefined: nobody knows yet. */
  #problem: string | null | undefined;

  constructor(private readonly options: RedisOptions) {
    const { url, channel, clock, onHeard } = options;
    const made = {
      commandTimeout: DEADLINE_MS,
      connectTimeout: DEADLINE_MS,
      // What cannot be said now is of no use later.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS),
    };
    this.#mouth = new Redis(url, made);
    this.#ears = new Redis(url, { ...made, autoResubscribe: false });
    for (const each of [this.#ears, this.#mouth]) {
      // Without a listener it would print them.
      each.on('error', (error: unknown) => this.#failed(error));
      each.on('close', () => this.#failed(new Error('The connection was closed.')));
    }
    this.#ears.on('message', (_channel: string, said: string) => onHeard(said));
    this.#ears.on('ready', () => {
      // What was said before is heard of from now on by looking.
      this.#ears.subscribe(channel).then(
        () => onHeard(''),
        (error: unknown) => this.#failed(error),
      );
    });
    const ask = async () => {
      await this.#mouth.ping();
      if (this.#ears.status === 'ready') this.#answered();
    };
    this.#watching = every(PING_MS, ask, { signal: this.#stopping.signal, clock, onError: (error) => this.#failed(error) });
    this.#mouth.on('ready', () => void ask().catch((error: unknown) => this.#failed(error)));
    this.#ears.on('ready', () => void ask().catch((error: unknown) => this.#failed(error)));
  }

  /** Resolves whether or not it was heard. */
  async say(text: string): Promise<void> {
    try {
      await this.#mouth.publish(this.options.channel, text);
    } catch (error) {
      this.#failed(error);
    }
  }

  standing(): RedisStanding {
    const state = this.#problem === undefined ? 'WAITING' : this.#problem === null ? 'LIVE' : 'DOWN';
    return { state, answeredMono: this.#answeredMono, lastError: this.#problem ?? null };
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    for (const each of [this.#ears, this.#mouth]) each.disconnect();
    await this.#watching;
  }

  #answered(): void {
    this.#answeredMono = this.options.clock.monotonic();
    if (this.#problem === null) return;
    this.#problem = null;
    this.options.onState(null);
  }

  #failed(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const before = this.#problem;
    this.#problem = messageOf(error);
    if (typeof before !== 'string') this.options.onState(this.#problem);
  }
}
