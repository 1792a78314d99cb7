import { createHash } from 'node:crypto';
import type { Agent, Definition, Task } from '../marathon/model.ts';
import type { State } from '../marathon/state.ts';
import type { Supervisor } from '../supervise.ts';

/** A task as the Docker engine of its host knows it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly taskId: string;
  readonly appId: string;
  readonly hostIp: string;
  readonly image: string;
  readonly command: string;
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly cpus: number;
  readonly memMiB: number;
  readonly ip: string;
  readonly ports: readonly { inside: number; outside: number }[];
  readonly startedAt: number;
  readonly restarts: number;
  /** Null for a simulated one. */
  readonly folder: string | null;
  readonly pid: number | null;
  readonly end: { readonly at: number; readonly code: number } | null;
}

/**
 * Containers of all hosts, read from what runs. A task that ended stays as an exited container for a
 * while, as on a real host; its task record is gone from Marathon by then, so a copy is kept here.
 */
export class Containers {
  readonly #state: State;
  readonly #supervisor: Supervisor;
  readonly #simulate: boolean;
  readonly #known = new Map<string, Container>();

  constructor(state: State, supervisor: Supervisor, simulate: boolean) {
    this.#state = state;
    this.#supervisor = supervisor;
    this.#simulate = simulate;
  }

  of(hostIp: string): Container[] {
    return this.#all().filter((container) => container.hostIp === hostIp);
  }

  /** By id, the beginning of it, or name. */
  find(hostIp: string, wanted: string): Container | undefined {
    const name = `/${wanted.replace(/^\//, '')}`;
    return this.of(hostIp).find((each) => each.name === name || (wanted.length >= 6 && each.id.startsWith(wanted)));
  }

  byTask(taskId: string): Container | undefined {
    return this.#known.get(taskId) ?? this.#all().find((each) => each.taskId === taskId);
  }

  /** Without simulated containers only what has a process, however many tasks there are. */
  #candidates(): Iterable<Task> {
    const { tasks } = this.#state;
    if (this.#simulate) return tasks.values();
    return this.#supervisor.ids().flatMap((id) => tasks.get(id) ?? []);
  }

  #all(): Container[] {
    const agents = new Map(this.#state.agents.map((agent) => [agent.hostname, agent]));
    const live: Container[] = [];
    for (const task of this.#candidates()) {
      const running = this.#supervisor.find(task.id);
      const app = this.#state.appOf(task);
      const agent = agents.get(task.host);
      if (!app || !agent || !(running ?? (task.simulated && this.#simulate))) continue;
      live.push(containerOf(task, app.definition, agent, running));
    }
    const ended = this.#supervisor.ended.flatMap(({ id, endedAt, code, signal }) => {
      const known = this.#known.get(id);
      return known ? [{ ...known, end: { at: endedAt, code: code ?? (signal === 'SIGKILL' ? 137 : 143) } }] : [];
    });
    this.#known.clear();
    const gone = new Set(ended.map(({ taskId }) => taskId));
    const all = [...live.filter(({ taskId }) => !gone.has(taskId)), ...ended];
    for (const each of all) if (each.pid !== null) this.#known.set(each.taskId, each);
    return all;
  }
}

function containerOf(
  task: Task,
  definition: Definition,
  agent: Agent,
  running: { pid: number; startedAt: number; folder: string } | null,
): Container {
  const image = definition.container?.docker?.image ?? 'registry.acme.internal/base/runtime:1.0';
  const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(task.id)?.[0] ?? task.id;
  const mappings = definition.container?.portMappings ?? [];
  const env = Object.entries(definition.env).flatMap(([key, value]) => (typeof value === 'string' ? [`${key}=${value}`] : []));
  return {
    id: createHash('sha256').update(task.id).digest('hex'),
    name: `/mesos-${uuid}`,
    ...{ taskId: task.id, appId: task.appId, hostIp: agent.ip, image },
    command: definition.cmd ?? definition.args?.join(' ') ?? '/entrypoint.sh',
    env: [
      ...env,
      ...task.ports.map((port, index) => `PORT${index}=${port}`),
      ...[`HOST=${task.host}`, `MESOS_TASK_ID=${task.id}`, `MARATHON_APP_ID=${task.appId}`],
      `MARATHON_APP_VERSION=${task.version}`,
    ],
    labels: { ...definition.labels, MESOS_TASK_ID: task.id, MARATHON_APP_ID: task.appId },
    ...{ cpus: definition.cpus, memMiB: definition.mem, ip: task.ip },
    ports: task.ports.map((outside, index) => ({
      inside: mappings[index]?.containerPort || outside,
      outside,
    })),
    startedAt: running?.startedAt ?? task.startedAt ?? task.stagedAt,
    restarts: task.incarnation - 1,
    ...{ folder: running?.folder ?? null, pid: running?.pid ?? null, end: null },
  };
}
