import type { Era } from './era.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import { periodOf } from './period.ts';
import type { Runs } from './runs.ts';
import { parseSchedule, passed, printed } from './schedule.ts';

/** Timers hold no more than 24 days, and a clock may be set. */
const LONGEST_MS = 60_000;
const DAY_MS = 86_400_000;

interface Deps {
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly era: Era;
}

/** Fires what is due. One timer, for the earliest of all. */
export class Scheduler {
  readonly #deps: Deps;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** To be called whenever a job is another one. */
  look(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    const next = Math.min(...this.#deps.jobs.all().map((job) => this.#fire(job, now)));
    this.#timer = setTimeout(() => this.look(), Math.min(Math.max(1, next - now), LONGEST_MS));
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** When it is due next. */
  #fire(job: Job, now: number): number {
    const { era, runs } = this.#deps;
    const schedule = job.disabled || job.parents ? undefined : parseSchedule(job.schedule, job.scheduleTimeZone, now);
    if (!schedule) return Infinity;
    const gone = passed(schedule, now, era.catchesUp ? Infinity : epsilonOf(job));
    if (gone.fires !== null) {
      job.schedule = printed(gone.schedule);
      runs.enqueue(job, gone.fires);
    }
    return gone.schedule.left === 0 ? Infinity : gone.schedule.start;
  }
}

/** Of months and days it is enough that they are long. */
function epsilonOf({ epsilon }: Job): number {
  const { months, days, ms } = periodOf(epsilon) ?? { months: 0, days: 0, ms: 0 };
  return (months * 30 + days) * DAY_MS + ms;
}
