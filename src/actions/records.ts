import type { Need } from '../access/model.ts';
import type { UserError } from '../kit/result.ts';
import type { DecisionRecord, PlanRecord, PlanStep } from '../plans/model.ts';
import type { Call } from './ports.ts';
import { localRequest, type Draft } from './spec.ts';

/** What a judgement was asked: by whom, and with what. */
export interface Asked {
  readonly mutation: string;
  readonly call: Call;
  readonly needs: readonly Need[];
  readonly inputHash: string;
  /** As it may be kept and shown. */
  readonly shown: PlanRecord['input'];
}

export interface Making {
  readonly at: number;
  readonly newId: () => string;
  /** By the store's clock. */
  readonly expiresAt: number;
}

/** A judgement as it is kept: the plan, and the decision that led to it. */
export function recordsOf(
  { mutation, call, needs, inputHash, shown }: Asked,
  draft: Draft,
  blockedBy: readonly UserError[],
  { at, newId, expiresAt }: Making,
): { readonly plan: PlanRecord; readonly decision: DecisionRecord } {
  const id = newId();
  const decisionId = newId();
  const { subject, place, steps, reason, inputs = [], rejected = [], causedBy = [] } = draft;
  const idle = steps.length === 0;
  const touches = touchedBy(steps, needs, place?.nodeId);
  const decision: DecisionRecord = {
    id: decisionId,
    actor: call.caller,
    subject,
    nodeId: place?.nodeId ?? null,
    jobName: place?.jobName ?? null,
    ...(touches.length > 0 && { touches }),
    at,
    outcome: idle ? 'NOTHING_TO_DO' : blockedBy.length > 0 ? 'BLOCKED' : 'CHANGE',
    reason: [reason, ...(idle ? [] : blockedBy.map(({ message }) => message))].join(' '),
    inputs,
    rejected,
    planId: id,
    causes: [`Request ${call.requestId} of ${call.caller}: ${mutation}, ${call.mode}.`],
    causedBy: [...new Set([...(call.causedBy ?? []), ...causedBy])],
  };
  const plan: PlanRecord = {
    id,
    mutation,
    caller: call.caller,
    inputHash,
    input: shown,
    state: 'PLANNED',
    steps: steps.map((step) => ({ ...step, outcome: 'PLANNED', said: null })),
    nextStep: 0,
    blockedBy: idle ? [] : blockedBy,
    decisionId,
    subject,
    nodeId: place?.nodeId ?? null,
    jobName: place?.jobName ?? null,
    ...(touches.length > 0 && { touches }),
    needs,
    createdAt: at,
    expiresAt,
    deadlineAt: null,
    owner: null,
    fence: 0,
    revision: 0,
  };
  return { plan, decision };
}

/** Nodes beside its own whose names may stand in it. Of a plan that belongs to none, who made it sees it, and administrators. */
function touchedBy(steps: readonly Pick<PlanStep, 'request'>[], needs: readonly Need[], own: string | undefined): string[] {
  if (own === undefined) return [];
  const guarded = steps.flatMap((step) => localRequest(step).guards);
  const needed = needs.flatMap(({ nodeId }) => nodeId ?? []);
  return [...new Set([...guarded, ...needed])].filter((id) => id !== own);
}

/** Of a run whose owner was gone: that it was ended by looking, and what that showed. `before` is the plan as it was found. */
export function settlingOf(
  before: PlanRecord,
  ended: PlanRecord,
  { id, at, causedBy }: Pick<DecisionRecord, 'id' | 'at' | 'causedBy'>,
): DecisionRecord {
  const steps = ended.steps.map(({ verb, target, outcome }) => `${verb} of ${target} is ${outcome}`);
  return {
    id,
    actor: 'canopy',
    subject: ended.subject,
    nodeId: ended.nodeId,
    jobName: ended.jobName ?? null,
    ...(ended.touches && { touches: ended.touches }),
    at,
    outcome: 'SETTLED',
    reason: `${before.owner ?? 'Its process'} did not end plan ${ended.id} of ${ended.mutation} in time. It is ${ended.state}: ${steps.join(', ')}.`,
    inputs: [],
    rejected: [],
    planId: ended.id,
    causes: [`The deadline of plan ${ended.id} passed at ${new Date(before.deadlineAt ?? before.createdAt).toISOString()}.`],
    causedBy,
  };
}
