import type { Label } from '../apps/model.ts';
import { Entity } from '../kit/entity.ts';

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

export const idOfHost = (name: string): string => `Host:${name}`;

/** A host as callers see it. */
export class Host extends Entity implements HostRecord {
  readonly id: string;
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

  constructor(record: HostRecord) {
    super();
    this.id = idOfHost(record.name);
    this.name = record.name;
    this.ip = record.ip;
    this.agentId = record.agentId;
    this.active = record.active;
    this.cpus = record.cpus;
    this.memMiB = record.memMiB;
    this.diskMiB = record.diskMiB;
    this.usedCpus = record.usedCpus;
    this.usedMemMiB = record.usedMemMiB;
    this.attributes = record.attributes;
    this.version = record.version;
    this.registeredAt = record.registeredAt;
  }
}
