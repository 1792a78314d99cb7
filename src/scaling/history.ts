import type { History, ScalingPolicy, Verdict } from './model.ts';

/** Where nothing could be told for longer than this, or than two looks, what was wanted meanwhile is not known. */
const GAP_MS = 60_000;
const GAP_LOOKS = 2;

/** Whoever begins takes what is there for what was wanted. */
export const noHistory = (now: number, instances: number): History => ({
  ...{ since: now, recommendations: [{ at: now, wanted: instances }], changes: [] },
});

/** What was just decided. */
interface Decided {
  readonly now: number;
  readonly instances: number;
  readonly verdict: Verdict;
  /** The change was made. */
  readonly done: boolean;
  /** Between two looks. */
  readonly lookMs: number;
}

/** With what was just decided, and without what no decision asks for any more. */
export function remembered(
  { since, recommendations, changes }: History,
  { now, instances, verdict, done, lookMs }: Decided,
  policy: Pick<ScalingPolicy, 'up' | 'down' | 'flaps'>,
): History {
  const wanted = verdict.recommendation;
  const before = recommendations.at(-1)?.at ?? since;
  const begins = now - Math.max(policy.up.stabilisationMs, policy.down.stabilisationMs);
  const kept = recommendations[0] && recommendations[0].at <= begins ? recommendations.filter(({ at }) => at > begins) : recommendations;
  const gap = wanted !== null && now - before > Math.max(GAP_MS, GAP_LOOKS * lookMs);
  const known = gap ? [{ at: now, wanted: instances }] : kept;
  return {
    since: gap ? now : since,
    recommendations: wanted === null ? kept : [...known, { at: now, wanted }],
    changes: done ? [...changes.filter(({ at }) => at > now - longestOf(policy)), { at: now, from: instances, to: verdict.to }] : changes,
  };
}

/** The last change is kept whatever its age: by it is known which way it went. */
function longestOf({ up, down, flaps }: Pick<ScalingPolicy, 'up' | 'down' | 'flaps'>): number {
  const periods = [...up.policies, ...down.policies].map(({ periodMs }) => periodMs);
  return Math.max(flaps.withinMs, up.coolDownMs, down.coolDownMs, ...periods);
}
