import type {
  DockerFacts,
  DockerLimits,
  DockerUsage,
  FilesystemFacts,
  NetworkFacts,
  ProcessFacts,
  Throttling,
} from '../../src/containers/model.ts';
import {
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

const MIB = 1_048_576;
/** A limit as large as this is none: cgroups write the largest page-aligned number. */
const NO_LIMIT = 2 ** 60;

/** What the engine counted at one moment. */
export interface CpuSample {
  /** ms since 1970, of the engine's clock. */
  readonly at: number;
  readonly usedNs: number;
}

export interface Stats {
  /** Null when the container ended before it was measured: the engine then answers with zeros. */
  readonly usage: DockerUsage | null;
  readonly throttling: Throttling | null;
  readonly sample: CpuSample | null;
  /** Null where the engine does not tell what the kernel counts. */
  readonly oomKills: number | null;
}

/** What inspect tells of one container; its usage is another question. */
export function toFacts(value: unknown): DockerFacts {
  const wire = fields(value);
  const state = fieldsAt(wire, 'State') ?? {};
  const config = fieldsAt(wire, 'Config') ?? {};
  const running = flagAt(state, 'Running') ?? false;
  return {
    dockerId: needText(wire, 'Id'),
    name: (textAt(wire, 'Name') ?? '').replace(/^\//, ''),
    image: textAt(config, 'Image') ?? textAt(wire, 'Image') ?? '',
    status: textAt(state, 'Status') ?? statusOf(state, running),
    pid: numberAt(state, 'Pid') || null,
    ...inside('State', () => ({ startedAt: timeAt(state, 'StartedAt'), finishedAt: timeAt(state, 'FinishedAt') })),
    // While it runs the code is that of the last end, or a zero that means nothing.
    exitCode: running ? null : numberAt(state, 'ExitCode'),
    restartCount: numberAt(wire, 'RestartCount') ?? 0,
    oomKilled: flagAt(state, 'OOMKilled') ?? false,
    oomKills: null,
    limits: inside('HostConfig', () => limitsOf(fieldsAt(wire, 'HostConfig') ?? {})),
    usage: null,
    throttling: null,
    filesystems: filesystemsOf(wire),
    network: networkOf(wire),
  };
}

/** Engines before 1.21 tell flags, not a word. */
function statusOf(state: Fields, running: boolean): string {
  if (flagAt(state, 'Dead')) return 'dead';
  if (flagAt(state, 'Restarting')) return 'restarting';
  if (flagAt(state, 'Paused')) return 'paused';
  return running ? 'running' : 'exited';
}

/** `0001-01-01T00:00:00Z` is Go's way to say never. */
function timeAt(wire: Fields, key: string): number | null {
  const at = instantAt(wire, key);
  return at === null || at <= 0 ? null : at;
}

function limitsOf(config: Fields): DockerLimits {
  const nano = numberAt(config, 'NanoCpus') ?? 0;
  const quota = numberAt(config, 'CpuQuota') ?? 0;
  const period = numberAt(config, 'CpuPeriod') || 100_000;
  return {
    cpus: nano > 0 ? nano / 1e9 : quota > 0 ? quota / period : null,
    cpuShares: numberAt(config, 'CpuShares') || null,
    memMiB: limit(numberAt(config, 'Memory'), MIB),
    pids: limit(numberAt(config, 'PidsLimit'), 1),
  };
}

function limit(value: number | null, unit: number): number | null {
  return value === null || value <= 0 || value >= NO_LIMIT ? null : value / unit;
}

function filesystemsOf(wire: Fields): FilesystemFacts[] {
  const graph = fieldsAt(wire, 'GraphDriver');
  const data = graph && fieldsAt(graph, 'Data');
  const config = fieldsAt(wire, 'HostConfig');
  const root: FilesystemFacts = {
    kind: 'ROOT',
    mountPoint: '/',
    driver: (graph && textAt(graph, 'Name')) ?? textAt(wire, 'Driver'),
    source: data && textAt(data, 'UpperDir'),
    // Only there when asked for: the engine walks the whole tree to tell them.
    sizeMiB: mib(numberAt(wire, 'SizeRootFs')),
    usedMiB: mib(numberAt(wire, 'SizeRw')),
    readOnly: (config && flagAt(config, 'ReadonlyRootfs')) ?? false,
  };
  return [root, ...objectsAt(wire, 'Mounts').map((mount, index) => inside(`Mounts[${index}]`, () => toFilesystem(mount)))];
}

function toFilesystem(mount: Fields): FilesystemFacts {
  const mountPoint = textAt(mount, 'Destination') ?? textAt(mount, 'Target') ?? '';
  return {
    kind: /^\/home(\d|\/|$)/.test(mountPoint) ? 'HOME' : 'OTHER',
    mountPoint,
    driver: textAt(mount, 'Driver') || textAt(mount, 'Type'),
    source: textAt(mount, 'Source'),
    sizeMiB: null,
    usedMiB: null,
    readOnly: !(flagAt(mount, 'RW') ?? true),
  };
}

function networkOf(wire: Fields): NetworkFacts | null {
  const config = fieldsAt(wire, 'HostConfig');
  const mode = config && textAt(config, 'NetworkMode');
  const settings = fieldsAt(wire, 'NetworkSettings');
  const networks = (settings && fieldsAt(settings, 'Networks')) ?? {};
  const [name] = Object.keys(networks);
  if (!mode && name === undefined) return null;
  const own = (name === undefined ? null : fieldsAt(networks, name)) ?? settings ?? {};
  return {
    mode: mode || name || '',
    ip: textAt(own, 'IPAddress') || textAt(own, 'GlobalIPv6Address') || null,
    mac: textAt(own, 'MacAddress') || null,
    gateway: textAt(own, 'Gateway') || null,
  };
}

const mib = (bytes: number | null): number | null => (bytes === null ? null : bytes / MIB);

/**
 * One sample of `stats`. CPU from the engine's two samples where it took two; a one-shot sample has only one, and
 * `before` is an earlier one of the same container.
 */
export function decodeStats(value: unknown, before: CpuSample | null): Stats {
  const wire = fields(value);
  const cpu = fieldsAt(wire, 'cpu_stats') ?? {};
  const memory = fieldsAt(wire, 'memory_stats') ?? {};
  const pids = fieldsAt(wire, 'pids_stats');
  const network = trafficOf(wire);
  const disk = diskOf(wire);
  const sample = sampleOf(wire, cpu);
  if ('read' in wire && timeAt(wire, 'read') === null) return { usage: null, throttling: null, sample: null, oomKills: null };
  return {
    sample,
    oomKills: inside('memory_stats', () => oomsOf(memory)),
    throttling: inside('cpu_stats', () => throttlingOf(fieldsAt(cpu, 'throttling_data'))),
    usage: {
      cpus: coresOf(wire, cpu) ?? coresBetween(before, sample),
      memMiB: inside('memory_stats', () => mib(usedMemory(memory))),
      pids: pids && numberAt(pids, 'current'),
      readMiB: disk && mib(disk.read),
      writtenMiB: disk && mib(disk.write),
      receivedMiB: network && mib(network.received),
      sentMiB: network && mib(network.sent),
    },
  };
}

function sampleOf(wire: Fields, cpu: Fields): CpuSample | null {
  const at = timeAt(wire, 'read');
  const usage = fieldsAt(cpu, 'cpu_usage');
  const usedNs = usage && numberAt(usage, 'total_usage');
  return at === null || usedNs === null ? null : { at, usedNs };
}

/** Docker's own formula, with the two samples the engine took. */
function coresOf(wire: Fields, cpu: Fields): number | null {
  const before = fieldsAt(wire, 'precpu_stats');
  const system = numberAt(cpu, 'system_cpu_usage');
  const systemBefore = before && numberAt(before, 'system_cpu_usage');
  const usage = fieldsAt(cpu, 'cpu_usage');
  const usageBefore = before && fieldsAt(before, 'cpu_usage');
  if (system === null || !systemBefore || !usage || !usageBefore || system <= systemBefore) return null;
  const online = numberAt(cpu, 'online_cpus') || listAt(usage, 'percpu_usage').length;
  const used = (numberAt(usage, 'total_usage') ?? 0) - (numberAt(usageBefore, 'total_usage') ?? 0);
  return online === 0 ? null : Math.max(0, (used / (system - systemBefore)) * online);
}

/** The shortest span between two samples from which cores can be told: the clock of the samples is in ms. */
export const MIN_SPAN_MS = 100;
const MAX_SPAN_MS = 60_000;

/** Whether an earlier sample is of use for a later one. */
export function spans(before: CpuSample | null, at: number): before is CpuSample {
  return before !== null && at - before.at >= MIN_SPAN_MS && at - before.at <= MAX_SPAN_MS;
}

function coresBetween(before: CpuSample | null, after: CpuSample | null): number | null {
  if (after === null || !spans(before, after.at) || after.usedNs < before.usedNs) return null;
  return (after.usedNs - before.usedNs) / ((after.at - before.at) * 1e6);
}

/** Without the page cache that the kernel would give up, as `docker stats` counts: by cgroup v1 or v2, or an old engine's `cache`. */
function usedMemory(memory: Fields): number | null {
  const usage = numberAt(memory, 'usage');
  const stats = fieldsAt(memory, 'stats') ?? {};
  if (usage === null) return null;
  const cache = numberAt(stats, 'total_inactive_file') ?? numberAt(stats, 'inactive_file') ?? numberAt(stats, 'cache') ?? 0;
  return cache < usage ? usage - cache : usage;
}

/** By cgroup v2 `failcnt` is the kernel's count, left out while it is none; by v1 it counts how often the limit was met. */
function oomsOf(memory: Fields): number | null {
  const stats = fieldsAt(memory, 'stats');
  const isV2 = stats !== null && 'anon' in stats && !('rss' in stats);
  return isV2 ? (numberAt(memory, 'failcnt') ?? 0) : null;
}

function throttlingOf(wire: Fields | null): Throttling | null {
  const periods = wire && numberAt(wire, 'periods');
  if (!wire || periods === null) return null;
  return {
    periods,
    throttledPeriods: numberAt(wire, 'throttled_periods') ?? 0,
    throttledMs: (numberAt(wire, 'throttled_time') ?? 0) / 1e6,
  };
}

/** Missing in host mode, where the traffic is the host's. */
function trafficOf(wire: Fields): { received: number; sent: number } | null {
  const networks = fieldsAt(wire, 'networks');
  if (!networks) return null;
  const all = Object.keys(networks).map((name) => inside('networks', () => fieldsAt(networks, name) ?? {}));
  const sum = (key: string): number => all.reduce((total, each) => total + (numberAt(each, key) ?? 0), 0);
  return { received: sum('rx_bytes'), sent: sum('tx_bytes') };
}

/** `Read` and `Write` in cgroup v1, `read` and `write` in v2; null where the engine does not count. */
function diskOf(wire: Fields): { read: number; write: number } | null {
  const block = fieldsAt(wire, 'blkio_stats');
  if (!block || !Array.isArray(block['io_service_bytes_recursive'])) return null;
  const rows = inside('blkio_stats', () => objectsAt(block, 'io_service_bytes_recursive'));
  const sum = (op: string): number =>
    rows.reduce((total, row) => (textAt(row, 'op')?.toLowerCase() === op ? total + (numberAt(row, 'value') ?? 0) : total), 0);
  return { read: sum('read'), write: sum('write') };
}

/** What `ps` printed on the host; its columns depend on the host. */
export function decodeTop(value: unknown): ProcessFacts[] {
  const wire = fields(value);
  const titles = listAt(wire, 'Titles').map(String);
  return listAt(wire, 'Processes').map((row, index) => {
    if (!Array.isArray(row)) throw new Misfit(`Processes[${index}]`, 'a list');
    const columns = titles.map((title, column) => ({ title, value: String(row[column] ?? '') }));
    const named = (...names: string[]): string | null => columns.find(({ title }) => names.includes(title.toUpperCase()))?.value ?? null;
    const pid = Number(named('PID'));
    return {
      pid: Number.isInteger(pid) && pid > 0 ? pid : null,
      user: named('USER', 'UID'),
      command: named('CMD', 'COMMAND', 'ARGS') ?? '',
      columns,
    };
  });
}
