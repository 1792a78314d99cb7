import type { Outcome } from '../actions/ports.ts';

/** Of an outage it is tried every minute at least; what a Marathon refuses for its content it refuses again. */
const OUTAGE_MS = 60_000;
const REFUSED_MS = 15 * 60_000;

/** Why something did not go through, and how long at most it is not tried again. */
export function refusalOf({ userErrors, plan }: Pick<Outcome, 'userErrors' | 'plan'>): {
  readonly reason: string;
  readonly longestMs: number;
} {
  // Who froze a node above, and why, is not for everybody: what the plan keeps of it is.
  const told = plan && plan.blockedBy.length > 0 ? plan.blockedBy : userErrors;
  const refused = userErrors.some(({ code }) => code === 'UPSTREAM_REFUSED');
  return { reason: told.map(({ message }) => message).join(' '), longestMs: refused ? REFUSED_MS : OUTAGE_MS };
}
