import type { MetricName } from '../monitoring/model.ts';
import { figureNameOf } from './figure.ts';
import { scheduleOf, type TimedInput } from './timed-input.ts';
import type { Behaviour, ChangeUnit, MetricRule, ScalingPolicy } from './model.ts';

/** A rule as somebody gives it; what is not given is as Kubernetes does it. */
export interface PolicyInput {
  readonly min: number;
  readonly max: number;
  readonly metrics: readonly {
    /** Either one of the four, or a counter. */
    readonly metric?: MetricName | null;
    readonly counter?: string | null;
    readonly endpoint?: string | null;
    readonly target?: number | null;
    readonly steps?: readonly StepInput[] | null;
  }[];
  readonly up?: BehaviourInput | null;
  readonly down?: BehaviourInput | null;
  readonly tolerance?: number | null;
  readonly freshShare?: number | null;
  readonly flaps?: { readonly most: number; readonly withinSeconds: number } | null;
  readonly schedule?: readonly TimedInput[] | null;
}

interface StepInput {
  readonly from?: number | null;
  readonly to?: number | null;
  readonly change: number;
  readonly unit?: ChangeUnit | null;
}

export interface BehaviourInput {
  readonly stabilisationSeconds?: number | null;
  readonly coolDownSeconds?: number | null;
  readonly policies?: readonly { readonly most: number; readonly unit: ChangeUnit; readonly periodSeconds: number }[] | null;
}

const UP: Behaviour = {
  ...{ stabilisationMs: 0, coolDownMs: 0 },
  policies: [
    { most: 4, unit: 'CONTAINERS', periodMs: 15_000 },
    { most: 100, unit: 'PERCENT', periodMs: 15_000 },
  ],
};
const DOWN: Behaviour = { stabilisationMs: 300_000, coolDownMs: 0, policies: [] };
const USUAL = { tolerance: 0.1, freshShare: 0.8, flaps: { most: 6, withinMs: 3_600_000 } } as const;
const SECOND_MS = 1_000;

/** `now`: what begins when it is set begins then. */
export function policyOf({ min, max, metrics, up, down, tolerance, freshShare, flaps, schedule }: PolicyInput, now: number): ScalingPolicy {
  return {
    ...{ min, max, metrics: metrics.map(metricOf), up: behaviourOf(up, UP), down: behaviourOf(down, DOWN) },
    ...{ tolerance: tolerance ?? USUAL.tolerance, freshShare: freshShare ?? USUAL.freshShare },
    flaps: flaps ? { most: flaps.most, withinMs: flaps.withinSeconds * SECOND_MS } : USUAL.flaps,
    ...(schedule != null && schedule.length > 0 && { schedule: schedule.map((each, n) => scheduleOf(`override-${n + 1}`, each, now)) }),
  };
}

/** Neither or both of target and steps come to no steps, which is refused. */
function metricOf({ target, steps, ...named }: PolicyInput['metrics'][number]): MetricRule {
  const metric = figureNameOf(named);
  if (target != null && steps == null) return { metric, target };
  if (target != null || steps == null) return { metric, steps: [] };
  return {
    metric,
    steps: steps.map(({ from, to, change, unit }) => ({ from: from ?? null, to: to ?? null, change, unit: unit ?? 'CONTAINERS' })),
  };
}

function behaviourOf(given: BehaviourInput | null | undefined, usual: Behaviour): Behaviour {
  if (!given) return usual;
  const { stabilisationSeconds, coolDownSeconds, policies } = given;
  return {
    stabilisationMs: stabilisationSeconds == null ? usual.stabilisationMs : stabilisationSeconds * SECOND_MS,
    coolDownMs: coolDownSeconds == null ? usual.coolDownMs : coolDownSeconds * SECOND_MS,
    policies: policies?.map(({ most, unit, periodSeconds }) => ({ most, unit, periodMs: periodSeconds * SECOND_MS })) ?? usual.policies,
  };
}
