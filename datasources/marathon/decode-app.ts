import { isIP } from 'node:net';
import { unreadableAt } from '../../src/kit/readings.ts';
import {
  CONTAINER_STATES,
  Label,
  Readiness,
  TaskFailure,
  type AppReading,
  type AppRecord,
  type ContainerState,
  type Health,
  type TaskRecord,
  type Unreadable,
} from '../../src/apps/model.ts';
import {
  amountAt,
  countAt,
  fields,
  fieldsAt,
  flagAt,
  inside,
  instantAt,
  listAt,
  Misfit,
  needText,
  numberAt,
  objectsAt,
  textAt,
  type Fields,
} from '../../src/kit/fields.ts';

const STATES: ReadonlyMap<string, ContainerState> = new Map(CONTAINER_STATES.map((state) => [`TASK_${state}`, state]));

export const toState = (taskState: string): ContainerState => STATES.get(taskState) ?? 'UNKNOWN';

/** An app as any Marathon from 0.13 to 1.11 tells it. Throws a Misfit when the app itself cannot be read; tasks harm only themselves. */
export function decodeApp(cluster: string, value: unknown): AppReading {
  const wire = fields(value);
  const reader = new AppReader(cluster, wire);
  for (const task of listAt(wire, 'tasks')) reader.task(task);
  return reader.reading();
}

/** Reads an app whose tasks come one by one. */
export class AppReader {
  readonly #cluster: string;
  readonly #wire: Fields;
  readonly #addressing: Addressing;
  readonly #tasks: TaskRecord[] = [];
  readonly #ids = new Set<string>();
  readonly #unreadable: Unreadable[] = [];

  constructor(cluster: string, wire: Fields) {
    this.#cluster = cluster;
    this.#wire = wire;
    this.#addressing = addressingOf(wire);
  }

  task(value: unknown): void {
    try {
      const task = decodeTask(value, this.#addressing);
      // Counted twice, it would be one container and two tasks.
      if (this.#ids.has(task.taskId)) throw new Misfit('id', `another one than ${task.taskId}, which was listed before`);
      this.#ids.add(task.taskId);
      this.#tasks.push(task);
    } catch (error) {
      this.#unreadable.push(unreadableAt(`tasks[${this.#tasks.length + this.#unreadable.length}]`, value, error));
    }
  }

  reading(): AppReading {
    return { app: toApp(this.#cluster, this.#wire, this.#tasks), tasks: this.#tasks, unreadable: this.#unreadable };
  }
}

function toApp(cluster: string, wire: Fields, tasks: readonly TaskRecord[]): AppRecord {
  const container = fieldsAt(wire, 'container');
  const docker = container && fieldsAt(container, 'docker');
  const versionInfo = fieldsAt(wire, 'versionInfo');
  const lastScalingAt = versionInfo && instantAt(versionInfo, 'lastScalingAt');
  const lastConfigChangeAt = versionInfo && instantAt(versionInfo, 'lastConfigChangeAt');
  const failure = fieldsAt(wire, 'lastTaskFailure');
  return {
    cluster,
    marathonId: needText(wire, 'id'),
    image: docker && textAt(docker, 'image'),
    command: textAt(wire, 'cmd') ?? (listAt(wire, 'args').join(' ') || null),
    cpus: amountAt(wire, 'cpus') ?? 1,
    memMiB: amountAt(wire, 'mem') ?? 128,
    diskMiB: amountAt(wire, 'disk') ?? 0,
    gpus: amountAt(wire, 'gpus') ?? 0,
    instances: countAt(wire, 'instances') ?? 1,
    tasksRunning: countAt(wire, 'tasksRunning') ?? count(tasks, ({ state }) => state === 'RUNNING'),
    tasksStaged: countAt(wire, 'tasksStaged') ?? count(tasks, ({ state }) => state === 'STAGING'),
    tasksHealthy: countAt(wire, 'tasksHealthy') ?? count(tasks, ({ health }) => health === 'HEALTHY'),
    tasksUnhealthy: countAt(wire, 'tasksUnhealthy') ?? count(tasks, ({ health }) => health === 'UNHEALTHY'),
    deploymentIds: objectsAt(wire, 'deployments').map((deployment) => needText(deployment, 'id')),
    // The definition's identity. Where even `version` is missing, the later of its two changes is what it would have been.
    version: instantAt(wire, 'version') ?? Math.max(lastScalingAt ?? 0, lastConfigChangeAt ?? 0),
    lastScalingAt,
    lastConfigChangeAt,
    labels: labelsOf(wire),
    lastTaskFailure: failure && inside('lastTaskFailure', () => toFailure(failure)),
    readiness: inside('readinessCheckResults', () => objectsAt(wire, 'readinessCheckResults').map(toReadiness)),
    checked: listAt(wire, 'healthChecks').length > 0,
  };
}

function count(tasks: readonly TaskRecord[], which: (task: TaskRecord) => boolean): number {
  return tasks.filter(which).length;
}

function labelsOf(wire: Fields): Label[] {
  const labels = fieldsAt(wire, 'labels');
  if (!labels) return [];
  return Object.keys(labels)
    .sort()
    .map((name) => new Label(name, inside('labels', () => textAt(labels, name)) ?? ''));
}

/** What the check answered stays with Marathon: only how it answered is kept. */
function toReadiness(wire: Fields): Readiness {
  const last = fieldsAt(wire, 'lastResponse');
  return new Readiness(
    textAt(wire, 'name') ?? '',
    needText(wire, 'taskId'),
    flagAt(wire, 'ready') ?? false,
    last && countAt(last, 'status'),
  );
}

function toFailure(wire: Fields): TaskFailure {
  return new TaskFailure(
    needText(wire, 'taskId'),
    textAt(wire, 'state') ?? 'TASK_FAILED',
    textAt(wire, 'message') ?? '',
    textAt(wire, 'host'),
    instantAt(wire, 'timestamp') ?? 0,
    instantAt(wire, 'version'),
  );
}

/** How tasks of an app are reached, and how many checks speak for the health of which of them. */
export interface Addressing {
  readonly mode: 'host' | 'bridge' | 'container';
  /** In container mode the ports behind the task's own address; 0: the next of the task's ports. */
  readonly containerPorts: readonly number[];
  readonly checks: number;
  /** Tasks of an earlier version were started with other checks, and nothing here tells with how many. */
  readonly checkedSince: number;
}

/** For tasks that come without their app: the address is whatever the task itself tells. */
export const UNKNOWN_APP: Addressing = { mode: 'host', containerPorts: [], checks: 0, checkedSince: 0 };

/** `networks` from 1.5 on; before, `container.docker.network` or, without that, `ipAddress`. */
export function addressingOf(wire: Fields): Addressing {
  const container = fieldsAt(wire, 'container');
  const docker = container && fieldsAt(container, 'docker');
  const ipAddress = fieldsAt(wire, 'ipAddress');
  const networks = objectsAt(wire, 'networks');
  const mappings = (container && objectsAt(container, 'portMappings')) ?? [];
  const oldMappings = (docker && objectsAt(docker, 'portMappings')) ?? [];
  const discovery = ipAddress && fieldsAt(ipAddress, 'discovery');
  const mapped = [...mappings, ...oldMappings].map((each) => countAt(each, 'containerPort') ?? 0);
  const discovered = discovery ? objectsAt(discovery, 'ports').map((each) => countAt(each, 'number') ?? 0) : [];
  return {
    mode: modeOf(networks, docker && textAt(docker, 'network'), ipAddress !== null),
    containerPorts: mapped.length > 0 ? mapped : discovered,
    checks: listAt(wire, 'healthChecks').length,
    checkedSince: checkedSince(wire),
  };
}

/** A change of size alone makes a new version, but no other checks. */
function checkedSince(wire: Fields): number {
  const versionInfo = fieldsAt(wire, 'versionInfo');
  return (versionInfo && instantAt(versionInfo, 'lastConfigChangeAt')) ?? instantAt(wire, 'version') ?? 0;
}

function modeOf([network]: readonly Fields[], dockerNetwork: string | null, hasIpAddress: boolean): Addressing['mode'] {
  if (network) {
    const mode = textAt(network, 'mode');
    // A network without a mode is a named one: `container` is the default.
    return mode === 'host' ? 'host' : mode === 'container/bridge' ? 'bridge' : 'container';
  }
  if (dockerNetwork === 'HOST') return 'host';
  if (dockerNetwork === 'BRIDGE') return 'bridge';
  return dockerNetwork === 'USER' || hasIpAddress ? 'container' : 'host';
}

export function decodeTask(value: unknown, addressing: Addressing): TaskRecord {
  const wire = fields(value);
  const stagedAt = instantAt(wire, 'stagedAt');
  const startedAt = instantAt(wire, 'startedAt');
  const version = instantAt(wire, 'version');
  const state = textAt(wire, 'state');
  const host = textAt(wire, 'host');
  const ports = listAt(wire, 'ports').map((port, index) => {
    if (typeof port === 'number' && port === (port | 0)) return port;
    throw new Misfit(`ports[${index}]`, 'a number');
  });
  return {
    taskId: needText(wire, 'id'),
    host,
    slaveId: textAt(wire, 'slaveId'),
    ip: ipOf(wire, host, addressing),
    ports: addressing.mode === 'container' ? ownPorts(ports, addressing.containerPorts) : ports,
    // Up to 1.1 there is no state: a task that has started runs.
    state: state === null ? (startedAt === null ? 'STAGING' : 'RUNNING') : toState(state),
    // Marathon 1.1 may leave out the version: what was staged before the change is of the definition before it.
    health: healthOf(wire, (version ?? stagedAt ?? Infinity) >= addressing.checkedSince ? addressing.checks : 1),
    stagedAt,
    startedAt,
    version,
  };
}

/** In container mode a task has an address of its own; otherwise its host's, and a bridge's inner address leads nowhere. */
function ipOf(wire: Fields, host: string | null, { mode }: Addressing): string | null {
  const [first] = mode === 'bridge' ? [] : objectsAt(wire, 'ipAddresses');
  const ip = first ? inside('ipAddresses[0]', () => textAt(first, 'ipAddress')) : null;
  if (ip !== null || mode === 'container') return ip;
  return host !== null && isIP(host) !== 0 ? host : null;
}

function ownPorts(ports: readonly number[], containerPorts: readonly number[]): readonly number[] {
  let next = 0;
  return containerPorts.length === 0 ? ports : containerPorts.map((port) => port || (ports[next++] ?? 0)).filter((port) => port > 0);
}

/**
 * UNHEALTHY only when a check says so; HEALTHY only when every check has spoken well, and so many of them. A check that
 * has not run yet (as after a change of leader) is not alive either, but it has neither succeeded nor failed.
 */
function healthOf(wire: Fields, checks: number): Health {
  const results = objectsAt(wire, 'healthCheckResults');
  let alive = 0;
  for (const result of results) {
    if (flagAt(result, 'alive') === true) alive++;
    else if (textAt(result, 'lastFailure') !== null || (numberAt(result, 'consecutiveFailures') ?? 0) > 0) return 'UNHEALTHY';
  }
  return alive > 0 && alive === results.length && alive >= checks ? 'HEALTHY' : 'UNKNOWN';
}
