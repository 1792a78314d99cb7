import type { Need } from '../access/model.ts';
import type { AuditDraft } from '../audit/model.ts';
import type { UserError } from '../kit/result.ts';
import type { PlanRecord, PlanState } from '../plans/model.ts';
import { errorsOf } from './journal.ts';
import type { Call, Outcome } from './ports.ts';
import type { ActionsDeps } from './run.ts';

/** By whose word, from where and by which request something is written down. */
export interface Asked {
  readonly at: number;
  readonly actor: string;
  /** Null: Canopy itself. */
  readonly address: string | null;
  readonly requestId: string | null;
}

const ENDED: ReadonlySet<PlanState> = new Set(['DONE', 'STOPPED', 'UNKNOWN', 'CANCELLED', 'EXPIRED']);

/** What a plan's change is to the audit log: that it was made, begun or ended; nothing for what lies between. */
export function planEntry(next: PlanRecord, from: PlanState | null, asked: Asked): AuditDraft | undefined {
  if (next.state === from) return undefined;
  const outcome = ENDED.has(next.state) || next.state === 'PLANNED' ? next.state : 'BEGUN';
  return {
    ...asked,
    action: next.mutation,
    outcome,
    code: errorsOf(next)[0]?.code ?? null,
    subject: next.subject,
    nodeId: next.nodeId,
    jobName: next.jobName ?? null,
    planId: next.id,
    detail: {
      steps: next.steps.length,
      ...(next.steps[0] && { first: `${next.steps[0].verb} ${next.steps[0].target}`.slice(0, LONGEST) }),
    },
    count: 1,
  };
}

const LONGEST = 500;

/** A mutation that came to no plan. It belongs to the node that a role was missing on: its owners learn who tried. */
function refusalEntry(
  mutation: string,
  errors: readonly UserError[],
  missing: Need | undefined,
  { caller, address, requestId }: Pick<Call, 'caller' | 'address' | 'requestId'>,
  at: number,
): AuditDraft {
  const [first] = errors;
  return {
    ...{ at, actor: caller, address, requestId },
    action: mutation,
    outcome: 'REFUSED',
    code: first?.code ?? null,
    subject: null,
    nodeId: missing?.nodeId ?? null,
    jobName: missing?.jobName ?? null,
    planId: null,
    detail: { message: (first?.message ?? '').slice(0, LONGEST) },
    count: 1,
  };
}

/** A mutation that came to nothing is written down as well: who tried what. */
export async function noteRefusal(
  { store, clock, log }: Pick<ActionsDeps, 'store' | 'clock' | 'log'>,
  mutation: string,
  call: Call,
  outcome: Outcome,
): Promise<Outcome> {
  // A plan that was refused before it began has no other entry of that.
  const begun = outcome.plan && !(call.mode === 'APPLY' && outcome.plan.state === 'PLANNED');
  if (begun || outcome.userErrors.length === 0) return outcome;
  const entry = refusalEntry(mutation, outcome.userErrors, outcome.missing, call, clock.now());
  // It was refused, whether or not that can be written.
  await store
    .write(async (tx) => tx.audit(entry))
    .catch((err: unknown) => log.error({ err, entry }, 'a refusal could not be written to the audit log'));
  return outcome;
}
