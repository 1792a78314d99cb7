import { Arg, Args, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { AppType } from '../schema/app.ts';
import { Edge, Root, Write } from '../schema/facts.ts';
import { RunArguments } from '../schema/mutations.ts';
import { PageArguments } from '../schema/relay.ts';
import { DateTime, JobName } from '../schema/scalars.ts';
import { ScalingRuleType } from '../schema/scaling-rule.ts';
import {
  RemoveScheduledScalingInput,
  RemoveScheduledScalingPayload,
  ScheduledFiringType,
  ScheduledScalingConnection,
  ScheduledScalingFilterInput,
  ScheduledScalingType,
  SetScheduledScalingInput,
  SetScheduledScalingPayload,
} from '../schema/scheduled-scaling.ts';
import { TreeNodeType } from '../schema/tree.ts';
import type { App } from '../src/apps/model.ts';
import type { Context } from '../src/context.ts';
import type { FiringFacts, ScalingRuleFacts, ScheduleFacts } from '../src/context-scaling.ts';
import type { Connection } from '../src/kit/page.ts';
import type { TreeNode } from '../src/tree/model.ts';
import { rawId } from './plan.ts';
import { run, type Payload } from './run.ts';

const live = { source: 'store', facet: 'definition' } as const;

@Resolver(() => ScheduledScalingType)
export class ScheduledScalingResolver {
  @Root(() => ScheduledScalingConnection, live, { description: 'What holds apps to a size at certain times, as it is set.' })
  scheduledScalings(
    @Arg('filter', () => ScheduledScalingFilterInput, { nullable: true }) filter: ScheduledScalingFilterInput | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { view }: Context,
  ): Connection<ScheduleFacts> {
    return view.scaling.timed.schedules(filter ?? {}, page);
  }

  @Root(() => [ScheduledFiringType], live, {
    nullable: 'itemsAndList',
    description:
      'When schedules fire, the earliest first; of those that are switched off nothing. At most 400 days and 2,000 firings, beyond that TOO_BROAD. Local times that are skipped, or come twice, are marked.',
  })
  scalingCalendar(
    @Arg('scope', () => JobName, {
      nullable: true,
      description: 'Of this node: set at, below or above it, or on an app there; not given: all that are seen.',
    })
    scope: string | null,
    @Arg('from', () => DateTime, { description: 'From then on.' }) from: number,
    @Arg('to', () => DateTime, { description: 'Before then.' }) to: number,
    @Ctx() { view }: Context,
  ): readonly FiringFacts[] {
    return view.scaling.timed.calendar(scope, from, to);
  }

  @Edge(
    () => AppType,
    { source: 'marathon', facet: 'definition' },
    { nullable: true, description: 'The app that it is set on; null: it is set on a node, or the app is gone.' },
  )
  app(@RootArg() { on }: ScheduleFacts, @Ctx() { view }: Context): object | undefined {
    return on?.startsWith('App:') ? view.identified(on) : undefined;
  }

  @Edge(() => TreeNodeType, live, {
    nullable: true,
    description: 'The node that it is set on; null: it is set on an app, or on a node that is not seen.',
  })
  treeNode(@RootArg() { on }: ScheduleFacts, @Ctx() { view }: Context): object | undefined {
    return on?.startsWith('TreeNode:') ? view.identified(on) : undefined;
  }
}

@Resolver(() => ScheduledFiringType)
export class ScheduledFiringResolver {
  @Edge(() => ScheduledScalingType, live, { nullable: true, description: 'The schedule; null: it is of a rule.' })
  schedule(@RootArg() { schedule }: FiringFacts): ScheduleFacts | null {
    return schedule;
  }

  @Edge(() => ScalingRuleType, live, { nullable: true, description: 'The rule that has other bounds then; null: it is a schedule.' })
  rule(@RootArg() { rule }: FiringFacts): ScalingRuleFacts | null {
    return rule;
  }
}

@Resolver(() => AppType)
export class AppSchedulesResolver {
  @Edge(() => [ScheduledScalingType], live, {
    nullable: 'itemsAndList',
    description: 'The schedules that reach it, its own first; all of them count. Null of an app that only claims to come here.',
  })
  scheduledScalings(@RootArg() app: App, @Ctx() { view }: Context): readonly ScheduleFacts[] | null {
    return view.scaling.timed.of(app);
  }
}

@Resolver(() => TreeNodeType)
export class NodeSchedulesResolver {
  @Edge(() => [ScheduledScalingType], live, {
    nullable: 'itemsAndList',
    description: 'The schedules that are set on it and on those above it, the nearest first: all of them count for its apps.',
  })
  scheduledScalings(@RootArg() node: TreeNode, @Ctx() { view }: Context): readonly ScheduleFacts[] | null {
    return view.scaling.timed.of(node);
  }
}

@Resolver()
export class ScheduleMutationResolver {
  @Write(() => SetScheduledScalingPayload, {
    description:
      'Sets at which times, and to what size, an app, or all apps at and below a node, are held. It acts at once where its last firing still holds.',
  })
  setScheduledScaling(
    @Arg('input', () => SetScheduledScalingInput) { id, ...input }: SetScheduledScalingInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setScheduledScaling', { ...input, id: id == null ? null : rawId('ScheduledScaling', id) }, how, context);
  }

  @Write(() => RemoveScheduledScalingPayload, { description: 'Removes a schedule; what it holds is let go of at once.' })
  removeScheduledScaling(
    @Arg('input', () => RemoveScheduledScalingInput) { id }: RemoveScheduledScalingInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeScheduledScaling', { id: rawId('ScheduledScaling', id) }, how, context);
  }
}
