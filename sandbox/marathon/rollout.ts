import { healthOf, isActive, type App, type Task } from './model.ts';

export interface Move {
  readonly launch: number;
  readonly kill: readonly Task[];
  /** What the deployment asked of this app is so. */
  readonly settled: boolean;
}

/** The next move of one app on its way to its definition. Pure, asked again after every change. */
export function nextMove(app: App): Move {
  const tasks = [...app.tasks.values()];
  if (app.removed) return { launch: 0, kill: tasks.filter(isActive), settled: tasks.length === 0 };
  if (app.activity?.kind === 'RestartApplication') return replace(app, tasks);
  const target = app.activity?.kind === 'StartApplication' ? 0 : app.definition.instances;
  return resize(app, tasks, target);
}

function resize(app: App, tasks: readonly Task[], target: number): Move {
  const active = tasks.filter(isActive);
  const surplus = Math.max(0, active.length - target);
  return {
    launch: Math.max(0, target - active.length),
    kill: surplus > 0 ? victims(app, active).slice(0, surplus) : [],
    settled: present(tasks) === target && active.every((task) => isReady(app, task)),
  };
}

/** Never below the minimum that is up, never above the maximum that exists (`TaskReplaceActor`). */
function replace(app: App, tasks: readonly Task[]): Move {
  const { instances: target, upgradeStrategy, versionInfo } = app.definition;
  const active = tasks.filter(isActive);
  const old = active.filter((task) => task.configVersion !== versionInfo.lastConfigChangeAt);
  const fresh = active.filter((task) => task.configVersion === versionInfo.lastConfigChangeAt);
  const ready = fresh.filter((task) => isReady(app, task));
  const least = Math.ceil(target * upgradeStrategy.minimumHealthCapacity);
  const most = Math.floor(target * (1 + upgradeStrategy.maximumOverCapacity));
  // With no room in either direction nothing could ever move; Marathon then allows one more.
  const room = most <= least ? least + 1 : most;

  const spare = ready.length >= target ? old.length : old.length + ready.length - least;
  const killOld = victims(app, old).slice(0, Math.max(0, Math.min(old.length, spare)));
  const killFresh = victims(app, fresh).slice(0, Math.max(0, fresh.length - target));
  return {
    launch: Math.max(0, Math.min(target - fresh.length, room - tasks.length)),
    kill: [...killOld, ...killFresh],
    settled: ready.length === target && present(tasks) === target,
  };
}

/** Those given up as unreachable may still be listed; nobody waits for them. */
const present = (tasks: readonly Task[]) => tasks.filter(({ inactive }) => !inactive).length;

/** Staged tasks go first, then sick ones, then by the app's own choice of age. */
function victims(app: App, tasks: readonly Task[]): Task[] {
  const oldest = app.definition.killSelection === 'OLDEST_FIRST' ? 1 : -1;
  const rank = (task: Task) => {
    if (task.startedAt === null) return 0;
    return healthOf(task, app.definition.healthChecks.length) === false ? 1 : 2;
  };
  return tasks.toSorted((a, b) => rank(a) - rank(b) || oldest * (a.stagedAt - b.stagedAt));
}

export function isReady(app: App, task: Task): boolean {
  const { healthChecks, readinessChecks } = app.definition;
  if (task.state !== 'TASK_RUNNING') return false;
  if (healthChecks.length > 0 && healthOf(task, healthChecks.length) !== true) return false;
  return readinessChecks.length === 0 || task.ready;
}
