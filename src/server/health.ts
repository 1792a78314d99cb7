import type { FastifyInstance } from 'fastify';
import type { Graph } from '../live/graph.ts';
import { Fault } from '../kit/fault.ts';
import type { Callers } from './callers.ts';
import type { Metrics } from './metrics.ts';
import type { Points } from './points.ts';
import { addressOf } from './wire.ts';

export interface HealthDeps {
  readonly graph: Pick<Graph, 'sources'>;
  readonly callers: Callers;
  readonly points: Points;
  readonly metrics: Pick<Metrics, 'registry'>;
  readonly sdl: string;
  /** Whether everybody may read what the schema holds. */
  readonly introspection: boolean;
  readonly monotonic: () => number;
  readonly stopping: () => boolean;
  readonly pingStore: () => Promise<void>;
  /** Whose X-Forwarded-For is believed. */
  readonly proxies: ReadonlySet<string>;
}

/** Whoever reaches the port may ask whether we are ready: all who do so within this long share one question to the store. */
const PING_MS = 1_000;

/** What a machine asks: alive, ready, figures, schema. */
export function addHealth(app: FastifyInstance, deps: HealthDeps): void {
  const { graph, callers, points, metrics, sdl, stopping, proxies } = deps;
  const storeSays = sharedPing(deps);
  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/readyz', async ({ headers }, reply) => {
    const waiting = graph.sources
      // Without figures all else is answered, and no question goes to a Chronos.
      .filter((source) => !source.synced && source.kind !== 'falcon' && source.kind !== 'chronos')
      .map((source) => ({ source: source.name, lastError: source.lastError ?? null }));
    const store = await storeSays();
    const ready = waiting.length === 0 && store === null && !stopping();
    void reply.code(ready ? 200 : 503);
    const status = ready ? 'ready' : stopping() ? 'stopping' : 'waiting';
    // Names and errors of systems are not for whoever can reach this port.
    return callers.known(headers.authorization)?.scope.all ? { status, waiting, store: store ?? 'ok' } : { status };
  });

  app.get('/metrics', async ({ headers, raw }, reply) => {
    const { scope, viewer } = await callers.of(headers.authorization, addressOf(raw, proxies));
    if (!scope.all) throw new Fault('FORBIDDEN', `Its own figures are for administrators; ${viewer.name} is none.`);
    void reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });

  app.get('/schema.graphql', async ({ headers, raw }, reply) => {
    const { caller, scope } = await callers.of(headers.authorization, addressOf(raw, proxies));
    const account = points.of(caller);
    const limited = account.spend(1);
    void reply.headers(account.headers);
    if (limited) throw limited;
    if (!deps.introspection && !scope.all)
      throw new Fault('FORBIDDEN', `Here the schema is for administrators (server.introspection); ${caller.name} is none.`);
    void reply.type('text/plain; charset=utf-8');
    return sdl;
  });
}

/** Null: it answers. */
function sharedPing({ pingStore, monotonic }: Pick<HealthDeps, 'pingStore' | 'monotonic'>): () => Promise<string | null> {
  let asked = -Infinity;
  let said: Promise<string | null> = Promise.resolve(null);
  return () => {
    if (monotonic() - asked < PING_MS) return said;
    asked = monotonic();
    said = pingStore().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : 'no answer'),
    );
    return said;
  };
}
