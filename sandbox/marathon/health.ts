import { request } from 'node:http';
import type { Bus } from './events.ts';
import { healthCheckJson } from './json.ts';
import type { Lifecycle } from './lifecycle.ts';
import { healthOf, healthy, isActive, type App, type Health, type HealthCheck, type Task } from './model.ts';
import { probe, type Verdict } from './probe.ts';
import { watchReadiness } from './readiness.ts';
import type { State } from './state.ts';
import { tellHealth, tellUnhealthyKill } from './tell.ts';

interface Deps {
  readonly state: State;
  readonly bus: Bus;
  readonly lifecycle: Lifecycle;
  folderOf(taskId: string): string;
}

/** Asks real tasks how they are, as their apps say, and has those killed that fail too often. */
export class HealthChecks {
  readonly #deps: Deps;
  readonly #timers = new Map<string, Set<NodeJS.Timeout>>();
  #stopped = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.lifecycle.onRunning = (task, app) => this.#watch(task, app);
    deps.lifecycle.onEnded = (task) => this.#unwatch(task);
  }

  stop(): void {
    this.#stopped = true;
    for (const timers of this.#timers.values()) timers.forEach(clearTimeout);
  }

  /** After a change of leader nothing is known until every check has run once more. */
  forget(): void {
    const { state } = this.#deps;
    const simulated: Task[] = [];
    for (const task of state.tasks.values()) {
      if (task.simulated && task.health.length > 0) simulated.push(task);
      task.health = task.health.map(() => undefined);
    }
    for (const app of state.records.values()) state.touch(app);
    this.#later(1_000, () => simulated.forEach((task) => this.#recover(task)));
  }

  sicken(taskId: string): boolean {
    const { state, bus } = this.#deps;
    const task = state.tasks.get(taskId);
    const app = task && state.appOf(task);
    if (!task || !app) return false;
    if (task.simulated) {
      const now = Date.now();
      task.health = app.definition.healthChecks.map(() => ({
        ...healthy(task.startedAt ?? now),
        ...{
          alive: false,
          consecutiveFailures: 1,
          lastFailure: now,
          lastFailureCause: '503 Service Unavailable',
        },
      }));
      state.touch(app);
      tellHealth(bus, state.era, task, false);
      return true;
    }
    const port = task.ports[0] ?? app.definition.container?.portMappings?.[0]?.containerPort;
    if (port === undefined) return false;
    request({ host: task.ip, port, path: '/sick' })
      .on('error', () => {})
      .end();
    return true;
  }

  #recover(task: Task): void {
    const { state } = this.#deps;
    const app = state.appOf(task);
    if (!app) return;
    task.health = app.definition.healthChecks.map(() => healthy(Date.now()));
    state.touch(app);
  }

  #watch(task: Task, app: App): void {
    if (task.simulated) {
      if (task.health.length > 0) tellHealth(this.#deps.bus, this.#deps.state.era, task, true);
      return;
    }
    const { healthChecks } = app.definition;
    task.health = healthChecks.map(() => undefined);
    healthChecks.forEach((check, index) => this.#run(task, check, index));
    watchReadiness(task, app, this.#deps, (ms, then) => this.#later(ms, then, task.id));
  }

  #unwatch({ id }: Task): void {
    this.#timers.get(id)?.forEach(clearTimeout);
    this.#timers.delete(id);
  }

  #run(task: Task, check: HealthCheck, index: number): void {
    const { state } = this.#deps;
    const app = state.appOf(task);
    if (!app || task.state === 'TASK_KILLING' || this.#stopped) return;
    const again = () => this.#later(check.intervalSeconds * 1000, () => this.#run(task, check, index), task.id);
    void probe(task, app, check, this.#deps.folderOf(task.id)).then((verdict) => {
      if (this.#stopped || !app.tasks.has(task.id)) return;
      this.#judge(task, app, check, index, verdict);
      again();
    });
  }

  #judge(task: Task, app: App, check: HealthCheck, index: number, verdict: Verdict): void {
    const { state, bus, lifecycle } = this.#deps;
    const now = Date.now();
    const known = task.health[index];
    const young = now - (task.startedAt ?? now) < check.gracePeriodSeconds * 1000;
    // A task that is still starting may fail; only what was well once can become sick before that.
    if (verdict !== null && young && !known?.firstSuccess) return;
    const count = app.definition.healthChecks.length;
    const before = healthOf(task, count);
    const result = verdict === null ? well(known, now) : sick(known, now, verdict);
    task.health[index] = result;
    state.touch(app);
    if (verdict !== null) this.#tellFailed(task, check);
    const after = healthOf(task, count);
    if (before !== after && after !== null) {
      // Before 1.4 what was never well counted as not alive all the while: its failure was no change.
      if (after || before !== null || state.era.everyChange) tellHealth(bus, state.era, task, after);
      lifecycle.pump(app);
    }
    const limit = check.maxConsecutiveFailures;
    if (limit === 0 || result.consecutiveFailures < limit || !isActive(task)) return;
    tellUnhealthyKill(bus, state.era, task, verdict ?? '');
    lifecycle.killSick(task, app, verdict ?? '');
  }

  #tellFailed(task: Task, check: HealthCheck): void {
    const { bus, state } = this.#deps;
    const taskId = state.era.everyChange ? task.instanceId : task.id;
    bus.publish('failed_health_check_event', {
      appId: task.appId,
      taskId,
      healthCheck: healthCheckJson(check, state.era),
    });
  }

  #later(ms: number, then: () => void, taskId = ''): void {
    const timers = this.#timers.get(taskId) ?? new Set();
    this.#timers.set(taskId, timers);
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, ms);
    timers.add(timer.unref());
  }
}

function well(known: Health | undefined, now: number): Health {
  if (!known) return healthy(now);
  return {
    ...known,
    alive: true,
    consecutiveFailures: 0,
    firstSuccess: known.firstSuccess ?? now,
    lastSuccess: now,
  };
}

function sick(known: Health | undefined, now: number, cause: string): Health {
  return {
    ...{ firstSuccess: known?.firstSuccess ?? null, lastSuccess: known?.lastSuccess ?? null },
    ...{ alive: false, consecutiveFailures: (known?.consecutiveFailures ?? 0) + 1 },
    ...{ lastFailure: now, lastFailureCause: cause },
  };
}
