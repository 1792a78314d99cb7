export interface BackoffOptions {
  readonly baseMs: number;
  readonly capMs: number;
}

/** How long to wait before attempt `attempt` (0 is the first retry): anywhere up to the doubled span, so that many callers do not come back at once. */
export function backoffMs(attempt: number, { baseMs, capMs }: BackoffOptions, random: () => number): number {
  const span = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 52));
  return Math.floor(random() * span);
}
