import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Fault, FAULTS } from '../kit/fault.ts';
import { faultExtensions, NEVER_RAN, onlyJson } from './format-error.ts';
import { PAGE_HEADERS } from './graphiql.ts';
import type { Callers, Known } from './callers.ts';
import type { Guard } from './guard.ts';
import type { Lane } from './lane.ts';
import { retryAfter, type Limits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { Bill, type Account, type Points } from './points.ts';
import type { RequestContext } from './request.ts';
import type { TrustedDocuments } from './trusted.ts';
import { addressOf, isJson, readBody, typeFor, VARY, wantsPage, type Reply } from './wire.ts';
import { Direct, type Left } from './direct.ts';
import { LongWay } from './long-way.ts';
import { addEdges, allow } from './edges.ts';

export interface HttpDeps {
  readonly lane: Lane;
  readonly apollo: ApolloServer<RequestContext>;
  readonly guard: Guard;
  readonly callers: Callers;
  /** Pages of these origins may call from a browser. */
  readonly origins: ReadonlySet<string>;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly points: Points;
  readonly log: Logger;
  readonly newRequestId: () => string;
  readonly trusted: TrustedDocuments;
  /** Shown to a browser that asks for a page; undefined: none. */
  readonly page: string | undefined;
  /** Resolves when answers reflect the cursor; rejects with NOT_YET. */
  readonly reached: (cursor: string) => Promise<void>;
  /** Whose X-Forwarded-For is believed. */
  readonly proxies: ReadonlySet<string>;
  /** Somebody was turned away, or may not have what they asked for. */
  readonly refused: (fault: Fault, address: string | null, name?: string) => void;
}

/** Who asks, from where, and on whose account. */
interface Admitted {
  readonly known: Known;
  readonly account: Account;
  readonly address: string | null;
}

const OURS = new Fault('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.');

/** GraphQL over HTTP. A request is looked up by its raw body first, before anything is parsed. */
export class GraphQLHttp {
  /** Bodies that were read before Fastify saw their request. */
  readonly #bodies = new WeakMap<IncomingMessage, { readonly body: string; readonly left: Left | undefined }>();
  readonly #direct: Direct;
  readonly #long: LongWay;

  #draining = false;

  constructor(private readonly deps: HttpDeps) {
    this.#direct = new Direct(deps, (fault, id, request) => this.refusal(fault, id, request.headers));
    this.#long = new LongWay({ ...deps, refusal: (fault, id, headers) => this.refusal(fault, id, headers) });
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
      // An address that cannot be read never comes to a route, nor to the handler of errors.
      frameworkErrors: (error, request, reply) => {
        const { status, headers, body } = this.refusal(new Fault('BAD_REQUEST', error.message), request.id, request.raw.headers);
        reply.raw.writeHead(status, headers).end(body);
      },
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
    addEdges(app, {
      ...this.deps,
      refused: (fault, request) => this.#noted(fault, request),
      refusal: (fault, id, request) => this.refusal(fault, id, request.headers),
    });
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
          try {
            const served = this.#direct.serve(request, response, body);
            if (served === true) return;
            this.#bodies.set(request, { body, left: served });
          } catch (thrown) {
            return this.#failed(thrown, request, response);
          }
          return handler(request, response);
        }
        if (response.destroyed) return;
        const { status, headers, body: said } = this.refusal(error, this.deps.newRequestId(), request.headers);
        response.writeHead(status, { ...headers, connection: 'close' }).end(said);
      });
    });
  }

  /** Nobody stands behind the short way: what it throws would end the process. */
  #failed(thrown: unknown, request: IncomingMessage, response: ServerResponse): void {
    const requestId = this.deps.newRequestId();
    this.deps.log.error({ err: thrown, requestId }, 'request failed');
    // Half an answer is none: the client sees that the connection broke.
    if (response.headersSent) return void response.destroy();
    const { status, headers, body } = this.refusal(OURS, requestId, request.headers);
    response.writeHead(status, headers).end(body);
  }

  async #handle(request: IncomingMessage, body: string, requestId: string): Promise<Reply> {
    const { callers, guard, log, points, proxies } = this.deps;
    const { headers } = request;
    const refused = guard.refuses(headers);
    if (refused) {
      this.#noted(refused, request);
      return this.refusal(refused, requestId, headers);
    }
    let account: Account | undefined;
    const told = (error: unknown): Reply => {
      if (error instanceof Fault) {
        this.#noted(error, request);
        return this.refusal(error, requestId, headers);
      }
      log.error({ err: error, requestId }, 'request failed');
      return this.refusal(OURS, requestId, headers);
    };
    const answered = async (): Promise<Reply> => {
      // First of all: who is nobody waits for nothing, and learns nothing.
      const address = addressOf(request, proxies);
      const known = await callers.of(headers.authorization, address);
      account = points.of(known.caller);
      return this.#admitted(request, body, requestId, { known, account, address });
    };
    const reply = await answered().catch(told);
    return account ? { ...reply, headers: { ...reply.headers, ...account.headers } } : reply;
  }

  /** Under way from here to its answer. */
  #admitted(request: IncomingMessage, body: string, requestId: string, { known, account, address }: Admitted): Promise<Reply> {
    const { headers, method = 'GET', url = '/graphql' } = request;
    const left = this.#bodies.get(request)?.left;
    const bill = left?.bill ?? new Bill(account);
    const refused = bill.charge(1);
    if (refused) throw refused;
    return account.during('requests', async () => {
      const notBefore = headers['canopy-not-before'];
      if (typeof notBefore === 'string') await this.#reached(notBefore);
      return this.#long.answer({ method, url, headers, body, tried: left?.operation, known, address, bill }, requestId);
    });
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

  #noted(fault: Fault, request: IncomingMessage): void {
    const { callers, proxies, refused } = this.deps;
    refused(fault, addressOf(request, proxies), callers.known(request.headers.authorization)?.viewer.name);
  }

  /** Why nothing was executed, as an answer. */
  refusal(fault: Fault, requestId: string, headers: IncomingHttpHeaders): Reply {
    this.deps.metrics.answered('refused');
    const body = JSON.stringify({ errors: [{ message: fault.message, extensions: { ...faultExtensions(fault), requestId } }] });
    // To a client that knows only application/json, a document that never ran is an answer like any other.
    const status = NEVER_RAN.has(fault.code) && onlyJson(headers.accept) ? 200 : FAULTS[fault.code].status;
    return {
      status,
      headers: {
        'content-type': typeFor(headers.accept),
        'cache-control': 'no-store',
        vary: VARY,
        'x-request-id': requestId,
        ...(fault.code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer' }),
        ...retryAfter(fault),
      },
      body,
    };
  }
}
