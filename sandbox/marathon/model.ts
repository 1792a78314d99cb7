import type { JsonObject } from '../web.ts';
import type { Definition } from './validate.ts';

export type { Definition, HealthCheck } from './validate.ts';

export type TaskState =
  | 'TASK_STAGING'
  | 'TASK_STARTING'
  | 'TASK_RUNNING'
  | 'TASK_KILLING'
  | 'TASK_UNREACHABLE'
  | 'TASK_KILLED'
  | 'TASK_FAILED'
  | 'TASK_FINISHED'
  | 'TASK_GONE'
  | 'TASK_ERROR';

export type EndState = 'TASK_KILLED' | 'TASK_FAILED' | 'TASK_FINISHED' | 'TASK_GONE' | 'TASK_ERROR';

export interface Health {
  alive: boolean;
  consecutiveFailures: number;
  firstSuccess: number | null;
  lastSuccess: number | null;
  lastFailure: number | null;
  lastFailureCause: string | null;
}

export interface Task {
  readonly id: string;
  readonly instanceId: string;
  readonly incarnation: number;
  readonly appId: string;
  /** The definition it was launched with. */
  readonly version: string;
  /** Equal for definitions that differ in size only: decides who is outdated during a restart. */
  readonly configVersion: string;
  readonly host: string;
  readonly agentId: string;
  readonly ip: string;
  readonly ports: readonly number[];
  readonly simulated: boolean;
  state: TaskState;
  readonly stagedAt: number;
  startedAt: number | null;
  /** One per health check, undefined until it has run once. */
  health: (Health | undefined)[];
  ready: boolean;
  /** Unreachable for so long that another one takes its place. */
  inactive: boolean;
  readiness: readonly JsonObject[];
}

export interface TaskFailure {
  readonly appId: string;
  readonly host: string;
  readonly message: string;
  readonly state: string;
  readonly taskId: string;
  readonly timestamp: string;
  readonly version: string;
  readonly slaveId: string;
}

/** Instances wanted but not launched: waiting for a delay to pass or for an agent with room. */
export interface Waiting {
  count: number;
  readonly since: number;
  processed: number;
  unused: number;
  lastUnusedAt: number | null;
  lastUsedAt: number | null;
  rejects: Map<string, { declined: number; processed: number }>;
}

export type ActionName = 'StartApplication' | 'ScaleApplication' | 'RestartApplication' | 'StopApplication';

export interface Action {
  readonly action: ActionName;
  readonly app: string;
}

export interface App {
  definition: Definition;
  versions: Definition[];
  readonly tasks: Map<string, Task>;
  /** Deleted, but some of its tasks still run. */
  removed: boolean;
  lastFailure: TaskFailure | null;
  backoffMs: number;
  backoffUntil: number;
  /** From 1.8 on a failed task comes back under the id of its instance: those that have not yet. */
  comeback: Pick<Task, 'instanceId' | 'incarnation'>[];
  waiting: Waiting | null;
  /** What a running deployment wants of this app now. */
  activity: { readonly kind: ActionName; readonly done: () => void } | null;
  /** Rendered answers, valid until the app changes, and no longer than they say. */
  rendered: Map<string, { readonly bytes: Buffer; readonly until: number }>;
  revision: number;
}

export interface Deployment {
  readonly id: string;
  readonly version: string;
  readonly steps: readonly (readonly Action[])[];
  readonly affected: readonly string[];
  /** Definitions before and after; undefined stands for "did not exist" and "is gone". */
  readonly original: ReadonlyMap<string, Definition | undefined>;
  readonly target: ReadonlyMap<string, Definition | undefined>;
  step: number;
  pending: Set<string>;
  ended: boolean;
}

export interface Agent {
  readonly id: string;
  readonly hostname: string;
  readonly ip: string;
  readonly rack: string;
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
  readonly registeredAt: number;
  /** Cut off from the master; its tasks may run on unseen. */
  lost: boolean;
  used: { cpus: number; mem: number; disk: number; ports: Set<number> };
}

export function isActive({ state, inactive }: Task): boolean {
  return state !== 'TASK_KILLING' && !isEnded(state) && !inactive;
}

export function isEnded(state: TaskState): boolean {
  return /KILLED|FAILED|FINISHED|ERROR|GONE/.test(state);
}

/** Every check has passed; a task without checks has no health to speak of. */
export function healthOf(task: Task, checks: number): boolean | null {
  if (checks === 0) return null;
  const known = task.health.filter((each) => each !== undefined);
  if (known.some((each) => !each.alive)) return false;
  return known.length >= checks ? true : null;
}

/** A check that has passed. */
export const healthy = (at: number): Health => ({
  ...{ alive: true, consecutiveFailures: 0, firstSuccess: at, lastSuccess: at },
  ...{ lastFailure: null, lastFailureCause: null },
});
