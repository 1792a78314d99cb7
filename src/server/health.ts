import type { FastifyInstance } from 'fastify';
import type { Graph } from '../live/graph.ts';
import { Fault } from '../kit/fault.ts';
import type { Callers } from './callers.ts';
import type { Metrics } from './metrics.ts';
import { addressOf } from './wire.ts';

export interface HealthDeps {
  readonly graph: Graph;
  readonly callers: Callers;
  readonly metrics: Metrics;
  readonly sdl: string;
  readonly stopping: () => boolean;
  readonly pingStore: () => Promise<void>;
  /** Whose X-Forwarded-For is believed. */
  readonly proxies: ReadonlySet<string>;
}

/** What a machine asks: alive, ready, figures, schema. */
export function addHealth(app: FastifyInstance, { graph, callers, metrics, sdl, stopping, pingStore, proxies }: HealthDeps): void {
  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/readyz', async ({ headers }, reply) => {
    const waiting = graph.sources
      .filter((source) => !source.synced)
      .map((source) => ({ source: source.name, lastError: source.lastError ?? null }));
    const store = await pingStore().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : 'no answer'),
    );
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
    await callers.of(headers.authorization, addressOf(raw, proxies));
    void reply.type('text/plain; charset=utf-8');
    return sdl;
  });
}
