import { Fault, type FaultCode } from '../../src/kit/fault.ts';
import { Misfit } from '../../src/kit/fields.ts';
import { Http, type Call, type WholeAnswer } from '../../src/kit/http.ts';
import { seenNow, type Observed } from '../../src/kit/observed.ts';
import type { ChronosOptions, Era } from './model.ts';
import { Places, under } from './places.ts';

const BASES = { '3.x': '/v1/scheduler', '2.x': '/scheduler' } as const;
const ERAS: readonly Era[] = ['3.x', '2.x'];
/** Tens of thousands of jobs with all that they are told. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface Write {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly route: string;
  readonly body?: unknown;
  /** What a 400 means here: Chronos' own words for it are a Java stack trace, and shown to nobody. */
  readonly bad: { readonly code: FaultCode; readonly words: string };
}

/** Requests to one Chronos cluster of either era. Reads go to the next place when one is away, writes only when nothing was sent. */
export class Transport {
  readonly source: string;
  readonly #options: ChronosOptions;
  readonly #http: Http;
  readonly #places: Places;
  readonly #headers: Readonly<Record<string, string>>;
  #era: Era | undefined;

  constructor(options: ChronosOptions) {
    const { cluster, urls, auth, clock, tls, timeoutMs } = options;
    this.source = `chronos:${cluster}`;
    this.#options = options;
    this.#places = new Places(urls);
    // Shorter than the deadline, so that a host that is not there is known not to have got anything.
    this.#http = new Http({ source: this.source, clock, tls, connectMs: Math.min(3_000, timeoutMs * 0.6), maxBytes: MAX_ANSWER_BYTES });
    const basic = auth && Buffer.from(`${auth.user}:${auth.password.reveal()}`).toString('base64');
    this.#headers = basic === undefined ? {} : { authorization: `Basic ${basic}` };
  }

  /** Which era speaks, by where it is found. Once known it is not asked for again, until it is no longer found there. */
  async era(signal: AbortSignal): Promise<Era> {
    if (this.#era === undefined) await this.find('/jobs/search?limit=1', signal, () => undefined);
    return this.#era ?? this.#nowhere('/jobs/search');
  }

  /** Reads what both eras have, wherever it is. What the decoder finds wrong is UPSTREAM_MALFORMED with its place. */
  find<T>(path: string, signal: AbortSignal, decode: (answer: WholeAnswer) => T): Promise<Observed<T>> {
    return this.#inTurn(path, signal, this.#era === '2.x' ? ERAS.toReversed() : ERAS, decode);
  }

  /** Reads what one era alone has. */
  read<T>(era: Era, path: string, signal: AbortSignal, decode: (answer: WholeAnswer) => T): Promise<Observed<T>> {
    return this.#inTurn(path, signal, [era], decode);
  }

  /** Sends a write at most once: another place is tried only when no byte can have been sent (`details.sent` is false). */
  async write({ method, path, route, body, bad }: Write, signal: AbortSignal): Promise<void> {
    const era = await this.#eraToWrite(signal);
    const until = this.#options.clock.monotonic() + this.#options.timeoutMs;
    let unsent: unknown;
    for (const place of this.#places.inTurn()) {
      try {
        const answer = await this.#http.send({ ...this.#call(method, place, era, path, signal, until), route, body, lane: 'own' });
        this.#places.answered(place);
        if (answer.status < 300) return;
        // Nothing was done by who does not know the way; the next one looks for it again.
        if (answer.status === 404) this.#era = undefined;
        throw this.#refused(`${method} ${route}`, answer, bad);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (isAway(error)) this.#places.failed(place);
        if (error.details?.['sent'] !== false) throw error;
        unsent = error;
      }
    }
    throw unsent;
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** Asks one place after the other until one answers, each where it may be in this era or that. */
  async #inTurn<T>(path: string, signal: AbortSignal, eras: readonly Era[], decode: (answer: WholeAnswer) => T): Promise<Observed<T>> {
    const until = this.#options.clock.monotonic() + this.#options.timeoutMs;
    let last: unknown;
    for (const place of this.#places.inTurn()) {
      try {
        const read = await this.#readAt(place, path, signal, until, eras, decode);
        this.#places.answered(place);
        return read;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (isAway(error)) this.#places.failed(place);
        // The deadline is the caller's whole patience.
        if (error.code !== 'UPSTREAM_UNAVAILABLE' || this.#options.clock.monotonic() >= until) throw error;
        last = error;
      }
    }
    throw last;
  }

  async #readAt<T>(
    place: URL,
    path: string,
    signal: AbortSignal,
    until: number,
    eras: readonly Era[],
    decode: (answer: WholeAnswer) => T,
  ): Promise<Observed<T>> {
    for (const era of eras) {
      const seen = seenNow(this.#options.clock);
      const answer = await this.#http.send(this.#call('GET', place, era, path, signal, until));
      if (answer.status === 404 && eras.length > 1) continue;
      if (answer.status !== 200) throw this.#refused(`GET ${routeOf(path)}`, answer);
      const value = this.#decoded(routeOf(path), () => decode(answer));
      this.#era = era;
      return { ...seen, value };
    }
    return this.#nowhere(path);
  }

  /** What fails while it is looked for has sent a question, and nothing of the write. */
  async #eraToWrite(signal: AbortSignal): Promise<Era> {
    try {
      return await this.era(signal);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { code, message, source, details } = error;
      throw new Fault(code, message, { source, cause: error, details: { ...details, sent: false } });
    }
  }

  #nowhere(path: string): never {
    this.#era = undefined;
    const where = ERAS.map((era) => BASES[era]).join(' or ');
    const message = `GET ${routeOf(path)}: no Chronos answers below ${where} (status 404)`;
    throw new Fault('UPSTREAM_REFUSED', message, { source: this.source, details: { sent: true, status: 404 } });
  }

  #call(method: Call['method'], place: URL, era: Era, path: string, signal: AbortSignal, until: number): Call {
    const url = under(place, BASES[era] + path);
    const timeoutMs = Math.max(1, Math.ceil(until - this.#options.clock.monotonic()));
    return { method, url, route: routeOf(path), headers: this.#headers, signal, timeoutMs };
  }

  #refused(doing: string, { status }: WholeAnswer, bad?: Write['bad']): Fault {
    const { code, words }: Write['bad'] =
      status === 400 && bad ? bad : { code: status >= 500 ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_REFUSED', words: `status ${status}` };
    return new Fault(code, `${doing}: ${words}`, { source: this.source, details: { sent: true, status } });
  }

  #decoded<T>(route: string, decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      throw new Fault('UPSTREAM_MALFORMED', `GET ${route}: ${error.message}`, { source: this.source, cause: error });
    }
  }
}

const isAway = ({ code }: Fault): boolean => code === 'UPSTREAM_UNAVAILABLE' || code === 'UPSTREAM_TIMEOUT';

/** Paths are shown without their query. */
const routeOf = (path: string): string => path.replace(/\?.*$/s, '');
