import { ok, rejected, type Result } from '../../kit/result.ts';
import type { Freeze } from '../../tree/model.ts';
import { nodeOf } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import { asJson, CANOPY, local, type Draft, type Facts } from '../spec.ts';
import { findNode, nodeSubject, placeAt } from '../tree/names.ts';
import { atNode } from '../where.ts';

const LONGEST_REASON = 500;

export function planSetFreeze({ jobName, reason, from, until }: Inputs['setFreeze'], { world, now, caller, newId }: Facts): Result<Draft> {
  const found = findNode(world, jobName, 'jobName');
  if (!found.ok) return found;
  const node = found.value;
  if (reason.trim() === '') return rejected('BAD_USER_INPUT', 'Say why, for those who meet the freeze.', 'input', 'reason');
  if (reason.length > LONGEST_REASON)
    return rejected('BAD_USER_INPUT', `The reason has ${reason.length} characters, the limit is ${LONGEST_REASON}.`, 'input', 'reason');
  const begins = from ?? now;
  if (until != null && until <= now) return rejected('BAD_USER_INPUT', 'The freeze would be over before it is set.', 'input', 'until');
  if (until != null && until <= begins) return rejected('BAD_USER_INPUT', 'The freeze would end before it begins.', 'input', 'until');

  const nodeId = node.record.id;
  const freeze: Freeze = { id: newId(), nodeId, reason, setBy: caller, from: begins, until: until ?? null };
  const span = spanOf(freeze);
  // No guards: a freeze may be set where there is one already.
  const request: LocalRequest = {
    guards: [],
    writes: [{ put: 'freeze', value: freeze }],
    events: [
      {
        kind: 'FREEZE_SET',
        nodeId,
        jobName: node.jobName,
        subject: nodeSubject(nodeId),
        summary: `${node.jobName} is frozen ${span}: ${reason}`,
        body: { freeze: freeze.id, reason, from: freeze.from, until: freeze.until },
      },
    ],
  };
  const step = {
    system: CANOPY,
    verb: 'freeze',
    target: node.jobName,
    before: null,
    after: `frozen ${span}: ${reason}`,
    request: asJson(request),
    absolute: true,
    dependsOn: { [nodeOf(node.jobName)]: nodeId },
  };
  return ok({ subject: nodeSubject(nodeId), place: placeAt(node), steps: [step], reason });
}

export const setFreeze = local('setFreeze', atNode('jobName'), planSetFreeze);

export function spanOf({ from, until }: Freeze): string {
  const iso = (at: number) => new Date(at).toISOString();
  return `from ${iso(from)} ${until === null ? 'until it is removed' : `until ${iso(until)}`}`;
}
