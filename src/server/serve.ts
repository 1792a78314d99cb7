import { lexicographicSortSchema, printSchema } from 'graphql';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Clock } from '../kit/clock.ts';
import type { EntityTexts } from '../kit/emit/texts.ts';
import type { Fault, FaultCode } from '../kit/fault.ts';
import type { Graph } from '../live/graph.ts';
import { Answers } from './answers.ts';
import type { Streams } from '../live/stream/streams.ts';
import type { Callers, Known } from './callers.ts';
import { apolloOf } from './apollo.ts';
import { Documents } from './documents.ts';
import { FieldForbidden } from './field-forbidden.ts';
import type { OnUnknown } from './format-error.ts';
import { addGraphiql, GRAPHIQL_PAGE } from './graphiql.ts';
import type { Gather } from './gather.ts';
import { closedGuard, openGuard } from './guard.ts';
import { addHealth } from './health.ts';
import { addChronosHook, type ChronosHookParts } from './chronos-hook.ts';
import { addHooks, type HookParts } from './hooks.ts';
import { GraphQLHttp } from './http.ts';
import { EventStreams } from './event-stream.ts';
import { Lane } from './lane.ts';
import { Listening } from './listening.ts';
import { Metrics } from './metrics.ts';
import type { Points } from './points.ts';
import type { Refusals } from './refusals.ts';
import type { RequestDeps } from './request.ts';
import { buildSchema } from './schema.ts';
import { GraphQLSocket } from './socket.ts';
import { TrustedDocuments } from './trusted.ts';
import { addressOf } from './wire.ts';

export interface ServeDeps {
  readonly config: Config;
  readonly log: Logger;
  readonly version: string;
  readonly graph: Graph;
  readonly texts: EntityTexts;
  /** Begins every request id of this process. */
  readonly prefix: string;
  readonly request: RequestDeps;
  readonly callers: Callers;
  readonly refusals: Pick<Refusals, 'refused'>;
  readonly points: Points;
  readonly streams: Streams<Known>;
  readonly gather: Gather;
  /** The place in the log that a cursor stands for. */
  readonly place: (cursor: string) => number;
  readonly clock: Clock;
  /** Rejects with NOT_YET when that takes too long. */
  readonly reached: (cursor: string) => Promise<void>;
  readonly pingStore: () => Promise<void>;
  readonly stopping: () => boolean;
  /** Undefined: nobody calls back. */
  readonly hooks: { readonly falcon: HookParts | undefined; readonly chronos: ChronosHookParts | undefined };
}

export interface Serving {
  readonly metrics: Metrics;
  readonly app: FastifyInstance;
  /** Where it listens, once `listen` resolved. */
  listen(): Promise<string>;
  /** Somebody's rights have changed. */
  recheck(): void;
  close(): Promise<void>;
}

const DRAIN_MS = 250;
/** Refusals that are about who asks; all others are about what is asked. */
const AUDITED: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'OPERATION_NOT_TRUSTED',
  'RATE_LIMITED',
  'TOO_MANY_REQUESTS',
]);

/** Everything between a socket and the view. */
export async function serve(deps: ServeDeps): Promise<Serving> {
  const { config, log, graph, texts, request } = deps;
  const { limits } = config;
  const schema = buildSchema();
  const documents = new Documents(schema, texts, { limits, introspection: config.server.introspection });
  const answers = new Answers(limits.answersBytes);
  const metrics = new Metrics(graph, answers, texts);
  watchStreams(metrics, deps.streams);
  const onUnknown: OnUnknown = (error, requestId) => log.error({ err: error, requestId }, 'unexpected error');
  const proxies = new Set(config.server.proxies);
  const refused = (fault: Fault, address: string | null, name?: string) => {
    const what = fault instanceof FieldForbidden ? fault : undefined;
    if (AUDITED.has(fault.code)) deps.refusals.refused(address ?? 'unknown', fault.code, name, what);
  };
  const trusted = new TrustedDocuments(config.server.trustedDocuments ?? {}, config.server.onlyTrusted);
  const apollo = apolloOf({
    schema,
    documents,
    persisted: trusted.persisted,
    limits,
    introspection: config.server.introspection,
    onUnknown,
    refused,
  });
  await apollo.start();
  const lane = new Lane({ schema, documents, answers, texts, limits, request });
  const origins = new Set(config.server.origins);
  const { callers, points } = deps;
  const guard = config.auth ? closedGuard(new Set(config.server.hosts), origins) : openGuard(origins);
  let requests = 0;
  const newRequestId = () => `${deps.prefix}-${(++requests).toString(36)}`;
  const http = new GraphQLHttp({
    lane,
    apollo,
    guard,
    callers,
    origins,
    limits,
    metrics,
    points,
    log,
    newRequestId,
    trusted,
    page: config.server.graphiql ? GRAPHIQL_PAGE : undefined,
    reached: deps.reached,
    proxies,
    refused,
  });
  const app = http.fastify();
  const listening = new Listening({ ...deps, schema, newRequestId, onUnknown, messageCost: config.streams.messageCost });
  const streams = new EventStreams({
    ...{ documents, limits, callers, points, trusted, listening, metrics, onUnknown },
    max: config.sockets.max,
    now: () => deps.clock.now(),
    addressOf: (request) => addressOf(request, proxies),
    refusal: (fault, requestId, request) => http.refusal(fault, requestId, request.headers),
  });
  streams.addTo(app);
  const { falcon, chronos } = deps.hooks;
  if (falcon)
    addHooks(app, {
      ...falcon,
      clock: deps.clock,
      metrics,
      onError: (error) => log.warn({ err: error }, 'a callback was not kept in time'),
    });
  if (chronos)
    addChronosHook(app, {
      ...{ ...chronos, clock: deps.clock },
      onError: (error) => log.warn({ err: error }, 'a call of Chronos was not kept'),
    });
  const socket = new GraphQLSocket({
    schema,
    documents,
    limits,
    sockets: config.sockets,
    guard,
    callers,
    points,
    now: () => deps.clock.now(),
    trusted,
    request,
    listening,
    metrics,
    log,
    newRequestId,
    onUnknown,
    proxies,
    refused,
  });
  socket.attach(app.server);
  addHealth(app, {
    graph,
    callers,
    metrics,
    sdl: `${printSchema(lexicographicSortSchema(schema))}\n`,
    stopping: deps.stopping,
    pingStore: deps.pingStore,
    proxies,
    points,
    introspection: config.server.introspection,
    monotonic: () => deps.clock.monotonic(),
  });
  if (config.server.graphiql) addGraphiql(app);

  return {
    app,
    metrics,
    recheck: () => {
      deps.streams.rescope();
      socket.recheck();
      streams.recheck();
    },
    listen: () => app.listen({ host: config.server.host, port: config.server.port }),
    close: async () => {
      streams.stop();
      await Promise.all([socket.stop(), http.drain(DRAIN_MS)]);
      await Promise.race([app.close(), new Promise((done) => setTimeout(done, config.server.stopWithinMs).unref())]);
      app.server.closeAllConnections();
      await apollo.stop();
    },
  };
}

function watchStreams(metrics: Metrics, streams: ServeDeps['streams']): void {
  metrics.watch('canopy_subscribers', 'Open subscriptions, over WebSockets and event streams.', () => streams.figures.subscribers);
  metrics.watch(
    'canopy_subscribers_behind',
    'Of these, those who are read to alone: back with a cursor, too slow, or new.',
    () => streams.figures.reading,
  );
  metrics.watch('canopy_gaps_not_kept', 'Gaps said since the start for what the log no longer keeps.', () => streams.figures.gaps.NOT_KEPT);
  metrics.watch('canopy_gaps_too_slow', 'Gaps said since the start to those who took too little.', () => streams.figures.gaps.TOO_SLOW);
}
