import { Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import { LabelType } from './label.ts';
import { entity, EntityType, Own } from './facts.ts';
import { connectionOf, Node } from './relay.ts';
import { DateTime, JobName } from './scalars.ts';

const own = { source: 'hosts', facet: 'definition' } as const;

@EntityType()
@ObjectType('Host', {
  description: 'A machine that runs containers, as Mesos tells of it (or, without Mesos, as its tasks do).',
  implements: Node,
  ...entity,
})
export class HostType extends Node {
  @Own(() => ID, own, { description: 'Host:<name>.' })
  declare readonly id: string;
  @Own(() => String, own, { description: 'The name that Mesos and Marathon know it by.' })
  readonly name!: string;
  @Own(() => String, own, { nullable: true, description: 'Its address; null when no source says.' })
  readonly ip!: string | null;
  @Own(() => String, own, { nullable: true, description: "Mesos's agent id." })
  readonly agentId!: string | null;
  @Own(() => Boolean, own, { description: 'False once Mesos deactivated the agent.' })
  readonly active!: boolean;
  @Own(() => Float, own, { nullable: true, description: 'Cores offered to Mesos.' })
  readonly cpus!: number | null;
  @Own(() => Float, own, { nullable: true, description: 'Memory offered to Mesos, in MiB.' })
  readonly memMiB!: number | null;
  @Own(() => Float, own, { nullable: true, description: 'Disk offered to Mesos, in MiB.' })
  readonly diskMiB!: number | null;
  @Own(() => Float, own, { nullable: true, description: 'Cores given to tasks.' })
  readonly usedCpus!: number | null;
  @Own(() => Float, own, { nullable: true, description: 'Memory given to tasks, in MiB.' })
  readonly usedMemMiB!: number | null;
  @Own(() => [LabelType], own, { description: "The agent's attributes, by name." })
  readonly attributes!: readonly LabelType[];
  @Own(() => String, own, { nullable: true, description: 'Version of the agent.' })
  readonly version!: string | null;
  @Own(() => DateTime, own, { nullable: true, description: 'When the agent registered.' })
  readonly registeredAt!: number | null;
}

export const HostConnection = connectionOf('Host', () => HostType, 'hosts');

@InputType('HostFilter', { description: 'Which hosts; all that is given must hold.' })
export class HostFilterInput {
  @Field(() => JobName, {
    nullable: true,
    description:
      'Attached at or below this node, or running a container there. Tags at its end select among them: `_loc` and `_idc` by the attributes of the agent that are called so, `_status.active` and `_status.inactive`.',
  })
  readonly scope?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether the agent is active.' })
  readonly active?: boolean | null;
  @Field(() => String, { nullable: true, description: 'A part of the name.' })
  readonly nameContains?: string | null;
}
