import type { Clock } from '../../src/kit/clock.ts';
import type { Tls } from '../../src/kit/http.ts';
import type { Readings } from '../../src/kit/readings.ts';
import type { Secret } from '../../src/kit/secret.ts';

export interface ChronosOptions {
  /** The cluster's name; its faults say `chronos:<cluster>`. */
  readonly cluster: string;
  /** Every Chronos of the cluster: one that does not lead asks the one that does. */
  readonly urls: readonly string[];
  readonly auth?: { readonly user: string; readonly password: Secret } | undefined;
  /** For one read or write, however many are asked until one answers. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly tls?: Tls | undefined;
}

/** 3.0 moved everything, and tells what runs as JSON. */
export type Era = '2.x' | '3.x';

/** A job as Chronos tells it. Its server rewrites `schedule` after each run, and the counts and last times with it. */
export interface JobRecord {
  readonly cluster: string;
  readonly name: string;
  /** As it stands, and so with whatever secrets somebody has put into it. */
  readonly command: string;
  /** `R[n]/<start>/<period>`: how often still, when next, and how long until it is due again. Null of one that follows its parents. */
  readonly schedule: string | null;
  /** Of the tz database. Null: the start says its own offset. */
  readonly scheduleTimeZone: string | null;
  readonly parents: readonly string[];
  readonly disabled: boolean;
  /** Addresses, parted by commas. */
  readonly owner: string | null;
  readonly description: string | null;
  /** Since the definition was last written; so are the times. */
  readonly successCount: number;
  readonly errorCount: number;
  readonly errorsSinceLastSuccess: number;
  /** ms since 1970; null: never. */
  readonly lastSuccess: number | null;
  readonly lastError: number | null;
  /** Null: not told. */
  readonly state: JobState | null;
}

export interface JobState {
  /** How many of it run now. 2.x tells no more than that it runs: 1. */
  readonly running: number;
  readonly queued: boolean;
}

/** All jobs. Those that cannot be read are there all the same, by their names. */
export interface JobReading extends Readings<JobRecord> {
  /** Why the state of some or of all is not told, where that is known. */
  readonly stateProblem: string | null;
}

/** A whole definition of a job with a schedule. */
export interface ScheduledJob {
  /** Letters, digits, `_`, `.` and `-`: what both eras take. */
  readonly name: string;
  /** For `/bin/sh -c`. */
  readonly command: string;
  /** `R[n]/<ISO instant, or nothing for at once>/<ISO period>`. */
  readonly schedule: string;
  /** Of the tz database; counts for more than an offset of the start, and needs a start. One that Chronos does not know is GMT to it. */
  readonly scheduleTimeZone?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly owner?: string | undefined;
  readonly description?: string | undefined;
  /** Further attempts of a run that fails, a minute apart; 2 unless given. */
  readonly retries?: number | undefined;
}
