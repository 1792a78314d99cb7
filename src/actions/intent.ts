import type { UserError } from '../kit/result.ts';
import type { IntentRecord, PlanStep } from '../plans/model.ts';
import { saidOf, stopped, withStep } from './journal.ts';
import { LeaseGone, leaseLost, leaseProblem, requireLease } from './lease.ts';
import { turnMs, type ActionsDeps, type Run } from './run.ts';
import { targetOf, type Target } from './target.ts';

/** A write is under way or may be: what must be known to settle it. */
export interface Sending {
  readonly index: number;
  readonly step: PlanStep;
  readonly target: Target;
  readonly intent: IntentRecord;
  /** Not settled by looking before this, by the monotonic clock. */
  readonly settledFrom: number;
}

/**
 * Commits that the plan's next step is about to be sent; `before` is the intent of an earlier sending, now known not to
 * have been done. Undefined when another plan holds the target, or the run's lease is lost: the run has stopped.
 */
export async function intend(run: Run, deps: ActionsDeps, before?: IntentRecord): Promise<Sending | undefined> {
  const { clock, store, newId, owner } = deps;
  const index = run.plan.nextStep;
  const step = run.plan.steps[index] as PlanStep;
  const target = targetOf(deps, step);

  // This clock is looked at first: what others go by can only be later than the last moment at which this sends.
  const settledFrom = clock.monotonic() + turnMs(deps, target);
  const deadlineAt = (await store.now()) + turnMs(deps, target);
  const intent: IntentRecord = {
    id: newId(),
    planId: run.plan.id,
    step: index,
    system: step.system,
    target: step.target,
    state: 'INTENDED',
    sentAt: clock.now(),
    deadlineAt,
  };
  const sent = (saidOf(step).sent ?? 0) + 1;
  const stop = (errors: readonly UserError[]) =>
    run.change(
      (plan) => stopped(plan, index, before ? 'NOT_DONE' : 'SKIPPED', errors),
      async (tx) => {
        if (before) await tx.closeIntent(before.id, 'NOT_DONE');
      },
    );
  const late = leaseProblem(run.lease, clock.monotonic(), target.writeDeadlineMs);
  if (late) {
    await stop([late]);
    return undefined;
  }
  try {
    await run.change(
      (plan) => ({ ...withStep(plan, index, 'SENT', { sent }), state: 'RUNNING', owner, deadlineAt }),
      async (tx) => {
        await requireLease(tx, run.lease);
        if (before) await tx.closeIntent(before.id, 'NOT_DONE');
        if (!(await tx.openIntent(intent))) throw new Held();
      },
    );
  } catch (error) {
    if (error instanceof Held) await stop([await heldBy(deps, step)]);
    else if (error instanceof LeaseGone && run.lease) await stop([leaseLost(run.lease)]);
    else throw error;
    return undefined;
  }
  return { index, step: run.plan.steps[index] ?? step, target, intent, settledFrom };
}

/** Nothing was done: the target is free again, and the plan ends. */
export function giveUp(run: Run, { index, intent }: Sending, outcome: 'NOT_DONE' | 'REFUSED', errors: readonly UserError[]): Promise<void> {
  return run.change(
    (plan) => stopped(plan, index, outcome, errors),
    (tx) => tx.closeIntent(intent.id, 'NOT_DONE'),
  );
}

class Held extends Error {}

async function heldBy({ store }: ActionsDeps, { system, target }: PlanStep): Promise<UserError> {
  const holder = (await store.openIntents()).find((intent) => intent.system === system && intent.target === target);
  const who = holder ? `Plan ${holder.planId}` : 'Another plan';
  return { code: 'CONFLICT', message: `${who} is changing ${target} on ${system}.`, path: [] };
}
