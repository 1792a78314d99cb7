import { Fault, type FaultCode } from '../../src/kit/fault.ts';
import { Misfit } from '../../src/kit/fields.ts';
import { Http, type Call, type WholeAnswer } from '../../src/kit/http.ts';
import { seenNow, type Observed } from '../../src/kit/observed.ts';
import type { FalconOptions } from './model.ts';
import { Session } from './session.ts';

const BASE = '/api/v1';
/** Of a history of many series. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_WORDS = 300;

/** Requests to Falcon's API, each with a session. Reads and writes are sent once; only what was refused for want of a session is sent again. */
export class Transport {
  readonly source = 'falcon';
  readonly #http: Http;
  readonly #options: FalconOptions;
  readonly #session: Session;

  constructor(options: FalconOptions) {
    this.#options = options;
    const { clock, tls, timeoutMs } = options;
    this.#http = new Http({ source: this.source, clock, tls, connectMs: Math.min(3_000, timeoutMs * 0.6), maxBytes: MAX_ANSWER_BYTES });
    this.#session = new Session(options.user, options.password, async (body) => {
      const answer = await this.#send('POST', '/user/login', {}, body);
      if (answer.status !== 200) throw refusal(this.source, 'POST', '/user/login', answer);
      return this.#decoded('/user/login', () => answer.json());
    });
  }

  /** Like `ask`, on a connection of its own: a pooled one that is just being closed would leave its outcome unknown. */
  write<T>(method: Call['method'], path: string, body: unknown, signal: AbortSignal, decode: (value: unknown) => T): Promise<Observed<T>> {
    return this.ask(method, path, body, signal, decode, 'own');
  }

  /** Asks and decodes; what the decoder finds wrong is UPSTREAM_MALFORMED with its place. */
  async ask<T>(
    method: Call['method'],
    path: string,
    body: unknown,
    signal: AbortSignal,
    decode: (value: unknown) => T,
    lane: Call['lane'] = 'pooled',
  ): Promise<Observed<T>> {
    const seen = seenNow(this.#options.clock);
    const answer = await this.#session.with((headers) => this.#send(method, path, headers, body, signal, lane));
    if (answer.status !== 200) throw refusal(this.source, method, routeOf(path), answer);
    return { ...seen, value: this.#decoded(routeOf(path), () => decode(answer.json())) };
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #send(
    method: Call['method'],
    path: string,
    headers: Readonly<Record<string, string>>,
    body: unknown,
    signal?: AbortSignal,
    lane?: Call['lane'],
  ): Promise<WholeAnswer> {
    const { url, timeoutMs } = this.#options;
    const base = new URL(url);
    const target = new URL(`${base.pathname.replace(/\/$/, '')}${BASE}${path}`, base);
    return this.#http.send({ method, url: target, route: routeOf(path), headers, body, signal, timeoutMs, lane });
  }

  #decoded<T>(route: string, decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      throw new Fault('UPSTREAM_MALFORMED', `${route}: ${error.message}`, { source: this.source, cause: error });
    }
  }
}

/** What a query asks for may be long, and is no part of the way. */
const routeOf = (path: string): string => path.replace(/\?.*$/s, '').replace(/\/\d+(?=\/|$)/g, '/{id}');

/** An answer other than 200 as a Fault, in Falcon's own words where it has any. */
function refusal(source: string, method: string, route: string, answer: WholeAnswer): Fault {
  const { status } = answer;
  // A second body sometimes follows the first, so that the whole is no JSON.
  const said = /"error"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(answer.text)?.[1];
  const words = said === undefined ? `status ${status}` : said.slice(0, MAX_WORDS);
  const code = codeOf(status, words);
  return new Fault(code, `${method} ${route}: ${words}`, { source, details: { sent: true, status } });
}

/** Its database's words are all that tells one refusal from another. */
function codeOf(status: number, words: string): FaultCode {
  if (status >= 500) return 'UPSTREAM_UNAVAILABLE';
  if (words.endsWith('record not found')) return 'NOT_FOUND';
  return /^(?:.*got error: ?)?Error 1062\b/.test(words) ? 'ALREADY_EXISTS' : 'UPSTREAM_REFUSED';
}
