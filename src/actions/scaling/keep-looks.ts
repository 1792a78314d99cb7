import type { DecisionRecord } from '../../plans/model.ts';
import type { Store } from '../../plans/ports.ts';
import type { LookRow } from '../../scaling/model.ts';
import { decisionEvent } from '../journal.ts';
import { requireLease, type LeaseHold } from '../lease.ts';
import type { Place } from '../spec.ts';

/** Of one app: what was looked at, and what this has come to. */
export interface Kept {
  /** Global id. */
  readonly app: string;
  readonly place: Place | null;
  readonly rows: readonly LookRow[];
  /** A decision that was told of before, with how often it was looked at since. */
  readonly counted?: DecisionRecord | undefined;
  /** The one that is told of now. */
  readonly news?: DecisionRecord | undefined;
}

/** All in one transaction, by the holder of the lease alone. */
export async function keepLooks(store: Pick<Store, 'write'>, kept: readonly Kept[], lease: LeaseHold): Promise<void> {
  await store.write(async (tx) => {
    await requireLease(tx, lease);
    for (const { app, place, rows, counted, news } of kept) {
      for (const row of rows) await tx.putLooks(app, row);
      if (counted) await tx.putDecision(counted);
      if (!news) continue;
      await tx.putDecision(news);
      tx.event(decisionEvent(news, place));
    }
  });
}
