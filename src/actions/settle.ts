import { Fault } from '../kit/fault.ts';
import type { UserError } from '../kit/result.ts';
import { moved } from './facts.ts';
import { freezesFor } from './freeze.ts';
import { digestsOf } from './hash.ts';
import { giveUp, intend, type Sending } from './intent.ts';
import { advanced, saidOf, stopped, withStep } from './journal.ts';
import { notDone } from './refusal.ts';
import { TakenOver, turnMs, type ActionsDeps, type Run } from './run.ts';
import type { Seen } from './target.ts';

/** A step that may be sent now: intent committed, precondition seen to hold. */
export interface Ready {
  readonly sending: Sending;
  readonly seen: Seen;
}

/** How often a target that cannot be read is looked at before the caller is told so. */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 1_000;
/** Only steps that may be said twice are, and then once. */
const MOST_SENDS = 2;

/**
 * Learns by looking what became of a write that was sent and not answered. Until the write's deadline it may still
 * arrive, so nothing is concluded before. A target that cannot be read leaves the plan running, to be settled later.
 * What it returns is known not to be done and may be sent again.
 */
export async function settleStep(run: Run, deps: ActionsDeps, sending: Sending): Promise<Ready | undefined> {
  const { clock, signal } = deps;
  const { index, intent } = sending;
  // A timer counts whole milliseconds, from when its turn of the loop began: it may end a moment early.
  do await clock.sleep(Math.max(0, sending.settledFrom - clock.monotonic()), signal);
  while (clock.monotonic() < sending.settledFrom && !signal?.aborted);
  const early = clock.monotonic() < sending.settledFrom;
  // Who looks is at work: without a new deadline another replica would take the plan from it.
  if (!early) await renew(run, deps, (now) => now + turnMs(deps, sending.target));
  const seen = early ? undefined : await look(deps, sending);
  if (!seen) {
    run.open = [unknown(sending, 'It cannot be looked at now; that is done as soon as it can.')];
    await renew(run, deps, (now) => Math.max(now, intent.deadlineAt));
    return undefined;
  }

  const settled = seen.settle(digestsOf(deps.store).digest);
  if (settled.outcome === 'NOT_DONE') return unlessMoved(run, deps, sending, seen);
  await run.change(
    (plan) => {
      if (settled.outcome === 'UNKNOWN') return stopped(plan, index, 'UNKNOWN', [unknown(sending, `Look at ${settled.look}.`)], 'UNKNOWN');
      const { deploymentId, version } = settled;
      return advanced(withStep(plan, index, 'DONE', { deploymentId, version }), index + 1);
    },
    (tx) => tx.closeIntent(intent.id, settled.outcome),
  );
  return undefined;
}

/** A store that cannot be asked must not keep the caller from what is known of the write. */
async function renew(run: Run, deps: ActionsDeps, until: (now: number) => number): Promise<void> {
  try {
    const deadlineAt = until(await deps.store.now());
    await run.change((plan) => ({ ...plan, deadlineAt }));
  } catch (error) {
    if (error instanceof TakenOver) throw error;
    deps.log.warn({ plan: run.plan.id, err: error }, 'the deadline of a plan could not be moved');
  }
}

async function look(
  { clock, signal = new AbortController().signal, log }: ActionsDeps,
  { step, target }: Sending,
): Promise<Seen | undefined> {
  for (let left = LOOKS; left > 0 && !signal.aborted; left--) {
    try {
      return await target.read(signal);
    } catch (error) {
      // Whatever it was, it tells nothing of the write.
      const why = error instanceof Fault ? { code: error.code } : { err: error };
      if (!signal.aborted) log.warn({ target: step.target, ...why }, 'a write cannot be settled yet: its target cannot be read');
      if (left > 1) await clock.sleep(BETWEEN_LOOKS_MS, signal);
    }
  }
  return undefined;
}

/** Not done: it may be said again when that changes nothing, it was said only once, and all that it rests on still holds. */
async function unlessMoved(run: Run, deps: ActionsDeps, sending: Sending, seen: Seen): Promise<Ready | undefined> {
  const { step, index, intent } = sending;
  if (!step.absolute || (saidOf(run.plan.steps[index]).sent ?? 1) >= MOST_SENDS) {
    await giveUp(run, sending, 'NOT_DONE', [notDone(step, `The answer was lost, and ${step.system} shows no trace of it.`)]);
    return undefined;
  }
  const errors = [...freezesFor(deps.world, [step]), ...moved(step, seen.facts(digestsOf(deps.store).digest))];
  if (errors.length > 0) {
    await giveUp(run, sending, 'NOT_DONE', errors);
    return undefined;
  }
  const again = await intend(run, deps, intent);
  return again && { sending: again, seen };
}

const unknown = ({ step }: Pick<Sending, 'step'>, what: string): UserError => ({
  code: 'OUTCOME_UNKNOWN',
  message: `${step.verb} of ${step.target} was sent to ${step.system} and not answered. ${what}`,
  path: [],
});
