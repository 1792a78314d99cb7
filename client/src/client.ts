import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { CanopyError } from './errors.ts';
import { RETRY, retrying, type RetryOptions } from './retry.ts';
import { Transport, type Fetch, type Headers, type Oldest, type Reply } from './transport.ts';

/** The text of an operation with the types of its answer and its variables, as codegen writes it. */
export type Document<R, V> = DocumentTypeDecoration<R, V> & { toString(): string };

export interface ClientOptions {
  /** The address of /graphql. */
  readonly url: string;
  /** Who asks: shown in Canopy's own figures, and whom we call before a field goes away. */
  readonly clientName: string;
  readonly clientVersion: string;
  /** Sent with every request; a function is asked before each, so that tokens can be renewed. */
  readonly headers?: Headers | (() => Headers | Promise<Headers>) | undefined;
  readonly fetch?: Fetch | undefined;
  /** The longest that one attempt may take, in ms; 30 s unless told. */
  readonly timeoutMs?: number | undefined;
  readonly retry?: Partial<RetryOptions> | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** A cursor from a payload or an answer: what is read reflects everything up to it. */
  readonly notBefore?: string | undefined;
}

export interface QueryOptions extends CallOptions {
  /** Ask by GET and keep the answer: one that has not changed is not sent again. */
  readonly get?: boolean | undefined;
}

export interface PagesOptions extends CallOptions {
  /** Told of parts of a page that failed while the page came. Without it, such a part ends the walk with its error. */
  readonly onError?: ((error: CanopyError) => void) | undefined;
}

export interface Answer<R> {
  readonly data: R;
  /** Parts that failed while others came: each names its `path`, where `data` holds null. */
  readonly errors: readonly CanopyError[];
  /** Every event up to here is reflected in `data`. */
  readonly cursor: string | undefined;
  /** The oldest part of the answer; undefined when nothing of it came from outside, or it is a kept one. */
  readonly freshness: Oldest | undefined;
  readonly requestId: string | undefined;
}

/** A page of a connection, as far as walking it needs. */
export interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Variables may be left out where none is needed. */
type Rest<V, O> = Record<string, never> extends V ? [variables?: V & object, options?: O] : [variables: V & object, options?: O];

export interface Client {
  /** Asks; throws a CanopyError when nothing came. What may help when asked again is asked again, with growing waits. */
  query<R, V>(document: Document<R, V>, ...rest: Rest<V, QueryOptions>): Promise<Answer<R>>;
  /**
   * Writes. An idempotency key is added unless the variables hold one, so that a lost answer can be asked for again and nothing runs
   * twice; an operation without a variable `idempotencyKey` is sent once. Look at `userErrors`, or use `accepted`.
   */
  mutate<R, V>(document: Document<R, V>, ...rest: Rest<V, CallOptions>): Promise<Answer<R>>;
  /** Walks a connection page by page; the operation takes `$after`. `pick` shows where the connection is in the answer. */
  pages<R, V extends { readonly after?: string | null | undefined }, P extends Page>(
    document: Document<R, V>,
    variables: V,
    pick: (data: R) => P | null | undefined,
    options?: PagesOptions,
  ): AsyncGenerator<P, void, undefined>;
}

export function createClient({
  url,
  clientName,
  clientVersion,
  headers,
  fetch = globalThis.fetch,
  timeoutMs = 30_000,
  retry,
}: ClientOptions): Client {
  const named = { 'apollographql-client-name': clientName, 'apollographql-client-version': clientVersion };
  const ownHeaders = async () => ({ ...(typeof headers === 'function' ? await headers() : headers), ...named });
  const transport = new Transport({ url, timeoutMs, headers: ownHeaders, fetch: (address, init) => fetch(address, init) });
  const retries: RetryOptions = { ...RETRY, ...retry };

  const send = async <R>(query: string, variables: object, { signal, notBefore, get }: QueryOptions): Promise<Answer<R>> => {
    const more: Headers = notBefore === undefined ? {} : { 'canopy-not-before': notBefore };
    return whole<R>(await transport.send({ query, variables, headers: more, signal, get: get === true }));
  };

  const client: Client = {
    query: <R, V>(document: Document<R, V>, ...[variables, options = {}]: Rest<V, QueryOptions>) => {
      const attempt = () => send<R>(document.toString(), variables ?? {}, options);
      return retrying(attempt, () => false, retries, options.signal);
    },

    mutate: <R, V>(document: Document<R, V>, ...[variables, options = {}]: Rest<V, CallOptions>) => {
      const text = document.toString();
      const keyed = /\$idempotencyKey\b/.test(text);
      const sent: object = keyed ? { ...variables, idempotencyKey: keyOf(variables ?? {}) ?? newKey() } : (variables ?? {});
      const attempt = () => send<R>(text, sent, options);
      return retrying(attempt, ({ data }) => inProgress(data), keyed ? retries : { ...retries, attempts: 1 }, options.signal);
    },

    async *pages(document, variables, pick, options = {}) {
      let after = variables.after;
      for (;;) {
        const attempt = () => send<Parameters<typeof pick>[0]>(document.toString(), { ...variables, after }, options);
        const { data, errors } = await retrying(attempt, () => false, retries, options.signal);
        const page = pick(data);
        for (const error of errors) {
          if (!page || !options.onError) throw error;
          options.onError(error);
        }
        if (!page) return;
        yield page;
        const { hasNextPage, endCursor } = page.pageInfo;
        if (!hasNextPage) return;
        // A walk that just ended here would look complete.
        if (endCursor === null || endCursor === after) throw broken('A page has more behind it and does not say where.');
        after = endCursor;
      }
    },
  };
  return client;
}

/** An answer of which something came; else its first error. */
function whole<R>({ data, errors, cursor, freshness, requestId }: Reply): Answer<R> {
  const came = data != null && (errors.length === 0 || Object.values(data).some((value) => value !== null));
  if (!came && errors[0]) throw errors[0];
  if (data == null) throw broken('The answer holds neither data nor errors.', requestId);
  return { data: data as R, errors, cursor, freshness, requestId };
}

const broken = (message: string, requestId?: string) => new CanopyError(message, { code: 'NOT_GRAPHQL', retryable: false, requestId });

function keyOf(variables: object): string | undefined {
  return 'idempotencyKey' in variables && typeof variables.idempotencyKey === 'string' ? variables.idempotencyKey : undefined;
}

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The same mutation still runs, here or elsewhere: the same key will tell how it ended. */
function inProgress(data: unknown): boolean {
  return Object.values(data as Readonly<Record<string, unknown>>).some((payload) => {
    const { userErrors } = (payload ?? {}) as { readonly userErrors?: readonly { readonly code?: string }[] };
    return userErrors?.some((each) => each.code === 'IN_PROGRESS') === true;
  });
}
