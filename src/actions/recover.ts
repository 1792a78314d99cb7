import { Fault } from '../kit/fault.ts';
import type { PlanRecord, PlanState } from '../plans/model.ts';
import type { Writes } from '../plans/ports.ts';
import type { Sending } from './intent.ts';
import { decisionEvent, placesOf } from './journal.ts';
import { settlingOf } from './records.ts';
import { resumeStep } from './remote.ts';
import { NothingDone, Run, TakenOver, turnMs, type ActionsDeps } from './run.ts';
import { runSteps } from './steps.ts';
import { targetNamed } from './target.ts';

/** Looked at in one go; what is left is there the next time. */
const MOST_AT_ONCE = 500;
/** Settled side by side: a target that does not answer keeps a turn for as long as it is asked. */
const TURNS = 8;

export interface Recovered {
  /** Plans nobody ran in time. */
  readonly expired: number;
  /** Runs whose owner is gone, ended by looking and going on. */
  readonly settled: number;
  /** Runs that could not be settled yet, or wait for their deadline. */
  readonly waiting: number;
}

/** Takes up what ended processes left: plans that ran, plans that nobody ran. */
export class Recovery {
  readonly #deps: ActionsDeps;
  /** Runs of this process. */
  readonly #running = new Map<string, Promise<void>>();

  constructor(deps: ActionsDeps) {
    this.#deps = deps;
  }

  /** While `work` lasts the plan is not taken for abandoned. */
  async during<T>(planId: string, work: () => Promise<T>): Promise<T> {
    const done = work();
    const ended = done.then(noop, noop);
    this.#running.set(planId, ended);
    try {
      return await done;
    } finally {
      if (this.#running.get(planId) === ended) this.#running.delete(planId);
    }
  }

  async recover(signal?: AbortSignal): Promise<Recovered> {
    const { store } = this.#deps;
    const expired = await this.#expire();
    const running = await store.plansIn('RUNNING', MOST_AT_ONCE);
    const now = await store.now();
    const left = running.filter((plan) => !this.#running.has(plan.id) && isDue(plan, now)).values();
    let settled = 0;
    const turn = async () => {
      for (const plan of left) {
        if (signal?.aborted) return;
        const after = await this.settle(plan, undefined).catch((error: unknown) => this.#later(plan, error));
        if (after !== 'RUNNING') settled++;
      }
    };
    await Promise.all(Array.from({ length: TURNS }, turn));
    return { expired, settled, waiting: running.length - settled };
  }

  /** Settles a run whose owner is gone and goes on with it; a run of this process or one before its deadline is left alone. */
  async settle(plan: PlanRecord, input: unknown): Promise<PlanState> {
    const { store, log } = this.#deps;
    // Asked before: between looking and entering nobody else may look.
    const now = await store.now();
    const running = this.#running.get(plan.id);
    if (running) await running;
    else if (isDue(plan, now)) {
      await this.during(plan.id, () => this.#takeOver(plan, input)).catch((error: unknown) => {
        if (!(error instanceof TakenOver) && !(error instanceof NothingDone)) throw error;
        log.info({ plan: plan.id }, error.message);
      });
    }
    return (await store.plan(plan.id))?.state ?? plan.state;
  }

  /** One run that cannot be settled now keeps none of the others from it. */
  #later(plan: PlanRecord, error: unknown): PlanState {
    this.#deps.log.error(
      { plan: plan.id, code: error instanceof Fault ? error.code : undefined, error: error instanceof Fault ? undefined : error },
      'a plan whose owner is gone cannot be settled yet',
    );
    return plan.state;
  }

  async #takeOver(plan: PlanRecord, input: unknown): Promise<void> {
    const { owner, log, store, clock, newId, world } = this.#deps;
    // What was sent is looked at by whoever finds it; what is left of a controller's plan is for the holder of its lease.
    const lease = plan.lease === undefined ? undefined : { name: plan.lease, renewal: () => undefined };
    const causedBy = await placesOf(store, `Plan:${plan.id}`);
    const ending = async (tx: Writes, ended: PlanRecord) => {
      const decision = settlingOf(plan, ended, { id: newId(), at: clock.now(), causedBy });
      const node = ended.nodeId === null ? undefined : world.nodeById(ended.nodeId);
      await tx.putDecision(decision);
      tx.event(decisionEvent(decision, node ? { nodeId: node.record.id, jobName: node.jobName } : null));
    };
    const run = new Run(this.#deps, plan, { actor: plan.caller, input, stored: true, lease, ending });
    // Another replica would take it from this one, which is at work now.
    const deadlineAt = (await store.now()) + turnMs(this.#deps);
    await run.change((each) => ({ ...each, owner, fence: each.fence + 1, deadlineAt }));
    log.info({ plan: plan.id, mutation: plan.mutation, before: plan.owner }, 'a plan whose owner is gone is taken over');
    const sending = await this.#openStep(run);
    if (sending) await resumeStep(run, this.#deps, sending);
    if (run.plan.state === 'RUNNING' && run.open.length === 0) await runSteps(run, this.#deps);
  }

  async #openStep({ plan }: Run): Promise<Sending | undefined> {
    const { store, clock } = this.#deps;
    const index = plan.nextStep;
    const step = plan.steps[index];
    if (step?.outcome !== 'SENT') return undefined;
    const intent = (await store.openIntents()).find((each) => each.planId === plan.id && each.step === index);
    if (!intent) throw new Error(`Plan ${plan.id} has sent step ${index} without an intent.`);
    const left = Math.max(0, intent.deadlineAt - (await store.now()));
    const settledFrom = clock.monotonic() + left;
    return { index, step, target: targetNamed(this.#deps, step), intent, settledFrom };
  }

  async #expire(): Promise<number> {
    const { store } = this.#deps;
    const now = await store.now();
    const old = (await store.plansIn('PLANNED', MOST_AT_ONCE)).filter(({ expiresAt }) => expiresAt <= now);
    for (const plan of old) {
      const run = new Run(this.#deps, plan, { actor: 'canopy', input: undefined, stored: true });
      // Somebody was quicker: it was run or cancelled after all.
      await run
        .change((each) => ({ ...each, state: 'EXPIRED' }))
        .catch((error: unknown) => {
          if (!(error instanceof TakenOver)) throw error;
        });
    }
    return old.length;
  }
}

/** By the store's clock: another replica's may be ahead, and what its owner is about to send would be told as not done. */
const isDue = ({ state, deadlineAt }: PlanRecord, now: number): boolean => state === 'RUNNING' && (deadlineAt ?? 0) <= now;

const noop = (): void => {};
