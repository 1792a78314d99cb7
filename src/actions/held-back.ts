import type { DecisionInput, DecisionRecord, RejectedChoice } from '../plans/model.ts';
import type { Store } from '../plans/ports.ts';
import { decisionEvent } from './journal.ts';

/** What a controller saw and why it did nothing about it. */
export interface HeldBack {
  readonly actor: string;
  readonly subject: string;
  readonly reason: string;
  readonly inputs: readonly DecisionInput[];
  readonly rejected: readonly RejectedChoice[];
}

export interface HeldBackDeps {
  readonly store: Pick<Store, 'write'>;
  readonly newId: () => string;
  readonly now: () => number;
}

/** Not to act is a decision too: it is recorded, told and answered by `why`. */
export async function holdBack({ store, newId, now }: HeldBackDeps, { actor, subject, reason, inputs, rejected }: HeldBack): Promise<void> {
  const decision: DecisionRecord = {
    ...{ id: newId(), actor, subject, nodeId: null, jobName: null, at: now() },
    ...{ outcome: 'HOLD', reason, inputs, rejected, planId: null, causes: ['A look that it takes by itself.'], causedBy: [] },
  };
  await store.write(async (tx) => {
    await tx.putDecision(decision);
    tx.event(decisionEvent(decision, null));
  });
}
