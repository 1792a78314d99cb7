import type { Random } from '../random.ts';
import type { Bus } from './events.ts';
import { isActive, type App, type EndState, type Task } from './model.ts';
import { occupy, place, vacate, type Place } from './placement.ts';
import { nextMove } from './rollout.ts';
import type { State } from './state.ts';
import { tellInstance, tellStatus } from './tell.ts';
import { countRefusals, failureOf, newWaiting } from './waiting.ts';

/** What runs tasks: real processes, or records with a delay. */
export interface Executor {
  /** The address the task will have, before it starts. */
  address(task: { simulated: boolean; appId: string }): string;
  start(task: Task, app: App): void;
  kill(task: Task, app: App): void;
}

interface Deps {
  readonly state: State;
  readonly bus: Bus;
  readonly random: Random;
  readonly executor: Executor;
}

const RETRY_MS = 500;
/** A task that ran this long had a good start; the app's delay begins anew. */
const GOOD_START_MS = 60_000;

/** Moves every app towards its definition: launches, kills, delays after failures, and tells the bus. */
export class Lifecycle {
  readonly #deps: Deps;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Told of every task that starts running, and of every end. */
  onRunning: (task: Task, app: App) => void = () => {};
  onEnded: (task: Task, app: App) => void = () => {};
  #stopped = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** `now`: look again at once, even when a timer already waits. */
  pump(app: App, now = false): void {
    if (this.#stopped) return;
    if (now) this.#forget(app.definition.id);
    const move = nextMove(app);
    for (const task of move.kill) this.kill(task);
    // An instance that nobody waits for any more does not come back, however the app grows later.
    app.comeback.splice(0, app.comeback.length - move.launch);
    if (move.launch > 0) this.#launch(app, move.launch);
    else app.waiting = null;
    if (move.settled && app.activity) {
      const { done } = app.activity;
      app.activity = null;
      done();
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  resetDelay(app: App): void {
    app.backoffMs = 0;
    app.backoffUntil = 0;
  }

  /** Asks a task to end; it stays listed as KILLING until it has. */
  kill(task: Task): void {
    const app = this.#deps.state.appOf(task);
    if (!app || !isActive(task)) return;
    task.state = 'TASK_KILLING';
    this.#deps.state.touch(app);
    this.#told(task, '');
    this.#deps.executor.kill(task, app);
  }

  /** A task that failed its checks too often: killed, and counted as a failure for the app's delay. */
  killSick(task: Task, app: App, cause: string): void {
    this.#failed(app, task, `Task was killed since health check failed. Reason: ${cause}`, 0);
    this.kill(task);
  }

  /** Called by the executor. */
  running(task: Task): void {
    const app = this.#deps.state.appOf(task);
    if (!app || task.state !== 'TASK_STAGING') return;
    task.state = 'TASK_RUNNING';
    task.startedAt = Date.now();
    this.#deps.state.touch(app);
    this.#told(task, '');
    this.onRunning(task, app);
    this.pump(app);
  }

  /** Nothing is heard of the task any more, or it is heard again. */
  unreachable(task: Task, is: boolean): void {
    const app = this.#deps.state.appOf(task);
    const wanted = is ? 'TASK_RUNNING' : 'TASK_UNREACHABLE';
    if (!app || task.state !== wanted) return;
    task.state = is ? 'TASK_UNREACHABLE' : 'TASK_RUNNING';
    this.#deps.state.touch(app);
    this.#told(task, is ? 'Agent is unreachable' : 'Agent is back');
    this.pump(app);
  }

  /** Called by the executor: the task is gone, wanted or not. */
  ended(task: Task, outcome: EndState, message: string): void {
    const { state } = this.#deps;
    const app = state.appOf(task);
    if (!app || !app.tasks.has(task.id)) return;
    const wanted = task.state === 'TASK_KILLING';
    const lived = Date.now() - (task.startedAt ?? Date.now());
    task.state = wanted ? 'TASK_KILLED' : outcome;
    this.#free(task, app);
    state.dropTask(app, task);
    if (!wanted) this.#failed(app, task, message, lived);
    this.#told(task, message);
    this.onEnded(task, app);
    this.pump(app);
  }

  /** A task is staged on a place that is already chosen. */
  stage(app: App, { agent, ports }: Place, simulated: boolean, at = Date.now()): Task {
    const { state, random, executor } = this.#deps;
    const { definition } = app;
    const name = definition.id.slice(1).replaceAll('/', '_');
    const back = app.comeback.pop();
    const incarnation = (back?.incarnation ?? 0) + 1;
    const uuid = random.uuid();
    const { everyChange, incarnations } = state.era;
    const instanceId = back?.instanceId ?? `${name}.${everyChange ? 'instance-' : ''}${uuid}`;
    const suffix = everyChange ? `._app${incarnations ? `.${incarnation}` : ''}` : '';
    const task: Task = {
      ...{ id: `${instanceId}${suffix}`, instanceId, incarnation, appId: definition.id },
      ...{ version: definition.version, configVersion: definition.versionInfo.lastConfigChangeAt },
      ...{ host: agent.hostname, agentId: agent.id, ports, simulated, state: 'TASK_STAGING' },
      ip: executor.address({ simulated, appId: definition.id }),
      ...{
        stagedAt: at,
        startedAt: null,
        health: [],
        ready: simulated,
        inactive: false,
        readiness: [],
      },
    };
    occupy(agent, definition, ports);
    state.addTask(app, task);
    return task;
  }

  #launch(app: App, wanted: number): void {
    const now = Date.now();
    const waiting = (app.waiting ??= newWaiting(now));
    waiting.count = wanted;
    if (app.backoffUntil > now) return this.#again(app, app.backoffUntil - now);
    for (let launched = 0; launched < wanted; launched += 1) {
      const found = place(app, this.#deps.state.agents);
      if (found instanceof Map) {
        countRefusals(waiting, found, this.#deps.state.agents.length);
        return this.#again(app, RETRY_MS * 4);
      }
      waiting.count -= 1;
      waiting.processed += 1;
      waiting.lastUsedAt = now;
      this.#start(app, found);
    }
    app.waiting = null;
  }

  #start(app: App, found: Place): void {
    const { state, bus, executor } = this.#deps;
    const simulated = app.definition.labels['sandbox.simulated'] === 'true';
    const task = this.stage(app, found, simulated);
    if (state.era.incarnations) {
      tellInstance(bus, task, 'Scheduled', false);
      tellInstance(bus, task, 'Provisioned', true);
    } else if (state.era.everyChange) tellInstance(bus, task, 'Created', true);
    this.#told(task, '');
    executor.start(task, app);
  }

  /** One timer per app, the earliest. */
  #again(app: App, ms: number): void {
    const { id } = app.definition;
    if (this.#timers.has(id)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      this.pump(app);
    }, ms + 1);
    timer.unref();
    this.#timers.set(id, timer);
  }

  #forget(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #failed(app: App, task: Task, message: string, livedMs: number): void {
    const { definition } = app;
    const first = definition.backoffSeconds * 1000;
    const grown = app.backoffMs === 0 || livedMs > GOOD_START_MS ? first : app.backoffMs * definition.backoffFactor;
    app.backoffMs = Math.min(grown, definition.maxLaunchDelaySeconds * 1000);
    app.backoffUntil = Date.now() + app.backoffMs;
    // A delay follows every end, a failure is remembered only when it was one.
    if (task.state !== 'TASK_FINISHED') app.lastFailure = failureOf(task, message);
    const { instanceId, incarnation } = task;
    if (this.#deps.state.era.incarnations && !app.removed) app.comeback.push({ instanceId, incarnation });
  }

  #free(task: Task, app: App): void {
    const agent = this.#deps.state.agents.find(({ hostname }) => hostname === task.host);
    const launchedWith = app.versions.find(({ version }) => version === task.version);
    if (agent) vacate(agent, launchedWith ?? app.definition, task.ports);
  }

  #told(task: Task, message: string): void {
    tellStatus(this.#deps.bus, this.#deps.state.era, task, message);
  }
}
