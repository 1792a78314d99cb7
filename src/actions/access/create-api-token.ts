import type { ApiToken, TokenScope } from '../../access/model.ts';
import { MOST_TOKENS } from '../../access/token.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import { newTokenId } from '../secret-token.ts';
import { asJson, CANOPY, local, type Draft, type Facts } from '../spec.ts';
import { findNode } from '../tree/names.ts';

type Input = Inputs['createApiToken'];

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 366;
const LONGEST_LABEL = 100;
const MOST_SCOPES = 50;

export function planCreateApiToken(input: Input, facts: Facts): Result<Draft> {
  const { world, now, caller } = facts;
  const problem = problemOf(input, facts);
  if (!problem.ok) return problem;
  const scopes = scopesOf(input, facts);
  if (!scopes.ok) return scopes;

  const { label, expiresAt } = input;
  const id = newTokenId();
  const value: Omit<ApiToken, 'hash'> = {
    ...{ id, label, owner: caller, createdAt: now, expiresAt, lastUsedAt: null, revokedAt: null },
    scopes: scopes.value.map(({ nodeId, role }) => ({ nodeId, role })),
  };
  const said = scopes.value.map(({ role, jobName }) => `${role} on ${jobName ?? 'whatever its owner may see'}`).join(', ');
  const until = new Date(expiresAt).toISOString();
  const subject = `ApiToken:${id}`;
  const request: LocalRequest = {
    guards: [],
    writes: [{ put: 'token', value }],
    events: [
      {
        kind: 'API_TOKEN_CREATED',
        ...{ nodeId: null, jobName: null, subject },
        summary: `${caller} made the token ${id} (${label}): ${said}, until ${until}`,
        body: { token: id, label, owner: caller, expiresAt },
      },
    ],
  };
  const step = {
    system: CANOPY,
    verb: 'create token',
    target: subject,
    before: null,
    after: `${label}: ${said}, until ${until}`,
    request: asJson(request),
    absolute: true,
    dependsOn: {},
  };
  return ok({
    ...{ subject, place: null, steps: [step] },
    reason: `${caller} has ${world.tokensOf(caller).length} tokens and may act as asked for.`,
  });
}

export const createApiToken = local('createApiToken', () => ok([]), planCreateApiToken);

function problemOf({ label, scopes, expiresAt }: Input, { permit, world, now, caller }: Facts): Result<true> {
  const kind = permit === 'ALL' ? 'OPEN' : permit.kind;
  if (kind === 'OPEN') return rejected('BAD_USER_INPUT', 'This server asks nobody who they are: a token would be of no use.');
  // It would outlive what made it, and its owner would not know of it.
  if (kind === 'TOKEN') return rejected('FORBIDDEN', 'A token is made by a person, not by a token.');
  if (label.trim() === '' || label.length > LONGEST_LABEL)
    return rejected('BAD_USER_INPUT', `label: 1 to ${LONGEST_LABEL} characters that say what it is for.`, 'input', 'label');
  if (expiresAt <= now) return rejected('BAD_USER_INPUT', 'expiresAt has passed.', 'input', 'expiresAt');
  if (expiresAt > now + LONGEST_DAYS * DAY_MS)
    return rejected('BAD_USER_INPUT', `expiresAt: a token lasts ${LONGEST_DAYS} days at most.`, 'input', 'expiresAt');
  if (scopes.length === 0 || scopes.length > MOST_SCOPES)
    return rejected('BAD_USER_INPUT', `scopes: 1 to ${MOST_SCOPES}, each a role and where.`, 'input', 'scopes');
  if (world.tokensOf(caller).length >= MOST_TOKENS)
    return rejected('BAD_USER_INPUT', `You have ${MOST_TOKENS} tokens, which is the limit: revoke one.`);
  return ok(true);
}

interface Named extends TokenScope {
  readonly jobName: string | null;
}

/** No more than its owner holds there now; what they come to lose, it loses with them. */
function scopesOf({ scopes }: Input, { world, permit }: Facts): Result<readonly Named[]> {
  const found: Named[] = [];
  for (const [at, { jobName, role }] of scopes.entries()) {
    if (jobName == null) {
      found.push({ nodeId: null, jobName: null, role });
      continue;
    }
    const node = findNode(world, jobName, 'scopes');
    if (!node.ok) return node;
    const { id: nodeId } = node.value.record;
    const isHeld = permit === 'ALL' || permit.may(role, nodeId);
    const held = permit === 'ALL' ? null : permit.held(nodeId);
    if (!isHeld || role === 'ADMIN') {
      const most = `You hold ${held ?? 'nothing'} on ${node.value.jobName}; a token of yours cannot be ${role} there.`;
      return rejected('FORBIDDEN', most, 'input', 'scopes', String(at), 'role');
    }
    found.push({ nodeId, jobName: node.value.jobName, role });
  }
  return ok(found);
}
