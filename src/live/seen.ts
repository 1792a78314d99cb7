import { Deployment, type DeploymentAction } from '../apps/model.ts';
import type { Graph } from './graph.ts';
import type { AppSlot } from './node.ts';
import type { Scope } from './scope.ts';

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

/** A deployment as who may see only some of its apps sees it; undefined when it works on none of them. */
export function partOf(deployment: Deployment, sees: (marathonId: string) => boolean): Deployment | undefined {
  const { cluster, deploymentId, version, currentStep, totalSteps } = deployment;
  const affectedApps = deployment.affectedApps.filter(sees);
  if (affectedApps.length === deployment.affectedApps.length) return deployment;
  if (affectedApps.length === 0) return undefined;
  const currentActions = deployment.currentActions.filter(({ target }: DeploymentAction) => sees(target));
  return new Deployment({ cluster, deploymentId, version, affectedApps, currentStep, totalSteps, currentActions, steps: [] });
}
