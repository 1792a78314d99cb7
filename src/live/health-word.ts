import type { Health } from '../apps/model.ts';
import type { Clock } from '../kit/clock.ts';
import { GRACE_MS } from './endings.ts';

/**
 * The stream's word on the health of tasks, until the copy shows it: flips that come faster than reads are told all the
 * same. Where no read bears the word out, the copy is right in the end: the word was one of several, and the last was lost.
 */
export class HealthWord {
  readonly #said = new Map<string, Health>();

  constructor(
    private readonly clock: Clock,
    private readonly tell: (taskId: string, before: Health, after: Health) => void,
    private readonly held: (taskId: string) => Health | undefined,
  ) {}

  hear(taskId: string, health: Health): void {
    const before = this.#said.get(taskId) ?? this.held(taskId);
    if (before === undefined || before === health) return;
    this.#said.set(taskId, health);
    this.tell(taskId, before, health);
    void this.clock.sleep(GRACE_MS).then(() => {
      if (this.#said.get(taskId) !== health) return;
      this.#said.delete(taskId);
      const shown = this.held(taskId);
      if (shown !== undefined && shown !== health) this.tell(taskId, health, shown);
    });
  }

  /** What the log knows when a read brings this health; undefined when it knows just that, or better. */
  before(taskId: string, shown: Health, now: Health): Health | undefined {
    const said = this.#said.get(taskId);
    if (shown === now) return undefined;
    this.#said.delete(taskId);
    return said === now ? undefined : (said ?? shown);
  }

  /** What the log knows of a task that is shown so. */
  of(taskId: string, shown: Health): Health {
    return this.#said.get(taskId) ?? shown;
  }
}
