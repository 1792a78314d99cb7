import type { AppRoutes } from './marathon/apps.ts';
import type { Bus } from './marathon/events.ts';
import type { Lifecycle } from './marathon/lifecycle.ts';
import { healthy, isActive, type Agent, type App, type Definition, type Task } from './marathon/model.ts';
import type { State } from './marathon/state.ts';
import { tellHealth, tellInstance, tellStatus } from './marathon/tell.ts';
import type { Random } from './random.ts';
import type { JsonObject } from './web.ts';

interface Deps {
  readonly state: State;
  readonly bus: Bus;
  readonly apps: AppRoutes;
  readonly lifecycle: Lifecycle;
  readonly random: Random;
}

const TASKS_PER_HOST = 200;

/** Size and change at will, for benches: simulated apps by the thousand, and steady churn among them. */
export class Load {
  readonly #deps: Deps;
  #churn: NodeJS.Timeout | null = null;
  #made = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  scale(apps: number, tasksPerApp: number): JsonObject {
    const { state, lifecycle } = this.#deps;
    const began = performance.now();
    const hosts = this.#hosts(Math.ceil((apps * tasksPerApp) / TASKS_PER_HOST));
    let given = 0;
    for (let index = 0; index < apps; index += 1) {
      const app = state.put(this.#definition(this.#made, tasksPerApp));
      this.#made += 1;
      for (let each = 0; each < tasksPerApp; each += 1) {
        const agent = hosts[given % hosts.length];
        if (!agent) break;
        const port = 31_000 + (Math.floor(given / hosts.length) % 1_000);
        this.#begin(lifecycle.stage(app, { agent, ports: [port] }, true));
        given += 1;
      }
      state.touch(app);
    }
    state.rootVersion = state.stamp();
    return { apps, tasks: given, hosts: hosts.length, ms: Math.round(performance.now() - began) };
  }

  /** Each turn flips the health of some tasks and replaces the others, with the ordinary events. */
  churn(perSecond: number, forMs: number, under: string): JsonObject {
    if (this.#churn) clearInterval(this.#churn);
    const tasks = this.#simulated(under);
    const began = performance.now();
    let done = 0;
    const timer = setInterval(() => {
      const elapsed = Math.min(performance.now() - began, forMs);
      for (const due = Math.floor((elapsed * perSecond) / 1000); done < due; done += 1) this.#changeOne(tasks, done);
      if (elapsed >= forMs) clearInterval(timer);
    }, 20);
    this.#churn = timer.unref();
    return { among: tasks.length, willChange: Math.floor((perSecond * forMs) / 1000) };
  }

  /** Replaces exactly these tasks now; when this returns, their events are out. */
  async change({
    taskIds,
    app,
    count,
  }: {
    taskIds?: readonly string[] | undefined;
    app?: string | undefined;
    count?: number | undefined;
  }): Promise<JsonObject> {
    const { state, bus } = this.#deps;
    const chosen = taskIds ? taskIds.flatMap((id) => state.tasks.get(id) ?? []) : this.#simulated(app ?? '/').slice(0, count ?? 1);
    const replaced = chosen
      .filter((task) => task.simulated && isActive(task))
      .map((task) => ({ was: task.id, is: this.#replace(task).id }));
    await bus.settled();
    return { replaced };
  }

  #changeOne(tasks: Task[], turn: number): void {
    const index = Math.floor(this.#deps.random.next() * tasks.length);
    const task = tasks[index];
    if (!task || !isActive(task)) return;
    if (turn % 2 === 0 && task.health.length > 0) this.#flip(task);
    else tasks[index] = this.#replace(task);
  }

  #flip(task: Task): void {
    const { state, bus } = this.#deps;
    const now = Date.now();
    const alive = !task.health.every((each) => each?.alive);
    task.health = task.health.map(() => ({
      ...healthy(task.startedAt ?? now),
      ...(alive
        ? { lastSuccess: now }
        : {
            alive,
            consecutiveFailures: 1,
            lastFailure: now,
            lastFailureCause: '503 Service Unavailable',
          }),
    }));
    const app = state.appOf(task);
    if (app) state.touch(app);
    tellHealth(bus, state.era, task, alive);
  }

  #replace(task: Task): Task {
    const { state, bus, lifecycle } = this.#deps;
    const app = state.appOf(task);
    const agent = state.agents.find(({ hostname }) => hostname === task.host);
    if (!app || !agent) return task;
    task.state = 'TASK_FAILED';
    state.dropTask(app, task);
    tellStatus(bus, state.era, task, 'Replaced by the load');
    const fresh = lifecycle.stage(app, { agent, ports: task.ports }, true);
    if (state.era.everyChange) tellInstance(bus, fresh, state.era.incarnations ? 'Provisioned' : 'Created', true);
    tellStatus(bus, state.era, fresh, '');
    this.#begin(fresh);
    state.touch(app);
    tellStatus(bus, state.era, fresh, '');
    if (fresh.health.length > 0) tellHealth(bus, state.era, fresh, true);
    return fresh;
  }

  #begin(task: Task): void {
    const app = this.#deps.state.appOf(task);
    const now = Date.now();
    task.state = 'TASK_RUNNING';
    task.startedAt = now;
    if (app) task.health = app.definition.healthChecks.map(() => healthy(now));
  }

  #simulated(under: string): Task[] {
    const { state } = this.#deps;
    const one = state.app(under);
    const apps = one ? [one] : [...state.under(under)];
    return apps.flatMap((app: App) => [...app.tasks.values()].filter((task) => task.simulated && isActive(task)));
  }

  #hosts(wanted: number): Agent[] {
    const { state, random } = this.#deps;
    const master = random.uuid();
    const known = state.agents.length;
    for (let n = 0; n < wanted; n += 1) {
      const at = known + n;
      state.agents.push({
        ...{
          id: `${master}-S${at}`,
          hostname: `c9-node${String(at + 1).padStart(5, '0')}`,
          rack: `c9-r${at % 100}`,
        },
        ...{
          ip: `10.200.${Math.floor(at / 250)}.${1 + (at % 250)}`,
          cpus: 64,
          mem: 262_144,
          disk: 2_000_000,
        },
        ...{
          registeredAt: Date.now(),
          lost: false,
          used: { cpus: 0, mem: 0, disk: 0, ports: new Set<number>() },
        },
      });
    }
    return state.agents.slice(known);
  }

  #definition(index: number, instances: number): Definition {
    const { apps, state } = this.#deps;
    const version = state.stamp();
    const id = `/acme/load/p${index % 10}/c9/g${Math.floor(index / 10) % 20}/s${Math.floor(index / 200)}/main/j${index}`;
    const draft = apps.read({
      ...{ id, instances, cpus: 0.1, mem: 64 },
      container: {
        type: 'DOCKER',
        docker: { image: `registry.acme.internal/load/p${index % 10}:1.0.${index % 7}` },
      },
      portDefinitions: [{ port: 10_000, name: 'http' }],
      healthChecks: [{ protocol: 'HTTP', path: '/health', portIndex: 0, intervalSeconds: 10 }],
      labels: { owner: `load-${index % 10}`, 'sandbox.simulated': 'true' },
    });
    return {
      ...draft,
      version,
      versionInfo: { lastScalingAt: version, lastConfigChangeAt: version },
    };
  }
}
