import type { History, ScalingPolicy, Verdict } from './model.ts';

/** Where nothing could be told for longer than this, what was wanted meanwhile is not known. */
const GAP_MS = 60_000;

export const noHistory = (now: number): History => ({ since: now, recommendations: [], changes: [] });

/** With what was just decided, and without what no decision asks for any more. `done`: the change was made. */
export function remembered(
  { since, recommendations, changes }: History,
  {
    now,
    instances,
    verdict,
    done,
  }: { readonly now: number; readonly instances: number; readonly verdict: Verdict; readonly done: boolean },
  policy: Pick<ScalingPolicy, 'up' | 'down' | 'flaps'>,
): History {
  const wanted = verdict.recommendation;
  const before = recommendations.at(-1)?.at ?? since;
  const begins = now - Math.max(policy.up.stabilisationMs, policy.down.stabilisationMs);
  const kept = recommendations[0] && recommendations[0].at <= begins ? recommendations.filter(({ at }) => at > begins) : recommendations;
  return {
    since: wanted !== null && now - before > GAP_MS ? now : since,
    recommendations: wanted === null ? kept : [...kept, { at: now, wanted }],
    changes: done ? [...changes.filter(({ at }) => at > now - longestOf(policy)), { at: now, from: instances, to: verdict.to }] : changes,
  };
}

/** The last change is kept whatever its age: by it is known which way it went. */
function longestOf({ up, down, flaps }: Pick<ScalingPolicy, 'up' | 'down' | 'flaps'>): number {
  const periods = [...up.policies, ...down.policies].map(({ periodMs }) => periodMs);
  return Math.max(flaps.withinMs, up.coolDownMs, down.coolDownMs, ...periods);
}
