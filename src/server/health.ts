import type { FastifyInstance } from 'fastify';
import type { Graph } from '../live/graph.ts';
import type { Metrics } from './metrics.ts';

export interface HealthDeps {
  readonly graph: Graph;
  readonly metrics: Metrics;
  readonly sdl: string;
  readonly stopping: () => boolean;
  readonly pingStore: () => Promise<void>;
}

/** What a machine asks: alive, ready, figures, schema. */
export function addHealth(app: FastifyInstance, { graph, metrics, sdl, stopping, pingStore }: HealthDeps): void {
  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    const waiting = graph.sources
      .filter((source) => !source.synced)
      .map((source) => ({ source: source.name, lastError: source.lastError ?? null }));
    const store = await pingStore().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : 'no answer'),
    );
    const ready = waiting.length === 0 && store === null && !stopping();
    void reply.code(ready ? 200 : 503);
    return { status: ready ? 'ready' : stopping() ? 'stopping' : 'waiting', waiting, store: store ?? 'ok' };
  });

  app.get('/metrics', async (_request, reply) => {
    void reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });

  app.get('/schema.graphql', (_request, reply) => {
    void reply.type('text/plain; charset=utf-8');
    return sdl;
  });
}
