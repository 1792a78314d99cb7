import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { Fault } from '../kit/fault.ts';
import type { Callers, Known } from './callers.ts';
import type { Documents, KnownDocument } from './documents.ts';
import { coded, faultExtensions, formatError, hasTooManyTokens, type OnUnknown } from './format-error.ts';
import { refusal, type Limits } from './limits.ts';
import type { Listening } from './listening.ts';
import type { Metrics } from './metrics.ts';
import { ResponseOutlet } from './outlets.ts';
import { Bill, type Points } from './points.ts';
import type { TrustedDocuments } from './trusted.ts';
import { clientOf, fromBody, fromUrl, isJson, type Reply } from './wire.ts';

export interface EventStreamDeps {
  readonly documents: Documents;
  readonly limits: Limits;
  /** Open at once. */
  readonly max: number;
  readonly callers: Callers;
  readonly points: Points;
  readonly trusted: TrustedDocuments;
  readonly listening: Listening;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly onUnknown: OnUnknown;
  readonly addressOf: (request: IncomingMessage) => string | null;
  readonly refusal: (fault: Fault, requestId: string, request: IncomingMessage) => Reply;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies that gather an answer before they pass it on would gather this one for ever.
  'x-accel-buffering': 'no',
} as const;

/** Subscriptions over server-sent events, each on a request of its own: for whoever has no WebSocket at hand. */
export class EventStreams {
  readonly #open = new Map<ServerResponse, { readonly said: string | undefined; readonly cut: (fault: Fault) => void }>();

  constructor(private readonly deps: EventStreamDeps) {}

  addTo(app: FastifyInstance): void {
    app.route({
      method: ['GET', 'POST'],
      url: '/graphql/stream',
      // It would be held open for nothing.
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const asked = await this.#asked(request);
        if ('status' in asked) return reply.code(asked.status).headers(asked.headers).send(asked.body);
        // Headers that were set before the route was found go along.
        void reply.hijack();
        for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
        this.#serve(asked, request, reply.raw);
        return reply;
      },
    });
  }

  /** Whoever is nobody any more hears why, and is let go. */
  recheck(): void {
    for (const { said, cut } of this.#open.values()) {
      if (this.deps.callers.known(said)) continue;
      this.deps.callers.of(said).catch((error: unknown) => {
        if (error instanceof Fault && error.code === 'UNAUTHENTICATED') cut(error);
      });
    }
  }

  /** Without a last word: a client that hears none comes back, and goes on where it was. */
  stop(): void {
    for (const response of this.#open.keys()) response.end();
  }

  async #asked({ raw, body, id: requestId }: FastifyRequest): Promise<Reply | Starting> {
    const { callers, points, trusted, limits, listening, metrics } = this.deps;
    const { headers, method = 'GET', url = '/' } = raw;
    const { authorization } = headers;
    const known = await callers.of(authorization, this.deps.addressOf(raw));
    const account = points.of(known.caller);
    const bill = new Bill(account);
    unless(bill.charge(1));
    if (method === 'POST' && !isJson(headers['content-type']))
      throw new Fault('BAD_REQUEST', 'The body is not of the type application/json.');
    const operation = method === 'POST' ? fromBody(typeof body === 'string' ? body : '') : fromUrl(url);
    if (!operation) throw new Fault('BAD_REQUEST', 'One operation is expected, not a list of them.');
    const { query, operationName, variables } = trusted.resolve(operation);
    if (typeof query !== 'string') throw new Fault('BAD_USER_INPUT', 'There is no query.');
    const document = this.#learn(query, typeof operationName === 'string' ? operationName : undefined);
    if (Array.isArray(document)) return this.#invalid(document, requestId, raw);
    if (document.operation.operation !== 'subscription')
      throw new Fault('BAD_REQUEST', 'Only a subscription is told as an event stream; ask anything else at /graphql.');
    const given = (variables ?? {}) as Record<string, unknown>;
    const measured = document.measure(given);
    const asked = listening.asked(document, given);
    const resumed = headers['last-event-id'];
    const after = listening.place(asked, typeof resumed === 'string' && resumed !== '' ? resumed : undefined);
    unless(refusal(measured, limits) ?? bill.charge(measured.cost));
    metrics.used(document, clientOf(headers));
    return { asked, after, known, account, said: authorization, requestId };
  }

  #learn(query: string, operationName: string | undefined): KnownDocument | GraphQLError[] {
    const { documents } = this.deps;
    try {
      const found = documents.find(query, operationName) ?? documents.learn(query, operationName);
      if (!found) throw new Fault('OPERATION_RESOLUTION_FAILURE', 'Name one operation of the document.');
      return Array.isArray(found) ? found.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) : found;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return [coded(error, hasTooManyTokens(error) ? 'TOO_MANY_TOKENS' : 'GRAPHQL_PARSE_FAILED')];
    }
  }

  #invalid(errors: GraphQLError[], requestId: string, request: IncomingMessage): Reply {
    const told = errors.map((error) => {
      const formatted = formatError(error.toJSON(), error, (unknown) => this.deps.onUnknown(unknown, requestId));
      return { ...formatted, extensions: { ...formatted.extensions, requestId } };
    });
    const reply = this.deps.refusal(new Fault('GRAPHQL_VALIDATION_FAILED', ''), requestId, request);
    return { ...reply, status: 400, body: JSON.stringify({ errors: told }) };
  }

  #serve({ asked, after, known, account, said, requestId }: Starting, request: FastifyRequest, response: ServerResponse): void {
    // Who has gone meanwhile would never be counted out.
    if (response.destroyed || request.raw.socket.destroyed) return;
    const refused = this.#full() ?? account.begin('sockets') ?? this.#beginOrGiveBack(account);
    if (refused) {
      const { status, headers, body } = this.deps.refusal(refused, requestId, request.raw);
      response.writeHead(status, headers).end(body);
      return;
    }
    response.writeHead(200, { ...HEADERS, 'x-request-id': requestId });
    response.flushHeaders();
    // A connection that broke: nothing is wrong with us.
    response.on('error', () => response.destroy());
    const subscribed = this.deps.listening.subscribe(asked, after, known, new ResponseOutlet(response, this.deps.listening.gather));
    const cut = (fault: Fault): void => {
      if (response.writableEnded) return;
      subscribed.end();
      const errors = [{ message: fault.message, extensions: { ...faultExtensions(fault), requestId } }];
      response.end(`event: next\ndata: ${JSON.stringify({ errors })}\n\nevent: complete\ndata:\n\n`);
      // Who does not take it is not waited for: they would hold a place here by a token that is worth nothing.
      setTimeout(() => response.destroy(), LEAVE_MS).unref();
    };
    const { expiresAt } = known.caller;
    const ends = new Fault('UNAUTHENTICATED', 'The token has ended: connect again with another one.');
    const timer =
      expiresAt === null ? undefined : setTimeout(() => cut(ends), Math.min(expiresAt - this.deps.now(), LONGEST_TIMER_MS)).unref();
    this.#open.set(response, { said, cut });
    response.once('close', () => {
      clearTimeout(timer);
      this.#open.delete(response);
      subscribed.end();
      account.end('operations');
      account.end('sockets');
    });
  }

  #full(): Fault | undefined {
    const { max } = this.deps;
    if (this.#open.size < max) return undefined;
    const said = `${max} event streams are open here; that is the limit (sockets.max). Try again when one has closed.`;
    return new Fault('TOO_MANY_REQUESTS', said, { details: { limit: max, retryAfterMs: SOON_MS } });
  }

  #beginOrGiveBack(account: Starting['account']): Fault | undefined {
    const refused = account.begin('operations');
    if (refused) account.end('sockets');
    return refused;
  }
}

interface Starting {
  readonly asked: Parameters<Listening['subscribe']>[0];
  readonly after: number | null;
  readonly known: Known;
  readonly account: Bill['account'];
  readonly said: string | undefined;
  readonly requestId: string;
}

function unless(refused: Fault | undefined): void {
  if (refused) throw refused;
}

/** Node's timers end here. */
const LONGEST_TIMER_MS = 2_147_483_647;
const SOON_MS = 1_000;
const LEAVE_MS = 2_000;
