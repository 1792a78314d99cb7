import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { Fault } from '../kit/fault.ts';
import type { Outlet, Told } from '../live/stream/model.ts';
import type { Callers, Known } from './callers.ts';
import type { Documents, KnownDocument } from './documents.ts';
import { coded, faultExtensions, formatError, hasTooManyTokens, type OnUnknown } from './format-error.ts';
import { refusal, type Limits } from './limits.ts';
import type { Listening } from './listening.ts';
import type { Metrics } from './metrics.ts';
import { Bill, type Points } from './points.ts';
import type { TrustedDocuments } from './trusted.ts';
import { clientOf, fromBody, fromUrl, isJson, type Reply } from './wire.ts';

export interface EventStreamDeps {
  readonly documents: Documents;
  readonly limits: Limits;
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
    const refused = account.begin('sockets') ?? this.#beginOrGiveBack(account);
    if (refused) {
      const { status, headers, body } = this.deps.refusal(refused, requestId, request.raw);
      response.writeHead(status, headers).end(body);
      return;
    }
    response.writeHead(200, { ...HEADERS, 'x-request-id': requestId });
    response.flushHeaders();
    const subscribed = this.deps.listening.subscribe(asked, after, known, new ResponseOutlet(response));
    const cut = (fault: Fault): void => {
      const errors = [{ message: fault.message, extensions: { ...faultExtensions(fault), requestId } }];
      response.end(`event: next\ndata: ${JSON.stringify({ errors })}\n\nevent: complete\ndata:\n\n`);
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
    // A connection that broke: nothing is wrong with us.
    response.on('error', () => response.destroy());
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

/** The other end of a subscription over server-sent events. */
class ResponseOutlet implements Outlet {
  constructor(private readonly response: ServerResponse) {}

  get waiting(): number {
    return this.response.writableLength;
  }

  send({ cursor, text, frames }: Told): void {
    if (this.response.writableEnded || this.response.destroyed) return;
    let frame = frames.get('sse');
    if (!frame) frames.set('sse', (frame = Buffer.from(`event: next\nid: ${cursor}\ndata: ${text}\n\n`)));
    this.response.write(frame);
  }

  /** Who takes nothing does not hear a last word either. */
  end(): void {
    this.response.destroy();
  }
}

function unless(refused: Fault | undefined): void {
  if (refused) throw refused;
}

/** Node's timers end here. */
const LONGEST_TIMER_MS = 2_147_483_647;
