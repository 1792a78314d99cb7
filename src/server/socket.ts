import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, Kind, execute, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import { makeServer, type Server as GraphQLWs } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Fault } from '../kit/fault.ts';
import type { Documents } from './documents.ts';
import { faultExtensions, formatError } from './format-error.ts';
import type { Guard } from './guard.ts';
import { refusal, type Limits } from './limits.ts';
import { RequestContext, type RequestDeps } from './request.ts';
import { LEGACY, legacySocket, MODERN, modernSocket } from './subprotocol.ts';

export interface SocketDeps {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly limits: Limits;
  readonly guard: Guard;
  readonly request: RequestDeps;
  readonly newRequestId: () => string;
  readonly onUnknown: (error: unknown) => void;
}

/** WebSocket on the path of GraphQL: graphql-transport-ws first, the protocol of older clients second, one server behind both. */
export class GraphQLSocket {
  readonly #wss: WebSocketServer;
  readonly #protocol: GraphQLWs<Record<string, never>>;
  readonly #sockets = new Set<WebSocket>();

  constructor(private readonly deps: SocketDeps) {
    this.#wss = new WebSocketServer({
      noServer: true,
      maxPayload: deps.limits.bodyBytes,
      handleProtocols: (offered) => (offered.has(MODERN) ? MODERN : offered.has(LEGACY) ? LEGACY : false),
    });
    this.#protocol = makeServer<Record<string, never>>({
      schema: deps.schema,
      connectionInitWaitTimeout: 10_000,
      onSubscribe: (_context, _id, payload) => this.#prepare(payload),
      execute,
    });
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = (request.url ?? '').split('?')[0];
    const refused = path === '/graphql' ? this.deps.guard.refuses(request.headers) : undefined;
    if (path !== '/graphql' || refused) {
      socket.end(`HTTP/1.1 ${path === '/graphql' ? '403 Forbidden' : '404 Not Found'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    this.#wss.handleUpgrade(request, socket, head, (ws) => {
      this.#sockets.add(ws);
      const link = ws.protocol === LEGACY ? legacySocket(ws) : modernSocket(ws);
      const closed = this.#protocol.opened(link, {});
      ws.once('close', (code, reason) => {
        this.#sockets.delete(ws);
        void closed(code, reason.toString());
      });
      ws.on('error', this.deps.onUnknown);
    });
  }

  /** Validation, limits and context of one operation. */
  #prepare(payload: {
    query: string;
    operationName?: string | null | undefined;
    variables?: Record<string, unknown> | null | undefined;
  }): ExecutionArgs | GraphQLError[] {
    const { documents, limits, schema, request, newRequestId } = this.deps;
    try {
      const known = documents.find(payload.query, payload.operationName) ?? documents.learn(payload.query, payload.operationName);
      if (Array.isArray(known)) return known;
      if (!known)
        return [new GraphQLError('Name one operation of the document.', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
      if (known.operation.kind !== Kind.OPERATION_DEFINITION) return [];
      const measured = known.measure(payload.variables ?? {});
      const refused = refusal(measured, limits);
      if (refused) return [asError(refused)];
      return {
        schema,
        document: known.document,
        operationName: payload.operationName ?? null,
        variableValues: payload.variables ?? {},
        contextValue: new RequestContext(request, newRequestId(), measured.facets),
      };
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      return [new GraphQLError(formatError({ message: 'failed' }, error, this.deps.onUnknown).message)];
    }
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

function asError(fault: Fault): GraphQLError {
  return new GraphQLError(fault.message, { extensions: faultExtensions(fault) });
}
