import type { App, Health, HealthCheck, Task } from './model.ts';

/*
 * The checks of simulated tasks are not run, but time goes on for them: each passes again at its interval, and when it
 * last did is computed when it is shown.
 */

/** The task's health as it would be shown at that time. */
export function healthAt(task: Task, { definition }: Pick<App, 'definition'>, now: number): (Health | undefined)[] {
  if (!passes(task)) return task.health;
  return task.health.map((health, index) => {
    const period = health && periodOf(health, definition.healthChecks[index]);
    return period ? { ...health, lastSuccess: lastPass(period, now) } : health;
  });
}

/** Until when the app is shown the same, if nothing happens to it. */
export function sameUntil(app: App, now: number): number {
  let until = Infinity;
  for (const task of app.tasks.values()) {
    if (!passes(task)) continue;
    task.health.forEach((health, index) => {
      const period = health && periodOf(health, app.definition.healthChecks[index]);
      if (period) until = Math.min(until, lastPass(period, now) + period.ms);
    });
  }
  return until;
}

const passes = ({ simulated, state }: Task): boolean => simulated && state === 'TASK_RUNNING';

interface Period {
  readonly from: number;
  readonly ms: number;
}

const lastPass = ({ from, ms }: Period, now: number): number => now - ((now - from) % ms);

function periodOf({ alive, lastSuccess }: Health, check: HealthCheck | undefined): Period | undefined {
  const ms = Math.round((check?.intervalSeconds ?? 0) * 1000);
  return alive && lastSuccess !== null && ms > 0 ? { from: lastSuccess, ms } : undefined;
}
