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
import type { Caller } from '../access/model.ts';
import { Fault, messageOf } from '../kit/fault.ts';
import type { Callers, Known } from './callers.ts';
import type { Documents, KnownDocument } from './documents.ts';
import { coded, formatError, hasTooManyTokens, type OnUnknown } from './format-error.ts';
import type { Guard } from './guard.ts';
import { refusal, type Limits, type SocketLimits } from './limits.ts';
import { SilentStream, type Listening } from './listening.ts';
import { Liveness } from './liveness.ts';
import type { Metrics } from './metrics.ts';
import { Bill, type Points } from './points.ts';
import { logOperation } from './operation-log.ts';
import { SocketOutlet } from './outlets.ts';
import { RequestContext, type RequestDeps } from './request.ts';
import { Slot } from './slot.ts';
import type { Admitted, Asker, Payload, Prepared, Result, Upgraded } from './socket-operation.ts';
import type { TrustedDocuments } from './trusted.ts';
import { LEGACY, legacySocket, MODERN, modernSocket } from './subprotocol.ts';
import { closeOf, turnAway } from './turn-away.ts';
import { Waiting } from './waiting.ts';
import { addressOf, clientOf } from './wire.ts';

export interface SocketDeps {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly limits: Limits;
  readonly sockets: SocketLimits;
  readonly guard: Guard;
  readonly callers: Callers;
  readonly points: Points;
  readonly now: () => number;
  readonly trusted: TrustedDocuments;
  readonly request: RequestDeps;
  readonly listening: Listening;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly newRequestId: () => string;
  readonly onUnknown: OnUnknown;
  readonly proxies: ReadonlySet<string>;
  /** Somebody was turned away, or may not have what they asked for. */
  readonly refused: (fault: Fault, address: string | null, name?: string) => void;
}

/** WebSocket on the path of GraphQL: graphql-transport-ws first, the protocol of older clients second, one server behind both. */
export class GraphQLSocket {
  readonly #wss: WebSocketServer;
  readonly #protocol: GraphQLWs<Upgraded>;
  readonly #sockets = new Set<WebSocket>();
  readonly #upgraded = new Set<Upgraded>();
  readonly #liveness: Liveness;
  readonly #waiting: Waiting;

  constructor(private readonly deps: SocketDeps) {
    this.#wss = new WebSocketServer({
      noServer: true,
      maxPayload: deps.limits.bodyBytes,
      handleProtocols: (offered) => (offered.has(MODERN) ? MODERN : offered.has(LEGACY) ? LEGACY : false),
    });
    this.#protocol = makeServer<Record<string, unknown>, Upgraded>({
      schema: deps.schema,
      connectionInitWaitTimeout: deps.sockets.initMs,
      onConnect: ({ connectionParams, extra }) => this.#admit(extra, connectionParams ?? {}),
      onSubscribe: ({ connectionParams, extra }, id, payload) =>
        this.#prepare(payload, { client: clientOf({ ...extra.headers, ...connectionParams }), upgraded: extra, id }),
      onNext: (_context, _id, _payload, args, result) => this.#finished(args.contextValue, result),
      execute: (args) => this.#execute(args),
      subscribe: (args) => (args as Prepared).slot.during(() => (args as Prepared).stream ?? execute(args)),
    });
    this.#waiting = new Waiting(deps.sockets);
    this.#liveness = new Liveness(this.#sockets, deps.sockets.pingMs);
  }

  attach(server: Server): void {
    this.#liveness.start();
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = (request.url ?? '').split('?')[0];
    const refused = path === '/graphql' ? this.deps.guard.refuses(request.headers) : undefined;
    if (path !== '/graphql') return turnAway(socket, '404 Not Found');
    const address = addressOf(request, this.deps.proxies);
    if (refused) {
      this.deps.refused(refused, address);
      return turnAway(socket, '403 Forbidden');
    }
    const { max } = this.deps.sockets;
    const said = `${max} sockets are open here; that is the limit (sockets.max). Try again when one has closed.\n`;
    if (this.#sockets.size >= max) return turnAway(socket, '503 Service Unavailable', said);
    const comer = { address, known: this.deps.callers.known(request.headers.authorization) };
    const crowded = this.#waiting.refuses(comer);
    if (crowded) {
      this.deps.refused(crowded, address, comer.known?.caller.name);
      return turnAway(socket, '503 Service Unavailable', `${crowded.message}\n`);
    }
    this.#wss.handleUpgrade(request, socket, head, (ws) => this.#opened(ws, socket, request.headers, address, this.#waiting.begin(comer)));
  }

  #opened(ws: WebSocket, wire: Duplex, headers: IncomingHttpHeaders, address: string | null, waited: () => void): void {
    const { log } = this.deps;
    const onUnknown = (error: unknown) => this.deps.onUnknown(error, undefined);
    this.#sockets.add(ws);
    this.#liveness.watch(ws);
    const link = ws.protocol === LEGACY ? legacySocket(ws, onUnknown) : modernSocket(ws, onUnknown);
    const upgraded: Upgraded = { ws, wire, headers, address, said: undefined, caller: undefined, underWay: 0, waited };
    this.#upgraded.add(upgraded);
    const closed = this.#protocol.opened(link, upgraded);
    ws.once('close', (code, reason) => {
      this.#sockets.delete(ws);
      waited();
      this.#upgraded.delete(upgraded);
      closed(code, reason.toString()).catch(onUnknown);
    });
    // A frame that is none, a message that is too large, a connection that broke: it is closed, and nothing is wrong with us.
    ws.on('error', (error) => log.debug({ err: error }, 'a WebSocket broke'));
  }

  /** Who that is, by the header of the upgrade or, as browsers cannot send one, by the first message; and only for as long as their token says. */
  async #admit(upgraded: Upgraded, params: Readonly<Record<string, unknown>>): Promise<boolean> {
    const { callers, now } = this.deps;
    const { ws, headers } = upgraded;
    const said = headers.authorization ?? params['authorization'] ?? params['Authorization'];
    upgraded.said = typeof said === 'string' ? said : undefined;
    let caller: Caller | undefined;
    try {
      ({ caller } = await callers.of(upgraded.said, upgraded.address));
      // Who has gone meanwhile would never be counted out.
      if (ws.readyState !== ws.OPEN) return false;
      const account = this.deps.points.of(caller);
      const refused = account.begin('sockets');
      if (refused) throw refused;
      ws.once('close', () => account.end('sockets'));
      upgraded.caller = caller;
      upgraded.waited();
    } catch (error) {
      if (error instanceof Fault) this.deps.refused(error, upgraded.address, caller?.name);
      else this.deps.onUnknown(error, undefined);
      ws.close(...closeOf(error));
      return false;
    }
    const { expiresAt } = caller;
    if (expiresAt !== null) {
      const end = () => ws.close(4401, 'The token has ended: connect again with another one.');
      const timer = setTimeout(end, Math.min(expiresAt - now(), LONGEST_TIMER_MS)).unref();
      ws.once('close', () => clearTimeout(timer));
    }
    return true;
  }

  /** Who that is by what holds now; a socket of somebody who is nobody any more is closed. */
  async #still({ ws, said, address, caller }: Upgraded): Promise<Known> {
    if (!caller) throw new Fault('UNAUTHENTICATED', 'This socket was not opened by anybody.');
    try {
      return this.deps.callers.known(said) ?? (await this.deps.callers.of(said, address));
    } catch (error) {
      if (error instanceof Fault && error.code === 'UNAUTHENTICATED') ws.close(4401, error.message.slice(0, 120));
      throw error;
    }
  }

  /** Somebody's rights have changed: nobody keeps a socket by a token that is worth nothing any more. */
  recheck(): void {
    // What a person holds is asked for by each operation; only a token may be worth nothing from one moment to the next.
    for (const upgraded of this.#upgraded)
      if (upgraded.caller?.kind === 'TOKEN') this.#still(upgraded).catch((error: unknown) => this.#noted(error, upgraded));
  }

  #noted(error: unknown, { address, caller }: Upgraded): void {
    if (error instanceof Fault) this.deps.refused(error, address, caller?.name);
  }

  /** One operation, or the errors of it alone: closing the socket would take the others with it, and clients would not come back. */
  async #prepare(payload: Payload, asker: Asker): Promise<Prepared | GraphQLError[]> {
    const { upgraded } = asker;
    const requestId = this.deps.newRequestId();
    const slot = new Slot(upgraded);
    const refused = (errors: readonly GraphQLError[]) => {
      slot.end();
      return errors.map((error) => this.#told(error, requestId));
    };
    try {
      const { operations: limit } = this.deps.sockets;
      if (upgraded.underWay > limit) {
        const said = `${limit} operations are under way on this socket; that is the limit.`;
        throw new Fault('TOO_MANY_OPERATIONS', said, { details: { limit } });
      }
      const known = await this.#still(upgraded);
      const bill = new Bill(this.deps.points.of(known.caller));
      const limited = bill.charge(1);
      if (limited) throw limited;
      const prepared = this.#prepared(payload, { ...asker, requestId, known, bill, slot });
      return Array.isArray(prepared) ? refused(prepared) : prepared;
    } catch (error) {
      this.#noted(error, upgraded);
      if (error instanceof GraphQLError)
        return refused([coded(error, hasTooManyTokens(error) ? 'TOO_MANY_TOKENS' : 'GRAPHQL_PARSE_FAILED')]);
      return refused([new GraphQLError(messageOf(error), { originalError: error instanceof Error ? error : new Error(messageOf(error)) })]);
    }
  }

  /** Validation, limits and context. */
  #prepared(payload: Payload, { client, upgraded, id, requestId, known: asker, bill, slot }: Admitted): Prepared | GraphQLError[] {
    const { documents, limits, schema, request, metrics, trusted } = this.deps;
    const { query } = trusted.resolve(payload);
    if (typeof query !== 'string') throw new Fault('BAD_USER_INPUT', 'There is no query.');
    const known = documents.find(query, payload.operationName) ?? documents.learn(query, payload.operationName);
    if (Array.isArray(known)) return known.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    if (!known) throw new Fault('OPERATION_RESOLUTION_FAILURE', 'Name one operation of the document.');
    const variables = payload.variables ?? {};
    const measured = known.measure(variables);
    const stream = known.operation.operation === 'subscription' ? this.#stream(known, variables, { upgraded, id, asker }) : undefined;
    // Last of all: what has begun ends when it has run.
    const refused = refusal(measured, limits) ?? bill.charge(measured.cost) ?? slot.take(bill.account);
    if (refused) throw refused;
    metrics.used(known, client);
    return {
      client,
      slot,
      stream,
      mutation: known.operation.operation === 'mutation',
      schema,
      document: known.document,
      operationName: known.operation.name?.value ?? null,
      variableValues: variables,
      contextValue: new RequestContext(request, requestId, asker, bill, measured.facets, upgraded.address),
    };
  }

  #stream(
    document: KnownDocument,
    variables: Readonly<Record<string, unknown>>,
    { upgraded: { ws, wire }, id, asker }: Pick<Admitted, 'upgraded' | 'id'> & { readonly asker: Known },
  ): SilentStream {
    const { listening } = this.deps;
    const asked = listening.asked(document, variables);
    const after = listening.place(asked);
    return new SilentStream(() => listening.subscribe(asked, after, asker, new SocketOutlet(ws, wire, listening.gather, id)));
  }

  /** The same last stop as over HTTP: a code, nothing unknown, and the request that it belongs to. */
  #told(error: GraphQLError, requestId: string): GraphQLError {
    const { message, extensions } = formatError(error.toJSON(), error, (unknown) => this.deps.onUnknown(unknown, requestId));
    const { nodes, source, positions, path } = error;
    const place = { ...(nodes && { nodes }), ...(source && { source }), ...(positions && { positions }), ...(path && { path }) };
    return new GraphQLError(message, { ...place, extensions: { ...extensions, requestId } });
  }

  async #execute(args: ExecutionArgs): Promise<ExecutionResult> {
    const began = performance.now();
    const { client, mutation, operationName: operation, contextValue, slot } = args as Prepared;
    const result = await slot.during(() => execute(args));
    const { requestId } = contextValue;
    logOperation(this.deps.log, { requestId, client, operation, mutation, ms: performance.now() - began }, result.errors !== undefined);
    return result;
  }

  /** What an operation came to, and where the answer stands. */
  #finished(context: unknown, { data, errors, extensions }: Result): FormattedExecutionResult | undefined {
    if (!(context instanceof RequestContext)) return undefined;
    const formatted = errors?.map((error) => this.#told(error, context.requestId).toJSON());
    for (const { originalError } of errors ?? [])
      if (originalError instanceof Fault) this.deps.refused(originalError, context.address, context.viewer.name);
    return {
      ...(data !== undefined && { data }),
      ...(formatted && { errors: formatted }),
      extensions: { ...extensions, ...context.extensions() },
    };
  }

  /** Closes every socket with a reason, and waits for their clients to take leave. */
  async stop(): Promise<void> {
    this.#liveness.stop();
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

/** Node's timers end here; who holds a token for longer than 24 days connects anew. */
const LONGEST_TIMER_MS = 2_147_483_647;
