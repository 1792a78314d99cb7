import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  GraphQLError,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import type { Logger } from 'pino';
import { makeServer, type Server as GraphQLWs } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { Fault } from '../kit/fault.ts';
import type { Documents } from './documents.ts';
import { faultExtensions, formatError, hasTooManyTokens } from './format-error.ts';
import type { Guard } from './guard.ts';
import { refusal, type Limits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { logOperation } from './operation-log.ts';
import { RequestContext, type RequestDeps } from './request.ts';
import type { TrustedDocuments } from './trusted.ts';
import { LEGACY, legacySocket, MODERN, modernSocket } from './subprotocol.ts';
import { clientOf } from './wire.ts';

export interface SocketDeps {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly limits: Limits;
  readonly guard: Guard;
  readonly trusted: TrustedDocuments;
  readonly request: RequestDeps;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly newRequestId: () => string;
  readonly onUnknown: (error: unknown) => void;
}

/** WebSocket on the path of GraphQL: graphql-transport-ws first, the protocol of older clients second, one server behind both. */
export class GraphQLSocket {
  readonly #wss: WebSocketServer;
  readonly #protocol: GraphQLWs<Upgraded>;
  readonly #sockets = new Set<WebSocket>();

  constructor(private readonly deps: SocketDeps) {
    this.#wss = new WebSocketServer({
      noServer: true,
      maxPayload: deps.limits.bodyBytes,
      handleProtocols: (offered) => (offered.has(MODERN) ? MODERN : offered.has(LEGACY) ? LEGACY : false),
    });
    this.#protocol = makeServer<Record<string, unknown>, Upgraded>({
      schema: deps.schema,
      connectionInitWaitTimeout: 10_000,
      onSubscribe: ({ connectionParams, extra }, _id, payload) =>
        this.#prepare(payload, clientOf({ ...extra.headers, ...connectionParams })),
      onNext: (_context, _id, _payload, args, result) => this.#finished(args.contextValue, result),
      execute: (args) => this.#execute(args),
    });
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = (request.url ?? '').split('?')[0];
    const refused = path === '/graphql' ? this.deps.guard.refuses(request.headers) : undefined;
    if (path !== '/graphql') return turnAway(socket, '404 Not Found');
    if (refused) return turnAway(socket, '403 Forbidden');
    this.#wss.handleUpgrade(request, socket, head, (ws) => {
      this.#sockets.add(ws);
      const link = ws.protocol === LEGACY ? legacySocket(ws) : modernSocket(ws);
      const closed = this.#protocol.opened(link, { headers: request.headers });
      ws.once('close', (code, reason) => {
        this.#sockets.delete(ws);
        void closed(code, reason.toString());
      });
      ws.on('error', this.deps.onUnknown);
    });
  }

  /** Validation, limits and context of one operation. */
  #prepare(payload: Payload, client: string): Prepared | GraphQLError[] {
    const { documents, limits, schema, request, metrics, trusted, newRequestId, onUnknown } = this.deps;
    try {
      const { query } = trusted.resolve(payload);
      if (typeof query !== 'string') throw new Fault('BAD_USER_INPUT', 'There is no query.');
      const known = documents.find(query, payload.operationName) ?? documents.learn(query, payload.operationName);
      if (Array.isArray(known)) return known.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
      if (!known) throw new Fault('OPERATION_RESOLUTION_FAILURE', 'Name one operation of the document.');
      const variables = payload.variables ?? {};
      const measured = known.measure(variables);
      const refused = refusal(measured, limits);
      if (refused) throw refused;
      metrics.used(known, client);
      return {
        client,
        mutation: known.operation.operation === 'mutation',
        schema,
        document: known.document,
        operationName: payload.operationName ?? null,
        variableValues: variables,
        contextValue: new RequestContext(request, newRequestId(), measured.facets),
      };
    } catch (error) {
      if (error instanceof Fault) return [new GraphQLError(error.message, { extensions: faultExtensions(error) })];
      if (error instanceof GraphQLError) return [coded(error, hasTooManyTokens(error) ? 'TOO_MANY_TOKENS' : 'GRAPHQL_PARSE_FAILED')];
      onUnknown(error);
      return [new GraphQLError('Something went wrong on our side.', { extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false } })];
    }
  }

  async #execute(args: ExecutionArgs): Promise<ExecutionResult> {
    const began = performance.now();
    const result = await execute(args);
    const { client, mutation, operationName: operation, contextValue } = args as Prepared;
    const { requestId } = contextValue;
    logOperation(this.deps.log, { requestId, client, operation, mutation, ms: performance.now() - began }, result.errors !== undefined);
    return result;
  }

  /** The same last stop as over HTTP: errors with their code and nothing unknown in them, and where the answer stands. */
  #finished(context: unknown, { data, errors, extensions }: Result): FormattedExecutionResult | undefined {
    if (!(context instanceof RequestContext)) return undefined;
    const formatted = errors?.map((error) => {
      const { extensions: known, ...rest } = formatError(error.toJSON(), error, this.deps.onUnknown);
      return { ...rest, extensions: { ...known, requestId: context.requestId } };
    });
    return {
      ...(data !== undefined && { data }),
      ...(formatted && { errors: formatted }),
      extensions: { ...extensions, ...context.extensions() },
    };
  }

  /** Closes every socket with a reason, and waits for their clients to take leave. */
  async stop(): Promise<void> {
    const open = [...this.#sockets];
    for (const ws of open) ws.close(1001, 'Canopy is stopping; connect again.');
    await Promise.race([
      Promise.all(open.map((ws) => new Promise((done) => ws.once('close', done)))),
      new Promise((done) => setTimeout(done, 1_000).unref()),
    ]);
    for (const ws of this.#sockets) ws.terminate();
    this.#wss.close();
  }
}

/** Node has taken its hands off a socket that asks for an upgrade: nobody else listens for its errors, nor ends it. */
function turnAway(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** What a socket came with. */
interface Upgraded {
  readonly headers: IncomingHttpHeaders;
}

interface Prepared extends ExecutionArgs {
  readonly client: string;
  readonly mutation: boolean;
  readonly contextValue: RequestContext;
}

interface Result {
  readonly errors?: readonly GraphQLError[] | undefined;
  readonly data?: Record<string, unknown> | null | undefined;
  readonly extensions?: Record<string, unknown> | undefined;
}

interface Payload {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    ...(error.source && { source: error.source }),
    positions: error.positions ?? null,
    extensions: { code, retryable: false },
  });
}
