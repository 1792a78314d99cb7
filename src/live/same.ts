import type { App, AppRecord, Label, TaskRecord } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import type { Host, HostRecord } from '../hosts/model.ts';
import type { Entity } from '../kit/entity.ts';
import { canonical } from '../kit/json.ts';

/** Field by field, cheapest first: a re-list of 500,000 tasks compares each one. */
export function sameTask(held: Container, read: TaskRecord): boolean {
  return (
    held.state === read.state &&
    held.health === read.health &&
    held.startedAt === read.startedAt &&
    held.stagedAt === read.stagedAt &&
    held.hostName === read.host &&
    held.ip === read.ip &&
    held.version === read.version &&
    held.slaveId === read.slaveId &&
    held.ports.length === read.ports.length &&
    held.ports.every((port, i) => port === read.ports[i])
  );
}

export function sameApp(held: App, read: AppRecord): boolean {
  return (
    held.version === read.version &&
    held.instances === read.instances &&
    held.tasksRunning === read.tasksRunning &&
    held.tasksStaged === read.tasksStaged &&
    held.tasksHealthy === read.tasksHealthy &&
    held.tasksUnhealthy === read.tasksUnhealthy &&
    held.image === read.image &&
    held.command === read.command &&
    held.cpus === read.cpus &&
    held.memMiB === read.memMiB &&
    held.diskMiB === read.diskMiB &&
    held.gpus === read.gpus &&
    held.lastScalingAt === read.lastScalingAt &&
    held.lastConfigChangeAt === read.lastConfigChangeAt &&
    held.checked === read.checked &&
    canonical(held.deploymentIds) === canonical(read.deploymentIds) &&
    sameLabels(held.labels, read.labels) &&
    canonical(held.lastTaskFailure) === canonical(read.lastTaskFailure) &&
    canonical(held.readiness) === canonical(read.readiness)
  );
}

/** As with tasks: thousands are listed anew every few seconds. */
export function sameHost(held: Host, read: HostRecord): boolean {
  return (
    held.name === read.name &&
    held.ip === read.ip &&
    held.agentId === read.agentId &&
    held.active === read.active &&
    held.cpus === read.cpus &&
    held.memMiB === read.memMiB &&
    held.diskMiB === read.diskMiB &&
    held.usedCpus === read.usedCpus &&
    held.usedMemMiB === read.usedMemMiB &&
    held.version === read.version &&
    held.registeredAt === read.registeredAt &&
    sameLabels(held.attributes, read.attributes)
  );
}

const sameLabels = (held: readonly Label[], read: readonly Label[]): boolean =>
  held.length === read.length && held.every(({ name, value }, i) => name === read[i]?.name && value === read[i].value);

const NO_TEXTS = { texts: undefined, epoch: undefined };

/** Of snapshots that are few: all they say, without the text they carry. */
export const sameSnapshot = (held: Entity, read: Entity): boolean =>
  canonical({ ...held, ...NO_TEXTS }) === canonical({ ...read, ...NO_TEXTS });
