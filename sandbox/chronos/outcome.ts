import type { Job } from './job.ts';
import { parseSchedule } from './schedule.ts';

export function succeeded(job: Job, now: number): void {
  job.successCount += 1;
  job.errorsSinceLastSuccess = 0;
  job.lastSuccess = new Date(now).toISOString();
  // The last of its times.
  if (parseSchedule(job.schedule, job.scheduleTimeZone, now)?.left === 0) job.disabled = true;
}

/**
 * A run has failed. It is tried again while it has attempts left, unless the job's last outcome was an error too: only
 * what has been tried to the end is one. That enables a job that was disabled meanwhile, as in the real one.
 */
export function failed(job: Job, attempt: number, now: number): 'again' | 'error' {
  const fresh = job.lastError === '' || (job.lastSuccess !== '' && job.lastSuccess >= job.lastError);
  if (attempt < job.retries && fresh) return 'again';
  job.errorCount += 1;
  job.errorsSinceLastSuccess += 1;
  job.lastError = new Date(now).toISOString();
  job.disabled = false;
  return 'error';
}
