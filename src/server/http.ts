import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Fault, FAULTS } from '../kit/fault.ts';
import type { Answer } from './answers.ts';
import { faultExtensions, NEVER_RAN, onlyJson } from './format-error.ts';
import { PAGE_HEADERS } from './graphiql.ts';
import type { Guard } from './guard.ts';
import type { Lane } from './lane.ts';
import type { Limits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import type { RequestContext } from './request.ts';
import type { TrustedDocuments } from './trusted.ts';
import {
  acceptable,
  clientOf,
  fromBody,
  fromUrl,
  isJson,
  matches,
  parseJson,
  readBody,
  typeFor,
  urlOf,
  VARY,
  wantsPage,
  type Reply,
} from './wire.ts';
import { Direct } from './direct.ts';
import { addEdges, allow } from './edges.ts';
import type { Operation } from './lane.ts';

export interface HttpDeps {
  readonly lane: Lane;
  readonly apollo: ApolloServer<RequestContext>;
  readonly guard: Guard;
  /** Pages of these origins may call from a browser. */
  readonly origins: ReadonlySet<string>;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly newRequestId: () => string;
  readonly trusted: TrustedDocuments;
  /** Shown to a browser that asks for a page; undefined: none. */
  readonly page: string | undefined;
  /** Resolves when answers reflect the cursor; rejects with NOT_YET. */
  readonly reached: (cursor: string) => Promise<void>;
}

/** GraphQL over HTTP. A request is looked up by its raw body first, before anything is parsed. */
export class GraphQLHttp {
  /** Bodies that were read before Fastify saw their request. */
  readonly #bodies = new WeakMap<IncomingMessage, { readonly body: string; readonly tried: Operation | undefined }>();
  readonly #direct: Direct;

  #draining = false;

  constructor(private readonly deps: HttpDeps) {
    this.#direct = new Direct(deps, (fault, id, request) => this.#refusal(fault, id, request));
  }

  /**
   * For a moment before the end: requests that are on their way still get their answer, and with it the word that the
   * connection ends. Closing it at once would reset what a client has just sent.
   */
  async drain(ms: number): Promise<void> {
    this.#draining = true;
    await new Promise((done) => setTimeout(done, ms));
  }

  fastify(): FastifyInstance {
    const { limits, log } = this.deps;
    const logger: FastifyBaseLogger = log;
    const app = Fastify({
      loggerInstance: logger,
      logController: new LogController({ disableRequestLogging: true }),
      bodyLimit: limits.bodyBytes,
      genReqId: () => this.deps.newRequestId(),
      serverFactory: (handler) => this.#server(handler),
      forceCloseConnections: 'idle',
      // A request that comes on an open connection while we stop was sent in good faith.
      return503OnClosing: false,
    });
    // What mercurius-integration-testing looks for; its queries go through the route like everyone's.
    app.decorate<unknown, string>('graphql' as string, (query: string) =>
      app.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ query }) }),
    );
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request, payload, done) => {
      const read = this.#bodies.get(request.raw);
      if (read !== undefined) return done(null, read.body);
      readBody(payload, limits.bodyBytes, (error, body) => done(error ?? null, body));
    });
    app.route({
      method: ['GET', 'POST', 'HEAD'],
      url: '/graphql',
      handler: async (request, reply) => {
        const { page } = this.deps;
        if (page !== undefined && wantsPage(request.raw)) return reply.headers(PAGE_HEADERS).send(page);
        const answer = await this.#handle(request.raw, typeof request.body === 'string' ? request.body : '', request.id);
        void reply.code(answer.status).headers(answer.headers);
        return reply.send(request.method === 'HEAD' ? undefined : answer.body);
      },
    });
    addEdges(app, { ...this.deps, refusal: (fault, id, request) => this.#refusal(fault, id, request) });
    return app;
  }

  /** Node's server with a short way for stored answers; everything else goes on to Fastify. */
  #server(handler: (request: IncomingMessage, response: ServerResponse) => void): Server {
    return createServer((request, response) => {
      if (this.#draining) response.setHeader('connection', 'close');
      const { origin } = request.headers;
      if (origin !== undefined && this.deps.origins.has(origin)) allow(response, origin);
      if (request.method !== 'POST' || request.url !== '/graphql' || !isJson(request.headers['content-type']))
        return handler(request, response);
      readBody(request, this.deps.limits.bodyBytes, (error, body) => {
        if (error === undefined) {
          const served = this.#direct.serve(request, response, body);
          if (served === true) return;
          this.#bodies.set(request, { body, tried: served });
          return handler(request, response);
        }
        if (response.destroyed) return;
        const { status, headers, body: said } = this.#refusal(error, this.deps.newRequestId(), request);
        response.writeHead(status, { ...headers, connection: 'close' }).end(said);
      });
    });
  }

  async #handle(request: IncomingMessage, body: string, requestId: string): Promise<Reply> {
    const { guard, log, metrics } = this.deps;
    const { headers, method = 'GET', url = '/graphql' } = request;
    const refused = guard.refuses(headers);
    if (refused) return this.#refusal(refused, requestId, request);
    try {
      const notBefore = headers['canopy-not-before'];
      if (typeof notBefore === 'string') await this.#reached(notBefore);
      return await this.#answer({ method, url, headers, body, tried: this.#bodies.get(request)?.tried }, requestId);
    } catch (error) {
      if (error instanceof Fault) return this.#refusal(error, requestId, request);
      log.error({ err: error, requestId }, 'request failed');
      metrics.answered('refused');
      return this.#refusal(new Fault('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.'), requestId, request);
    }
  }

  async #reached(cursor: string): Promise<void> {
    try {
      await this.deps.reached(cursor);
    } catch (error) {
      // A header is no part of the document: what is wrong with it is told as HTTP tells it.
      throw error instanceof Fault && error.code === 'BAD_USER_INPUT'
        ? new Fault('BAD_REQUEST', `Canopy-Not-Before: ${error.message}`)
        : error;
    }
  }

  async #answer(
    {
      method,
      url,
      headers,
      body,
      tried,
    }: { method: string; url: string; headers: IncomingMessage['headers']; body: string; tried: Operation | undefined },
    requestId: string,
  ): Promise<Reply> {
    const { lane, metrics, trusted, log } = this.deps;
    const get = method !== 'POST';
    const key = get ? `GET ${url}` : body;
    const began = performance.now();
    const asked = get ? fromUrl(url) : isJson(headers['content-type']) ? (tried ?? fromBody(body)) : undefined;
    const single = asked && trusted.resolve(asked);
    if (!asked) this.#refuseUnlisted(get, url, body);
    let answer = get && acceptable(headers.accept) ? lane.stored(key) : undefined;
    if (answer) metrics.answered('stored');
    else if (single && !tried && acceptable(headers.accept)) {
      const computed = lane.answer(key, single, requestId);
      if (computed instanceof Fault) throw computed;
      answer = computed;
      if (answer) metrics.answered('computed');
    }
    if (answer) {
      metrics.used(answer.document, clientOf(headers));
      metrics.duration.observe((performance.now() - began) / 1000);
      return this.#reply(answer, headers, get, requestId);
    }
    metrics.answered('apollo');
    // A trusted document that was asked for by its id: Apollo is handed its text, by the same method, which decides what may run.
    const rewritten = single !== undefined && (single !== asked || (tried !== undefined && body.includes('documentId')));
    const filled = !rewritten ? { url, body } : get ? { url: urlOf(single), body } : { url, body: JSON.stringify(single) };
    const reply = await this.#throughApollo({ method, headers, ...filled }, requestId);
    const known = single && lane.document(single);
    if (known) metrics.used(known, clientOf(headers));
    const ms = performance.now() - began;
    metrics.duration.observe(ms / 1000);
    const failed = reply.status >= 400 || (typeof reply.body === 'string' && reply.body.startsWith('{"errors"'));
    const mutation = typeof single?.query === 'string' && /\bmutation\b/.test(single.query);
    // Reads that went well are counted, not logged: a portal's polling would drown what an operator looks for.
    log[failed || mutation ? 'info' : 'debug'](
      {
        requestId,
        client: clientOf(headers),
        operation: single?.operationName ?? null,
        mutation,
        status: reply.status,
        ms: Math.round(ms),
      },
      'graphql',
    );
    return reply;
  }

  #reply(answer: Answer, headers: IncomingMessage['headers'], get: boolean, requestId: string): Reply {
    const { lane } = this.deps;
    const { etag } = answer;
    const shared = { 'cache-control': 'private, no-cache', vary: VARY, 'x-request-id': requestId, ...(etag !== undefined && { etag }) };
    if (get && etag !== undefined && matches(headers['if-none-match'], etag)) return { status: 304, headers: shared, body: '' };
    const tail = lane.tail(answer);
    const body = answer.bytes ? Buffer.concat([answer.bytes, Buffer.from(tail, 'latin1')]) : answer.text(lane.context(requestId)) + tail;
    return { status: 200, headers: { ...shared, 'content-type': typeFor(headers.accept) }, body };
  }

  async #throughApollo(
    { method, url, headers, body }: { method: string; url: string; headers: IncomingMessage['headers']; body: string },
    requestId: string,
  ): Promise<Reply> {
    const { apollo, lane, limits } = this.deps;
    const parsed = method === 'POST' && isJson(headers['content-type']) ? parseJson(body) : '';
    if (Array.isArray(parsed) && parsed.length > limits.batch) {
      throw new Fault('BATCH_TOO_LARGE', `The batch holds ${parsed.length} operations; the limit is ${limits.batch}.`, {
        details: { limit: limits.batch },
      });
    }
    const map = new HeaderMap();
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
    const at = url.indexOf('?');
    const {
      status,
      headers: answered,
      body: sent,
    } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: method === 'HEAD' ? 'GET' : method, headers: map, search: at < 0 ? '' : url.slice(at), body: parsed },
      context: () => Promise.resolve(lane.context(requestId)),
    });
    const text = sent.kind === 'complete' ? sent.string : '';
    return {
      status: status ?? 200,
      headers: { ...Object.fromEntries(answered), 'cache-control': 'private, no-cache', vary: VARY, 'x-request-id': requestId },
      body: text,
    };
  }

  /** A batch, a body that is no operation, a URL that goes another way: with only trusted documents nothing else in it may run. */
  #refuseUnlisted(get: boolean, url: string, body: string): void {
    const { trusted } = this.deps;
    if (!trusted.only) return;
    if (get) {
      const search = new URLSearchParams(url.slice(Math.max(0, url.indexOf('?'))));
      trusted.resolve({ query: search.get('query') ?? undefined, documentId: search.get('documentId') ?? undefined });
      return;
    }
    if (body === '') return;
    const parsed = parseJson(body);
    for (const each of Array.isArray(parsed) ? parsed : [parsed]) {
      if (typeof each === 'object' && each !== null) trusted.resolve(each as Operation);
    }
  }

  #refusal(fault: Fault, requestId: string, request: IncomingMessage): Reply {
    this.deps.metrics.answered('refused');
    const body = JSON.stringify({ errors: [{ message: fault.message, extensions: { ...faultExtensions(fault), requestId } }] });
    // To a client that knows only application/json, a document that never ran is an answer like any other.
    const status = NEVER_RAN.has(fault.code) && onlyJson(request.headers.accept) ? 200 : FAULTS[fault.code].status;
    return {
      status,
      headers: { 'content-type': typeFor(request.headers.accept), 'cache-control': 'no-store', vary: VARY, 'x-request-id': requestId },
      body,
    };
  }
}
