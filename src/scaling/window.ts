import type { Behaviour, Change, History, Policy } from './model.ts';

/** What changes least of all that was wanted within the time of each direction: the most of it downwards, the least of it upwards. */
export function stabilised(
  wanted: number,
  instances: number,
  { history, now }: { readonly history: History; readonly now: number },
  { up, down }: { readonly up: Behaviour; readonly down: Behaviour },
): number {
  let [least, most] = [wanted, wanted];
  for (const { at, wanted: earlier } of history.recommendations) {
    if (at > now - up.stabilisationMs) least = Math.min(least, earlier);
    if (at > now - down.stabilisationMs) most = Math.max(most, earlier);
  }
  return Math.min(Math.max(instances, least), Math.max(most, least));
}

/** How far it may go, by what was changed within each policy's period. */
export function limitOf(
  instances: number,
  direction: 'up' | 'down',
  policies: readonly Policy[],
  changes: readonly Change[],
  now: number,
): number {
  const up = direction === 'up';
  if (policies.length === 0) return up ? Infinity : 0;
  const limits = policies.map(({ most, unit, periodMs }) => {
    let [added, taken] = [0, 0];
    for (const { at, from, to } of changes) {
      if (at <= now - periodMs) continue;
      if (to > from) added += to - from;
      else taken += from - to;
    }
    const began = instances - added + taken;
    if (unit === 'CONTAINERS') return up ? began + most : began - most;
    return up ? Math.ceil(began * (1 + most / 100)) : Math.floor(began * (1 - most / 100));
  });
  return up ? Math.max(...limits) : Math.max(0, Math.min(...limits));
}

/** From larger to smaller, or back. */
export function turns(changes: readonly Change[], since: number): number {
  let count = 0;
  let before = 0;
  for (const { at, from, to } of changes) {
    const direction = Math.sign(to - from);
    if (direction === 0) continue;
    if (before !== 0 && direction !== before && at > since) count++;
    before = direction;
  }
  return count;
}
