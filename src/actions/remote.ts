import { Fault } from '../kit/fault.ts';
import type { PlanStep } from '../plans/model.ts';
import { moved } from './facts.ts';
import { freezesFor } from './freeze.ts';
import { digestsOf } from './hash.ts';
import { giveUp, intend, type Sending } from './intent.ts';
import { advanced, stopped, withStep } from './journal.ts';
import { leaseProblem } from './lease.ts';
import type { Accepted } from './ports.ts';
import { errorOf, errorsIn, isRefusal, notDone } from './refusal.ts';
import { NothingDone, stopping, type ActionsDeps, type Run } from './run.ts';
import { settleStep, type Ready } from './settle.ts';
import type { Seen } from './target.ts';

/** The plan's next step: intent, precondition, one send, record. */
export async function sendStep(run: Run, deps: ActionsDeps): Promise<void> {
  const index = run.plan.nextStep;
  const step = run.plan.steps[index] as PlanStep;
  const frozen = freezesFor(deps.world, [step]);
  if (frozen.length > 0) return run.change((plan) => stopped(plan, index, 'SKIPPED', frozen));

  await deps.crashAt?.('before-intent');
  const sending = await intend(run, deps);
  if (!sending) return;
  await deps.crashAt?.('after-intent');
  const seen = await precondition(run, deps, sending);
  if (seen) await carry(run, deps, { sending, seen });
}

/** A step that a run before this one left open: what became of it, and what is left to do. */
export async function resumeStep(run: Run, deps: ActionsDeps, sending: Sending): Promise<void> {
  await carry(run, deps, await settleStep(run, deps, sending));
}

/** Sends; when the answer is lost looks; sends again only what is known not to be done and may be said twice. */
async function carry(run: Run, deps: ActionsDeps, ready: Ready | undefined): Promise<void> {
  while (ready) {
    const lost: Sending | undefined = await send(run, deps, ready);
    ready = lost && (await settleStep(run, deps, lost));
  }
}

/** What the step rests on, read afresh while the target is ours. Undefined when it moved: the run has stopped. */
async function precondition(run: Run, deps: ActionsDeps, sending: Sending): Promise<Seen | undefined> {
  const { step, target } = sending;
  const seen = await target
    .read(deps.signal ?? new AbortController().signal)
    .catch((error: unknown) => nothingDone(run, sending, faultOf(error, deps)));
  const errors = moved(step, seen.facts(digestsOf(deps.store).digest));
  if (errors.length === 0) return seen;
  await giveUp(run, sending, 'NOT_DONE', errors);
  return undefined;
}

/** Sends the step once and records the answer. What it returns was sent and not answered. */
async function send(run: Run, deps: ActionsDeps, { sending, seen }: Ready): Promise<Sending | undefined> {
  const { clock, crashAt, log } = deps;
  const { step, target } = sending;
  const sentAt = clock.monotonic();
  if (sentAt > sending.settledFrom - target.writeDeadlineMs) {
    const late = new Fault('UPSTREAM_TIMEOUT', `Reading ${step.target} took so long that nothing was sent.`, { source: step.system });
    return nothingDone(run, sending, late);
  }
  const unheld = leaseProblem(run.lease, sentAt, target.writeDeadlineMs);
  if (unheld) {
    await giveUp(run, sending, 'NOT_DONE', [unheld]);
    return undefined;
  }
  await crashAt?.('before-send');
  let sent: Promise<Accepted> | undefined;
  try {
    sent = seen.send(run.input);
  } catch (error) {
    return nothingDone(run, sending, faultOf(error, deps));
  }
  if (!sent) {
    await giveUp(run, sending, 'NOT_DONE', [notDone(step, 'Its values are not stored: only its caller can send it.')]);
    return undefined;
  }
  const [answer] = await Promise.allSettled([sent, crashAt?.('after-send')]);
  await crashAt?.('after-answer');
  if (answer.status === 'fulfilled') {
    await accept(run, deps, sending, answer.value);
    return undefined;
  }

  const error: unknown = answer.reason;
  if (error instanceof Fault && error.details?.['sent'] === false) return nothingDone(run, sending, error);
  if (error instanceof Fault && isRefusal(error)) {
    await giveUp(run, sending, 'REFUSED', errorsIn(error, target.secretsIn(run.input)));
    return undefined;
  }
  log.warn(
    { plan: run.plan.id, step: sending.index, code: error instanceof Fault ? error.code : 'none' },
    'a write was sent and not answered; it is settled by looking',
  );
  return { ...sending, settledFrom: sentAt + target.writeDeadlineMs };
}

async function accept(run: Run, deps: ActionsDeps, { index, intent }: Sending, { deploymentId, version }: Accepted): Promise<void> {
  await deps.crashAt?.('before-record');
  await run.change(
    (plan) => advanced(withStep(plan, index, 'ACCEPTED', { deploymentId, version }), index + 1),
    (tx) => tx.closeIntent(intent.id, 'DONE'),
  );
  await deps.crashAt?.('after-record');
}

/** Whatever it was that failed before the sending, nothing was sent. */
function faultOf(error: unknown, { signal, log }: ActionsDeps): Fault {
  if (error instanceof Fault) return error;
  if (signal?.aborted) return stopping();
  log.error({ err: error }, 'a write could not be made ready');
  return new Fault('INTERNAL_SERVER_ERROR', 'The write could not be made ready, through a fault of ours; nothing was sent.', {
    cause: error,
  });
}

/** The system could not be reached before anything was sent: the plan ends, and the caller gets the fault itself. */
async function nothingDone(run: Run, sending: Sending, fault: Fault): Promise<never> {
  await giveUp(run, sending, 'NOT_DONE', [errorOf(fault)]);
  throw new NothingDone(run.plan, fault);
}
