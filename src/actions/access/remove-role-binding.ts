import { ok, rejected, type Result } from '../../kit/result.ts';
import type { Inputs } from '../inputs.ts';
import { local, type Draft, type Facts } from '../spec.ts';
import { nodeSubject } from '../tree/names.ts';
import { atBinding, bindingNode, bindingStep, heldThere, placeOfBinding, whereWords } from './binding.ts';

export function planRemoveRoleBinding(input: Inputs['removeRoleBinding'], { world }: Facts): Result<Draft> {
  const found = bindingNode(world, input.jobName);
  if (!found.ok) return found;
  const node = found.value;
  const { kind, holder } = input;
  const held = heldThere(world, node, input);
  const inherited = 'What is held on a node above is removed there.';
  if (!held) return rejected('NOT_FOUND', `Nothing is bound to ${kind} ${holder} on ${whereWords(node)}. ${inherited}`, 'input', 'holder');
  const value = { nodeId: held.nodeId, kind, holder };
  return ok({
    subject: node ? nodeSubject(node.record.id) : null,
    place: placeOfBinding(node),
    steps: [bindingStep(input, node, { verb: 'unbind role', before: held.role, after: null, write: { drop: 'binding', value } })],
    reason: `${kind} ${holder} is ${held.role} on ${whereWords(node)}, set by ${held.setBy}.`,
  });
}

export const removeRoleBinding = local('removeRoleBinding', atBinding, planRemoveRoleBinding);
