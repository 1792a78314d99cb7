import { ok, rejected, type Result } from '../../kit/result.ts';
import type { Inputs } from '../inputs.ts';
import { local, type Draft, type Facts } from '../spec.ts';
import { nodeSubject } from '../tree/names.ts';
import { atBinding, bindingNode, bindingStep, checkHolder, heldThere, placeOfBinding, whereWords } from './binding.ts';

export function planSetRoleBinding(input: Inputs['setRoleBinding'], { world, now, caller }: Facts): Result<Draft> {
  const found = bindingNode(world, input.jobName);
  if (!found.ok) return found;
  const node = found.value;
  const checked = checkHolder(input, world);
  if (!checked.ok) return checked;
  const { kind, holder, role } = input;
  if (role === 'ADMIN' && node)
    return rejected('BAD_USER_INPUT', 'ADMIN is held at the root: leave jobName out, or make it OWNER.', 'input', 'role');

  const before = heldThere(world, node, input)?.role ?? null;
  const base = { subject: node ? nodeSubject(node.record.id) : null, place: placeOfBinding(node) };
  if (before === role) return ok({ ...base, steps: [], reason: `${kind} ${holder} is ${role} on ${whereWords(node)} already.` });
  const value = { nodeId: node?.record.id ?? null, kind, holder, role, setBy: caller, setAt: now };
  return ok({
    ...base,
    steps: [bindingStep(input, node, { verb: 'bind role', before, after: role, write: { put: 'binding', value } })],
    reason: `${kind} ${holder} is ${before ?? 'nothing'} on ${whereWords(node)}.`,
  });
}

export const setRoleBinding = local('setRoleBinding', atBinding, planSetRoleBinding);
