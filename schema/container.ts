import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CONTAINER_STATES, HEALTHS } from '../src/apps/model.ts';
import { entity, EntityType, Own } from './facts.ts';
import { connectionOf, Node } from './relay.ts';
import { DateTime, JobName } from './scalars.ts';
import { enumOf } from './tree.ts';

const live = { source: 'marathon', facet: 'runtime' } as const;
const docker = { source: 'docker', share: 'ON_DEMAND' } as const;

export const ContainerStateEnum = enumOf(CONTAINER_STATES);
registerEnumType(ContainerStateEnum, { name: 'ContainerState', description: "Mesos's state of the task, without its prefix TASK_." });
export const HealthEnum = enumOf(HEALTHS);
registerEnumType(HealthEnum, {
  name: 'Health',
  description: 'HEALTHY: every check passed at its last run. UNKNOWN: no health check, or none has run yet. That is not UNHEALTHY.',
});

@EntityType()
@ObjectType('Container', { description: 'A Marathon task and the Docker container that runs it.', implements: Node, ...entity })
export class ContainerType extends Node {
  @Own(() => ID, live, { description: 'Container:<cluster>:<taskId>.' })
  declare readonly id: string;
  @Own(() => String, live, { description: 'The Mesos task.' })
  readonly taskId!: string;
  @Own(() => String, live, { description: 'The Marathon that started it.' })
  readonly cluster!: string;
  @Own(() => String, live, { nullable: true, description: 'The host that runs it, by name, also when nothing more is known of that host.' })
  readonly hostName!: string | null;
  @Own(() => String, live, { nullable: true, description: "Its own address, or its host's when it shares that." })
  readonly ip!: string | null;
  @Own(() => [Int], live, { description: 'Ports on the host, in the order of the definition.' })
  readonly ports!: readonly number[];
  @Own(() => ContainerStateEnum, live, { description: 'State of the task.' })
  readonly state!: string;
  @Own(() => HealthEnum, live, { description: 'What its health checks say together.' })
  readonly health!: string;
  @Own(() => DateTime, live, { nullable: true, description: 'When it was staged.' })
  readonly stagedAt!: number | null;
  @Own(() => DateTime, live, { nullable: true, description: 'When it was first running; null until then.' })
  readonly startedAt!: number | null;
  @Own(() => DateTime, live, { nullable: true, description: 'The version of the app that it runs.' })
  readonly version!: number | null;
  @Own(() => Float, live, { description: 'Cores asked for.' })
  readonly cpus!: number;
  @Own(() => Float, live, { description: 'Memory asked for, in MiB.' })
  readonly memMiB!: number;
}

export const ContainerConnection = connectionOf('Container', () => ContainerType, 'marathon');

@ObjectType('DockerLimits', {
  description: 'What the container may use; null: no limit, or the engine does not say.',
  simpleResolvers: true,
})
export class DockerLimitsType {
  @Own(() => Float, docker, { nullable: true, description: 'Cores (CFS quota).' })
  readonly cpus!: number | null;
  @Own(() => Int, docker, { nullable: true, description: 'CPU shares: a weight, not a limit.' })
  readonly cpuShares!: number | null;
  @Own(() => Float, docker, { nullable: true, description: 'Memory, in MiB.' })
  readonly memMiB!: number | null;
  @Own(() => Int, docker, { nullable: true, description: 'Processes and threads.' })
  readonly pids!: number | null;
}

@ObjectType('DockerUsage', { description: 'What the container uses now.', simpleResolvers: true })
export class DockerUsageType {
  @Own(() => Float, docker, { nullable: true, description: 'Cores, over the last sampling interval.' })
  readonly cpus!: number | null;
  @Own(() => Float, docker, { nullable: true, description: 'Memory without page cache, in MiB.' })
  readonly memMiB!: number | null;
  @Own(() => Int, docker, { nullable: true, description: 'Processes and threads.' })
  readonly pids!: number | null;
  @Own(() => Float, docker, { nullable: true, description: 'Read from block devices since the start, in MiB.' })
  readonly readMiB!: number | null;
  @Own(() => Float, docker, { nullable: true, description: 'Written to block devices since the start, in MiB.' })
  readonly writtenMiB!: number | null;
  @Own(() => Float, docker, { nullable: true, description: 'Received since the start, in MiB; null in host network mode.' })
  readonly receivedMiB!: number | null;
  @Own(() => Float, docker, { nullable: true, description: 'Sent since the start, in MiB; null in host network mode.' })
  readonly sentMiB!: number | null;
}

@ObjectType('CpuThrottling', { description: 'How often the CPU quota held the container back, since its start.', simpleResolvers: true })
export class ThrottlingType {
  @Own(() => Float, docker, { description: 'Scheduling periods in which it wanted to run.' })
  readonly periods!: number;
  @Own(() => Float, docker, { description: 'Of those, periods in which it was held back.' })
  readonly throttledPeriods!: number;
  @Own(() => Float, docker, { description: 'Time held back, in ms, over all its threads.' })
  readonly throttledMs!: number;
}

@ObjectType('DockerDetail', { description: "What the host's Docker Engine says of the container, read on demand.", simpleResolvers: true })
export class DockerDetailType {
  @Own(() => String, docker, { description: "Docker's id." })
  readonly dockerId!: string;
  @Own(() => String, docker, { description: "Docker's name, without its slash." })
  readonly name!: string;
  @Own(() => String, docker, { description: 'Image.' })
  readonly image!: string;
  @Own(() => String, docker, { description: 'running, exited, ...' })
  readonly status!: string;
  @Own(() => Int, docker, { nullable: true, description: 'Process id on the host.' })
  readonly pid!: number | null;
  @Own(() => DateTime, docker, { nullable: true, description: 'Started.' })
  readonly startedAt!: number | null;
  @Own(() => DateTime, docker, { nullable: true, description: 'Finished; null while it runs.' })
  readonly finishedAt!: number | null;
  @Own(() => Int, docker, { nullable: true, description: 'Exit code; null while it runs.' })
  readonly exitCode!: number | null;
  @Own(() => Int, docker, { description: 'Restarts by Docker itself.' })
  readonly restartCount!: number;
  @Own(() => Boolean, docker, { description: 'The kernel killed it for want of memory at its last end.' })
  readonly oomKilled!: boolean;
  @Own(() => Int, docker, {
    nullable: true,
    description: 'Out-of-memory kills in it since it started: at least so many, for the engine remembers few events. Null: not told.',
  })
  readonly oomKills!: number | null;
  @Own(() => DockerLimitsType, docker, { description: 'Limits.' })
  readonly limits!: DockerLimitsType;
  @Own(() => DockerUsageType, docker, { nullable: true, description: 'Usage; null when it does not run.' })
  readonly usage!: DockerUsageType | null;
  @Own(() => ThrottlingType, docker, { nullable: true, description: 'CPU throttling; null when it does not run.' })
  readonly throttling!: ThrottlingType | null;
}

export const FilesystemKindEnum = enumOf(['ROOT', 'HOME', 'OTHER'] as const);
registerEnumType(FilesystemKindEnum, {
  name: 'FilesystemKind',
  description: 'ROOT: the container layer. HOME: a mount at or below /home. OTHER: any other mount.',
});

@ObjectType('Filesystem', { description: 'A filesystem of the container.', simpleResolvers: true })
export class FilesystemType {
  @Own(() => FilesystemKindEnum, docker, { description: 'Which it is.' })
  readonly kind!: string;
  @Own(() => String, docker, { description: 'Where it is mounted.' })
  readonly mountPoint!: string;
  @Own(() => String, docker, { nullable: true, description: 'Storage or volume driver.' })
  readonly driver!: string | null;
  @Own(() => String, docker, { nullable: true, description: 'Where it comes from on the host.' })
  readonly source!: string | null;
  @Own(() => Float, docker, { nullable: true, description: 'Size in MiB; null when the engine does not say.' })
  readonly sizeMiB!: number | null;
  @Own(() => Float, docker, { nullable: true, description: 'In use, in MiB; null when the engine does not say.' })
  readonly usedMiB!: number | null;
  @Own(() => Boolean, docker, { description: 'Mounted read-only.' })
  readonly readOnly!: boolean;
}

@ObjectType('NetworkDetail', { description: "The container's network as Docker set it up.", simpleResolvers: true })
export class NetworkDetailType {
  @Own(() => String, docker, { description: 'Network mode.' })
  readonly mode!: string;
  @Own(() => String, docker, { nullable: true, description: 'Address.' })
  readonly ip!: string | null;
  @Own(() => String, docker, { nullable: true, description: 'MAC address.' })
  readonly mac!: string | null;
  @Own(() => String, docker, { nullable: true, description: 'Gateway.' })
  readonly gateway!: string | null;
}

@ObjectType('ProcessColumn', { description: 'One column of `top`.', simpleResolvers: true })
export class ProcessColumnType {
  @Own(() => String, docker, { description: 'Its title.' })
  readonly title!: string;
  @Own(() => String, docker, { description: 'Its value.' })
  readonly value!: string;
}

@ObjectType('ContainerProcess', { description: 'A process of the container, by `top`.', simpleResolvers: true })
export class ContainerProcessType {
  @Own(() => Int, docker, { nullable: true, description: 'Process id on the host.' })
  readonly pid!: number | null;
  @Own(() => String, docker, { nullable: true, description: 'User.' })
  readonly user!: string | null;
  @Own(() => String, docker, { description: 'Command line.' })
  readonly command!: string;
  @Own(() => [ProcessColumnType], docker, { description: 'Everything that `top` says of it.' })
  readonly columns!: readonly ProcessColumnType[];
}

export const LogStreamEnum = enumOf(['STDOUT', 'STDERR'] as const);
registerEnumType(LogStreamEnum, { name: 'LogStream', description: 'Which output.' });

@ObjectType('LogLine', { description: 'One line of output.', simpleResolvers: true })
export class LogLineType {
  @Own(() => LogStreamEnum, docker, { description: 'Which output.' })
  readonly stream!: string;
  @Own(() => DateTime, docker, { nullable: true, description: 'When Docker received it.' })
  readonly at!: number | null;
  @Own(() => String, docker, { description: 'The line, without its end.' })
  readonly text!: string;
}

@ObjectType('LogChunk', { description: 'The last lines of output.', simpleResolvers: true })
export class LogChunkType {
  @Own(() => [LogLineType], docker, { description: 'Oldest first.' })
  readonly lines!: readonly LogLineType[];
}

@InputType('ContainerFilter', { description: 'Which containers; all that is given must hold.' })
export class ContainerFilterInput {
  @Field(() => JobName, { nullable: true, description: 'At or below this node.' })
  readonly scope?: string | null;
  @Field(() => ContainerStateEnum, { nullable: true, description: 'In this state.' })
  readonly state?: keyof typeof ContainerStateEnum | null;
  @Field(() => HealthEnum, { nullable: true, description: 'With this health.' })
  readonly health?: keyof typeof HealthEnum | null;
  @Field(() => String, { nullable: true, description: 'On this host.' })
  readonly host?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this Marathon.' })
  readonly cluster?: string | null;
  @Field(() => String, { nullable: true, description: 'Of the app with this Marathon id.' })
  readonly marathonId?: string | null;
}

export const ContainerOrderEnum = enumOf(['TREE', 'TASK_ID', 'STARTED_AT_ASC', 'STARTED_AT_DESC'] as const);
registerEnumType(ContainerOrderEnum, {
  name: 'ContainerOrder',
  description:
    'TREE: by node, app, task. TASK_ID: by task id. STARTED_AT_*: by a live value, so a page taken later may skip or repeat one that changed in between.',
});
