import type { UserError } from '../kit/result.ts';
import type { PlanRecord } from '../plans/model.ts';

export interface Bearer {
  readonly caller: string;
  readonly mutation: string;
  readonly inputHash: string;
}

/** Why the token is no good here; none when the plan may be run by this caller with this input, now and for the first time. */
export function tokenProblem(plan: PlanRecord | undefined, { caller, mutation, inputHash }: Bearer, now: number): UserError | undefined {
  // A stranger's plan is not told apart from none.
  if (!plan || plan.caller !== caller) return unknownToken('There is no such plan of yours.');
  if (plan.mutation !== mutation) return unknownToken(`It was made by ${plan.mutation}.`);
  if (plan.inputHash !== inputHash) return unknownToken('It was made from another input.');
  if (plan.state === 'EXPIRED' || (plan.state === 'PLANNED' && plan.expiresAt <= now)) return unknownToken('It has expired.');
  if (plan.state === 'CANCELLED') return unknownToken('It was cancelled.');
  if (plan.state !== 'PLANNED') return unknownToken('It has been used.');
  return undefined;
}

export const unknownToken = (why: string): UserError => ({
  code: 'PLAN_UNKNOWN',
  message: `The plan token is not valid: ${why}`,
  path: ['planToken'],
});
