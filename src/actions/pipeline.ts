import { Fault } from '../kit/fault.ts';
import { deeperThan } from '../kit/json.ts';
import type { UserError } from '../kit/result.ts';
import type { DecisionRecord, PlanRecord } from '../plans/model.ts';
import { noteRefusal } from './audit.ts';
import { dropClaims } from './claims.ts';
import { freezesFor } from './freeze.ts';
import { cleaned, digestsOf } from './hash.ts';
import { finishKey, Flights, IN_PROGRESS, isTaken, keptOutcome, KeyTaken, REUSED, takeKey, type KeyUse } from './idempotency.ts';
import type { Inputs, MutationName } from './inputs.ts';
import { decisionEvent, errorsOf, placesOf, stopped } from './journal.ts';
import { outcomeOf, refused, told, withoutSecret } from './outcome.ts';
import type { Actions, Call, Outcome } from './ports.ts';
import { Recovery, type Recovered } from './recover.ts';
import { recordsOf } from './records.ts';
import { SPECS } from './registry.ts';
import { NothingDone, Run, shown, stopping, TakenOver, type ActionsDeps, type Also } from './run.ts';
import { asJson, CANOPY, type Desk, type MutationSpec } from './spec.ts';
import { runSteps } from './steps.ts';
import { targetOf } from './target.ts';
import { tokenProblem, unknownToken } from './tokens.ts';
import { Turns } from './turns.ts';
import { forbidden, missingOf, missingStill, needsOf, whereNow } from './where.ts';

export interface RecoveringActions extends Actions {
  /** Expires old plans, settles runs whose owner is gone; to be called at the start and now and then. */
  recover(signal?: AbortSignal): Promise<Recovered>;
  /** Drops confirmed claims that no app makes any more; to be called often, for a label that is back is not seen to have gone. */
  dropClaims(signal?: AbortSignal): Promise<void>;
  /** Resolves when no call runs any more. */
  idle(): Promise<void>;
}

export const createActions = (deps: ActionsDeps): RecoveringActions => new Pipeline(deps);

const PLAN_LIFE_MS = 15 * 60_000;
/** Far beyond any definition of an app. */
const MOST_DEPTH = 64;
const KEY_WAIT_MS = 5_000;
const KEY_POLL_MS = 100;

/** One call on its way through. */
interface Job<M extends MutationName> {
  readonly spec: MutationSpec<M>;
  readonly input: Inputs[M];
  readonly inputHash: string;
  readonly call: Call;
  readonly key: KeyUse | undefined;
}

class Pipeline implements RecoveringActions {
  readonly #askedOfClaims = new Map<string, number>();
  readonly #deps: ActionsDeps;
  readonly #recovery: Recovery;
  readonly #digests: ReturnType<typeof digestsOf>;
  readonly #flights = new Flights<Outcome>();
  readonly #calls = new Set<Promise<unknown>>();
  /** Judgements on Canopy's own facts see the last one's outcome. */
  readonly #turns = new Turns();

  constructor(deps: ActionsDeps) {
    this.#deps = deps;
    this.#recovery = new Recovery(deps);
    this.#digests = digestsOf(deps.store);
  }

  recover(signal?: AbortSignal): Promise<Recovered> {
    return this.#recovery.recover(signal);
  }

  dropClaims(signal?: AbortSignal): Promise<void> {
    return dropClaims(this.#deps, this.#askedOfClaims, signal);
  }

  async idle(): Promise<void> {
    while (this.#calls.size > 0) await Promise.allSettled(this.#calls);
  }

  async run<M extends MutationName>(mutation: M, given: Inputs[M], call: Call): Promise<Outcome> {
    const outcome = this.#run(mutation, given, call).then((each) => noteRefusal(this.#deps, mutation, call, each));
    this.#calls.add(outcome);
    try {
      return await outcome;
    } catch (error) {
      // A reading that the end of the process broke off: before the intent, so nothing was begun.
      if (this.#deps.signal?.aborted && !(error instanceof Fault)) throw stopping();
      throw error;
    } finally {
      this.#calls.delete(outcome);
    }
  }

  async #run<M extends MutationName>(mutation: M, given: Inputs[M], call: Call): Promise<Outcome> {
    if (deeperThan(given, MOST_DEPTH))
      return refused([{ code: 'BAD_USER_INPUT', message: `The input is nested deeper than ${MOST_DEPTH} levels.`, path: ['input'] }]);
    const input = cleaned(given);
    const hash = this.#digests.inputHash(input);
    // A dry run changes nothing, so there is nothing to repeat.
    const apply = call.mode === 'APPLY';
    const key =
      apply && call.idempotencyKey !== null ? { caller: call.caller, mutation, key: call.idempotencyKey, inputHash: hash } : undefined;
    const job: Job<M> = { spec: SPECS[mutation], input, inputHash: hash, call, key };
    if (!apply && call.planToken !== null)
      return refused([{ code: 'BAD_USER_INPUT', message: 'A plan token is for mode APPLY.', path: ['planToken'] }]);

    const outcome = key
      ? await this.#flights.join(key, () => this.#keyed(job, key), { reused: () => refused([REUSED]), again: withoutSecret })
      : await this.#begin(job);
    await this.#deps.crashAt?.('before-reply');
    return outcome;
  }

  async #keyed<M extends MutationName>(job: Job<M>, key: KeyUse): Promise<Outcome> {
    const { store } = this.#deps;
    if (await isTaken(store, key)) return this.#replay(job, key);
    try {
      const outcome = await this.#begin(job);
      // It may have been refused for what the same call did that was made elsewhere meanwhile.
      if (outcome.userErrors.length === 0 || !(await isTaken(store, key, outcome.plan))) return outcome;
    } catch (error) {
      if (!(error instanceof KeyTaken)) throw error;
    }
    return this.#replay(job, key);
  }

  #begin<M extends MutationName>(job: Job<M>): Promise<Outcome> {
    const work = () => (job.call.planToken === null ? this.#judge(job) : this.#redeem(job, job.call.planToken));
    return job.spec.local ? this.#turns.take(work) : work();
  }

  /** Input to plan; and, unless it is a dry run, plan to outcome. */
  async #judge<M extends MutationName>(job: Job<M>): Promise<Outcome> {
    const { call } = job;
    const desk = this.#desk(call);
    // Before anything is judged or read: what somebody may not see must cost no more than what is not there.
    const where = await job.spec.where(job.input, desk);
    if (!where.ok) return refused(where.userErrors);
    const needs = needsOf(job.spec.mutation, where.value);
    const first = missingOf(needs, call.permit);
    if (first) return forbidden(job.spec.mutation, first, call.permit);
    const draft = await job.spec.judge(job.input, desk);
    if (!draft.ok) return refused(draft.userErrors);
    const also = needsOf(job.spec.mutation, draft.value.alsoAt ?? []);
    const second = missingOf(also, call.permit);
    if (second) return forbidden(job.spec.mutation, second, call.permit);
    const freezes = freezesFor(this.#deps.world, draft.value.steps);
    const told = freezesFor(this.#deps.world, draft.value.steps, call.permit);
    const { clock, store, newId, planLifeMs = PLAN_LIFE_MS } = this.#deps;
    const expiresAt = (await store.now()) + planLifeMs;
    const asked = {
      mutation: job.spec.mutation,
      needs: [...needs, ...also],
      call,
      inputHash: job.inputHash,
      shown: asJson(job.spec.shown(job.input)),
    };
    const blockedBy = [...freezes, ...(draft.value.blockedBy ?? [])];
    const { plan, decision } = recordsOf(asked, draft.value, blockedBy, { at: clock.now(), newId, expiresAt });
    const { place } = draft.value;
    const decided: Also = async (tx) => {
      await tx.putDecision(decision);
      tx.event(decisionEvent(decision, place));
    };

    const idle = plan.steps.length === 0;
    const blocked = plan.blockedBy.length > 0;
    if (call.mode === 'PLAN' && !idle) {
      const run = this.#runOf(job, plan, { stored: false, opening: decided });
      await run.change((each) => each);
      return outcomeOf(run, decision, []);
    }
    if (call.mode === 'APPLY' && blocked && !idle) {
      // Nothing was done, so the key stays free for when it may be.
      const run = this.#runOf({ ...job, key: undefined }, plan, { stored: false, opening: decided });
      await run.change((each) => stopped(each, 0, 'SKIPPED', plan.blockedBy));
      return outcomeOf(run, decision, [...told, ...(draft.value.blockedBy ?? [])]);
    }
    const run = this.#runOf(job, plan, { stored: false, opening: decided });
    return this.#execute(job, run, decision);
  }

  /** Runs exactly the plan that was made before, if it is this caller's and everything it rests on still holds. */
  async #redeem<M extends MutationName>(job: Job<M>, token: string): Promise<Outcome> {
    const { store, world } = this.#deps;
    const stored = await store.plan(token);
    const bearer = { caller: job.call.caller, mutation: job.spec.mutation, inputHash: job.inputHash };
    // What has become of one's own plan is told to who may still run it.
    const missing = stored?.caller === bearer.caller ? missingStill(stored, job.call.permit) : undefined;
    if (missing) return forbidden(job.spec.mutation, missing, job.call.permit);
    const problem = tokenProblem(stored, bearer, await store.now());
    if (problem || !stored) return refused(problem ? [problem] : []);

    const moved = await whereNow(job, stored, this.#desk(job.call));
    if (moved) return moved;
    const decision = stored.decisionId === null ? undefined : await store.decision(stored.decisionId);
    const frozen = freezesFor(world, stored.steps, job.call.permit);
    const run = this.#runOf(job, stored, { stored: true });
    if (frozen.length > 0) return outcomeOf(run, decision, frozen);
    for (const step of stored.steps) if (step.system !== CANOPY) targetOf(this.#deps, step);
    return this.#execute(job, run, decision);
  }

  async #execute<M extends MutationName>(job: Job<M>, run: Run, decision: DecisionRecord | undefined): Promise<Outcome> {
    try {
      await this.#recovery.during(run.plan.id, () => runSteps(run, this.#deps));
    } catch (error) {
      if (error instanceof TakenOver) return this.#elsewhere(run);
      if (!(error instanceof NothingDone)) throw error;
      const { key } = job;
      if (key) await this.#deps.store.write((tx) => finishKey(tx, key, run.plan, { userErrors: errorsOf(run.plan), free: true }));
      throw error.fault;
    }
    return outcomeOf(run, decision, run.open.length > 0 ? run.open : errorsOf(run.plan));
  }

  /** Somebody else had the plan first, or has taken it over from this process, which was slow. */
  async #elsewhere(run: Run): Promise<Outcome> {
    if (run.plan.state === 'PLANNED') return refused([unknownToken('It has been used.')]);
    const plan = await this.#deps.store.plan(run.plan.id);
    const outcome = await this.#kept(plan, plan ? errorsOf(plan) : []);
    return plan?.state === 'RUNNING' ? { ...outcome, userErrors: [IN_PROGRESS] } : outcome;
  }

  /** The key is taken: its outcome, when there is one within the time a caller can be kept waiting. */
  async #replay<M extends MutationName>(job: Job<M>, key: KeyUse): Promise<Outcome> {
    const { store, clock } = this.#deps;
    const until = clock.monotonic() + KEY_WAIT_MS;
    for (;;) {
      const row = await store.key(key.caller, key.mutation, key.key);
      if (row && row.inputHash !== key.inputHash) return refused([REUSED]);
      const plan = row?.planId == null ? undefined : await store.plan(row.planId);
      const missing = plan && missingStill(plan, job.call.permit);
      if (plan && missing) return forbidden(plan.mutation, missing, job.call.permit);
      const kept = row && keptOutcome(row);
      if (kept) return this.#kept(plan, told(plan, kept.userErrors));
      if (plan && plan.state !== 'RUNNING') {
        // It was ended by a recovery, which does not know the key.
        await store.write((tx) => finishKey(tx, key, plan, { userErrors: errorsOf(plan) }));
        return this.#kept(plan, told(plan, errorsOf(plan)));
      }
      if (plan && (await this.#recovery.settle(plan, job.input)) !== 'RUNNING') continue;
      if (clock.monotonic() >= until) return { ...(await this.#kept(plan, [])), userErrors: [IN_PROGRESS] };
      await clock.sleep(KEY_POLL_MS);
    }
  }

  async #kept(plan: PlanRecord | undefined, userErrors: readonly UserError[]): Promise<Outcome> {
    const { store } = this.#deps;
    const decision = plan?.decisionId == null ? undefined : await store.decision(plan.decisionId);
    // It may have been done elsewhere, and just now.
    const { seq } = await store.readHead();
    await shown(this.#deps, seq);
    return { plan: plan ?? null, decision: decision ?? null, subject: plan?.subject ?? null, userErrors, seq };
  }

  #desk(call: Call): Desk {
    const { marathons, monitoring, chronos, store, clock, newId, signal = new AbortController().signal } = this.#deps;
    const { digest } = this.#digests;
    const { permit } = call;
    return {
      world: permit === 'ALL' ? this.#deps.world : permit.world,
      whole: this.#deps.world,
      permit,
      marathons,
      ...{ monitoring, chronos },
      newId,
      digest,
      signal,
      now: clock.now(),
      caller: call.caller,
      plan: async (id) => {
        const plan = await store.plan(id);
        return plan && (permit === 'ALL' || permit.sees(plan)) ? plan : undefined;
      },
      placesOf: (subject) => placesOf(store, subject),
    };
  }

  #runOf<M extends MutationName>(job: Job<M>, plan: PlanRecord, from: { readonly stored: boolean; readonly opening?: Also }): Run {
    const { store, clock } = this.#deps;
    const { key, call, input } = job;
    const opening: Also = async (tx) => {
      if (key) await takeKey(tx, store, key, plan.id, clock.now());
      await from.opening?.(tx);
    };
    const ending = key && ((tx: Parameters<Also>[0], ended: PlanRecord) => finishKey(tx, key, ended, { userErrors: errorsOf(ended) }));
    return new Run(this.#deps, plan, {
      actor: call.caller,
      input,
      stored: from.stored,
      opening,
      lease: call.lease,
      from: call,
      ...(ending && { ending }),
    });
  }
}
