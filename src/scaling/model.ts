import type { UserError } from '../kit/result.ts';
import type { FigureName } from './figure.ts';
import type { ScheduledScaling } from './timed-model.ts';
import type { ControllerModeName } from '../plans/model.ts';

/** Who makes apps larger and smaller by their rules. */
export const SCALING_ACTOR = 'controller:scaling';

export const CHANGE_UNITS = ['CONTAINERS', 'PERCENT'] as const;
export type ChangeUnit = (typeof CHANGE_UNITS)[number];

/** Within a part of what a figure may be, so many containers more (or fewer) than there are. */
export interface Step {
  /** Null: from the least. */
  readonly from: number | null;
  /** Up to, and without, this; null: to the most. */
  readonly to: number | null;
  readonly change: number;
  readonly unit: ChangeUnit;
}

/** What is wanted of one figure: a mean of the containers, in its unit, or steps. */
export type MetricRule =
  { readonly metric: FigureName; readonly target: number } | { readonly metric: FigureName; readonly steps: readonly Step[] };

/** At most so much within a period. Of several, the one that allows most counts. */
export interface Policy {
  readonly most: number;
  readonly unit: ChangeUnit;
  readonly periodMs: number;
}

/** How it goes in one direction. */
export interface Behaviour {
  /** Of all that was wanted so long, what changes least counts. */
  readonly stabilisationMs: number;
  /** None: as much as is wanted. */
  readonly policies: readonly Policy[];
  /** After any change, none in this direction for so long. */
  readonly coolDownMs: number;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** What makes an app larger and smaller. */
export interface ScalingPolicy extends Bounds {
  /** Any of them may make it larger; all must agree to make it smaller. */
  readonly metrics: readonly MetricRule[];
  readonly up: Behaviour;
  readonly down: Behaviour;
  /** A figure that differs from its target by no more than this share of it differs in nothing. */
  readonly tolerance: number;
  /** This share of the ready containers must have told a figure lately, or nothing becomes smaller by it. */
  readonly freshShare: number;
  /** After so many turns from larger to smaller, or back, within the time, nothing becomes smaller. */
  readonly flaps: { readonly most: number; readonly withinMs: number };
  /** Other bounds at certain times; not there: none. */
  readonly schedule?: readonly ScheduledScaling[];
}

/** What somebody has set on an app, or on a node for all apps at and below it. One for each. */
export interface ScalingRule {
  readonly id: string;
  /** Global id of the app or node. */
  readonly on: string;
  /** OFF: nobody looks. OBSERVE: what it would do is told. ACT: it is done. */
  readonly mode: ControllerModeName;
  readonly policy: ScalingPolicy;
  readonly setBy: string;
  readonly setAt: number;
}

/** One figure of the containers of an app. */
export interface FigureSeen {
  readonly metric: FigureName;
  /** Of those that told it lately; null: none has. */
  readonly mean: number | null;
  /** Ready containers that have told it lately. */
  readonly fresh: number;
  /** When the newest of these was measured; null: none. */
  readonly at: number | null;
}

export interface Recommendation {
  readonly at: number;
  readonly wanted: number;
}

export interface Change {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** What was wanted and done before. It outlives whoever decides. */
export interface History {
  /** Everything from then on is here. */
  readonly since: number;
  /** The oldest first. */
  readonly recommendations: readonly Recommendation[];
  readonly changes: readonly Change[];
  /** The size before schedules alone have made it another: it has it back when they are over. Null: nothing is owed. */
  readonly owed: number | null;
  /** It was made 0 here, and nobody has started it since. */
  readonly off: boolean;
}

/** All that a decision rests on. */
export interface Observation {
  readonly now: number;
  /** As the scheduler has been told. */
  readonly instances: number;
  /** Running and ready to work: those that have just started are not. */
  readonly ready: number;
  /** Running, ready or not. */
  readonly running: number;
  readonly unhealthy: number;
  /** It is being deployed. */
  readonly deploying: boolean;
  /** Why it must be left alone besides; null: it need not. */
  readonly held: string | null;
  readonly figures: readonly FigureSeen[];
  readonly history: History;
}

/** What one figure speaks for; null: it cannot say. */
export interface MetricVerdict {
  readonly metric: FigureName;
  readonly mean: number | null;
  readonly fresh: number;
  readonly wanted: number | null;
  /** Whether enough of the containers have told it to make anything smaller. */
  readonly maySettle: boolean;
  readonly reason: string;
}

export const GUARDS = [
  'SWITCHED_OFF',
  'DEPLOYING',
  'HELD',
  'DATA',
  'UNHEALTHY',
  'WINDOW',
  'STABILISATION',
  'COOL_DOWN',
  'RATE',
  'FLAPPING',
] as const;
export type Guard = (typeof GUARDS)[number];

/** What was not done, and which guard kept it. */
export interface Rejection {
  readonly guard: Guard;
  readonly choice: string;
  readonly reason: string;
}

/** NOTHING: it is as it should be. HOLD: a guard keeps it, or nothing can be told. */
export type ScalingChoice = 'NOTHING' | 'SCALE_OUT' | 'SCALE_IN' | 'HOLD';

export interface Verdict {
  readonly choice: ScalingChoice;
  /** What there should be now; as it is unless the choice is to scale. */
  readonly to: number;
  /** What the figures speak for, within the bounds: what later decisions are held against. Null: they cannot say. */
  readonly recommendation: number | null;
  readonly metrics: readonly MetricVerdict[];
  /** Whose word it was: a figure's, or BOUNDS; null: nobody's. */
  readonly by: FigureName | null;
  readonly rejected: readonly Rejection[];
  readonly reason: string;
}

/** What one look saw and what was answered: with the looks before it, enough to judge again. */
export interface Look {
  readonly seen: Omit<Observation, 'history'>;
  /** The change was begun. */
  readonly acted: boolean;
  readonly answer: string;
}

/** Looks of one app that follow each other, as they are kept. */
export interface LookRow {
  /** Of the first look. */
  readonly at: number;
  /** By what was judged, and what was known before the first look; null: both as the row before leaves them. */
  readonly begins: LooksBegin | null;
  readonly looks: readonly Look[];
}

export interface LooksBegin {
  readonly policy: ScalingPolicy;
  readonly history: History;
  /** Between two looks, at most. */
  readonly lookMs: number;
}

/** A size from then on. */
export interface Size {
  readonly at: number;
  readonly instances: number;
  readonly ready: number;
  /** So many would have carried the load; null: not known. */
  readonly needed: number | null;
}

/** What came of a rule on what was recorded. */
export interface Outcome {
  /** Where the size changed. */
  readonly timeline: readonly Size[];
  readonly changes: readonly Change[];
  /** Seconds in which fewer were ready than would have carried the load. */
  readonly underS: number;
  /** Containers beyond those that would have carried it, times hours. */
  readonly overContainerH: number;
  /** From larger to smaller, or back. */
  readonly turns: number;
}

export interface BacktestResult {
  /** Between two points of what was recorded. */
  readonly stepMs: number;
  /** By rule, in the order asked for. */
  readonly rules: readonly Outcome[];
  /** Kubernetes' own, by the bounds and targets of the first rule; null: that has no target. */
  readonly hpa: Outcome | null;
  /** What was there. */
  readonly actual: Outcome;
}

export interface BacktestFacts {
  readonly userErrors: readonly UserError[];
  /** Null: nothing was tried. */
  readonly result: BacktestResult | null;
  /** So long a container takes until it works; null: nothing was tried. */
  readonly startMs: number | null;
  /** So many are counted in. */
  readonly containers: number;
}
