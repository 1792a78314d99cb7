import { App, Deployment } from '../apps/model.ts';
import { Container } from '../containers/model.ts';
import { Host } from '../hosts/model.ts';
import { TreeNode } from '../tree/model.ts';
import type { Graph } from './graph.ts';
import type { LiveNode } from './node.ts';
import { freshness, type Freshness, type Source } from './source.ts';

/** The nodes that a thing belongs to; undefined: it is no thing of the tree. */
export function placesOf(graph: Graph, of: unknown): readonly (LiveNode | undefined)[] | undefined {
  const slotOf = (cluster: string, id: string) => graph.clusters.get(cluster)?.slots.get(id)?.node;
  if (of instanceof TreeNode) return [graph.tree.nodes.get(of.nodeId)];
  if (of instanceof App || of instanceof Container) return [slotOf(of.cluster, of.marathonId)];
  if (of instanceof Deployment) return of.affectedApps.map((id) => slotOf(of.cluster, id));
  return undefined;
}

/** How old what is held of it is. */
export function freshnessOf(graph: Graph, of: App | Container | Host | Deployment, source: Source): Freshness {
  const { clock } = graph;
  if (of instanceof Deployment) {
    const copy = graph.clusters.get(of.cluster);
    return freshness(source, clock, copy?.parts.deployments.oldest(), copy?.isUnread('deployments'));
  }
  const slot = of instanceof Host ? undefined : graph.clusters.get(of.cluster)?.slots.get(of.marathonId);
  return slot
    ? freshness(source, clock, { mono: slot.readMono, wall: slot.readWall }, slot.problem !== undefined)
    : freshness(source, clock);
}

/** What tells of it; of several, the one that was read longest ago. */
export function sourceOf(graph: Graph, of: App | Container | Host | Deployment): Source {
  const cluster = of instanceof App || of instanceof Container || of instanceof Deployment ? of.cluster : undefined;
  const copy = cluster === undefined ? undefined : graph.clusters.get(cluster);
  const listing = of instanceof Host ? graph.hostCopies.filter(({ names }) => names.has(of.name)) : [];
  const told = copy ? [copy.source] : listing.length > 0 ? listing.map(({ source }) => source) : graph.hostSources();
  const [source] = [...told].sort((a, b) => (a.listedMono ?? -1) - (b.listedMono ?? -1));
  if (!source) throw new Error('No source is configured.');
  return source;
}
