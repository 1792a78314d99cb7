import { cpus } from 'node:os';
import type { JsonObject } from '../web.ts';
import type { Container } from './container.ts';
import { figuresOf, type Figures } from './figures.ts';
import { systemNs } from './proc.ts';

export interface Sample {
  readonly at: number;
  readonly systemNs: number;
  readonly figures: Figures;
}

export function sampleOf(container: Container): Sample {
  return { at: Date.now(), systemNs: systemNs(), figures: figuresOf(container) };
}

/** The shape of API 1.41 on cgroup v1. Without a sample before, `precpu_stats` is empty as in one-shot. */
export function statsJson(container: Container, now: Sample, before: Sample | null): JsonObject {
  const { figures } = now;
  return {
    read: new Date(now.at).toISOString(),
    preread: before ? new Date(before.at).toISOString() : '0001-01-01T00:00:00Z',
    pids_stats: { current: figures.pids },
    blkio_stats: blkio(figures),
    ...{ num_procs: 0, storage_stats: {} },
    cpu_stats: cpuJson(now),
    precpu_stats: before ? cpuJson(before) : emptyCpu,
    memory_stats: memoryJson(figures, container),
    ...{ name: container.name, id: container.id },
    networks: { eth0: network(figures) },
  };
}

function cpuJson({ systemNs: system, figures }: Sample): JsonObject {
  const total = figures.userNs + figures.systemNs;
  return {
    cpu_usage: {
      total_usage: total,
      percpu_usage: cpus().map(() => Math.floor(total / cpus().length)),
      usage_in_kernelmode: figures.systemNs,
      usage_in_usermode: figures.userNs,
    },
    system_cpu_usage: system,
    online_cpus: cpus().length,
    throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
  };
}

const emptyCpu: JsonObject = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
};

function memoryJson({ rss, anon, file, peak }: Figures, { memMiB }: Container): JsonObject {
  return {
    ...{ usage: rss, max_usage: Math.max(peak, rss), failcnt: 0, limit: memMiB * 1_048_576 },
    stats: {
      ...{
        active_anon: anon,
        active_file: 0,
        cache: file,
        hierarchical_memory_limit: memMiB * 1_048_576,
      },
      ...{
        inactive_anon: 0,
        inactive_file: 0,
        mapped_file: file,
        pgfault: 0,
        pgmajfault: 0,
        rss: anon,
      },
      ...{ total_active_anon: anon, total_cache: file, total_inactive_file: 0, total_rss: anon },
      ...{ total_mapped_file: file, unevictable: 0, writeback: 0 },
    },
  };
}

function blkio({ read, write, reads, writes }: Figures): JsonObject {
  const rows = (r: number, w: number) =>
    [['Read', r] as const, ['Write', w] as const, ['Total', r + w] as const].map(([op, value]) => ({
      major: 8,
      minor: 0,
      op,
      value,
    }));
  return {
    io_service_bytes_recursive: rows(read, write),
    io_serviced_recursive: rows(reads, writes),
    ...{ io_queue_recursive: [], io_service_time_recursive: [], io_wait_time_recursive: [] },
    ...{ io_merged_recursive: [], io_time_recursive: [], sectors_recursive: [] },
  };
}

function network({ rx, tx, connections }: Figures): JsonObject {
  return {
    ...{ rx_bytes: rx, rx_packets: connections, rx_errors: 0, rx_dropped: 0 },
    ...{ tx_bytes: tx, tx_packets: connections, tx_errors: 0, tx_dropped: 0 },
  };
}
