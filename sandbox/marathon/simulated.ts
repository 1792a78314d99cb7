import type { Random } from '../random.ts';
import type { Executor, Lifecycle } from './lifecycle.ts';
import { healthy, type App, type Task } from './model.ts';

interface Delays {
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

/** Runs tasks as records: staged for a short seeded while, then running, and gone as soon as killed. */
export class SimulatedExecutor implements Executor {
  readonly #random: Random;
  readonly #delays: Delays;
  readonly #lifecycle: () => Lifecycle;
  #given = 0;

  constructor(random: Random, delays: Delays, lifecycle: () => Lifecycle) {
    this.#random = random;
    this.#delays = delays;
    this.#lifecycle = lifecycle;
  }

  /** Addresses nobody listens on: 10.x.y.z, one per task, never the same twice within 16 million. */
  address(): string {
    this.#given += 1;
    const n = this.#given;
    return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  }

  start(task: Task, app: App): void {
    this.#after(() => {
      if (app.definition.healthChecks.length > 0) {
        task.health = app.definition.healthChecks.map(() => healthy(Date.now()));
      }
      this.#lifecycle().running(task);
    });
  }

  kill(task: Task): void {
    this.#after(() => this.#lifecycle().ended(task, 'TASK_KILLED', 'Command terminated with signal Terminated'));
  }

  #after(then: () => void): void {
    const { minDelayMs, maxDelayMs } = this.#delays;
    setTimeout(then, this.#random.between(minDelayMs, Math.max(minDelayMs, maxDelayMs))).unref();
  }
}
