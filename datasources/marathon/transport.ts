import { Fault } from '../../src/kit/fault.ts';
import { Misfit } from '../../src/kit/fields.ts';
import { Http, Whole, type Answer, type Call, type StreamAnswer, type WholeAnswer } from '../../src/kit/http.ts';
import { seenNow } from '../../src/kit/observed.ts';
import { Leader, under, type Base } from './leader.ts';
import type { MarathonAuth, MarathonOptions, Observed } from './model.ts';
import { refusal } from './refusal.ts';

/** A targeted read of the largest apps, with all their tasks. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface OpenStream {
  readonly base: Base;
  readonly answer: StreamAnswer;
}

/** Requests to one cluster: to its leader first, reads to the next one when one does not answer, writes at most once. */
export class Transport {
  readonly source: string;
  readonly leader: Leader;
  readonly #http: Http;
  readonly #options: MarathonOptions;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: MarathonOptions) {
    const { cluster, urls, auth, clock, tls, timeoutMs, trustLeader = auth === undefined } = options;
    this.source = `marathon:${cluster}`;
    this.#options = options;
    // Shorter than the deadline, so that a host that is not there is known not to have got anything.
    this.#http = new Http({ source: this.source, clock, tls, connectMs: Math.min(3_000, timeoutMs * 0.6), maxBytes: MAX_ANSWER_BYTES });
    this.leader = new Leader({ urls, trustLeader, clock });
    this.#headers = auth ? { authorization: credentials(auth) } : {};
  }

  get clock() {
    return this.#options.clock;
  }

  /** Reads JSON and decodes it; what the decoder finds wrong is UPSTREAM_MALFORMED with its place. */
  async read<T>(path: string, signal: AbortSignal, decode: (value: unknown) => T): Promise<Observed<T>> {
    return this.readWhole(path, signal, (answer) => decode(valueOf(answer)));
  }

  /** Like `read`, for who takes the answer's bytes apart. */
  async readWhole<T>(path: string, signal: AbortSignal, decode: (answer: WholeAnswer) => T | Promise<T>): Promise<Observed<T>> {
    return this.#inTurn(async (base) => {
      const { clock } = this.#options;
      const seen = seenNow(clock);
      // One app, or a short list: packing and unpacking would cost both sides more than the bytes.
      const answer = await this.#http.send({ ...this.#call('GET', base, path, signal), gzip: false });
      this.#checked('GET', path, answer, base);
      return { ...seen, value: await this.#decoded(path, () => decode(answer)) };
    });
  }

  /** Only whether an answer comes, whatever its body. */
  async reach(path: string, signal: AbortSignal): Promise<Observed<void>> {
    return this.#inTurn(async (base) => {
      const { clock } = this.#options;
      const seen = seenNow(clock);
      this.#checked('GET', path, await this.#http.send(this.#call('GET', base, path, signal)), base);
      return { ...seen, value: undefined };
    });
  }

  /** Like `read`; undefined when Marathon says that there is no such thing. */
  async find<T>(path: string, signal: AbortSignal, decode: (value: unknown) => T): Promise<Observed<T | undefined>> {
    return this.findWhole(path, signal, (answer) => decode(valueOf(answer)));
  }

  async findWhole<T>(path: string, signal: AbortSignal, decode: (answer: WholeAnswer) => T | Promise<T>): Promise<Observed<T | undefined>> {
    const { clock } = this.#options;
    const seen = seenNow(clock);
    try {
      return await this.readWhole(path, signal, decode);
    } catch (error) {
      if (error instanceof Fault && error.code === 'NOT_FOUND') return { ...seen, value: undefined };
      throw error;
    }
  }

  /** An answer to be read while it arrives. */
  async stream(path: string, signal: AbortSignal): Promise<Observed<StreamAnswer>> {
    const { clock, timeoutMs, listTimeoutMs = timeoutMs, idleMs = timeoutMs } = this.#options;
    return this.#inTurn(async (base) => {
      const seen = seenNow(clock);
      const answer = await this.#http.stream({ ...this.#call('GET', base, path, signal), timeoutMs: listTimeoutMs }, idleMs);
      if (answer.status !== 200) throw this.#refused('GET', path, await wholeOf(answer));
      this.leader.named(answer.header('x-marathon-leader'));
      return { ...seen, value: answer };
    });
  }

  /** The event stream. Its `Accept` must be exactly this one; redirects to the leader are followed where it is trusted. */
  async events(path: string, signal: AbortSignal, silenceMs: number): Promise<OpenStream> {
    return this.#inTurn(async (first) => {
      let base = first;
      let url = under(base, path);
      for (let hops = 0; hops < 4; hops++) {
        const call: Call = { ...this.#call('GET', base, path, signal), url, lane: 'own', gzip: false };
        const answer = await this.#http.stream({ ...call, headers: { ...call.headers, accept: 'text/event-stream' } }, silenceMs);
        if (answer.status === 200) {
          this.leader.named(answer.header('x-marathon-leader'));
          return { base, answer };
        }
        const said = await wholeOf(answer);
        const location = said.header('location');
        if (!REDIRECTS.has(answer.status) || location === undefined) throw this.#refused('GET', path, said);
        url = this.#followed(url, location);
        base = new URL(url.origin);
      }
      throw new Fault('UPSTREAM_REFUSED', `GET ${routeOf(path)}: too many redirects`, { source: this.source });
    }, this.leader.candidates(true));
  }

  /** Sends a write at most once: another Marathon is tried only when no byte can have been sent (`details.sent` is false). */
  async write<T>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: unknown,
    signal: AbortSignal,
    decode: (value: unknown, answer: Answer) => T,
  ): Promise<T> {
    let unsent: unknown;
    for (const base of this.leader.candidates()) {
      try {
        const answer = await this.#http.send({ ...this.#call(method, base, path, signal), body, lane: 'own' });
        this.#checked(method, path, answer, base);
        return await this.#decoded(path, () => decode(valueOf(answer), answer));
      } catch (error) {
        if (!(error instanceof Fault) || error.details?.['sent'] !== false) throw error;
        this.leader.failed(base);
        unsent = error;
      }
    }
    throw unsent;
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** Asks one after the other until one answers. */
  async #inTurn<T>(ask: (base: Base) => Promise<T>, candidates = this.leader.candidates()): Promise<T> {
    let last: unknown;
    for (const base of candidates) {
      try {
        const result = await ask(base);
        this.leader.answered(base);
        return result;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (error.code === 'UPSTREAM_TIMEOUT' || error.code === 'UPSTREAM_UNAVAILABLE') this.leader.failed(base);
        // A deadline is the caller's whole patience; a place that is away costs nothing, so the next one is asked.
        if (error.code !== 'UPSTREAM_UNAVAILABLE' || error.details?.['status'] === 500) throw error;
        last = error;
      }
    }
    throw last;
  }

  #call(method: Call['method'], base: Base, path: string, signal: AbortSignal): Call {
    return { method, url: under(base, path), route: routeOf(path), headers: this.#headers, signal, timeoutMs: this.#options.timeoutMs };
  }

  #checked(method: string, path: string, answer: WholeAnswer, base: Base): void {
    if (answer.status >= 300) throw this.#refused(method, path, answer);
    this.leader.answered(base);
    this.leader.named(answer.header('x-marathon-leader'));
  }

  #refused(method: string, path: string, answer: WholeAnswer): Fault {
    return refusal(this.source, `${method} ${routeOf(path)}`, answer);
  }

  async #decoded<T>(path: string, decode: () => T | Promise<T>): Promise<T> {
    try {
      return await decode();
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      throw new Fault('UPSTREAM_MALFORMED', `${routeOf(path)}: ${error.message}`, {
        source: this.source,
        cause: error,
        details: { sent: true },
      });
    }
  }

  #followed(from: URL, location: string): URL {
    const to = URL.parse(location, from.href);
    if (to && this.leader.trusts(to)) return to;
    const message = `the leader ${to?.host ?? 'named'} is not among the configured hosts; add it, or set trustLeader`;
    throw new Fault('UPSTREAM_REFUSED', `GET /v2/events: ${message}`, { source: this.source });
  }
}

/** Some writes are answered with nothing. */
const valueOf = (answer: WholeAnswer): unknown => (answer.bytes.length === 0 ? null : answer.json());

/** Paths are shown without their query. */
const routeOf = (path: string): string => path.replace(/\?.*$/, '');

function credentials(auth: MarathonAuth): string {
  if ('token' in auth) return `token=${auth.token.reveal()}`;
  return `Basic ${Buffer.from(`${auth.basic.user}:${auth.basic.password.reveal()}`).toString('base64')}`;
}

/** The start of a body nobody will stream: a refusal's words. */
async function wholeOf(answer: StreamAnswer): Promise<WholeAnswer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > 64 * 1024) break;
  }
  return new Whole(
    answer.status,
    (name) => answer.header(name),
    Buffer.concat(chunks),
    (text) => JSON.parse(text) as unknown,
  );
}
