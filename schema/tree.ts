import { Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { TREE_LEVELS } from '../src/tree/model.ts';
import { entity, EntityType, Own } from './facts.ts';
import { MetricsSummaryType } from './metric.ts';
import { connectionOf, Node } from './relay.ts';
import { DateTime, JobName } from './scalars.ts';

export const enumOf = <T extends string>(values: readonly T[]): { [key in T]: key } =>
  Object.fromEntries(values.map((value) => [value, value])) as { [key in T]: key };

export const TreeLevelEnum = enumOf(TREE_LEVELS);
registerEnumType(TreeLevelEnum, { name: 'TreeLevel', description: 'The eight levels of the service tree, from the top.' });

const own = { source: 'store', facet: 'definition' } as const;
/** Also shown of a node above what somebody may see. */
const name = { ...own, role: 'ANY' } as const;
const rolled = { source: 'marathon', facet: 'runtime' } as const;

@EntityType()
@ObjectType('TreeNode', { description: 'A node of the service tree: a company, a department, ... or a job.', implements: Node, ...entity })
export class TreeNodeType extends Node {
  @Own(() => ID, name, { description: 'Never changes, whatever the node is called and wherever it stands.' })
  declare readonly id: string;
  @Own(() => String, name, { description: 'Its own name, unique under its parent.' })
  readonly name!: string;
  @Own(() => TreeLevelEnum, name, { description: 'Its level.' })
  readonly level!: string;
  @Own(() => JobName, name, { description: 'Its full name. Old names keep finding it: see `aliases`.' })
  readonly jobName!: string;
  @Own(() => DateTime, own, { nullable: true, description: 'When the node was created; null where only its name is shown.' })
  readonly createdAt!: number | null;
  @Own(() => Boolean, name, {
    description:
      'True: the caller has no VIEWER on it, and sees only its name and what they may see below it. Follows from their own roles alone.',
  })
  readonly partial!: boolean;
}

export const TreeNodeConnection = connectionOf('TreeNode', () => TreeNodeType, 'store');

@ObjectType('TreeAlias', { description: 'A name that a node had and is still found by.', simpleResolvers: true })
export class TreeAliasType {
  @Own(() => JobName, own, { description: 'The old name.' })
  readonly jobName!: string;
  @Own(() => DateTime, own, { description: 'Since when it is no longer the name.' })
  readonly since!: number;
}

@ObjectType('ContainerCounts', { description: 'Containers of a subtree, counted by state and by health.', simpleResolvers: true })
export class ContainerCountsType {
  @Own(() => Int, rolled, { description: 'All that Marathon lists.' })
  readonly total!: number;
  @Own(() => Int, rolled, { description: 'In state RUNNING.' })
  readonly running!: number;
  @Own(() => Int, rolled, { description: 'In state STAGING or STARTING.' })
  readonly staged!: number;
  @Own(() => Int, rolled, { description: 'In any other state.' })
  readonly other!: number;
  @Own(() => Int, rolled, { description: 'Every health check passed at its last run.' })
  readonly healthy!: number;
  @Own(() => Int, rolled, { description: 'A health check failed.' })
  readonly unhealthy!: number;
  @Own(() => Int, rolled, { description: 'No health check, or no result yet: not the same as unhealthy.' })
  readonly unknown!: number;
}

@ObjectType('CpuUse', { description: 'CPU of a subtree, in cores.', simpleResolvers: true })
export class CpuUseType {
  @Own(() => Float, rolled, { description: 'Asked for: instances x cores each.' })
  readonly asked!: number;
  @Own(
    () => Float,
    { source: 'falcon', facet: 'metrics' },
    { nullable: true, description: 'In use by the containers that report: their cores less what is idle; null: none does.' },
  )
  readonly used!: number | null;
}

@ObjectType('MemUse', { description: 'Memory of a subtree, in MiB.', simpleResolvers: true })
export class MemUseType {
  @Own(() => Float, rolled, { description: 'Asked for: instances x MiB each.' })
  readonly asked!: number;
  @Own(
    () => Float,
    { source: 'falcon', facet: 'metrics' },
    { nullable: true, description: 'In use by the containers that report: their memory less what is free; null: none does.' },
  )
  readonly used!: number | null;
}

@ObjectType('TreeSummary', {
  description: 'A whole subtree in figures. Kept up to date with each change, so reading it costs the same at any size.',
  simpleResolvers: true,
})
export class TreeSummaryType {
  @Own(() => Int, rolled, { description: 'Apps.' })
  readonly apps!: number;
  @Own(() => Int, rolled, { description: 'Instances asked for; 2147483647 means that or more.' })
  readonly instances!: number;
  @Own(() => ContainerCountsType, rolled, { description: 'Containers by state and health.' })
  readonly containers!: ContainerCountsType;
  @Own(() => CpuUseType, rolled, { description: 'CPU, in cores.' })
  readonly cpus!: CpuUseType;
  @Own(() => MemUseType, rolled, { description: 'Memory, in MiB.' })
  readonly memMiB!: MemUseType;
  @Own(() => Int, rolled, { description: 'Hosts that run at least one container of the subtree.' })
  readonly hosts!: number;
  @Own(
    () => MetricsSummaryType,
    { source: 'falcon', facet: 'metrics' },
    { nullable: true, description: 'The newest figures of its containers together; null while no figures have been read.' },
  )
  readonly metrics!: MetricsSummaryType | null;
  @Own(
    () => Int,
    { source: 'falcon', facet: 'alarms' },
    { nullable: true, description: 'Alarms that fire; null while no alarms are connected.' },
  )
  readonly firingAlarms!: number | null;
  @Own(
    () => Boolean,
    { ...rolled, role: 'ANY' },
    {
      description: 'True: only of what the caller may see below the node. Follows from their own roles alone.',
    },
  )
  readonly partial!: boolean;
}

@ObjectType('Freeze', { description: 'No change of apps or tree under the node until it ends.', simpleResolvers: true })
export class FreezeType {
  @Own(() => ID, own, { description: 'For removeFreeze.' })
  readonly id!: string;
  @Own(() => String, own, { description: 'Why, in the words of who set it.' })
  readonly reason!: string;
  @Own(() => String, own, { description: 'Who set it.' })
  readonly setBy!: string;
  @Own(() => DateTime, own, { description: 'From when.' })
  readonly from!: number;
  @Own(() => DateTime, own, { nullable: true, description: 'Until when; null: until removed.' })
  readonly until!: number | null;
}
