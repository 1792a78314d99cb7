import type { Unreadable } from '../apps/model.ts';
import { Host, type HostRecord } from '../hosts/model.ts';
import type { Clock } from '../kit/clock.ts';
import { messageOf } from '../kit/fault.ts';
import type { Graph } from './graph.ts';
import { staying } from './cluster.ts';
import { sameHost } from './same.ts';
import type { HostCopy } from './host-index.ts';

export interface HostLister {
  /** All hosts, what could not be read of them, and the instant before the request was sent. */
  hosts(signal: AbortSignal): Promise<{
    readonly at: number;
    readonly monotonicAt: number;
    readonly value: HostList;
  }>;
}

export interface HostList {
  readonly hosts: readonly HostRecord[];
  readonly unreadable: readonly Unreadable[];
}

export interface HostMirrorDeps {
  readonly graph: Graph;
  readonly copy: HostCopy;
  readonly lister: HostLister;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: { warn(details: object, message: string): void };
}

/** Mesos cannot be watched: its hosts are listed now and then, and a list is a diff. */
export class HostMirror {
  constructor(private readonly deps: HostMirrorDeps) {}

  async run(signal: AbortSignal): Promise<void> {
    const { copy, everyMs, clock, random } = this.deps;
    while (!signal.aborted) {
      await this.refresh(signal);
      await clock.sleep((copy.source.synced ? everyMs : Math.min(everyMs, 1_000)) * (0.9 + 0.2 * random()), signal);
    }
  }

  /** Lists now; what goes wrong is seen to here. */
  async refresh(signal = new AbortController().signal): Promise<void> {
    const { graph, copy, lister, log } = this.deps;
    const { source } = copy;
    try {
      const { at, monotonicAt, value } = await lister.hosts(signal);
      if (monotonicAt < (source.listedMono ?? 0)) return;
      applyHosts(graph, copy, value);
      source.listed(monotonicAt, at);
    } catch (error) {
      if (signal.aborted) return;
      if (source.lost(messageOf(error))) log.warn({ source: source.name, err: error }, 'source lost');
    }
  }
}

/**
 * A host that two Mesos list is the one's that listed it last, and goes with the last that does. One that could not be read
 * is there all the same.
 */
export function applyHosts(graph: Graph, copy: HostCopy, { hosts, unreadable }: HostList): void {
  const listed = new Set(hosts.map(({ name }) => name));
  const stays = staying(unreadable);
  for (const name of copy.names) {
    if (listed.has(name) || stays(name)) continue;
    if (!graph.hostCopies.some((other) => other !== copy && other.names.has(name))) graph.hosts.delete(name);
    copy.names.delete(name);
  }
  for (const record of hosts) {
    copy.names.add(record.name);
    const before = graph.hosts.get(record.name);
    if (!before || !sameHost(before, record)) graph.hosts.put(new Host(record));
  }
  copy.unreadable.under('', unreadable);
}

/** Without Mesos a host is known by the tasks it runs, and nothing more is known of it. */
export function hostsFromTasks(graph: Graph): void {
  graph.listen({
    containerChanged(before, after) {
      const name = after?.hostName;
      if (name != null && !graph.hosts.has(name)) graph.hosts.put(new Host({ ...UNKNOWN, name }));
      const left = before?.hostName;
      if (left != null && left !== name && graph.containers.onHost(left).length === 0) graph.hosts.delete(left);
    },
  });
}

const UNKNOWN: Omit<HostRecord, 'name'> = {
  ip: null,
  agentId: null,
  active: true,
  cpus: null,
  memMiB: null,
  diskMiB: null,
  usedCpus: null,
  usedMemMiB: null,
  attributes: [],
  version: null,
  registeredAt: null,
};
