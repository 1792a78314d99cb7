import type { UserError } from '../kit/result.ts';
import type { DecisionRecord, PlanRecord } from '../plans/model.ts';
import type { Outcome } from './ports.ts';
import type { Run } from './run.ts';

/** Mutations whose outcome holds a secret. */
const GIVING: ReadonlySet<string> = new Set(['createApiToken']);

const hasSecret = ({ mutation, state }: Pick<PlanRecord, 'mutation' | 'state'>): boolean => GIVING.has(mutation) && state === 'DONE';

const ALREADY_SHOWN: UserError = {
  code: 'ALREADY_SHOWN',
  message: 'The secret was shown when it was made, and is kept nowhere. Revoke this one and make another.',
  path: ['idempotencyKey'],
};

export const outcomeOf = (run: Run, decision: DecisionRecord | undefined, userErrors: readonly UserError[]): Outcome => ({
  plan: run.plan,
  decision: decision ?? null,
  subject: run.plan.subject,
  userErrors,
  seq: run.seq,
  ...(run.secret !== undefined && { secret: run.secret }),
});

/** A secret went to who made it, once; what is told again is told without. */
export const told = (plan: PlanRecord | undefined, userErrors: readonly UserError[]): readonly UserError[] =>
  plan && hasSecret(plan) ? [...userErrors, ALREADY_SHOWN] : userErrors;

export const refused = (userErrors: readonly UserError[]): Outcome => ({
  plan: null,
  decision: null,
  subject: null,
  userErrors,
  seq: null,
});

/** To whoever joins a call that is under way: the secret is that one's. */
export function withoutSecret(outcome: Outcome): Outcome {
  const { secret, ...rest } = outcome;
  return secret === undefined ? outcome : { ...rest, userErrors: [...rest.userErrors, ALREADY_SHOWN] };
}
