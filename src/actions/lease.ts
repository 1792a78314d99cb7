import type { UserError } from '../kit/result.ts';
import type { Lease, Writes } from '../plans/ports.ts';
import { Fault } from '../kit/fault.ts';

/** A lease as its holder last renewed it. */
export interface Renewal {
  readonly lease: Lease;
  /** By the monotonic clock, before the renewal was sent: what the store made of it can only be longer. */
  readonly begunAt: number;
  readonly forMs: number;
}

/** Under what lease somebody acts: asked before each step, for a lease is renewed while a plan runs. */
export interface LeaseHold {
  readonly name: string;
  /** Undefined when it is known to be lost. */
  renewal(): Renewal | undefined;
}

/** What clocks and pauses of the process may take away between the look at the clock and the sending. */
export const LEASE_MARGIN_MS = 1_000;

/** Why a step that may be under way for `deadlineMs` must not start now; undefined when it may, or needs no lease. */
export function leaseProblem(hold: LeaseHold | undefined, now: number, deadlineMs: number): UserError | undefined {
  if (!hold) return undefined;
  const renewal = hold.renewal();
  if (!renewal) return leaseLost(hold);
  const left = renewal.begunAt + renewal.forMs - now;
  if (left > deadlineMs + LEASE_MARGIN_MS) return undefined;
  return { ...leaseLost(hold), message: `The lease ${hold.name} ends in ${Math.max(0, left)} ms, too soon to send anything under it.` };
}

export const leaseLost = ({ name }: Pick<LeaseHold, 'name'>): UserError => ({
  code: 'LEASE_LOST',
  message: `The lease ${name} is no longer held.`,
  path: [],
});

/** The lease has gone to another: the transaction that needed it has left nothing. */
export class LeaseGone extends Error {}

/** Within the transaction: until its commit nobody else can take the lease. */
export async function requireLease(tx: Writes, hold: LeaseHold | undefined): Promise<void> {
  if (!hold) return;
  const renewal = hold.renewal();
  if (!renewal) throw new LeaseGone();
  await tx.requireLease(renewal.lease).catch((error: unknown) => {
    throw error instanceof Fault && error.code === 'CONFLICT' ? new LeaseGone() : error;
  });
}
