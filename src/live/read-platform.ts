import type { DatasourceFacts, UnreadableFacts } from '../context.ts';
import { intMs } from '../kit/int.ts';
import type { Graph } from './graph.ts';
import type { Reading } from './reading.ts';

/** Every source with its state; its age is a matter of the clock. */
export function platformFacts(graph: Graph, reading: Reading): DatasourceFacts[] {
  const { clock } = graph;
  const age = (mono: number | undefined) => (mono === undefined ? null : intMs(clock.monotonic() - mono));
  const mirrored = graph.sources.map((source) => {
    reading.source(source);
    return {
      name: source.name,
      kind: source.kind,
      url: source.url,
      state: source.state(),
      syncedAt: source.listedWall ?? null,
      ageMs: age(source.listedMono),
      lastError: source.lastError ?? null,
    };
  });
  const asked = graph.asked.map(({ name, kind, url, standing }) => {
    const { state, answeredMono, lastError } = standing();
    const ageMs = age(answeredMono);
    return { name, kind, url, state, syncedAt: ageMs === null ? null : clock.now() - ageMs, ageMs, lastError };
  });
  return [...mirrored, ...asked];
}

export function unreadableFacts(graph: Graph, reading: Reading): UnreadableFacts[] {
  return [
    ...graph.clusters.values(),
    ...graph.hostCopies,
    ...(graph.metrics ? [graph.metrics] : []),
    ...(graph.watch ? [graph.watch.copy] : []),
  ].flatMap((copy) => {
    reading.cell(copy.unreadable.cell);
    return [...copy.unreadable.values()].map(({ id, problem }) => ({ id, source: copy.source.name, problem }));
  });
}
