import { appOfKey, type App } from '../apps/model.ts';
import { DEFINITION } from '../tree/facets.ts';
import { TreeNode } from '../tree/model.ts';
import type { Graph } from './graph.ts';
import type { LiveNode } from './node.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

/** Of a thing that is seen. */
export function nodeSeen({ tree, clusters }: Graph, scope: Scope, thing: TreeNode | App): LiveNode | undefined {
  const node = thing instanceof TreeNode ? tree.nodes.get(thing.nodeId) : clusters.get(thing.cluster)?.slots.get(thing.marathonId)?.node;
  return node && (node === tree.root || scope.sees(node)) ? node : undefined;
}

/** Where it hangs, what a rule is set on; undefined: nowhere, any more. */
export function nodeOn({ tree, clusters }: Graph, on: string): LiveNode | undefined {
  const key = on.slice(on.indexOf(':') + 1);
  if (on.startsWith('TreeNode:')) return tree.nodes.get(key);
  const { cluster, marathonId } = appOfKey(key);
  return clusters.get(cluster)?.slots.get(marathonId)?.node;
}

/** Which rule counts hangs on where things stand, and whether an app is there on what Marathon tells. */
export function noteScaling({ tree, clusters }: Graph, reading: Reading): void {
  reading.shape();
  reading.cell(tree.scalingCell);
  reading.cell(tree.timed.cell);
  for (const { source } of clusters.values()) reading.source(source);
  reading.filtered(tree.root, DEFINITION);
}
