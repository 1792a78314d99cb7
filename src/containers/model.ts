import type { ContainerState, Health, TaskRecord } from '../apps/model.ts';
import { Entity } from '../kit/entity.ts';

export const idOfContainer = (cluster: string, taskId: string): string => `Container:${cluster}:${taskId}`;

/** A Marathon task and the container that runs it, as callers see it. There may be 500,000 of these: nothing derived is kept. */
export class Container extends Entity {
  readonly cluster: string;
  readonly marathonId: string;
  readonly taskId: string;
  readonly hostName: string | null;
  readonly slaveId: string | null;
  readonly ip: string | null;
  readonly ports: readonly number[];
  readonly state: ContainerState;
  readonly health: Health;
  readonly stagedAt: number | null;
  readonly startedAt: number | null;
  readonly version: number | null;
  readonly cpus: number;
  readonly memMiB: number;

  constructor(cluster: string, marathonId: string, task: TaskRecord, cpus: number, memMiB: number) {
    super();
    this.cluster = cluster;
    this.marathonId = marathonId;
    this.taskId = task.taskId;
    this.hostName = task.host;
    this.slaveId = task.slaveId;
    this.ip = task.ip;
    this.ports = task.ports;
    this.state = task.state;
    this.health = task.health;
    this.stagedAt = task.stagedAt;
    this.startedAt = task.startedAt;
    this.version = task.version;
    this.cpus = cpus;
    this.memMiB = memMiB;
  }

  get id(): string {
    return idOfContainer(this.cluster, this.taskId);
  }
}

/** What the Docker Engine says of one container. Bytes become MiB and nanoseconds become ms at the border; null: the engine does not say. */
export interface DockerFacts {
  readonly dockerId: string;
  readonly name: string;
  readonly image: string;
  readonly status: string;
  readonly pid: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly exitCode: number | null;
  readonly restartCount: number;
  readonly oomKilled: boolean;
  readonly oomKills: number | null;
  readonly limits: DockerLimits;
  readonly usage: DockerUsage | null;
  readonly throttling: Throttling | null;
  readonly filesystems: readonly FilesystemFacts[];
  readonly network: NetworkFacts | null;
}

export interface DockerLimits {
  readonly cpus: number | null;
  readonly cpuShares: number | null;
  readonly memMiB: number | null;
  readonly pids: number | null;
}

export interface DockerUsage {
  /** Cores, over the engine's own sampling interval. */
  readonly cpus: number | null;
  /** Without the page cache, as `docker stats` counts it. */
  readonly memMiB: number | null;
  readonly pids: number | null;
  readonly readMiB: number | null;
  readonly writtenMiB: number | null;
  readonly receivedMiB: number | null;
  readonly sentMiB: number | null;
}

export interface Throttling {
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledMs: number;
}

export interface FilesystemFacts {
  readonly kind: 'ROOT' | 'HOME' | 'OTHER';
  readonly mountPoint: string;
  readonly driver: string | null;
  readonly source: string | null;
  readonly sizeMiB: number | null;
  readonly usedMiB: number | null;
  readonly readOnly: boolean;
}

export interface NetworkFacts {
  readonly mode: string;
  readonly ip: string | null;
  readonly mac: string | null;
  readonly gateway: string | null;
}

/** One process of `top`. */
export interface ProcessFacts {
  readonly pid: number | null;
  readonly user: string | null;
  readonly command: string;
  readonly columns: readonly { readonly title: string; readonly value: string }[];
}

export interface LogLine {
  readonly stream: 'STDOUT' | 'STDERR';
  readonly at: number | null;
  readonly text: string;
}
