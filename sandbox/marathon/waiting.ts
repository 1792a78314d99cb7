import { isActive, type Task, type TaskFailure, type Waiting } from './model.ts';
import { reasons } from './placement.ts';
import { timestamp } from './state.ts';

/** What an app remembers of its last task that failed. */
export function failureOf(task: Task, message: string): TaskFailure {
  return {
    ...{ appId: task.appId, host: task.host, message, taskId: task.id, version: task.version },
    // One that failed its checks is still to be killed.
    state: isActive(task) ? 'TASK_KILLED' : task.state,
    ...{ timestamp: timestamp(Date.now()), slaveId: task.agentId },
  };
}

export function newWaiting(now: number): Waiting {
  return {
    count: 0,
    since: now,
    processed: 0,
    unused: 0,
    lastUnusedAt: null,
    lastUsedAt: null,
    rejects: new Map(),
  };
}

/** One round of offers that nobody could use: how many got as far as each test, and how many failed it. */
export function countRefusals(waiting: Waiting, refused: ReadonlyMap<string, number>, offers: number): void {
  let left = offers;
  waiting.processed += offers;
  waiting.unused += offers;
  waiting.lastUnusedAt = Date.now();
  for (const reason of reasons) {
    const declined = refused.get(reason) ?? 0;
    const sum = waiting.rejects.get(reason) ?? { declined: 0, processed: 0 };
    waiting.rejects.set(reason, { declined: sum.declined + declined, processed: sum.processed + left });
    left -= declined;
  }
}
