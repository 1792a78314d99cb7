import type { Change, History, ScalingPolicy, Verdict } from './model.ts';

const GAP_MS = 60_000;
const GAP_LOOKS = 2;

/** Where nothing could be told for longer, what was wanted meanwhile is not known. `lookMs`: between two looks. */
export const gapMs = (lookMs: number): number => Math.max(GAP_MS, GAP_LOOKS * lookMs);

/** Whoever begins takes what is there for what was wanted. */
export const noHistory = (now: number, instances: number): History => ({
  ...{ since: now, recommendations: [{ at: now, wanted: instances }], changes: [], owed: null, off: false },
});

/** What was just decided. */
interface Decided {
  readonly now: number;
  readonly instances: number;
  readonly verdict: Verdict;
  /** The change was made. */
  readonly done: boolean;
}

/**
 * As it is to be judged by, where figures are told now: after a gap half of the window must be known anew, with what is there for what was
 * wanted. More would leave an app as large as it is for longer than most gaps last. `lookMs`: between two looks.
 */
export function resumed(
  history: History,
  { now, instances, lookMs }: { readonly now: number; readonly instances: number; readonly lookMs: number },
  { down }: Pick<ScalingPolicy, 'down'>,
): History {
  const { since, recommendations } = history;
  const last = recommendations.at(-1)?.at ?? since;
  if (now - last <= gapMs(lookMs)) return history;
  const begins = now - down.stabilisationMs / 2;
  const known = [...recommendations, { at: begins, wanted: instances }].sort((a, b) => a.at - b.at);
  return { ...history, since: Math.max(since, begins), recommendations: known };
}

/** With what was just decided, and without what no decision asks for any more. */
export function remembered(
  { since, recommendations, changes, ...before }: History,
  { now, instances, verdict, done }: Decided,
  policy: Pick<ScalingPolicy, 'metrics' | 'up' | 'down' | 'flaps'>,
): History {
  const owed = owedAfter({ changes, owed: before.owed }, { instances, verdict, done }, policy);
  const off = done ? verdict.to === 0 : before.off && (instances === 0 || isBehind(changes, instances));
  const wanted = verdict.recommendation;
  const begins = now - Math.max(policy.up.stabilisationMs, policy.down.stabilisationMs);
  const kept = recommendations[0] && recommendations[0].at <= begins ? recommendations.filter(({ at }) => at > begins) : recommendations;
  return {
    since,
    recommendations: wanted === null ? kept : [...kept, { at: now, wanted }],
    changes: done ? [...changes.filter(({ at }) => at > now - longestOf(policy)), { at: now, from: instances, to: verdict.to }] : changes,
    ...{ owed, off },
  };
}

/** The last change is kept whatever its age: by it is known which way it went. */
function longestOf({ up, down, flaps }: Pick<ScalingPolicy, 'up' | 'down' | 'flaps'>): number {
  const periods = [...up.policies, ...down.policies].map(({ periodMs }) => periodMs);
  return Math.max(flaps.withinMs, up.coolDownMs, down.coolDownMs, ...periods);
}

/** By schedules alone, which have no figures, it is made another size than it had; a rule that acts owes nothing, nor does whoever else changes it. */
function owedAfter(
  { changes, owed }: Pick<History, 'changes' | 'owed'>,
  { instances, verdict, done }: Omit<Decided, 'now'>,
  { metrics }: Pick<ScalingPolicy, 'metrics'>,
): number | null {
  if (metrics.length > 0) return null;
  const last = changes.at(-1);
  const held = owed !== null && last && (instances === last.to || isBehind(changes, instances)) ? owed : null;
  if (!done) return held;
  return verdict.to === held ? null : (held ?? instances);
}

/** What is told of it is older than the change. */
const isBehind = (changes: readonly Change[], instances: number): boolean => instances === changes.at(-1)?.from;

/** Under a policy with longer windows: what was wanted before its own is not known. */
export function widened(
  history: History,
  before: Pick<ScalingPolicy, 'up' | 'down'>,
  after: Pick<ScalingPolicy, 'up' | 'down'>,
  now: number,
): History {
  const [was, is] = [before, after].map(({ up, down }) => Math.max(up.stabilisationMs, down.stabilisationMs)) as [number, number];
  return is > was ? { ...history, since: Math.max(history.since, now - was) } : history;
}
