import { createHash } from 'node:crypto';
import { ok, type Result } from '../../kit/result.ts';
import { canonical } from '../../kit/json.ts';
import { chronosOf, type ChronosSchedule } from '../../scaling/chronos.ts';
import { Repeated, repeatOf, type Period } from '../../scaling/repeat.ts';
import { firingAfter, timedOf } from '../../scaling/timed.ts';
import type { TimedRule } from '../../scaling/timed-model.ts';
import { zoneOf } from '../../scaling/zone.ts';

/** A job as Chronos has it. Its schedule moves on with each run. */
export interface HeldJob {
  readonly name: string;
  /** With a secret in it, where it is Canopy's. */
  readonly command: string;
  readonly schedule: string | null;
  readonly scheduleTimeZone: string | null;
  readonly parents: readonly string[];
  readonly disabled: boolean;
  readonly owner: string | null;
  readonly description: string | null;
  readonly state: { readonly running: number; readonly queued: boolean } | null;
}

/** A job as it should be, but for its name and its command, which are of the Chronos. */
export interface WantedJob extends ChronosSchedule {
  readonly description: string;
}

/** Another one is as good as changed by hand. */
const FORM = 1;

/** The jobs of a schedule: none where it is not for Chronos, or fires no more. Their starts are after `now`. */
export function wantedJobs({ schedule, executor }: Pick<TimedRule, 'schedule' | 'executor'>, now: number): Result<readonly WantedJob[]> {
  const read = timedOf(schedule);
  if (!read.ok) return read;
  if (executor !== 'CHRONOS' || firingAfter(read.value, now) === null) return ok([]);
  const { id, name, recurrence, from, until } = schedule;
  const plan = chronosOf(recurrence, Math.max(now, (from ?? -Infinity) - 1));
  if (!plan.ok) return plan;
  const digest = createHash('sha256').update(canonical([FORM, id, recurrence, from, until]));
  const description = `Tells Canopy that the schedule ${name} is due. What is changed here is put back. [${digest.digest('hex').slice(0, 16)}]`;
  return ok(plan.value.jobs.map(({ schedule: text, scheduleTimeZone }) => ({ schedule: text, scheduleTimeZone, description })));
}

/** Ids of schedules are of this form: what others call their jobs is not taken for one. */
const NAME = /^(.+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([1-9]\d{0,3})$/;

export const jobName = (prefix: string, scheduleId: string, n: number): string => `${prefix}-${scheduleId}-${n}`;

/** Undefined: it is somebody else's. */
export function scheduleOfJob(prefix: string, name: string): { readonly scheduleId: string; readonly n: number } | undefined {
  const [, begin, scheduleId, n] = NAME.exec(name) ?? [];
  return begin === prefix && scheduleId !== undefined ? { scheduleId, n: Number(n) } : undefined;
}

/** One write that is lacking. Put: `held` is what it takes the place of; null: there is no job of that name. */
export type JobChange =
  | { readonly put: WantedJob; readonly name: string; readonly held: HeldJob | null }
  | { readonly put: null; readonly name: string; readonly held: HeldJob };

export interface JobsOf {
  readonly prefix: string;
  readonly scheduleId: string;
  /** What each of them should run. */
  readonly command: string;
}

/** What Chronos lacks of a schedule. Which of its jobs is which is told by when they are due, never by their numbers. */
export function jobChanges(wanted: readonly WantedJob[], there: readonly HeldJob[], now: number, of: JobsOf): readonly JobChange[] {
  const { prefix, scheduleId, command } = of;
  const own = there
    .flatMap((held) => {
      const read = scheduleOfJob(prefix, held.name);
      return read?.scheduleId === scheduleId ? [{ held, n: read.n }] : [];
    })
    .sort((a, b) => a.n - b.n);
  const taken = new Set(own.map(({ n }) => n));
  const left = own.map(({ held }) => held);
  const lacking: WantedJob[] = [];
  for (const job of wanted) {
    // It is over by now, though it was not when that was told.
    if (paceOf(job, now)?.next === null) continue;
    const at = left.findIndex((held) => isSame(held, job, command) && keepsTime(held, job, now));
    if (at < 0) lacking.push(job);
    else left.splice(at, 1);
  }
  const puts = lacking.map((put): JobChange => {
    const held = left.shift();
    if (held) return { put, name: held.name, held };
    let n = 1;
    while (taken.has(n)) n++;
    taken.add(n);
    return { put, name: jobName(prefix, scheduleId, n), held: null };
  });
  return [...puts, ...left.map((held): JobChange => ({ put: null, name: held.name, held }))];
}

/** In all that does not change by itself, its time aside. */
function isSame(held: HeldJob, wanted: WantedJob, command: string): boolean {
  const { scheduleTimeZone: zone, description } = wanted;
  return (
    held.command === command &&
    held.description === description &&
    held.scheduleTimeZone === zone &&
    held.owner === null &&
    !held.disabled &&
    held.parents.length === 0
  );
}

/** From now on, as far as the two schedules say; one of them may have moved on. */
function keepsTime(held: HeldJob, wanted: WantedJob, now: number): boolean {
  const [is, should] = [paceOf(held, now), paceOf(wanted, now)];
  return is !== undefined && should !== undefined && is.next === should.next && is.left === should.left && samePeriod(is, should);
}

/** What is there proves that it was put: it is the same, or has run since. */
export function isPut(held: HeldJob | undefined, wanted: WantedJob, command: string): boolean {
  const is = held && paceOf(held, -Infinity);
  const should = paceOf(wanted, -Infinity);
  if (!held || !is || !should || !samePeriod(is, should)) return false;
  // One that has run for the last time is switched off by Chronos.
  if (!isSame(is.left === 0 ? { ...held, disabled: false } : held, wanted, command)) return false;
  return is.start >= should.start && (is.left === 0 || paceOf(wanted, is.start - 1)?.next === is.start);
}

/** It runs, or is about to: whoever changes it now might take a call from Canopy. */
export function isBusy(held: HeldJob, command: string, now: number): boolean {
  if (held.command !== command || held.disabled) return false;
  if (held.state && (held.state.running > 0 || held.state.queued)) return true;
  const pace = paceOf(held, now);
  return pace !== undefined && pace.start <= now && pace.start > now - DUE_MS && pace.atStart !== 0;
}

/** Chronos moves a start on when it runs what is due, which takes it a few seconds. */
const DUE_MS = 30_000;

interface Pace {
  readonly start: number;
  /** After that instant; null: it is over. */
  readonly next: number | null;
  /** How often still after that instant; null: for ever. */
  readonly left: number | null;
  /** How often still, as it is written. */
  readonly atStart: number | null;
  readonly period: Period;
}

/** The fields of a start count by the job's zone, whatever distance from UTC stands behind them. */
function paceOf(job: Pick<HeldJob, 'schedule' | 'scheduleTimeZone'>, after: number): Pace | undefined {
  const [, times, start, period] = /^R(\d*)\/(\d[^/]*?)(?:Z|[+-]\d\d:?\d\d)?\/(P[^/]*)$/.exec(job.schedule ?? '') ?? [];
  const zone = zoneOf(job.scheduleTimeZone ?? 'UTC');
  // Of one that is over, when it would be due.
  const over = times !== undefined && times !== '' && Number(times) === 0;
  const read = repeatOf(`R${over ? '1' : times}/${start}/${period}`);
  if (!zone || !read.ok || !read.value.start) return undefined;
  const repeated = new Repeated(read.value, read.value.start, zone);
  const gone = Number.isFinite(after) ? repeated.countAt(after) + 1 : 0;
  const { times: atStart, period: each } = read.value;
  const first = repeated.at(0);
  if (first === null) return undefined;
  return over
    ? { start: first, next: null, left: 0, atStart: 0, period: each }
    : { start: first, next: repeated.at(gone), left: atStart === null ? null : atStart - gone, atStart, period: each };
}

const samePeriod = (a: Pace, b: Pace): boolean =>
  a.period.months === b.period.months && a.period.days === b.period.days && a.period.ms === b.period.ms;

/** `R/2026-06-02T08:00:00.000+08:00/P1D Asia/Shanghai` */
export function jobInWords({ schedule, scheduleTimeZone, disabled, parents }: Partial<HeldJob>): string {
  const when = schedule ?? `after ${parents?.join(', ') ?? 'others'}`;
  return `${when}${scheduleTimeZone ? ` ${scheduleTimeZone}` : ''}${disabled ? ', disabled' : ''}`;
}

/** What a job is that does not change by itself: the command is a secret, so this is kept as a digest alone. */
export const fixedOf = ({ command, schedule, scheduleTimeZone, parents, disabled, owner, description }: HeldJob): object => ({
  ...{ command, scheduleTimeZone, parents, disabled, owner, description },
  period: schedule === null ? null : schedule.slice(schedule.lastIndexOf('/') + 1),
});
