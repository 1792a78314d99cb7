import type { Label } from '../apps/model.ts';

/** A host as Mesos (or, without Mesos, a task) tells of it. Null figures are not known, not zero. */
export interface HostRecord {
  readonly name: string;
  readonly ip: string | null;
  readonly agentId: string | null;
  readonly active: boolean;
  readonly cpus: number | null;
  readonly memMiB: number | null;
  readonly diskMiB: number | null;
  readonly usedCpus: number | null;
  readonly usedMemMiB: number | null;
  readonly attributes: readonly Label[];
  readonly version: string | null;
  readonly registeredAt: number | null;
}
