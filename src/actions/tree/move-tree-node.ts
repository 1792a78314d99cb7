import { ok, rejected, type Result } from '../../kit/result.ts';
import { levelOf } from '../../tree/jobname.ts';
import type { Inputs } from '../inputs.ts';
import type { StepEvent } from '../local.ts';
import type { WorldNode } from '../ports.ts';
import { local, type Draft, type Facts, type Where } from '../spec.ts';
import { childName, findNode, isTaken, nodeSubject, placeAt } from './names.ts';
import { heldNames, renaming } from './renaming.ts';

export function planMove({ jobName, newParent }: Inputs['moveTreeNode'], facts: Facts): Result<Draft> {
  const { world, whole } = facts;
  const found = findNode(world, jobName, 'jobName');
  if (!found.ok) return found;
  const target = findNode(world, newParent, 'newParent');
  if (!target.ok) return target;
  const node = found.value;
  const to = target.value;
  const { depth, id, name, parentId } = node.record;
  // Its name is shown to who sees the node, though they may not see it itself.
  const from = parentId === null ? undefined : whole.nodeById(parentId);
  if (!from) return rejected('BAD_USER_INPUT', `${node.jobName} is a company; there is nowhere to move it.`, 'input', 'jobName');
  if (to.record.depth !== depth - 1) {
    return rejected(
      'BAD_USER_INPUT',
      `A ${levelOf(depth)} hangs below a ${levelOf(depth - 1)}; ${to.jobName} is a ${levelOf(to.record.depth)}.`,
      'input',
      'newParent',
    );
  }

  const subject = nodeSubject(id);
  const place = placeAt(node);
  if (to.record.id === from.record.id) return ok({ subject, place, steps: [], reason: `${node.jobName} is already there.` });
  const next = childName(to.jobName, depth, name);
  if (isTaken(whole, next)) return rejected('ALREADY_EXISTS', `${next} is already there.`, 'input', 'newParent');
  const held = heldNames(node, next, facts);
  if (held) return rejected('ALREADY_EXISTS', held, 'input', 'newParent');
  const events = leftAndEntered(node, from, next);
  const around = [placeAt(from), placeAt(to)];
  const { step, inputs } = renaming(
    { verb: 'move', node, record: { ...node.record, parentId: to.record.id }, jobName: next, around, events },
    facts,
  );
  // Its event is told at the place that it leaves, so it does not name the other.
  return ok({ subject, place, steps: [step], inputs, reason: `The name ${name} is free where it goes.` });
}

/** What leaves one place comes to another: it is for the owners of both. */
const fromAndTo: Where<Inputs['moveTreeNode']> = ({ jobName, newParent }, { world }) => {
  const node = findNode(world, jobName, 'jobName');
  if (!node.ok) return node;
  const to = findNode(world, newParent, 'newParent');
  return to.ok ? ok([placeAt(node.value), placeAt(to.value)]) : to;
};

export const moveTreeNode = local('moveTreeNode', fromAndTo, planMove);

/** The owners of either place learn of their own: neither event names the other place. */
function leftAndEntered({ record, jobName }: WorldNode, from: WorldNode, next: string): readonly StepEvent[] {
  const subject = nodeSubject(record.id);
  const body = { name: record.name, level: levelOf(record.depth) };
  return [
    {
      kind: 'TREE_NODE_LEFT',
      nodeId: from.record.id,
      jobName: from.jobName,
      subject,
      summary: `${jobName} left ${from.jobName}`,
      body: { ...body, jobName },
    },
    {
      kind: 'TREE_NODE_ENTERED',
      nodeId: record.id,
      jobName: next,
      subject,
      summary: `${next} was moved here`,
      body: { ...body, jobName: next },
    },
  ];
}
