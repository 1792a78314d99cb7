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
