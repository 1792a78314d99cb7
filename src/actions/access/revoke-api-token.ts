import { ok, rejected, type Result } from '../../kit/result.ts';
import { tokenFact } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import { asJson, CANOPY, local, type Draft, type Facts, type Where } from '../spec.ts';

const rawId = (id: string): string => id.replace(/^ApiToken:/, '');

/** Whoever is shown a token may end it: its owner, an administrator, and who has it. */
const whoSeesIt: Where<Inputs['revokeApiToken']> = ({ id }, { world }) =>
  world.token(rawId(id)) ? ok([]) : rejected('NOT_FOUND', `There is no token ${id} of yours.`, 'input', 'id');

export function planRevokeApiToken({ id: given }: Inputs['revokeApiToken'], { world }: Facts): Result<Draft> {
  const token = world.token(rawId(given));
  if (!token) return rejected('NOT_FOUND', `There is no token ${given} of yours.`, 'input', 'id');
  const { id, label, owner } = token;
  const subject = `ApiToken:${id}`;
  const request: LocalRequest = {
    guards: [],
    writes: [{ revoke: 'token', id }],
    events: [
      {
        kind: 'API_TOKEN_REVOKED',
        ...{ nodeId: null, jobName: null, subject },
        summary: `The token ${id} (${label}) of ${owner} was revoked`,
        body: { token: id, label, owner },
      },
    ],
  };
  const step = {
    system: CANOPY,
    verb: 'revoke token',
    target: subject,
    before: `${label} of ${owner}`,
    after: null,
    request: asJson(request),
    absolute: true,
    dependsOn: { [tokenFact(id)]: true },
  };
  return ok({ subject, place: null, steps: [step], reason: `${label} of ${owner} is in force.` });
}

export const revokeApiToken = local('revokeApiToken', whoSeesIt, planRevokeApiToken);
