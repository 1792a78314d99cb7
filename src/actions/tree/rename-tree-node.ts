import { ok, rejected, type Result } from '../../kit/result.ts';
import { levelOf } from '../../tree/jobname.ts';
import type { Inputs } from '../inputs.ts';
import { local, type Draft, type Facts } from '../spec.ts';
import { atNode } from '../where.ts';
import { checkName, childName, findNode, isTaken, nodeSubject, placeAt } from './names.ts';
import { heldNames, renaming } from './renaming.ts';

export function planRename({ jobName, name }: Inputs['renameTreeNode'], facts: Facts): Result<Draft> {
  const { world, whole } = facts;
  const found = findNode(world, jobName, 'jobName');
  if (!found.ok) return found;
  const node = found.value;
  const checked = checkName(name);
  if (!checked.ok) return checked;
  const subject = nodeSubject(node.record.id);
  const place = placeAt(node);
  if (node.record.name === name) return ok({ subject, place, steps: [], reason: `${node.jobName} already has this name.` });

  const { parentId, depth, id } = node.record;
  const parent = parentId === null ? undefined : whole.nodeById(parentId);
  const next = childName(parent?.jobName ?? null, depth, name);
  if (isTaken(whole, next)) return rejected('ALREADY_EXISTS', `${next} is already there.`, 'input', 'name');
  const event = {
    kind: 'TREE_NODE_RENAMED' as const,
    nodeId: id,
    jobName: next,
    subject,
    summary: `${node.jobName} is now ${next}`,
    body: { from: node.record.name, to: name, level: levelOf(depth), before: node.jobName, after: next },
  };
  const held = heldNames(node, next, facts);
  if (held) return rejected('ALREADY_EXISTS', held, 'input', 'name');
  const { step, inputs } = renaming(
    { verb: 'rename', node, record: { ...node.record, name }, jobName: next, around: [], events: [event] },
    facts,
  );
  return ok({ subject, place, steps: [step], inputs, reason: `${next} is free.` });
}

export const renameTreeNode = local('renameTreeNode', atNode('jobName'), planRename);
