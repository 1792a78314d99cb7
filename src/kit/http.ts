import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { Agent, request } from 'undici';
import type { Clock } from './clock.ts';
import { Deadline } from './deadline.ts';
import { Fault, type FaultCode } from './fault.ts';
import { notJson } from './json.ts';

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
  readonly bytes: Uint8Array;
  /** Made when it is asked for: of many megabytes it costs as much as all else. */
  readonly text: string;
  /** The body as JSON; a fault says where it is not. */
  json(): unknown;
}

export interface StreamAnswer extends Answer {
  /** Read by one reader, at its pace; a failure on the way throws a Fault. Must be read to the end, or left by `return`. */
  readonly body: AsyncIterable<Uint8Array>;
}

const unzip = promisify(gunzip);

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
    const guard = new Deadline(this.#options.clock, call);
    const max = this.#options.maxBytes ?? 32 * 1024 * 1024;
    try {
      const { status, headers, body } = await this.#collect(call, guard, max);
      const bytes = body && headerIn(headers, 'content-encoding') === 'gzip' ? await unzipped(body, max) : body;
      if (bytes === null) throw this.#fault('UPSTREAM_MALFORMED', call, `the answer is larger than ${max} bytes`);
      return new Whole(
        status,
        (name) => headerIn(headers, name),
        bytes,
        (text) => this.#json(call, text),
      );
    } catch (error) {
      throw this.#named(error, call, guard);
    } finally {
      guard.end();
    }
  }

  /** An answer read while it arrives. `idleMs`: how long it may be silent; 0 is for ever. */
  async stream(call: Call, idleMs: number): Promise<StreamAnswer> {
    const guard = new Deadline(this.#options.clock, call);
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

  /** Without a stream: an app is read again at each of its changes, and a stream would cost more than its bytes. Body null: above `max`. */
  #collect({ method, url, ...call }: Call, { signal }: Deadline, max: number): Promise<Collected> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let head: Pick<Collected, 'status' | 'headers'> = { status: 0, headers: {} };
      let abort = (): void => undefined;
      const aborted = (): void => {
        // It may still wait for a connection: then nothing else would end it.
        reject(reasonOf(signal));
        abort();
      };
      const settled = (): void => signal.removeEventListener('abort', aborted);
      signal.addEventListener('abort', aborted, { once: true });
      const origin = url.origin;
      const path = `${url.pathname}${url.search}`;
      const body = call.body === undefined ? null : JSON.stringify(call.body);
      this.#agent(call).dispatch(
        { origin, path, method, headers: headersOf(call), body },
        {
          onRequestStart: (controller) => {
            abort = () => controller.abort(reasonOf(signal));
            if (signal.aborted) abort();
          },
          onResponseStart: (_, status, headers) => {
            head = { status, headers };
          },
          onResponseData: (controller, chunk) => {
            size += chunk.length;
            if (size <= max) chunks.push(chunk);
            else {
              resolve({ ...head, body: null });
              controller.abort(new Error('the answer is too large'));
            }
          },
          onResponseEnd: () => {
            settled();
            resolve({ ...head, body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) });
          },
          onResponseError: (_, error) => {
            settled();
            reject(error);
          },
        },
      );
    });
  }

  #agent({ lane = 'pooled' }: Pick<Call, 'lane'>): Agent {
    return lane === 'own' ? this.#own : this.#pooled;
  }

  async #open(call: Call, guard: Deadline) {
    const { method, url, body } = call;
    const opened = await request(url, {
      method,
      dispatcher: this.#agent(call),
      signal: guard.signal,
      headers: headersOf(call),
      body: body === undefined ? null : JSON.stringify(body),
    });
    // A body that fails before anyone reads it must not end the process.
    opened.body.on('error', () => {});
    return opened;
  }

  async *#chunks(body: Readable, call: Call, guard: Deadline): AsyncGenerator<Uint8Array> {
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
      // Without its cause: logs would tell that one's words.
      throw this.#fault('UPSTREAM_MALFORMED', call, `the answer is ${notJson(error)}`);
    }
  }

  #named(error: unknown, call: Call, guard: Deadline): unknown {
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

/** An answer that is there, whoever sent it. */
export class Whole implements WholeAnswer {
  #text: string | undefined;

  constructor(
    readonly status: number,
    readonly header: (name: string) => string | undefined,
    readonly bytes: Buffer,
    private readonly parse: (text: string) => unknown,
  ) {}

  get text(): string {
    return (this.#text ??= this.bytes.toString());
  }

  json(): unknown {
    return this.parse(this.text);
  }
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

interface Collected {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer | null;
}

const headersOf = ({ headers, body, gzip = true }: Omit<Call, 'method' | 'url'>): Record<string, string> => ({
  accept: 'application/json',
  ...(gzip && { 'accept-encoding': 'gzip' }),
  ...(body !== undefined && { 'content-type': 'application/json' }),
  ...headers,
});

const reasonOf = ({ reason }: AbortSignal): Error => (reason instanceof Error ? reason : new Error('aborted', { cause: reason }));

/** Null when there is more than `max`. */
async function unzipped(packed: Buffer, max: number): Promise<Buffer | null> {
  return unzip(packed, { maxOutputLength: max }).catch((error: unknown) => {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  });
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
