import { createGunzip } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { Agent, request } from 'undici';
import type { Clock } from './clock.ts';
import { Fault, type FaultCode } from './fault.ts';

export interface Tls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

export interface HttpOptions {
  /** The outside system as faults name it. */
  readonly source: string;
  readonly clock: Clock;
  /** Pooled connections to one origin. */
  readonly connections?: number | undefined;
  readonly connectMs?: number | undefined;
  /** A body read as a whole may be no larger, unpacked. */
  readonly maxBytes?: number | undefined;
  readonly tls?: Tls | undefined;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  /** What faults call it instead of the URL. */
  readonly route: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Until the whole answer is there; for a stream, until its headers are. */
  readonly timeoutMs: number;
  /** `own`: a connection for this call alone, so that a pooled one which is just being closed cannot make its outcome unknown. */
  readonly lane?: 'pooled' | 'own' | undefined;
  readonly gzip?: boolean | undefined;
}

export interface Answer {
  readonly status: number;
  header(name: string): string | undefined;
}

export interface WholeAnswer extends Answer {
  readonly text: string;
  /** The body as JSON; a fault says where it is not. */
  json(): unknown;
}

export interface StreamAnswer extends Answer {
  /** Read by one reader, at its pace; a failure on the way throws a Fault. Must be read to the end, or left by `return`. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** HTTP to one outside system; every failure but the caller's own abort leaves here as a Fault. No retries. */
export class Http {
  readonly #options: HttpOptions;
  readonly #pooled: Agent;
  readonly #own: Agent;
  readonly #neverSent = new WeakSet<object>();

  constructor(options: HttpOptions) {
    this.#options = options;
    const { connectMs = 3_000, connections = 8, tls = {} } = options;
    const common = { connect: { timeout: connectMs, ...tls }, headersTimeout: 0, bodyTimeout: 0 };
    this.#pooled = new Agent({ ...common, connections, pipelining: 1 });
    this.#own = new Agent({ ...common, pipelining: 0 });
    for (const agent of [this.#pooled, this.#own]) {
      agent.on('connectionError', (_origin, _targets, error) => void this.#neverSent.add(error));
    }
  }

  /** The whole answer, whatever its status. */
  async send(call: Call): Promise<WholeAnswer> {
    const guard = new Guard(this.#options.clock, call);
    try {
      const { statusCode, headers, body } = await this.#open(call, guard);
      const max = this.#options.maxBytes ?? 32 * 1024 * 1024;
      const bytes = await whole(unpacked(body, headerIn(headers, 'content-encoding')), max);
      if (bytes === null) throw this.#fault('UPSTREAM_MALFORMED', call, `the answer is larger than ${max} bytes`);
      const text = bytes.toString();
      return { status: statusCode, header: (name) => headerIn(headers, name), text, json: () => this.#json(call, text) };
    } catch (error) {
      throw this.#named(error, call, guard);
    } finally {
      guard.end();
    }
  }

  /** An answer read while it arrives. `idleMs`: how long it may be silent; 0 is for ever. */
  async stream(call: Call, idleMs: number): Promise<StreamAnswer> {
    const guard = new Guard(this.#options.clock, call);
    try {
      const { statusCode, headers, body } = await this.#open(call, guard);
      guard.relax(idleMs);
      const chunks = unpacked(body, headerIn(headers, 'content-encoding'));
      return { status: statusCode, header: (name) => headerIn(headers, name), body: this.#chunks(chunks, call, guard) };
    } catch (error) {
      guard.end();
      throw this.#named(error, call, guard);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#pooled.destroy(), this.#own.destroy()]);
  }

  async #open(call: Call, guard: Guard) {
    const { method, url, headers, body, lane = 'pooled', gzip = true } = call;
    const opened = await request(url, {
      method,
      dispatcher: lane === 'own' ? this.#own : this.#pooled,
      signal: guard.signal,
      headers: {
        accept: 'application/json',
        ...(gzip && { 'accept-encoding': 'gzip' }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    // A body that fails before anyone reads it must not end the process.
    opened.body.on('error', () => {});
    return opened;
  }

  async *#chunks(body: Readable, call: Call, guard: Guard): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        guard.hold();
        if (chunk instanceof Uint8Array) yield chunk;
        guard.heard();
      }
    } catch (error) {
      throw this.#named(error, call, guard);
    } finally {
      guard.end();
      body.destroy();
    }
  }

  #json(call: Call, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.#fault('UPSTREAM_MALFORMED', call, `the answer is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`, {
        cause: error,
      });
    }
  }

  #named(error: unknown, call: Call, guard: Guard): unknown {
    if (call.signal?.aborted) return call.signal.reason;
    if (error instanceof Fault) return error;
    const sent = !(typeof error === 'object' && error !== null && this.#neverSent.has(error));
    if (guard.expired !== null) return this.#fault('UPSTREAM_TIMEOUT', call, guard.expired, { cause: error, sent: true });
    return this.#fault(
      'UPSTREAM_UNAVAILABLE',
      call,
      sent ? `the answer broke off (${codeOf(error)})` : `no connection (${codeOf(error)})`,
      { cause: error, sent },
    );
  }

  #fault(
    code: FaultCode,
    { method, route }: Call,
    message: string,
    { cause, sent = true }: { cause?: unknown; sent?: boolean } = {},
  ): Fault {
    return new Fault(code, `${method} ${route}: ${message}`, { source: this.#options.source, cause, details: { sent } });
  }
}

/** Why a timer is no longer needed. Given, because a signal that aborts without a reason makes an exception with a stack, each time. */
const OVER = new Error('over');

/** Ends a call at its deadline, when its stream is silent, or when the caller no longer wants it. */
class Guard {
  readonly #clock: Clock;
  readonly #call: Call;
  readonly #stop = new AbortController();
  #ended = new AbortController();
  #heardAt = 0;
  /** Why it was ended by the clock. */
  expired: string | null = null;

  constructor(clock: Clock, call: Call) {
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
    this.#stop.abort();
    this.end();
  }

  readonly #onAbort = (): void => this.#stop.abort(this.#call.signal?.reason);
}

function headerIn(headers: Readonly<Record<string, string | string[] | undefined>>, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
}

function unpacked(body: Readable, encoding: string | undefined): Readable {
  if (encoding !== 'gzip') return body;
  // The reader of the unpacked side sees every failure; the callback is what `pipeline` insists on.
  return pipeline(body, createGunzip({ chunkSize: 64 * 1024 }), () => {}).on('error', () => {});
}

/** Null when there is more than `max`. */
async function whole(body: Readable, max: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > max) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
