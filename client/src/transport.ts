import { CanopyError, readError } from './errors.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
export type Headers = Readonly<Record<string, string>>;

export interface TransportOptions {
  readonly url: string;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly headers: () => Promise<Headers>;
}

export interface Request {
  readonly query: string;
  readonly variables: object;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
  /** By GET, so that an unchanged answer is not sent again. */
  readonly get: boolean;
}

/** How old the oldest part of an answer is. */
export interface Oldest {
  readonly source: string;
  readonly observedAt: string;
  readonly ageMs: number;
  readonly stale: boolean;
}

export interface Reply {
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly CanopyError[];
  readonly cursor: string | undefined;
  readonly freshness: Oldest | undefined;
  readonly requestId: string | undefined;
}

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';
/** Longer addresses are cut or refused by what may stand between; such a query goes by POST. */
const LONGEST_URL = 7_000;
const KEPT = 100;

/** One request over HTTP. Remembers the answers to GETs that carried an ETag. */
export class Transport {
  readonly #kept = new Map<string, { readonly etag: string; readonly reply: Reply }>();

  constructor(private readonly options: TransportOptions) {}

  async send(request: Request): Promise<Reply> {
    const address = request.get ? this.#address(request) : undefined;
    const kept = address === undefined ? undefined : this.#kept.get(address);
    const headers: Record<string, string> = { accept: ACCEPT, ...(await this.options.headers()), ...request.headers };
    if (address === undefined) headers['content-type'] = 'application/json';
    else if (kept) headers['if-none-match'] = kept.etag;

    const body = JSON.stringify({ query: request.query, variables: request.variables });
    const init: RequestInit = address === undefined ? { method: 'POST', headers, body } : { method: 'GET', headers };
    const { response, text } = await this.#fetch(address ?? this.options.url, init, request.signal);
    // What was kept still holds; how old it is, only the server could say.
    if (response.status === 304 && kept)
      return { ...kept.reply, freshness: undefined, requestId: response.headers.get('x-request-id') ?? undefined };
    const reply = read(response, text);
    const etag = response.headers.get('etag');
    if (address !== undefined && etag !== null && reply.errors.length === 0) this.#keep(address, etag, reply);
    return reply;
  }

  #address({ query, variables }: Request): string | undefined {
    const address = new URL(this.options.url);
    address.searchParams.set('query', query);
    address.searchParams.set('variables', JSON.stringify(variables));
    return address.href.length > LONGEST_URL ? undefined : address.href;
  }

  #keep(address: string, etag: string, reply: Reply): void {
    this.#kept.delete(address);
    this.#kept.set(address, { etag, reply });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value);
  }

  async #fetch(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<{ response: Response; text: string }> {
    signal?.throwIfAborted();
    const { timeoutMs } = this.options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.options.fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
      return { response, text: await response.text() };
    } catch (cause) {
      signal?.throwIfAborted();
      if (timeout.aborted) throw new CanopyError(`No answer within ${timeoutMs} ms.`, { code: 'TIMEOUT', retryable: true, cause });
      throw new CanopyError('The server could not be reached.', { code: 'NETWORK', retryable: true, cause });
    }
  }
}

interface WireBody {
  readonly data?: Reply['data'];
  readonly errors?: readonly Parameters<typeof readError>[0][];
  readonly extensions?: { readonly cursor?: string; readonly freshness?: Oldest };
}

function read({ status, headers }: Response, text: string): Reply {
  const requestId = headers.get('x-request-id') ?? undefined;
  const body = parse(text);
  if (!body) {
    // Something between here and Canopy answered in its place.
    const retryable = [429, 502, 503, 504].includes(status);
    throw new CanopyError(`HTTP ${status} without a GraphQL answer.`, { code: 'NOT_GRAPHQL', retryable, status, requestId });
  }
  const errors = (body.errors ?? []).map((error) => readError(error, status));
  return { data: body.data, errors, cursor: body.extensions?.cursor, freshness: body.extensions?.freshness, requestId };
}

function parse(text: string): WireBody | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && ('data' in body || 'errors' in body) ? (body as WireBody) : undefined;
  } catch {
    return undefined;
  }
}
