import type { EventDraft } from '../events/model.ts';
import type { Json } from '../kit/json.ts';
import type { UserError } from '../kit/result.ts';
import type { Store } from '../plans/ports.ts';
import type { DecisionRecord, PlanRecord, PlanState, PlanStep, StepOutcome } from '../plans/model.ts';
import type { World } from './ports.ts';
import type { Place } from './spec.ts';

interface By {
  readonly at: number;
  readonly actor: string;
  /** The JobName of the plan's node now: without it, whoever looks at the node does not see the event. */
  readonly jobName: string | null;
}

/** Of the plan's node, as it is called now. */
export const jobNameNow = ({ nodeId }: Pick<PlanRecord, 'nodeId'>, world: World): string | null =>
  nodeId === null ? null : (world.nodeById(nodeId)?.jobName ?? null);

/** A plan's state changed; told in the transaction that changes it. */
export function planEvent(plan: PlanRecord, from: PlanState | null, { at, actor, jobName }: By): EventDraft {
  const errors = errorsOf(plan);
  return {
    kind: 'PLAN_CHANGED',
    kindVersion: 1,
    at,
    actor,
    nodeId: plan.nodeId,
    jobName,
    subject: `Plan:${plan.id}`,
    summary: `Plan of ${plan.mutation} is ${plan.state}${errors.length > 0 ? `: ${errors.map(({ message }) => message).join(' ')}` : ''}`,
    body: {
      plan: plan.id,
      mutation: plan.mutation,
      from,
      to: plan.state,
      about: plan.subject,
      nextStep: plan.nextStep,
      steps: plan.steps.length,
      touches: plan.touches ?? [],
    },
  };
}

export function decisionEvent(decision: DecisionRecord, place: Place | null): EventDraft {
  return {
    kind: 'DECISION_MADE',
    kindVersion: 1,
    at: decision.at,
    actor: decision.actor,
    nodeId: place?.nodeId ?? null,
    jobName: place?.jobName ?? null,
    subject: `Decision:${decision.id}`,
    summary: `${decision.outcome}: ${decision.reason}`,
    body: {
      decision: decision.id,
      outcome: decision.outcome,
      reason: decision.reason,
      about: decision.subject,
      plan: decision.planId,
      touches: decision.touches ?? [],
    },
  };
}

/** What a caller is told of a plan that did not go through. */
export function errorsOf(plan: PlanRecord): readonly UserError[] {
  const errors = plan.steps.flatMap(({ said }) => (isSaid(said) ? (said.errors ?? []) : []));
  if (plan.state !== 'CANCELLED' || errors.length > 0) return errors;
  return [{ code: 'CONFLICT', message: `Plan ${plan.id} was cancelled before it had come to its end.`, path: [] }];
}

/** More causes than these say no more. */
const MOST_CAUSES = 20;

/** Where the log tells of the subject last, oldest first. */
export async function placesOf(store: Pick<Store, 'events'>, subject: string): Promise<readonly number[]> {
  const events = await store.events({ subject, limit: MOST_CAUSES, order: 'newest' });
  return events.map(({ seq }) => seq).reverse();
}

export interface Said {
  readonly deploymentId?: string | null;
  readonly version?: number | null;
  /** How often it was sent. */
  readonly sent?: number;
  readonly errors?: readonly UserError[];
}

const isSaid = (said: Json): said is Json & Said => typeof said === 'object' && said !== null && !Array.isArray(said);

export const saidOf = (step: PlanStep | undefined): Said => (step && isSaid(step.said) ? step.said : {});

/** The plan with one step's outcome; what was said before stays unless said anew. */
export function withStep(plan: PlanRecord, index: number, outcome: StepOutcome, said: Said = {}): PlanRecord {
  const steps = plan.steps.map((step, at) =>
    at === index ? { ...step, outcome, said: { ...saidOf(step), ...said } as unknown as Json } : step,
  );
  return { ...plan, steps };
}

/** Ends the plan before its step `index`: that one gets `outcome`, what follows is skipped. */
export function stopped(
  plan: PlanRecord,
  index: number,
  outcome: StepOutcome,
  errors: readonly UserError[],
  state: PlanState = 'STOPPED',
): PlanRecord {
  const ended = withStep(plan, index, outcome, { errors });
  const steps = ended.steps.map((step, at): PlanStep => (at > index ? { ...step, outcome: 'SKIPPED' } : step));
  return { ...ended, steps, state, nextStep: index, deadlineAt: null, owner: null };
}

/** The plan with its next step at `index`; behind the last one it is done, before a cancelled one it ends. */
export function advanced(plan: PlanRecord, index: number): PlanRecord {
  const next = plan.steps[index];
  if (next?.outcome === 'PLANNED') return { ...plan, state: 'RUNNING', nextStep: index };
  return { ...plan, state: next === undefined ? 'DONE' : 'CANCELLED', nextStep: index, owner: null, deadlineAt: null };
}

/** A planned plan ends; a running one keeps the step that was sent and loses those after it. */
export function cancelled(plan: PlanRecord, by: By): { readonly next: PlanRecord; readonly event: EventDraft | undefined } {
  const steps = plan.steps.map((step): PlanStep => (step.outcome === 'PLANNED' ? { ...step, outcome: 'SKIPPED' } : step));
  const revised = { ...plan, steps, revision: plan.revision + 1 };
  const sent = plan.state === 'RUNNING' && steps.some(({ outcome }) => outcome === 'SENT');
  if (sent) return { next: revised, event: undefined };
  const next: PlanRecord = { ...revised, state: 'CANCELLED', owner: null, deadlineAt: null };
  return { next, event: planEvent(next, plan.state, by) };
}
