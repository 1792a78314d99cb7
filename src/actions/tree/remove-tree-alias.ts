import { ok, rejected, type Result } from '../../kit/result.ts';
import { aliasOf } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import { asJson, CANOPY, local, type Draft, type Facts, type Where } from '../spec.ts';
import { nodeSubject, placeAt } from './names.ts';

export function planRemoveAlias({ alias }: Inputs['removeTreeAlias'], { world }: Facts): Result<Draft> {
  const held = world.alias(alias);
  const node = held && world.nodeById(held.nodeId);
  if (!held || !node) return rejected('NOT_FOUND', `There is no alias ${alias}.`, 'input', 'alias');
  const subject = nodeSubject(held.nodeId);
  const request: LocalRequest = {
    guards: [held.nodeId],
    writes: [{ drop: 'alias', jobName: alias }],
    events: [
      {
        kind: 'TREE_ALIAS_REMOVED',
        nodeId: held.nodeId,
        jobName: node.jobName,
        subject,
        summary: `${alias} no longer names ${node.jobName}`,
        body: { alias },
      },
    ],
  };
  const step = {
    system: CANOPY,
    verb: 'remove alias',
    target: alias,
    before: `${alias} names ${node.jobName}`,
    after: null,
    request: asJson(request),
    absolute: true,
    dependsOn: { [aliasOf(alias)]: held.nodeId },
  };
  return ok({ subject, place: placeAt(node), steps: [step], reason: `${alias} is an alias of ${node.jobName}.` });
}

const whereItIs: Where<Inputs['removeTreeAlias']> = ({ alias }, { world }) => {
  const held = world.alias(alias);
  const node = held && world.nodeById(held.nodeId);
  return node ? ok([placeAt(node)]) : rejected('NOT_FOUND', `There is no alias ${alias}.`, 'input', 'alias');
};

export const removeTreeAlias = local('removeTreeAlias', whereItIs, planRemoveAlias);
