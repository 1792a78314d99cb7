import type { Network } from '../address.ts';
import type { Supervisor } from '../supervise.ts';
import type { Executor, Lifecycle } from './lifecycle.ts';
import type { App, Task } from './model.ts';
import type { SimulatedExecutor } from './simulated.ts';

const signals: Record<string, string> = {
  SIGKILL: 'Killed',
  SIGTERM: 'Terminated',
  SIGSEGV: 'Segmentation fault',
};

/** Runs tasks as processes with an address each, and leaves the simulated ones to the other executor. */
export class ProcessExecutor implements Executor {
  readonly #network: Network;
  readonly #supervisor: Supervisor;
  readonly #simulated: SimulatedExecutor;
  readonly #lifecycle: () => Lifecycle;
  #given = 0;

  constructor(network: Network, supervisor: Supervisor, simulated: SimulatedExecutor, lifecycle: () => Lifecycle) {
    this.#network = network;
    this.#supervisor = supervisor;
    this.#simulated = simulated;
    this.#lifecycle = lifecycle;
  }

  address(task: { simulated: boolean; appId: string }): string {
    if (task.simulated) return this.#simulated.address();
    this.#given += 1;
    // 2.1 to 250.250, then from the start: an address comes back late, as with a real address pool.
    return this.#network.ip(2 + (Math.floor(this.#given / 250) % 249), 1 + (this.#given % 250));
  }

  start(task: Task, app: App): void {
    if (task.simulated) return this.#simulated.start(task, app);
    const { definition } = app;
    const cmd = definition.cmd ?? definition.args?.map(quoted).join(' ') ?? null;
    this.#supervisor.start(
      {
        id: task.id,
        name: definition.id.split('/').slice(-2).join('/'),
        cmd: cmd === null || cmd.startsWith('serve') ? null : cmd,
        ip: task.ip,
        ports: this.#network.wide ? portsOf(task, app) : [...task.ports],
        graceMs: (definition.taskKillGracePeriodSeconds ?? 3) * 1000,
        env: environment(task, app),
      },
      {
        running: () => this.#lifecycle().running(task),
        failed: (why) => this.#lifecycle().ended(task, 'TASK_FAILED', `Failed to launch container: ${why}`),
        ended: (code, signal) => this.#ended(task, code, signal),
      },
    );
  }

  kill(task: Task): void {
    if (task.simulated) this.#simulated.kill(task);
    else this.#supervisor.stop(task.id);
  }

  #ended(task: Task, code: number | null, signal: string | null): void {
    const message = signal === null ? `Command exited with status ${code}` : `Command terminated with signal ${signals[signal] ?? signal}`;
    this.#lifecycle().ended(task, code === 0 ? 'TASK_FINISHED' : 'TASK_FAILED', message);
  }
}

/** A task listens on the ports that Marathon gave it, and a container on its own ports as well. */
function portsOf(task: Task, { definition }: App): number[] {
  const inside = (definition.container?.portMappings ?? []).map(({ containerPort }) => containerPort);
  return [...new Set([...task.ports, ...inside.filter((port) => port >= 1024)])];
}

function environment(task: Task, { definition }: App): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries(definition.env)) if (typeof value === 'string') env[key] = value;
  task.ports.forEach((port, index) => (env[`PORT${index}`] = String(port)));
  return {
    ...env,
    ...(task.ports[0] !== undefined && {
      PORT: String(task.ports[0]),
      PORTS: task.ports.join(','),
    }),
    HOST: task.host,
    TASK_IP: task.ip,
    MESOS_TASK_ID: task.id,
    MARATHON_APP_ID: task.appId,
    MARATHON_APP_VERSION: task.version,
    MARATHON_APP_RESOURCE_CPUS: String(definition.cpus),
    MARATHON_APP_RESOURCE_MEM: String(definition.mem),
    ...(definition.container?.docker && {
      MARATHON_APP_DOCKER_IMAGE: definition.container.docker.image,
    }),
  };
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
