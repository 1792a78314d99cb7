import { Float, Int, ObjectType } from 'type-graphql';
import { EventType } from './event.ts';
import { Own } from './facts.ts';

const told = { source: 'log' } as const;

/** Values as they were; a thing itself, as it is now, is behind the link of its event. */
@ObjectType('AppSnapshot', { description: 'An app as it was.', simpleResolvers: true })
export class AppSnapshotType {
  @Own(() => String, told, { description: 'Its version in Marathon.' })
  readonly version!: string;
  @Own(() => Int, told, { description: 'Instances asked for.' })
  readonly instances!: number;
  @Own(() => String, told, { nullable: true, description: 'Its image.' })
  readonly image!: string | null;
  @Own(() => Float, told, { description: 'Cores of each instance.' })
  readonly cpus!: number;
  @Own(() => Float, told, { description: 'Memory of each instance, in MiB.' })
  readonly memMiB!: number;
}

@ObjectType('ContainerSnapshot', { description: 'A container as it was.', simpleResolvers: true })
export class ContainerSnapshotType {
  @Own(() => String, told, { description: 'A word of ContainerState.' })
  readonly state!: string;
  @Own(() => String, told, { description: 'A word of Health.' })
  readonly health!: string;
  @Own(() => String, told, { nullable: true, description: 'The name of the host that ran it.' })
  readonly host!: string | null;
  @Own(() => String, told, { nullable: true, description: 'Its address.' })
  readonly ip!: string | null;
}

@ObjectType('EndingSnapshot', { description: 'How a container ended.', simpleResolvers: true })
export class EndingSnapshotType {
  @Own(() => String, told, { description: "Marathon's word, or UNKNOWN when nothing was told." })
  readonly state!: string;
  @Own(() => String, told, { description: 'In words.' })
  readonly message!: string;
}

@ObjectType('HostSnapshot', { description: 'A host as it was.', simpleResolvers: true })
export class HostSnapshotType {
  @Own(() => Boolean, told, { description: 'False: Mesos had deactivated it.' })
  readonly active!: boolean;
  @Own(() => String, told, { nullable: true, description: 'Its address.' })
  readonly ip!: string | null;
  @Own(() => Float, told, { nullable: true, description: 'Cores.' })
  readonly cpus!: number | null;
  @Own(() => Float, told, { nullable: true, description: 'Memory, in MiB.' })
  readonly memMiB!: number | null;
  @Own(() => Float, told, { nullable: true, description: 'Disk, in MiB.' })
  readonly diskMiB!: number | null;
  @Own(() => String, told, { nullable: true, description: 'Version of its agent.' })
  readonly version!: string | null;
}

/** One type for the kinds that tell the same; the resolvers read its fields from what was written down. */
const typeOf = (name: string, description: string) => ObjectType(name, { description, implements: EventType, simpleResolvers: true });

@typeOf('TreeNodeEvent', 'Of a node of the tree: TREE_NODE_*, TREE_ALIAS_REMOVED.')
export class TreeNodeEventType extends EventType {}

@typeOf('AppEvent', 'Of an app: APP_*, PLACEMENT_*.')
export class AppEventType extends EventType {}

@typeOf('ContainerEvent', 'Of a container: CONTAINER_*.')
export class ContainerEventType extends EventType {}

@typeOf('DeploymentEvent', 'Of a deployment: DEPLOYMENT_*.')
export class DeploymentEventType extends EventType {}

@typeOf('HostEvent', 'Of a host: HOST_*.')
export class HostEventType extends EventType {}

@typeOf('SourceEvent', 'Of an outside system: SOURCE_*, BASELINE.')
export class SourceEventType extends EventType {}

@typeOf('FreezeEvent', 'Of a freeze: FREEZE_*.')
export class FreezeEventType extends EventType {}

@typeOf('AccessEvent', 'Of who may what: ROLE_BINDING_*, API_TOKEN_*.')
export class AccessEventType extends EventType {}

@typeOf('PlanEvent', 'Of a plan: PLAN_CHANGED.')
export class PlanEventType extends EventType {}

@typeOf('DecisionEvent', 'Of a decision: DECISION_MADE.')
export class DecisionEventType extends EventType {}

export const EVENT_TYPES = [
  TreeNodeEventType,
  AppEventType,
  ContainerEventType,
  DeploymentEventType,
  HostEventType,
  SourceEventType,
  FreezeEventType,
  AccessEventType,
  PlanEventType,
  DecisionEventType,
] as const;
