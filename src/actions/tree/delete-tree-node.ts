import { ok, rejected, type Result } from '../../kit/result.ts';
import { levelOf } from '../../tree/jobname.ts';
import { appsOf, childrenOf, hostsAt, nodeOf } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import type { World } from '../ports.ts';
import { awake } from '../reach.ts';
import { asJson, CANOPY, local, type Draft, type Facts } from '../spec.ts';
import { findNode, nodeSubject, placeAt } from './names.ts';
import { atNode } from '../where.ts';

export function planDelete({ jobName }: Inputs['deleteTreeNode'], { world }: Facts): Result<Draft> {
  const found = findNode(world, jobName, 'jobName');
  if (!found.ok) return found;
  const node = found.value;
  const { id, depth, name, parentId } = node.record;
  appsAreKnown(world);
  const hosts = world.attachments(id).map(({ host }) => host);
  const hanging = [...node.children.map((child) => child.name), ...node.appKeys, ...hosts];
  if (hanging.length > 0) {
    const counts = `${node.children.length} nodes, ${node.appKeys.length} apps and ${hosts.length} attached hosts`;
    return rejected('NOT_EMPTY', `${counts} hang on ${node.jobName}: ${hanging.slice(0, 10).join(', ')}.`, 'input', 'jobName');
  }

  const subject = nodeSubject(id);
  const request: LocalRequest = {
    guards: [id],
    writes: [
      ...world.aliasesOf(id).map((alias) => ({ drop: 'alias' as const, jobName: alias.jobName })),
      ...world.claims(id).map(({ cluster, marathonId }) => ({ drop: 'claim' as const, cluster, marathonId })),
      ...world.freezesSetOn(id).map((freeze) => ({ drop: 'freeze' as const, id: freeze.id })),
      { drop: 'node', value: node.record },
    ],
    events: [
      {
        kind: 'TREE_NODE_DELETED',
        nodeId: id,
        jobName: node.jobName,
        subject,
        summary: `${node.jobName} was deleted`,
        body: { name, level: levelOf(depth), parent: parentId },
      },
    ],
  };
  const step = {
    system: CANOPY,
    verb: 'delete',
    target: node.jobName,
    before: `${levelOf(depth)} ${node.jobName}`,
    after: null,
    request: asJson(request),
    absolute: true,
    // That it is there and that nothing hangs on it.
    dependsOn: { [nodeOf(node.jobName)]: id, [childrenOf(node.jobName)]: [], [appsOf(node.jobName)]: [], [hostsAt(node.jobName)]: [] },
  };
  return ok({ subject, place: placeAt(node), steps: [step], reason: `Nothing hangs on ${node.jobName}.` });
}

export const deleteTreeNode = local('deleteTreeNode', atNode('jobName'), planDelete);

/** "No app hangs here" is true only when every Marathon has been read and is still being watched. */
function appsAreKnown(world: World): void {
  for (const cluster of world.clusters()) {
    world.apps(cluster);
    awake(world, cluster);
  }
}
