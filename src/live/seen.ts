import { Deployment, type DeploymentAction } from '../apps/model.ts';
import type { Graph } from './graph.ts';
import type { AppSlot, LiveNode } from './node.ts';
import { nodeOn } from './scaled-place.ts';
import type { Scope } from './scope.ts';
import type { LiveTree } from './tree.ts';

/** An app is seen with its node. One whose label claims another place is told to the owners of both: of its path's node, and of the claimed one. */
export function appIsSeen(graph: Graph, scope: Scope, slot: AppSlot): boolean {
  if (scope.all || scope.sees(slot.node)) return true;
  const label = slot.app.label('jobname');
  if (label === undefined) return false;
  const claimed = graph.tree.find(label);
  return scope.may('OWNER', claimed) || scope.may('OWNER', graph.pathNode(slot.app.marathonId));
}

/** A host is seen by what it runs, or where it is attached. */
export function hostIsSeen({ tree }: Pick<Graph, 'tree'>, scope: Scope, name: string): boolean {
  return (
    scope.all ||
    scope.tops(tree.root).some((top) => top.hosts.get(name) > 0) ||
    [...(tree.hostNodes.get(name) ?? [])].some((id) => scope.sees(tree.nodes.get(id)))
  );
}

/** A scaling rule is seen with what it is set on. One of an app that is gone is for administrators. */
export function ruleIsSeen(graph: Graph, scope: Scope, on: string): boolean {
  return scope.all || scope.sees(nodeOn(graph, on));
}

/** A deployment as who may see only some of its apps sees it; undefined when it works on none of them. */
export function partOf(deployment: Deployment, sees: (marathonId: string) => boolean): Deployment | undefined {
  const { cluster, deploymentId, version, currentStep, totalSteps } = deployment;
  const affectedApps = deployment.affectedApps.filter(sees);
  if (affectedApps.length === deployment.affectedApps.length) return deployment;
  if (affectedApps.length === 0) return undefined;
  const currentActions = deployment.currentActions.filter(({ target }: DeploymentAction) => sees(target));
  return new Deployment({ cluster, deploymentId, version, affectedApps, currentStep, totalSteps, currentActions, steps: [] });
}

/**
 * The node a JobName names, as far as it is seen: by an old name only where that holds nothing that is hidden; one above what
 * is seen, by the name that is shown of it and by no other.
 */
export function nodeNamed(tree: LiveTree, scope: Scope, jobName: string): LiveNode | undefined {
  const found = tree.find(jobName);
  if (!found || scope.all) return found;
  if (found.entity?.jobName === jobName) return scope.names(found) ? found : undefined;
  return scope.sees(found) && isNamed(tree, scope, jobName) ? found : undefined;
}

/**
 * Whether all that stands in an old name of something that is seen may be named. A part of it that is gone is for those who see
 * what it stood below, as far as that is still there.
 */
export function isNamed(tree: LiveTree, scope: Scope, jobName: string): boolean {
  if (scope.all) return true;
  const parts = jobName.split('_');
  let last: LiveNode | undefined;
  let missing = false;
  for (let left = 1; left < parts.length; left++) {
    const above = tree.find(parts.slice(0, left).join('_'));
    if (above && !scope.names(above)) return false;
    if (!above) missing = true;
    else if (!missing) last = above;
  }
  return !missing || scope.sees(last);
}
