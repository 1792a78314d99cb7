import { Arg, Args, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { AppType } from '../schema/app.ts';
import { Edge, Write } from '../schema/facts.ts';
import {
  ControllerEnum,
  ControllerEventType,
  ControllerModeEnum,
  ControllerType,
  MonitoringEventType,
  MonitoringRuleType,
  MonitoringType,
  RemoveMonitoringInput,
  RemoveMonitoringPayload,
  SetControllerModeInput,
  SetControllerModePayload,
  SetMonitoringInput,
  SetMonitoringPayload,
  WatchType,
} from '../schema/monitoring.ts';
import { RunArguments } from '../schema/mutations.ts';
import { PlatformType } from '../schema/platform.ts';
import { TreeNodeType } from '../schema/tree.ts';
import type { App } from '../src/apps/model.ts';
import type { Context } from '../src/context.ts';
import type { ControllerFacts, MonitoringFacts } from '../src/context-monitoring.ts';
import type { EventRecord } from '../src/events/model.ts';
import type { Watch, WatchRule } from '../src/monitoring/model.ts';
import type { EffectiveWatch } from '../src/monitoring/watch.ts';
import type { TreeNode } from '../src/tree/model.ts';
import { run, type Payload } from './run.ts';

const live = { source: 'store', facet: 'definition' } as const;
const told = { source: 'log', share: 'ON_DEMAND' } as const;
const linked = { source: 'canopy', share: 'ON_DEMAND' } as const;

const nodeOf = (id: string | null | undefined, { view }: Context): object | undefined =>
  id == null ? undefined : view.identified(`TreeNode:${id}`);

@Resolver(() => MonitoringType)
export class MonitoringResolver {
  @Edge(() => [WatchType], live, { description: 'By figure; figures of which nothing is set anywhere are left out.' })
  watches(@RootArg() { watches }: MonitoringFacts): readonly EffectiveWatch[] {
    return watches;
  }

  @Edge(() => TreeNodeType, live, { nullable: true, description: 'The node that the teams are set on; null: they are set nowhere.' })
  teamsSetOn(@RootArg() { teamsSetOn }: MonitoringFacts, @Ctx() context: Context): object | undefined {
    return nodeOf(teamsSetOn, context);
  }
}

@Resolver(() => WatchType)
export class WatchResolver {
  @Edge(() => TreeNodeType, live, { nullable: true, description: 'The node that it is set on; null: said of a node by the rule itself.' })
  setOn(@RootArg() watch: Watch & Partial<EffectiveWatch>, @Ctx() context: Context): object | undefined {
    return nodeOf(watch.setOn, context);
  }
}

@Resolver(() => TreeNodeType)
export class NodeMonitoringResolver {
  @Edge(() => MonitoringType, live, {
    nullable: true,
    description: 'What the things of the node are watched for, with all that is inherited.',
  })
  monitoring(@RootArg() node: TreeNode, @Ctx() { view }: Context): MonitoringFacts | null {
    return view.monitoring.of(node);
  }

  @Edge(() => MonitoringRuleType, live, { nullable: true, description: 'What is set on the node itself; null: nothing.' })
  monitoringRule(@RootArg() node: TreeNode, @Ctx() { view }: Context): WatchRule | null {
    return view.monitoring.ruleOn(node);
  }
}

@Resolver(() => AppType)
export class AppMonitoringResolver {
  @Edge(() => MonitoringType, live, {
    nullable: true,
    description: 'What its containers are watched for: what holds at its node; null of an app that only claims to come here.',
  })
  monitoring(@RootArg() app: App, @Ctx() { view }: Context): MonitoringFacts | null {
    return view.monitoring.of(app);
  }
}

@Resolver(() => PlatformType)
export class PlatformControllersResolver {
  @Edge(
    () => [ControllerType],
    { source: 'store', facet: 'definition', role: 'ADMIN' },
    { nullable: true, description: 'Who acts without being asked, and how far each may go; administrators only.' },
  )
  controllers(@Ctx() { view }: Context): readonly ControllerFacts[] {
    return view.monitoring.controllers();
  }
}

@Resolver()
export class MonitoringMutationResolver {
  @Write(() => SetMonitoringPayload, {
    description:
      'Sets what the things at and below a node are watched for. What is set on a node below it counts more there. Strategies in Falcon are changed in place by the controller COVERAGE.',
  })
  setMonitoring(
    @Arg('input', () => SetMonitoringInput) input: SetMonitoringInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setMonitoring', input, how, context);
  }

  @Write(() => RemoveMonitoringPayload, { description: 'Takes away what is set on a node: what is set above it holds there.' })
  removeMonitoring(
    @Arg('input', () => RemoveMonitoringInput) input: RemoveMonitoringInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeMonitoring', input, how, context);
  }

  @Write(() => SetControllerModePayload, { description: 'Says how far a controller may go, on every replica.' })
  setControllerMode(
    @Arg('input', () => SetControllerModeInput) input: SetControllerModeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setControllerMode', input, how, context);
  }
}

const ruleOf = (value: unknown): object | null => (typeof value === 'object' ? value : null);

@Resolver(() => MonitoringEventType)
export class MonitoringEventResolver {
  @Edge(() => TreeNodeType, linked, { nullable: true, description: 'Of MONITORING_SET and MONITORING_REMOVED: the node, as of now.' })
  treeNode(@RootArg() { subject }: EventRecord, @Ctx() { view }: Context): object | undefined {
    return subject?.startsWith('TreeNode:') ? view.identified(subject) : undefined;
  }

  @Edge(() => [WatchType], told, { nullable: true, description: 'Of MONITORING_SET: what is set from now on.' })
  watches(@RootArg() { body }: EventRecord): unknown {
    return (ruleOf(body['after']) as { readonly watches?: unknown } | null)?.watches ?? null;
  }

  @Edge(() => [String], told, { nullable: true, description: 'Of MONITORING_SET: the teams that are named; null: those set above.' })
  teams(@RootArg() { body }: EventRecord): unknown {
    return (ruleOf(body['after']) as { readonly teams?: unknown } | null)?.teams ?? null;
  }
}

@Resolver(() => ControllerEventType)
export class ControllerEventResolver {
  @Edge(() => ControllerEnum, told, { nullable: true, description: 'Which controller.' })
  controller(@RootArg() { body }: EventRecord): unknown {
    return body['controller'];
  }

  @Edge(() => ControllerModeEnum, told, { nullable: true, description: 'How far it might go before.' })
  before(@RootArg() { body }: EventRecord): unknown {
    return body['before'];
  }

  @Edge(() => ControllerModeEnum, told, { nullable: true, description: 'How far it may go now.' })
  after(@RootArg() { body }: EventRecord): unknown {
    return body['after'];
  }
}
