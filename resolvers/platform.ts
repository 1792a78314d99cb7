import { Arg, Ctx, ID, Resolver, Root as RootArg } from 'type-graphql';
import { EventType } from '../schema/event.ts';
import { Edge, Root, Stream } from '../schema/facts.ts';
import { AFTER, EventMessageUnion } from '../schema/message.ts';
import { DecisionType, PlanType } from '../schema/plan.ts';
import { DatasourceType, PlatformType, UnreadableType } from '../schema/platform.ts';
import { Node } from '../schema/relay.ts';
import { Cursor, DateTime } from '../schema/scalars.ts';
import { FreezeType } from '../schema/tree.ts';
import type { Context, DatasourceFacts, Self, StreamFacts, UnreadableFacts } from '../src/context.ts';
import type { EventRecord } from '../src/events/model.ts';
import type { Freeze } from '../src/tree/model.ts';
import { selectionOf } from '../src/events/selection.ts';
import { turnsDown } from '../src/plans/turned-down.ts';
import { DecisionView, PlanView, rawId } from './plan.ts';

const stored = { source: 'store', share: 'ON_DEMAND' } as const;
const logged = { source: 'log', share: 'ON_DEMAND' } as const;

/** What `node(id)` can be: things of the live graph at once, things of the store after a read. */
async function fromStore(id: string, { loaders, view }: Context): Promise<object | undefined> {
  const at = id.indexOf(':');
  const key = id.slice(at + 1);
  switch (id.slice(0, at)) {
    case 'Plan': {
      const plan = await loaders.plan(key);
      return plan && new PlanView(plan);
    }
    case 'Decision': {
      const decision = await loaders.decision(key);
      return decision && new DecisionView(decision);
    }
    case 'Event':
      return loaders.event(key);
    case 'ApiToken':
      return view.apiToken(key);
    default:
      return undefined;
  }
}

/** What depends on who asks, not on what they may see alone, is never an answer for two. */
const STORED = /^(Plan|Decision|Event|ApiToken):/;

@Resolver(() => PlatformType)
export class PlatformResolver {
  @Root(() => Node, { source: 'canopy' }, { description: 'Anything by its id; null for what is not there.' })
  node(@Arg('id', () => ID, { description: 'Any global id.' }) id: string, @Ctx() context: Context): object | undefined {
    return STORED.test(id) ? fromStore(id, context) : context.view.identified(id);
  }

  @Root(
    () => [Node],
    { source: 'canopy' },
    { nullable: 'itemsAndList', description: 'Several at once, in the order asked; null for each that is not there. At most 100.' },
  )
  nodes(@Arg('ids', () => [ID], { description: 'At most 100.' }) ids: string[], @Ctx() context: Context): (object | undefined)[] {
    return context.view.few(ids).map((id) => (STORED.test(id) ? fromStore(id, context) : context.view.identified(id)));
  }

  @Root(() => PlatformType, { source: 'canopy', role: 'ANY' }, { description: 'Canopy itself and the systems behind it.' })
  platform(@Ctx() { self }: Context): Self {
    return self;
  }

  @Edge(
    () => [DatasourceType],
    { source: 'canopy', share: 'TIMED' },
    { description: 'Every outside system, with the state of its live copy.' },
  )
  datasources(@Ctx() { view }: Context): readonly DatasourceFacts[] {
    return view.datasources();
  }

  @Edge(
    () => [UnreadableType],
    { source: 'marathon', role: 'ADMIN' },
    { nullable: true, description: 'What could not be read; administrators only.' },
  )
  unreadable(@Ctx() { view }: Context): readonly UnreadableFacts[] {
    return view.unreadable();
  }

  @Edge(
    () => [FreezeType],
    { source: 'store', facet: 'definition' },
    { nullable: 'itemsAndList', description: 'Every freeze, in force or to come.' },
  )
  freezes(@Ctx() { view }: Context): readonly Freeze[] {
    // A node that is left out of the tree, for it hangs on nothing, has no freeze either.
    return (view.freezes(null) ?? []).filter(({ nodeId }) => view.identified(`TreeNode:${nodeId}`));
  }
}

@Resolver(() => PlanType)
export class PlanResolver {
  @Root(() => PlanType, stored, { description: 'A plan, by its id.' })
  async plan(
    @Arg('id', () => ID, { description: "The plan's id." }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<PlanView | undefined> {
    const plan = await loaders.plan(rawId('Plan', id));
    return plan && new PlanView(plan);
  }

  @Stream(() => EventMessageUnion, logged, { description: 'Each state that the plan comes to.' })
  planChanged(
    @Arg('id', () => ID, { description: "The plan's id." }) id: string,
    @Arg('after', () => Cursor, AFTER) after: string | null,
  ): StreamFacts {
    return { selection: selectionOf({ subject: `Plan:${rawId('Plan', id)}`, kinds: ['PLAN_CHANGED'] }), after };
  }

  @Root(() => [DecisionType], stored, {
    nullable: 'itemsAndList',
    description:
      'The decisions behind how a thing is now (or was at an instant), newest first. At most the newest 100: for those before, ask with the `at` of the last.',
  })
  async why(
    @Arg('id', () => ID, { description: 'Anything with an id.' }) id: string,
    @Arg('at', () => DateTime, { nullable: true, description: 'Only decisions up to and at that time, which may be long ago.' })
    at: number | null,
    @Ctx() { loaders }: Context,
  ): Promise<DecisionView[]> {
    return (await loaders.decisionsOf(id, at ?? null)).map((decision) => new DecisionView(decision));
  }

  @Root(() => [DecisionType], stored, {
    nullable: 'itemsAndList',
    description:
      'Why something was not done to a thing: of the newest 100 decisions on it those that turned it down or were blocked, newest first. `action` is a mutation, or what a controller does: scaleIn, scaleOut.',
  })
  async whyNot(
    @Arg('id', () => ID, { description: 'Anything with an id.' }) id: string,
    @Arg('action', () => String, { description: 'What was not done: scaleIn, scaleOut, deployApp, ...' }) action: string,
    @Ctx() { loaders }: Context,
  ): Promise<DecisionView[]> {
    const found = await loaders.decisionsOf(id, null);
    return found.filter((decision) => turnsDown(decision, action)).map((decision) => new DecisionView(decision));
  }

  @Edge(
    () => String,
    { source: 'store', share: 'CALLER' },
    { nullable: true, description: 'Runs exactly this plan; shown only to who planned it, while it may still run.' },
  )
  token(@RootArg() plan: PlanView, @Ctx() { viewer }: Context): string | null {
    return plan.tokenFor(viewer.name);
  }

  @Edge(() => DecisionType, stored, { nullable: true, description: 'The decision it carries out.' })
  async decision(@RootArg() plan: PlanView, @Ctx() { loaders }: Context): Promise<DecisionView | undefined> {
    const decision = plan.decisionId === null ? undefined : await loaders.decision(plan.decisionId);
    return decision && new DecisionView(decision);
  }
}

@Resolver(() => DecisionType)
export class DecisionResolver {
  @Edge(() => PlanType, stored, { nullable: true, description: 'The plan that carries it out.' })
  async plan(@RootArg() decision: DecisionView, @Ctx() { loaders }: Context): Promise<PlanView | undefined> {
    const plan = decision.planId === null ? undefined : await loaders.plan(decision.planId);
    return plan && new PlanView(plan);
  }

  @Edge(() => Node, { source: 'canopy', share: 'ON_DEMAND' }, { nullable: true, description: 'What it was about, as of now.' })
  async subject(@RootArg() decision: DecisionView, @Ctx() context: Context): Promise<object | undefined> {
    const id = decision.subjectId;
    if (id === null) return undefined;
    return STORED.test(id) ? fromStore(id, context) : context.view.identified(id);
  }

  @Edge(
    () => [EventType],
    { source: 'log', share: 'ON_DEMAND' },
    {
      description: 'The events that led to it, as far as the log still keeps them; none for what a person asked for unprompted.',
    },
  )
  causedBy(@RootArg() { eventPlaces }: DecisionView, @Ctx() { loaders }: Context): Promise<readonly EventRecord[]> {
    return eventPlaces.length === 0 ? Promise.resolve([]) : loaders.eventsAt(eventPlaces);
  }
}
