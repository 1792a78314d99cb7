import type { Era } from './era.ts';
import type { Bus } from './events.ts';
import { isEnded, type Task, type TaskState } from './model.ts';

const conditions: Record<TaskState, string> = {
  TASK_STAGING: 'Staging',
  TASK_STARTING: 'Starting',
  TASK_RUNNING: 'Running',
  TASK_KILLING: 'Killing',
  TASK_UNREACHABLE: 'Unreachable',
  TASK_KILLED: 'Killed',
  TASK_FAILED: 'Failed',
  TASK_FINISHED: 'Finished',
  TASK_GONE: 'Gone',
  TASK_ERROR: 'Error',
};

/** A task's new state. Until 1.3 only the first RUNNING and the end are told (contract sheet §1, fact 7). */
export function tellStatus(bus: Bus, era: Era, task: Task, message: string): void {
  const { state } = task;
  const told = state === 'TASK_RUNNING' || state === 'TASK_UNREACHABLE' || isEnded(state);
  if (!era.everyChange && !told) return;
  bus.publish('status_update_event', {
    // Before 1.4 there was one word for what is lost, however it was.
    ...{
      slaveId: task.agentId,
      taskId: task.id,
      taskStatus: wordFor(state, era),
      message,
      appId: task.appId,
    },
    ...{ host: task.host, ipAddresses: [{ ipAddress: task.ip, protocol: 'IPv4' }] },
    ...{ ports: task.ports, version: task.version },
  });
  if (era.everyChange) tellInstance(bus, task, conditions[state], true);
}

export function tellInstance(bus: Bus, task: Task, condition: string, placed: boolean): void {
  bus.publish('instance_changed_event', {
    ...{ instanceId: task.instanceId, condition, runSpecId: task.appId },
    ...{ agentId: placed ? task.agentId : null, host: placed ? task.host : null },
    runSpecVersion: task.version,
  });
}

export function tellHealth(bus: Bus, era: Era, task: Task, alive: boolean): void {
  const { appId, version, instanceId } = task;
  const who = era.everyChange ? { instanceId } : { taskId: task.id };
  bus.publish('health_status_changed_event', { appId, ...who, version, alive });
  if (!era.everyChange) return;
  bus.publish('instance_health_changed_event', {
    ...{ instanceId, runSpecId: appId, healthy: alive, runSpecVersion: version },
  });
}

export function tellUnhealthyKill(bus: Bus, era: Era, task: Task, reason: string): void {
  const { appId, version, host, agentId: slaveId, id: taskId, instanceId } = task;
  const about = { appId, taskId, version, reason, host, slaveId };
  if (era.everyChange) bus.publish('unhealthy_instance_kill_event', { ...about, instanceId });
  else bus.publish('unhealthy_task_kill_event', about);
}

function wordFor(state: TaskState, { everyChange }: Era): string {
  return !everyChange && /UNREACHABLE|GONE/.test(state) ? 'TASK_LOST' : state;
}
