import { Fault } from '../kit/fault.ts';
import type { UserError } from '../kit/result.ts';
import type { PlanRecord } from '../plans/model.ts';
import { worldFacts, moved } from './facts.ts';
import { freezesFor } from './freeze.ts';
import { advanced, stopped, withStep } from './journal.ts';
import { LeaseGone, leaseLost, requireLease } from './lease.ts';
import { perform } from './local.ts';
import { errorOf } from './refusal.ts';
import { sendStep } from './remote.ts';
import { turnMs, type ActionsDeps, type Run } from './run.ts';
import { CANOPY, localRequest } from './spec.ts';

/** Writes of one transaction are bounded: the store gives each four seconds. */
export const MOST_STEPS_AT_ONCE = 1_000;

/** Runs the plan's steps in order until its end or the first surprise. */
export async function runSteps(run: Run, deps: ActionsDeps): Promise<void> {
  do {
    const step = run.plan.steps[run.plan.nextStep];
    if (step === undefined) return finish(run);
    if (step.system === CANOPY) await runLocal(run, deps);
    else await sendStep(run, deps);
  } while (run.plan.state === 'RUNNING' && run.open.length === 0);
}

/** A plan without steps ends at once. */
const finish = (run: Run) => run.change((plan) => ({ ...plan, state: 'DONE', owner: null, deadlineAt: null }));

/** The local steps from here on, all in one transaction with their events. */
async function runLocal(run: Run, deps: ActionsDeps): Promise<void> {
  const { world, store, clock, crashAt, owner } = deps;
  const from = run.plan.nextStep;
  const rest = run.plan.steps.slice(from, from + MOST_STEPS_AT_ONCE);
  const remote = rest.findIndex(({ system }) => system !== CANOPY);
  const steps = remote < 0 ? rest : rest.slice(0, remote);

  for (const [offset, step] of steps.entries()) {
    const errors = [...freezesFor(world, [step]), ...moved(step, { ...step.dependsOn, ...worldFacts(world, Object.keys(step.dependsOn)) })];
    if (errors.length > 0) return run.change((plan) => stopped(plan, from + offset, 'SKIPPED', errors));
  }

  await crashAt?.('before-record');
  const deadlineAt = (await store.now()) + turnMs(deps);
  try {
    const done = (plan: PlanRecord): PlanRecord => {
      const after = steps.reduce((each, _, offset) => withStep(each, from + offset, 'DONE'), plan);
      return advanced({ ...after, owner, deadlineAt }, from + steps.length);
    };
    await run.change(done, async (tx) => {
      await requireLease(tx, run.lease);
      for (const step of steps) await perform(tx, localRequest(step), { store, world, at: clock.now(), actor: run.actor, mint: run.mint });
    });
  } catch (error) {
    const known = refusedByStore(error);
    if (known) await run.change((plan) => stopped(plan, from, 'REFUSED', [known]));
    else if (error instanceof LeaseGone && run.lease) await skip(run, from, leaseLost(run.lease));
    else throw error;
  }
  await crashAt?.('after-record');
}

const skip = (run: Run, index: number, error: UserError) => run.change((plan) => stopped(plan, index, 'SKIPPED', [error]));

/** The store's unique keys and revisions are the last guard: what they refuse was changed by someone else just now. */
function refusedByStore(error: unknown): UserError | undefined {
  return error instanceof Fault && SURPRISES.has(error.code) ? errorOf(error) : undefined;
}

const SURPRISES: ReadonlySet<string> = new Set(['ALREADY_EXISTS', 'NOT_FOUND', 'NOT_EMPTY', 'CONFLICT', 'PLAN_STALE', 'LAST_OWNER']);
