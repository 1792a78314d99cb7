import { ok, rejected, type Result } from '../../kit/result.ts';
import { freezeFact } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import { asJson, CANOPY, local, type Draft, type Facts, type Where } from '../spec.ts';
import { nodeSubject, placeAt } from '../tree/names.ts';
import { spanOf } from './set-freeze.ts';

export function planRemoveFreeze({ id }: Inputs['removeFreeze'], { world }: Facts): Result<Draft> {
  const freeze = world.freeze(id);
  const node = freeze && world.nodeById(freeze.nodeId);
  if (!freeze || !node) return rejected('NOT_FOUND', `There is no freeze ${id}.`, 'input', 'id');
  const { nodeId, reason } = freeze;
  const request: LocalRequest = {
    guards: [],
    writes: [{ drop: 'freeze', id }],
    events: [
      {
        kind: 'FREEZE_REMOVED',
        nodeId,
        jobName: node.jobName,
        subject: nodeSubject(nodeId),
        summary: `${node.jobName} is no longer frozen: ${reason}`,
        body: { freeze: id, reason },
      },
    ],
  };
  const step = {
    system: CANOPY,
    verb: 'unfreeze',
    target: node.jobName,
    before: `frozen ${spanOf(freeze)}: ${reason}`,
    after: null,
    request: asJson(request),
    absolute: true,
    dependsOn: { [freezeFact(id)]: true },
  };
  return ok({ subject: nodeSubject(nodeId), place: placeAt(node), steps: [step], reason: `Set by ${freeze.setBy}: ${reason}` });
}

const whereItIs: Where<Inputs['removeFreeze']> = ({ id }, { world }) => {
  const freeze = world.freeze(id);
  const node = freeze && world.nodeById(freeze.nodeId);
  return node ? ok([placeAt(node)]) : rejected('NOT_FOUND', `There is no freeze ${id}.`, 'input', 'id');
};

export const removeFreeze = local('removeFreeze', whereItIs, planRemoveFreeze);
