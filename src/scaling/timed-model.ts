/** When something is to happen again and again: cron in 5 or 6 fields, or an ISO 8601 repeating interval, by the clock of a zone. */
export interface Recurrence {
  readonly text: string;
  /** A name of the IANA database. */
  readonly zone: string;
}

/**
 * How a firing stands to the clock of its zone. AFTER_GAP: the time that was meant is skipped. FIRST_OF_TWO and SECOND_OF_TWO: the clock
 * shows it twice.
 */
export const FIRING_NOTES = ['NORMAL', 'AFTER_GAP', 'FIRST_OF_TWO', 'SECOND_OF_TWO'] as const;
export type FiringNote = (typeof FIRING_NOTES)[number];

export interface Firing {
  readonly at: number;
  /** What the clock shows then, with its distance from UTC. */
  readonly local: string;
  readonly note: FiringNote;
  /** The time that the clock skipped; null: it shows the one that was meant. */
  readonly meant: string | null;
}

/** What a size is held to: to exactly so many, or to no fewer, no more, or both. */
export interface Effect {
  readonly exact: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** For so long from each firing on, an app is held to a size. */
export interface ScheduledScaling {
  readonly id: string;
  readonly name: string;
  readonly recurrence: Recurrence;
  /** As time passes: a day that is put back has an hour more. */
  readonly durationMs: number;
  readonly effect: Effect;
  readonly enabled: boolean;
  /** Firings before it do not count; null: all do. */
  readonly from: number | null;
  /** It holds up to, and without, this; null: for ever. */
  readonly until: number | null;
}

/** Who sees to it that a schedule fires: Canopy itself, or a Chronos whose jobs call it. */
export const EXECUTORS = ['CANOPY', 'CHRONOS'] as const;
export type Executor = (typeof EXECUTORS)[number];

/** What somebody has set on an app, or on a node for all apps at and below it. Several may be in force at once. */
export interface TimedRule {
  readonly schedule: ScheduledScaling;
  /** Global id of the app or node. */
  readonly on: string;
  readonly executor: Executor;
  readonly setBy: string;
  readonly setAt: number;
}

/** FIRED: it counted from then on. MISSED: nobody saw to it in time, and a later one counts. */
export type FiringOutcome = 'FIRED' | 'MISSED';

/** That it has fired. */
export interface FiringRecord extends FiringKey {
  readonly outcome: FiringOutcome;
  /** Who has it fire. */
  readonly by: Executor;
  readonly recordedAt: number;
}

/** One firing of a schedule: there is never another of the same two. */
export interface FiringKey {
  readonly scheduleId: string;
  readonly at: number;
}

/** What holds now, and up to when. */
export interface InForce extends FiringKey {
  readonly name: string;
  readonly effect: Effect;
  readonly until: number;
}

/** The bounds of an app, by what is in force. */
export interface TimedBounds {
  readonly min: number;
  readonly max: number;
  /** In the order of the schedules; none: the bounds are those that were given. */
  readonly by: readonly InForce[];
  /** Where what is in force contradicts itself: which of it holds, and why. */
  readonly contradiction: string | null;
  /** Up to then nothing begins and nothing ends; null: never more. */
  readonly changesAt: number | null;
}

export interface CalendarEntry extends Firing, FiringKey {
  readonly name: string;
  readonly zone: string;
  readonly until: number;
  readonly effect: Effect;
}

export const MOST_INSTANCES = 10_000;
export const MOST_SCHEDULES = 20;
