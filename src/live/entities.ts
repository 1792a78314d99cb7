import type { Entity } from '../kit/entity.ts';
import type { Graph } from './graph.ts';

/** Every object that may carry text. */
export function* entitiesOf(graph: Graph): Generator<Entity> {
  yield* graph.containers.byTask.from();
  for (const copy of graph.clusters.values()) {
    for (const slot of copy.slots.values()) yield slot.app;
    yield* copy.deployments.values();
  }
  yield* graph.hosts.values();
  for (const node of graph.tree.nodes.values()) if (node.entity) yield node.entity;
}
