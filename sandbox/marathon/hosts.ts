import type { Executor, Lifecycle } from './lifecycle.ts';
import type { Agent, App, Task } from './model.ts';
import type { State } from './state.ts';

interface Deps {
  readonly state: State;
  readonly lifecycle: Lifecycle;
  readonly executor: Executor;
}

/**
 * Hosts that the master loses sight of. Their tasks are unreachable, then replaced, then forgotten, as
 * each app's `unreachableStrategy` says; the processes run on, and are ended if they come back too late.
 */
export class Hosts {
  readonly #deps: Deps;
  /** Forgotten tasks whose processes may still run. */
  readonly #ghosts = new Map<string, { task: Task; app: App }[]>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  lose(hostname: string, lost: boolean): boolean {
    const agent = this.#deps.state.agents.find((each) => each.hostname === hostname);
    if (!agent) return false;
    if (agent.lost === lost) return true;
    agent.lost = lost;
    if (lost) this.#lost(agent);
    else this.#back(agent);
    return true;
  }

  #lost(agent: Agent): void {
    const { lifecycle, state } = this.#deps;
    for (const task of this.#tasksOn(agent)) {
      lifecycle.unreachable(task, true);
      const app = state.appOf(task);
      const strategy = app?.definition.unreachableStrategy;
      if (!app || strategy === undefined || strategy === 'disabled') continue;
      this.#later(strategy.inactiveAfterSeconds, () => this.#replace(task, app));
      this.#later(strategy.expungeAfterSeconds, () => this.#expunge(agent, task, app));
    }
  }

  #replace(task: Task, app: App): void {
    if (task.state !== 'TASK_UNREACHABLE') return;
    task.inactive = true;
    this.#deps.state.touch(app);
    this.#deps.lifecycle.pump(app);
  }

  #expunge(agent: Agent, task: Task, app: App): void {
    if (task.state !== 'TASK_UNREACHABLE') return;
    this.#ghosts.set(agent.hostname, [...(this.#ghosts.get(agent.hostname) ?? []), { task, app }]);
    this.#deps.lifecycle.ended(task, 'TASK_GONE', 'Task was expunged after its agent stayed unreachable');
  }

  #back(agent: Agent): void {
    const { lifecycle, executor } = this.#deps;
    for (const task of this.#tasksOn(agent)) {
      task.inactive = false;
      lifecycle.unreachable(task, false);
    }
    for (const { task, app } of this.#ghosts.get(agent.hostname) ?? []) executor.kill(task, app);
    this.#ghosts.delete(agent.hostname);
  }

  #tasksOn(agent: Agent): Task[] {
    return [...this.#deps.state.tasks.values()].filter(({ host }) => host === agent.hostname);
  }

  #later(seconds: number, then: () => void): void {
    setTimeout(then, seconds * 1000).unref();
  }
}
