import { Arg, Args, Ctx, Resolver, Root as RootArg } from 'type-graphql';
import { AppType } from '../schema/app.ts';
import { Edge, Root, Stream, Write } from '../schema/facts.ts';
import { AFTER, EventMessageUnion } from '../schema/message.ts';
import { ControllerModeEnum } from '../schema/monitoring.ts';
import { RunArguments } from '../schema/mutations.ts';
import { DecisionConnection } from '../schema/plan.ts';
import { PageArguments } from '../schema/relay.ts';
import { Cursor, DateTime, JobName } from '../schema/scalars.ts';
import { ScalingObservedType } from '../schema/scaling-observed.ts';
import {
  DecisionFilterInput,
  RemoveScalingRuleInput,
  RemoveScalingRulePayload,
  ScalingEventType,
  ScalingRuleConnection,
  ScalingRuleFilterInput,
  ScalingRuleType,
  SetScalingModeInput,
  SetScalingModePayload,
  SetScalingRuleInput,
  SetScalingRulePayload,
} from '../schema/scaling-rule.ts';
import { ScheduledScalingType } from '../schema/scheduled-scaling.ts';
import { TreeNodeType } from '../schema/tree.ts';
import type { App } from '../src/apps/model.ts';
import type { Context, StreamFacts } from '../src/context.ts';
import type { ScalingRuleFacts } from '../src/context-scaling.ts';
import type { EventRecord } from '../src/events/model.ts';
import type { Connection } from '../src/kit/page.ts';
import { selectionOf } from '../src/events/selection.ts';
import { SCALING_ACTOR } from '../src/scaling/model.ts';
import { observedOf } from '../src/scaling/observed.ts';
import type { TreeNode } from '../src/tree/model.ts';
import { DecisionView, rawId } from './plan.ts';
import { run, type Payload } from './run.ts';

const live = { source: 'store', facet: 'definition' } as const;
const told = { source: 'log', share: 'ON_DEMAND' } as const;
const linked = { source: 'canopy', share: 'ON_DEMAND' } as const;

const ofKind = (id: string | null, prefix: string, { view }: Context): object | undefined =>
  id?.startsWith(prefix) ? view.identified(id) : undefined;

@Resolver(() => ScalingRuleType)
export class ScalingRuleResolver {
  @Root(() => ScalingRuleConnection, live, { description: 'What makes apps larger and smaller, as it is set.' })
  scalingRules(
    @Arg('filter', () => ScalingRuleFilterInput, { nullable: true }) filter: ScalingRuleFilterInput | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { view }: Context,
  ): Connection<ScalingRuleFacts> {
    return view.scaling.rules(filter ?? {}, page);
  }

  @Edge(
    () => AppType,
    { source: 'marathon', facet: 'definition' },
    { nullable: true, description: 'The app that it is set on; null: it is set on a node, or the app is gone.' },
  )
  app(@RootArg() { on }: ScalingRuleFacts, @Ctx() context: Context): object | undefined {
    return ofKind(on, 'App:', context);
  }

  @Edge(() => TreeNodeType, live, {
    nullable: true,
    description: 'The node that it is set on; null: it is set on an app, or on a node that is not seen.',
  })
  treeNode(@RootArg() { on }: ScalingRuleFacts, @Ctx() context: Context): object | undefined {
    return ofKind(on, 'TreeNode:', context);
  }
}

@Resolver()
export class ScalingDecisionsResolver {
  @Root(
    () => DecisionConnection,
    { source: 'store', share: 'ON_DEMAND' },
    {
      description:
        'What was decided on the size of apps, newest first: each time that the answer was another. Of those that are kept. Answers that stayed are counted (`again`).',
    },
  )
  async scalingDecisions(
    @Arg('filter', () => DecisionFilterInput, { nullable: true }) filter: DecisionFilterInput | null,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<DecisionView>> {
    return (await loaders.decisionsBy(SCALING_ACTOR, filter ?? {}, page)).map((decision) => new DecisionView(decision));
  }

  @Stream(() => EventMessageUnion, told, { name: 'scalingDecisions', description: 'What is decided on the size of apps: DecisionEvents.' })
  scalingDecisionsTold(
    @Arg('scope', () => JobName, { nullable: true, description: 'At or below this node, by the name at the time; not given: everywhere.' })
    scope: string | null,
    @Arg('after', () => Cursor, AFTER) after: string | null,
  ): StreamFacts {
    return { selection: selectionOf({ scope, kinds: ['DECISION_MADE'], actor: SCALING_ACTOR }), after };
  }
}

@Resolver(() => AppType)
export class AppScalingResolver {
  @Edge(() => [ScalingRuleType], live, {
    nullable: 'itemsAndList',
    description: 'The rules that reach it, the one in force first; null of an app that only claims to come here.',
  })
  scalingRules(@RootArg() app: App, @Ctx() { view }: Context): readonly ScalingRuleFacts[] | null {
    return view.scaling.of(app);
  }
}

@Resolver(() => AppType)
export class AppObservedResolver {
  @Edge(
    () => ScalingObservedType,
    { source: 'store', share: 'ON_DEMAND' },
    {
      nullable: true,
      description:
        'What its rule would have done, held against what happened; in mode ACT, what it has done. Null: nothing was looked at in that time.',
    },
  )
  async scalingObserved(
    @RootArg() app: App,
    @Arg('from', () => DateTime, { nullable: true, description: 'From then on, at most 72 hours ago; not given: 24 hours ago.' })
    from: number | null,
    @Arg('to', () => DateTime, { nullable: true, description: 'Before then; not given: until now.' }) to: number | null,
    @Ctx() { loaders, view }: Context,
  ): Promise<object | null> {
    // Who sees no more than a claim sees nothing of its load.
    if (view.scaling.of(app) === null) return null;
    const { rows, since } = await loaders.looks(app.id, from);
    const found = observedOf(rows, since, to ?? Infinity);
    if (!found) return null;
    const { underS, overContainerH, ...rest } = found;
    return { ...rest, underCapacitySeconds: underS, overCapacityContainerHours: overContainerH };
  }
}

@Resolver(() => TreeNodeType)
export class NodeScalingResolver {
  @Edge(() => [ScalingRuleType], live, {
    nullable: 'itemsAndList',
    description:
      'The rules that are set on it and on those above it, the nearest first: that one holds for its apps, unless one has its own.',
  })
  scalingRules(@RootArg() node: TreeNode, @Ctx() { view }: Context): readonly ScalingRuleFacts[] | null {
    return view.scaling.of(node);
  }
}

@Resolver()
export class ScalingMutationResolver {
  @Write(() => SetScalingRulePayload, {
    description:
      'Sets what makes an app, or all apps at and below a node, larger and smaller. A new rule only says what it would do until `setScalingMode` has it act.',
  })
  setScalingRule(
    @Arg('input', () => SetScalingRuleInput) input: SetScalingRuleInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setScalingRule', input, how, context);
  }

  @Write(() => RemoveScalingRulePayload, { description: 'Removes a rule: what is set above holds.' })
  removeScalingRule(
    @Arg('input', () => RemoveScalingRuleInput) { id }: RemoveScalingRuleInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('removeScalingRule', { id: rawId('ScalingRule', id) }, how, context);
  }

  @Write(() => SetScalingModePayload, {
    description: 'Says how far a rule may go. A freeze forbids it not: whoever freezes a node may switch its rules off as well.',
  })
  setScalingMode(
    @Arg('input', () => SetScalingModeInput) { id, mode }: SetScalingModeInput,
    @Args(() => RunArguments) how: RunArguments,
    @Ctx() context: Context,
  ): Promise<Payload> {
    return run('setScalingMode', { id: rawId('ScalingRule', id), mode }, how, context);
  }
}

@Resolver(() => ScalingEventType)
export class ScalingEventResolver {
  @Edge(() => AppType, linked, { nullable: true, description: 'The app, as of now; null: it is of a node, or the app is gone.' })
  app(@RootArg() { subject }: EventRecord, @Ctx() context: Context): object | undefined {
    return ofKind(subject, 'App:', context);
  }

  @Edge(() => TreeNodeType, linked, { nullable: true, description: 'The node, as of now; null: it is of an app.' })
  treeNode(@RootArg() { subject }: EventRecord, @Ctx() context: Context): object | undefined {
    return ofKind(subject, 'TreeNode:', context);
  }

  @Edge(() => ScheduledScalingType, linked, {
    nullable: true,
    description: 'Of SCALING_SCHEDULE_*: the schedule, as of now; null: it is gone.',
  })
  schedule(@RootArg() { body }: EventRecord, @Ctx() { view }: Context): object | undefined {
    const schedule = body['schedule'];
    return typeof schedule === 'string' ? view.scaling.timed.schedule(schedule) : undefined;
  }

  @Edge(() => ScalingRuleType, linked, { nullable: true, description: 'The rule, as of now; null: it is gone.' })
  rule(@RootArg() { body }: EventRecord, @Ctx() { view }: Context): object | undefined {
    const rule = body['rule'];
    return typeof rule === 'string' ? view.scaling.rule(rule) : undefined;
  }

  @Edge(() => ControllerModeEnum, told, { nullable: true, description: 'How far it may go since then; of SCALING_RULE_REMOVED null.' })
  mode(@RootArg() { kind, body }: EventRecord): unknown {
    return kind === 'SCALING_MODE_SET' ? body['after'] : kind === 'SCALING_RULE_SET' ? body['mode'] : null;
  }
}
