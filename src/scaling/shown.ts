import { countedOf, isOwnFigure } from './figure.ts';
import type { ScheduledScaling } from './timed-model.ts';
import type { Behaviour, ChangeUnit, MetricRule, ScalingPolicy, Step } from './model.ts';

/** A policy in the words of the schema: times in seconds. */
export interface ShownPolicy {
  readonly min: number;
  readonly max: number;
  readonly metrics: readonly ShownMetric[];
  readonly up: ShownBehaviour;
  readonly down: ShownBehaviour;
  readonly tolerance: number;
  readonly freshShare: number;
  readonly flaps: { readonly most: number; readonly withinSeconds: number };
  readonly schedule: readonly ShownSchedule[];
}

export interface ShownSchedule {
  readonly name: string;
  readonly recurrence: string;
  readonly zone: string;
  readonly durationSeconds: number;
  readonly exact: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly enabled: boolean;
  readonly from: number | null;
  readonly until: number | null;
}

export interface ShownMetric {
  /** Null: it is a counter. */
  readonly metric: string | null;
  readonly counter: string | null;
  readonly endpoint: string | null;
  readonly target: number | null;
  readonly steps: readonly Step[] | null;
}

export interface ShownBehaviour {
  readonly stabilisationSeconds: number;
  readonly coolDownSeconds: number;
  readonly policies: readonly { readonly most: number; readonly unit: ChangeUnit; readonly periodSeconds: number }[];
}

export const shownPolicy = ({ min, max, metrics, up, down, tolerance, freshShare, flaps, schedule = [] }: ScalingPolicy): ShownPolicy => ({
  ...{ min, max, tolerance, freshShare },
  ...{ metrics: metrics.map(shownMetric), up: shownBehaviour(up), down: shownBehaviour(down) },
  flaps: { most: flaps.most, withinSeconds: seconds(flaps.withinMs) },
  schedule: schedule.map(shownSchedule),
});

export const shownSchedule = ({ name, recurrence, durationMs, effect, enabled, from, until }: ScheduledScaling): ShownSchedule => ({
  ...{ name, recurrence: recurrence.text, zone: recurrence.zone, durationSeconds: seconds(durationMs) },
  ...{ ...effect, enabled, from, until },
});

const shownMetric = (rule: MetricRule): ShownMetric => ({
  metric: isOwnFigure(rule.metric) ? rule.metric : null,
  ...{ counter: null, endpoint: null, ...countedOf(rule.metric) },
  ...('target' in rule ? { target: rule.target, steps: null } : { target: null, steps: rule.steps }),
});

const shownBehaviour = ({ stabilisationMs, coolDownMs, policies }: Behaviour): ShownBehaviour => ({
  ...{ stabilisationSeconds: seconds(stabilisationMs), coolDownSeconds: seconds(coolDownMs) },
  policies: policies.map(({ most, unit, periodMs }) => ({ most, unit, periodSeconds: seconds(periodMs) })),
});

const seconds = (ms: number): number => Math.round(ms / 1_000);
