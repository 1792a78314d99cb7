import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { LACKS } from '../src/monitoring/model.ts';
import { Own } from './facts.ts';
import { HostType } from './host.ts';
import { payloadOf } from './mutations.ts';
import { connectionOf } from './relay.ts';
import { DateTime, JobName } from './scalars.ts';
import { enumOf, TreeNodeType } from './tree.ts';

export const LackKindEnum = enumOf(LACKS);
registerEnumType(LackKindEnum, {
  name: 'LackKind',
  description:
    'What something that is up may lack. AGENT: nothing is heard of the agent of its host. TEMPLATE: no template that it is bound to raises an alarm. RECEIVER: a template does, and nobody would be told. DATA: no figure of it is newer than three steps.',
});

const live = { source: 'falcon', facet: 'runtime' } as const;

@ObjectType('MonitoringLack', { description: 'What something lacks to be monitored.', simpleResolvers: true })
export class MonitoringLackType {
  @Own(() => LackKindEnum, live, { description: 'What.' })
  readonly what!: string;
  @Own(() => DateTime, live, {
    description:
      'Since when: of an agent and of data since they were last heard of, where they ever were; of the others since Canopy saw it.',
  })
  readonly since!: number;
  @Own(() => Int, live, { description: 'So many of `of` lack it: running containers of an app; of a host itself, 1.' })
  readonly missing!: number;
  @Own(() => Int, live, { description: 'How many there are.' })
  readonly of!: number;
}

@ObjectType('Maintenance', { description: 'A time in which nothing is said of a host.', simpleResolvers: true })
export class MaintenanceType {
  @Own(() => DateTime, live, { description: 'From when.' })
  readonly from!: number;
  @Own(() => DateTime, live, { description: 'Until when.' })
  readonly until!: number;
}

@ObjectType('Unmonitored', { description: 'A host or an app that is up and not monitored as it should be.', simpleResolvers: true })
export class UnmonitoredType {
  @Own(() => ID, live, { description: 'Of the host or app.' })
  readonly id!: string;
  @Own(() => [MonitoringLackType], live, { description: 'What it lacks, in the order of what to mend first.' })
  readonly lacks!: readonly MonitoringLackType[];
}

export const UnmonitoredConnection = connectionOf('Unmonitored', () => UnmonitoredType, 'falcon');

@ObjectType('Hooks', { description: 'Where outside systems call Canopy.', simpleResolvers: true })
export class HooksType {
  @Own(
    () => String,
    { source: 'canopy', role: 'ADMIN' },
    { nullable: true, description: "What the actions of Falcon's templates are to call, with its secret; null: it is not configured." },
  )
  readonly falcon!: string | null;
}

@InputType('DeliverHostInput', { description: 'A host, and the node it is delivered to.' })
export class DeliverHostInput {
  @Field(() => JobName, { description: 'The node.' })
  readonly jobName!: string;
  @Field(() => String, { description: "The host's name; one that no Mesos lists yet is for administrators." })
  readonly host!: string;
}

@InputType('RetireHostInput', { description: 'A host that leaves.' })
export class RetireHostInput {
  @Field(() => String, { description: "The host's name." })
  readonly host!: string;
  @Field(() => Boolean, { nullable: true, description: 'Although containers still run on it.' })
  readonly force?: boolean | null;
}

@InputType('SetMaintenanceInput', { description: 'A host of which nothing is to be said for a while.' })
export class SetMaintenanceInput {
  @Field(() => String, { description: "The host's name; the containers that run on it now are meant with it." })
  readonly host!: string;
  @Field(() => DateTime, { nullable: true, description: 'From when; now unless given.' })
  readonly from?: number | null;
  @Field(() => DateTime, { description: 'Until when, 30 days later at most.' })
  readonly until!: number;
  @Field(() => String, { description: 'Why, at most 500 characters.' })
  readonly reason!: string;
}

@InputType('EndMaintenanceInput', { description: 'A host that is watched again.' })
export class EndMaintenanceInput {
  @Field(() => String, { description: "The host's name; the containers that run on it now are meant with it." })
  readonly host!: string;
}

@InputType('RepairMonitoringInput', { description: 'What is to be brought in line with the tree.' })
export class RepairMonitoringInput {
  @Field(() => JobName, { description: 'The node, with all below it.' })
  readonly jobName!: string;
}

export const DeliverHostPayload = payloadOf('DeliverHost', () => HostType, 'hosts');
export const RetireHostPayload = payloadOf('RetireHost', () => HostType, 'hosts');
export const SetMaintenancePayload = payloadOf('SetMaintenance', () => HostType, 'hosts');
export const EndMaintenancePayload = payloadOf('EndMaintenance', () => HostType, 'hosts');
export const RepairMonitoringPayload = payloadOf('RepairMonitoring', () => TreeNodeType, 'store');
