import type { Container } from '../containers/model.ts';
import { lowerBound } from '../kit/sorted.ts';
import { compareText, type AppSlot, type LiveNode } from './node.ts';
import type { Scope } from './scope.ts';

/** A place in the order of the tree: node names below the start, then the app, then the task. */
export interface Place {
  readonly names: readonly string[];
  readonly appKey: string;
  readonly taskId: string;
}

/**
 * The apps of a subtree in the order of the tree (children by name, then own apps), from the place on, its app included. With
 * a scope only what it sees: where it sees a node it sees all below, so it is asked no further.
 */
export function* slotsFrom(node: LiveNode, place?: Place, scope?: Scope, depth = 0): Generator<AppSlot> {
  const asked = scope?.sees(node) ? undefined : scope;
  const name = place?.names[depth];
  let child = 0;
  if (place && name !== undefined) {
    child = lowerBound(node.children, name, (each, wanted) => compareText(each.name, wanted));
    const here = node.children[child];
    if (here?.name === name) {
      if (asked?.names(here) !== false) yield* slotsFrom(here, place, asked, depth + 1);
      child++;
    }
  }
  const atNode = place !== undefined && name === undefined;
  if (!atNode) {
    for (; child < node.children.length; child++) {
      const each = node.children[child] as LiveNode;
      if (asked?.names(each) !== false) yield* slotsFrom(each, undefined, asked);
    }
  }
  if (asked) return;
  let app = atNode ? lowerBound(node.apps, place.appKey, (slot, key) => compareText(slot.app.key, key)) : 0;
  for (; app < node.apps.length; app++) yield node.apps[app] as AppSlot;
}

/** The containers of a subtree in the order of the tree, after the place. */
export function* containersFrom(node: LiveNode, place?: Place, scope?: Scope): Generator<Container> {
  for (const slot of slotsFrom(node, place, scope)) {
    const items = slot.containers;
    let at = 0;
    if (place && slot.app.key === place.appKey) at = after(items, place.taskId);
    for (; at < items.length; at++) yield items[at] as Container;
  }
}

/** Those of a few apps in that same order: what hangs deeper comes first, as in a walk. */
export function* containersOf(root: LiveNode, slots: readonly AppSlot[], place?: Place): Generator<Container> {
  const placed = slots
    .filter(({ node }) => node.isWithin(root))
    .map((slot) => ({ slot, names: namesBelow(root, slot.node) }))
    .sort((a, b) => comparePlaces(a.names, b.names) || compareText(a.slot.app.key, b.slot.app.key));
  for (const { slot, names } of placed) {
    const against = place ? comparePlaces(names, place.names) || compareText(slot.app.key, place.appKey) : 1;
    if (against < 0) continue;
    for (let at = against === 0 && place ? after(slot.containers, place.taskId) : 0; at < slot.containers.length; at++)
      yield slot.containers[at] as Container;
  }
}

/** Node names from below the root of the walk down to the node. */
export function namesBelow(root: LiveNode, node: LiveNode | undefined): string[] {
  const names: string[] = [];
  for (let at = node; at && at !== root; at = at.parent) if (at.record) names.unshift(at.record.name);
  return names;
}

function comparePlaces(a: readonly string[], b: readonly string[]): number {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    const order = compareText(a[depth] as string, b[depth] as string);
    if (order !== 0) return order;
  }
  return b.length - a.length;
}

/** The index of the first container with a greater task id; the array is sorted by it. */
export function after(items: readonly Container[], taskId: string): number {
  return lowerBound(items, taskId, (item, wanted) => (compareText(item.taskId, wanted) <= 0 ? -1 : 1));
}
