import type { RunArguments } from '../schema/mutations.ts';
import type { Inputs, MutationName } from '../src/actions/inputs.ts';
import type { Context } from '../src/context.ts';
import type { UserError } from '../src/kit/result.ts';
import { DecisionView, PlanView, rawId } from './plan.ts';

export interface Payload {
  readonly subject: object | null;
  readonly plan: PlanView | null;
  readonly planToken: string | null;
  readonly decision: DecisionView | null;
  readonly userErrors: readonly UserError[];
  readonly cursor: string | null;
  /** Of what was made and has one. */
  readonly secret: string | null;
}

const KEY_MAX = 255;
const NOTHING: Payload = { subject: null, plan: null, planToken: null, decision: null, userErrors: [], cursor: null, secret: null };

/** Every mutation is the same walk through the pipeline; only its judgement differs, and that is in src/actions. */
export async function run<M extends MutationName>(mutation: M, input: Inputs[M], how: RunArguments, context: Context): Promise<Payload> {
  const mode = how.mode ?? 'APPLY';
  const key = how.idempotencyKey;
  if (key != null && (key === '' || key.length > KEY_MAX)) {
    const message = `An idempotency key has 1 to ${KEY_MAX} characters; this one has ${key.length}.`;
    return { ...NOTHING, userErrors: [{ code: 'BAD_USER_INPUT', message, path: ['idempotencyKey'] }] };
  }
  const { plan, decision, subject, userErrors, seq, secret } = await context.actions.run(mutation, input, {
    mode,
    planToken: how.planToken == null ? null : rawId('Plan', how.planToken),
    idempotencyKey: how.idempotencyKey ?? null,
    caller: context.viewer.name,
    requestId: context.requestId,
    permit: context.permit,
    address: context.address,
  });
  const view = plan && new PlanView(plan);
  return {
    subject: subject === null ? null : await subjectOf(subject, context),
    plan: view,
    planToken: mode === 'PLAN' && plan && plan.state === 'PLANNED' ? plan.id : null,
    decision: decision && new DecisionView(decision),
    userErrors,
    cursor: seq === null ? null : context.loaders.cursor(seq),
    secret: secret ?? null,
  };
}

async function subjectOf(id: string, { view, loaders }: Context): Promise<object | null> {
  if (id.startsWith('Plan:')) {
    const plan = await loaders.plan(rawId('Plan', id));
    return plan ? new PlanView(plan) : null;
  }
  return (id.startsWith('ApiToken:') ? view.apiToken(rawId('ApiToken', id)) : view.identified(id)) ?? null;
}
