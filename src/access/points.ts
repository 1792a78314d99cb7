/**
 * When the window began that this instant is in. Windows are fixed and aligned to the clock, so that all processes mean the
 * same one. A clock that steps back by no more than a window stays in the one it had come to: what was spent there still counts.
 */
export function windowAt(now: number, windowMs: number, current: number): number {
  const window = now - (now % windowMs);
  return window < current && current - window <= windowMs ? current : window;
}

/** Whether as much is left as an operation costs beyond what was paid for it. */
export const isEnough = (limit: number, spent: number, due: number): boolean => due <= limit - spent;

/** Nothing, where others have spent more than there was before this process heard of it. */
export const leftOf = (limit: number, spent: number): number => Math.max(0, limit - spent);

/** What all have spent: what they told, and what was not told yet. Never less than was known, for a window takes nothing back. */
export const spentBy = (known: number, told: number, unsent: number): number => Math.max(known, told + unsent);

/** As headers say it: rounded up, for who comes a moment early is refused once more. */
export const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000));
