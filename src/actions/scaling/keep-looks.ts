import type { DecisionRecord } from '../../plans/model.ts';
import type { Store } from '../../plans/ports.ts';
import type { LookRow } from '../../scaling/model.ts';
import { decisionEvent } from '../journal.ts';
import { requireLease, type LeaseHold } from '../lease.ts';
import type { Place } from '../spec.ts';

/** Of one app: what was looked at, and the decision that this has come to, or that holds still. */
export interface Kept {
  /** Global id. */
  readonly app: string;
  readonly place: Place | null;
  readonly rows: readonly LookRow[];
  readonly decision?: DecisionRecord | undefined;
  /** It is told of; one that holds still was told of before. */
  readonly isNew: boolean;
}

/** All in one transaction, by the holder of the lease alone. */
export async function keepLooks(store: Pick<Store, 'write'>, kept: readonly Kept[], lease: LeaseHold): Promise<void> {
  await store.write(async (tx) => {
    await requireLease(tx, lease);
    for (const { app, place, rows, decision, isNew } of kept) {
      for (const row of rows) await tx.putLooks(app, row);
      if (!decision) continue;
      await tx.putDecision(decision);
      if (isNew) tx.event(decisionEvent(decision, place));
    }
  });
}
