import type { UserError } from '../kit/result.ts';
import type { Json } from '../kit/json.ts';
import { Fault } from '../kit/fault.ts';
import type { IdempotencyRecord, PlanRecord } from '../plans/model.ts';
import type { Store, Writes } from '../plans/ports.ts';
import { asJson } from './spec.ts';

export interface KeyUse {
  readonly caller: string;
  readonly mutation: string;
  readonly key: string;
  readonly inputHash: string;
}

/** What a key keeps of an ended plan. */
export interface KeptOutcome {
  readonly userErrors: readonly UserError[];
  /** Nothing was sent and the caller got a fault that is worth another try: the key is free. */
  readonly free?: boolean;
}

/** Somebody else has the key: the transaction that wanted it has left nothing. */
export class KeyTaken extends Error {
  readonly row: IdempotencyRecord;

  constructor(row: IdempotencyRecord) {
    super('the idempotency key is taken');
    this.row = row;
  }
}

/** Takes the key for the plan, or ends the transaction. */
export async function takeKey(tx: Writes, store: Store, use: KeyUse, planId: string, now: number): Promise<void> {
  const row = await tx.takeKey({ ...use, planId, outcome: null, createdAt: now });
  if (!row) return;
  if (row.inputHash !== use.inputHash || !keptOutcome(row)?.free) throw new KeyTaken(row);
  await claim(tx, store, row);
  await tx.finishKey({ ...use, planId, outcome: null });
}

/** Two may find a freed key at once: the revision of the plan that freed it lets one through. */
async function claim(tx: Writes, store: Store, row: IdempotencyRecord): Promise<void> {
  const plan = row.planId === null ? undefined : await store.plan(row.planId);
  if (!plan) return;
  await tx.putPlan({ ...plan, revision: plan.revision + 1 }).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'CONFLICT') throw new KeyTaken({ ...row, outcome: null });
    throw error;
  });
}

/** Whether it stands for a plan, and not for this one. */
export async function isTaken(store: Store, use: KeyUse, own: PlanRecord | null = null): Promise<boolean> {
  const row = await store.key(use.caller, use.mutation, use.key);
  return row !== undefined && !keptOutcome(row)?.free && (own === null || row.planId !== own.id);
}

export const finishKey = (tx: Writes, use: KeyUse, plan: PlanRecord, outcome: KeptOutcome): Promise<void> =>
  tx.finishKey({ caller: use.caller, mutation: use.mutation, key: use.key, planId: plan.id, outcome: asJson(outcome) });

/** Null while it runs. */
export function keptOutcome({ outcome }: IdempotencyRecord): KeptOutcome | null {
  return isKept(outcome) ? outcome : null;
}

const isKept = (outcome: Json): outcome is Json & KeptOutcome => typeof outcome === 'object' && outcome !== null && 'userErrors' in outcome;

export const REUSED: UserError = {
  code: 'IDEMPOTENCY_KEY_REUSED',
  message: 'The idempotency key was used with another input.',
  path: ['idempotencyKey'],
};

export const IN_PROGRESS: UserError = {
  code: 'IN_PROGRESS',
  message: 'The same mutation is still running; ask again with the same key.',
  path: ['idempotencyKey'],
};

interface Joining<T> {
  readonly reused: () => T;
  readonly again: (outcome: T) => T;
}

/** Calls of this process that run now, by key: an equal one joins, one with another input is refused. */
export class Flights<T> {
  readonly #running = new Map<string, { readonly inputHash: string; readonly outcome: Promise<T> }>();

  /** `again`: the outcome as whoever joins is told it. */
  async join({ caller, mutation, key, inputHash }: KeyUse, start: () => Promise<T>, { reused, again }: Joining<T>): Promise<T> {
    const name = JSON.stringify([caller, mutation, key]);
    const running = this.#running.get(name);
    if (running) return running.inputHash === inputHash ? again(await running.outcome) : reused();
    const outcome = start().finally(() => this.#running.delete(name));
    this.#running.set(name, { inputHash, outcome });
    return outcome;
  }
}
