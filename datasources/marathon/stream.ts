import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/kit/clock.ts';
import { Fault } from '../../src/kit/fault.ts';
import type { StreamAnswer } from '../../src/kit/http.ts';
import { Queue } from '../../src/kit/queue.ts';
import { SseParser, type SseFrame } from '../../src/kit/sse.ts';
import { decodeEvent, meaningsFor, type Meanings } from './decode-event.ts';
import type { MarathonSignal, StreamEnd, Watch } from './model.ts';
import { atLeast } from './version.ts';

const MAX_QUEUED_BYTES = 64 * 1024 * 1024;

/** The path of the stream for a Marathon of that version: filters from 1.3.7 on, light plans from 1.5 on. */
export function eventsPath(version: string | null): string {
  const query = new URLSearchParams();
  if (atLeast(version, [1, 5, 0])) query.set('plan-format', 'light');
  // `event_stream_attached` is among the types: a filter without it would hide the mark that the stream has begun.
  if (atLeast(version, [1, 3, 7])) for (const type of Object.keys(meaningsFor(version))) query.append('event_type', type);
  return query.size === 0 ? '/v2/events' : `/v2/events?${query}`;
}

export interface StreamDeps {
  readonly clock: Clock;
  readonly attachMs: number;
  readonly origin: string;
  /** What the events of this Marathon mean. */
  readonly meanings: Meanings;
  /** Opens another stream at the same place, for the canary. */
  readonly second: (signal: AbortSignal) => Promise<StreamAnswer>;
  readonly onSignal: (signal: MarathonSignal) => void;
  /** Told when the place accepted the stream only to close it. */
  readonly onNotLeader: () => void;
}

/**
 * One event stream. The socket is drained into a queue at all times; events are read from the queue one per turn of the
 * event loop, because a server that sees its buffer fill drops events without a word.
 */
export class EventWatch implements Watch {
  readonly attached: Promise<void>;
  readonly end: Promise<StreamEnd>;
  readonly #deps: StreamDeps;
  readonly #queue = new Queue<SseFrame>();
  #queuedBytes = 0;
  #working: Promise<void> = Promise.resolve();
  #busy = false;
  /** What the consumer threw; the stream ends with the next bytes. */
  #thrown: { readonly cause: unknown } | null = null;
  #lastByteAt: number;
  #frames = 0;
  #comings = 0;
  readonly #onComing = new Set<() => void>();
  readonly #attach = Promise.withResolvers<void>();

  constructor(body: AsyncIterable<Uint8Array>, signal: AbortSignal, deps: StreamDeps) {
    this.#deps = deps;
    this.#lastByteAt = deps.clock.monotonic();
    this.attached = this.#attach.promise;
    this.end = this.#run(body, signal);
    const waited = new AbortController();
    void deps.clock.sleep(deps.attachMs, waited.signal).then(() => this.#attach.resolve());
    void Promise.race([this.end, this.attached]).then(() => {
      waited.abort();
      this.#attach.resolve();
    });
  }

  get origin(): string {
    return this.#deps.origin;
  }

  lastByteAt(): number {
    return this.#lastByteAt;
  }

  async canary(signal: AbortSignal, deadlineMs = 5_000): Promise<boolean> {
    const stop = new AbortController();
    // Before the first coming is seen it may be this stream's own; then the second one's going must be seen too.
    let wanted = this.#comings === 0 ? 2 : 1;
    const { promise: proven, resolve } = Promise.withResolvers<boolean>();
    const leave = new AbortController();
    const onComing = (): void => {
      if (--wanted <= 0) resolve(true);
      else leave.abort();
    };
    this.#onComing.add(onComing);
    const over = AbortSignal.any([signal, stop.signal]);
    try {
      const { body } = await this.#deps.second(AbortSignal.any([over, leave.signal]));
      void drain(body);
      void this.#deps.clock.sleep(deadlineMs, over).then(() => resolve(false));
      void this.end.then(() => resolve(false));
      const answer = await proven;
      signal.throwIfAborted();
      return answer;
    } finally {
      this.#onComing.delete(onComing);
      stop.abort();
    }
  }

  async #run(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StreamEnd> {
    const end = await this.#drained(body, signal);
    await this.#working;
    if (end.reason === 'not-leader') this.#deps.onNotLeader();
    return end;
  }

  async #drained(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StreamEnd> {
    const onOversize = (): void => this.#lost('an event too large to read');
    const parser = new SseParser({ maxFrameBytes: MAX_QUEUED_BYTES, looseData: true, onOversize });
    try {
      for await (const chunk of body) {
        this.#lastByteAt = this.#deps.clock.monotonic();
        if (this.#thrown) throw this.#thrown.cause;
        for (const frame of parser.push(chunk)) this.#enqueue(frame);
      }
    } catch (error) {
      if (signal.aborted) return { reason: 'aborted', message: 'the watch was stopped' };
      if (error instanceof Fault)
        return { reason: error.code === 'UPSTREAM_TIMEOUT' ? 'silent' : 'failed', message: error.message, cause: error };
      return { reason: 'failed', message: 'the consumer of the stream threw', cause: error };
    }
    if (signal.aborted) return { reason: 'aborted', message: 'the watch was stopped' };
    if (this.#frames === 0) return { reason: 'not-leader', message: `${this.origin} accepted the stream and closed it: it does not lead` };
    return { reason: 'closed', message: `${this.origin} closed the stream` };
  }

  #enqueue(frame: SseFrame): void {
    this.#frames++;
    this.#queuedBytes += frame.data.length;
    if (this.#queuedBytes > MAX_QUEUED_BYTES) {
      this.#queue.clear();
      this.#queuedBytes = 0;
      this.#lost('events came faster than they could be read');
      return;
    }
    this.#queue.push(frame);
    if (!this.#busy) this.#working = this.#work();
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    this.#busy = true;
    try {
      for (let began = performance.now(), frame = this.#queue.shift(); frame; frame = this.#queue.shift()) {
        this.#queuedBytes -= frame.data.length;
        for (const signal of signalsOf(frame, this.#deps.meanings)) this.#tell(signal);
        this.#attach.resolve();
        if (performance.now() - began > 2) {
          await setImmediate();
          began = performance.now();
        }
      }
    } catch (cause) {
      this.#thrown = { cause };
    }
    this.#busy = false;
  }

  #tell(signal: MarathonSignal): void {
    this.#deps.onSignal(signal);
    if (signal.kind !== 'attached' && signal.kind !== 'detached') return;
    this.#comings++;
    for (const heard of [...this.#onComing]) heard();
  }

  #lost(reason: string): void {
    this.#tell({ kind: 'dirty-all', reason });
  }
}

/** Data is one JSON document; some proxies join several by line ends. */
function signalsOf({ event, data }: SseFrame, meanings: Meanings): MarathonSignal[] {
  const whole = parsed(data);
  const documents =
    whole !== undefined
      ? [whole]
      : data
          .split(/\r\n|\r|\n/)
          .filter((line) => line !== '')
          .map(parsed);
  return documents.flatMap((document) =>
    document === undefined ? [{ kind: 'dirty-all' as const, reason: `${event} is not JSON` }] : decodeEvent(event, document, meanings),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A second stream is opened only to be seen; how it ends does not matter. */
async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const _ of body);
  } catch {
    return;
  }
}
