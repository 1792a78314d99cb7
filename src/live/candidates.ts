import type { Container } from '../containers/model.ts';
import type { ContainerFilterFacts } from '../context.ts';
import type { SortedList } from '../kit/sorted.ts';
import { WALK_MAX } from './cursors.ts';
import type { Graph } from './graph.ts';
import type { AppSlot, LiveNode } from './node.ts';
import { counted } from './read-tree.ts';
import type { Scope } from './scope.ts';
import { TALLY } from './tally.ts';
import { containersFrom } from './walk.ts';

/** A set that holds all that a filter lets pass, and how large it is. */
interface Candidates {
  readonly size: number;
  readonly items: () => Iterable<Container>;
}

/**
 * What to collect and sort for a list in an order that only the index of the whole company has. Undefined: walk that
 * index, because most of it passes, or because what passes is too much to be sorted for each page.
 */
export function toCollect(graph: Graph, root: LiveNode, filter: ContainerFilterFacts, scope: Scope): Container[] | undefined {
  const { containers } = graph;
  const seen = counted(scope.tops(root), TALLY.total);
  const found: Candidates[] = [{ size: seen, items: () => containersFrom(root, undefined, scope) }];
  const { marathonId, host, state, health } = filter;
  if (marathonId) found.push(ofSlots(slotsOf(graph, marathonId)));
  if (host) found.push({ size: containers.onHost(host).length, items: () => containers.onHost(host) });
  // What nearly all of them are has no list.
  if (state && state !== 'RUNNING') found.push(ofList(containers.byState.get(state)));
  if (health && health !== 'HEALTHY') found.push(ofList(containers.byHealth.get(health)));
  const smallest = found.reduce((best, each) => (each.size < best.size ? each : best));
  const mostOfAll = scope.all && smallest.size * 4 >= containers.size;
  return smallest.size > WALK_MAX || mostOfAll ? undefined : [...smallest.items()];
}

/** The apps of that id, one for each Marathon that has it. */
export function slotsOf(graph: Graph, marathonId: string): AppSlot[] {
  return [...graph.clusters.values()].flatMap((copy) => copy.slots.get(marathonId) ?? []);
}

const ofList = (list: SortedList<Container> | undefined): Candidates => ({ size: list?.size ?? 0, items: () => list?.from() ?? [] });

function ofSlots(slots: readonly AppSlot[]): Candidates {
  return {
    size: slots.reduce((sum, slot) => sum + slot.containers.length, 0),
    items: () => slots.flatMap((slot) => slot.containers),
  };
}
