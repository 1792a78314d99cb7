import type { Era } from './era.ts';
import type { Agent, App, Definition, Deployment, Task } from './model.ts';
import { isEnded } from './model.ts';

/** Everything Marathon knows, and nothing else: no timers, no sockets. */
export class State {
  readonly era: Era;
  readonly frameworkId: string;
  /** Includes apps that are deleted but whose tasks still run. */
  readonly records = new Map<string, App>();
  readonly tasks = new Map<string, Task>();
  readonly deployments = new Map<string, Deployment>();
  /** Groups made on purpose; those above an app exist by themselves. */
  readonly groups = new Map<string, { version: string; dependencies: readonly string[] }>();
  readonly agents: Agent[] = [];
  readonly groupVersions: string[] = [];
  rootVersion: string;
  /** Told of every task that is not listed any more. */
  onDropped: (task: Task) => void = () => {};
  #lastStamp = 0;
  #servicePort = 10_000;

  constructor(era: Era, frameworkId: string) {
    this.era = era;
    this.frameworkId = frameworkId;
    this.rootVersion = this.stamp();
  }

  /** A version: the time, and never the same one twice. */
  stamp(): string {
    this.#lastStamp = Math.max(Date.now(), this.#lastStamp + 1);
    return timestamp(this.#lastStamp);
  }

  servicePort(): number {
    this.#servicePort = this.#servicePort >= 19_999 ? 10_000 : this.#servicePort + 1;
    return this.#servicePort;
  }

  app(id: string): App | undefined {
    const app = this.records.get(id);
    return app?.removed ? undefined : app;
  }

  *apps(): Generator<App> {
    for (const app of this.records.values()) if (!app.removed) yield app;
  }

  /** Apps of a group and of the groups below it. */
  *under(group: string): Generator<App> {
    const prefix = group === '/' ? '/' : `${group}/`;
    for (const app of this.apps()) if (app.definition.id.startsWith(prefix)) yield app;
  }

  put(definition: Definition): App {
    const known = this.records.get(definition.id);
    if (known) {
      known.definition = definition;
      known.removed = false;
      if (known.versions.at(-1)?.version !== definition.version) known.versions.push(definition);
      if (known.versions.length > 50) known.versions.shift();
      this.touch(known);
      return known;
    }
    const app: App = {
      ...{
        definition,
        versions: [definition],
        tasks: new Map(),
        removed: false,
        lastFailure: null,
      },
      ...{
        backoffMs: 0,
        backoffUntil: 0,
        comeback: [],
        waiting: null,
        activity: null,
        rendered: new Map(),
        revision: 0,
      },
    };
    this.records.set(definition.id, app);
    return app;
  }

  remove(app: App): void {
    app.removed = true;
    app.comeback = [];
    if (app.tasks.size === 0) this.records.delete(app.definition.id);
  }

  addTask(app: App, task: Task): void {
    app.tasks.set(task.id, task);
    this.tasks.set(task.id, task);
    this.touch(app);
  }

  dropTask(app: App, task: Task): void {
    app.tasks.delete(task.id);
    this.tasks.delete(task.id);
    this.touch(app);
    if (app.removed && app.tasks.size === 0) this.records.delete(app.definition.id);
    this.onDropped(task);
  }

  appOf(task: Task): App | undefined {
    return this.records.get(task.appId);
  }

  touch(app: App): void {
    app.rendered.clear();
    app.revision += 1;
  }

  deploymentsOf(appId: string): Deployment[] {
    const all = [...this.deployments.values()];
    return all.filter((deployment) => deployment.affected.includes(appId));
  }
}

export function counts(app: App) {
  const checks = app.definition.healthChecks.length;
  const sum = { tasksStaged: 0, tasksRunning: 0, tasksHealthy: 0, tasksUnhealthy: 0 };
  for (const task of app.tasks.values()) {
    if (isEnded(task.state)) continue;
    if (task.startedAt === null) sum.tasksStaged += 1;
    else if (task.state === 'TASK_RUNNING') sum.tasksRunning += 1;
    if (checks === 0 || task.startedAt === null) continue;
    const known = task.health.filter((each) => each !== undefined);
    if (known.length === 0) continue;
    if (known.every(({ alive }) => alive)) sum.tasksHealthy += 1;
    else sum.tasksUnhealthy += 1;
  }
  return sum;
}

export function timestamp(at: number): string {
  return new Date(at).toISOString();
}
