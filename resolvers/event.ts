import { Arg, Args, Ctx, ID, Int, Resolver, Root as RootArg } from 'type-graphql';
import { EventConnection, EventFilterInput, EventType } from '../schema/event.ts';
import { Edge, Root, Stream } from '../schema/facts.ts';
import { AFTER, EventMessageUnion } from '../schema/message.ts';
import { PageArguments } from '../schema/relay.ts';
import { Cursor } from '../schema/scalars.ts';
import type { Context, StreamFacts } from '../src/context.ts';
import type { EventRecord } from '../src/events/model.ts';
import { selectionOf } from '../src/events/selection.ts';
import type { Connection } from '../src/kit/page.ts';

const logged = { source: 'log', share: 'ON_DEMAND' } as const;

@Resolver(() => EventType)
export class EventResolver {
  @Root(() => EventConnection, logged, {
    description:
      'The log: oldest first with `first`/`after`, newest first with `last`/`before`. A cursor older than what is kept answers BAD_USER_INPUT with the oldest.',
  })
  events(
    @Arg('filter', () => EventFilterInput, { nullable: true }) filter: EventFilterInput | null,
    @Args(() => PageArguments) page: PageArguments,
    @Arg('last', () => Int, { nullable: true, description: 'The newest so many; 1,000 at most.' }) last: number | null,
    @Arg('before', () => Cursor, { nullable: true, description: 'Only what stands before this place.' }) before: string | null,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<EventRecord>> {
    return loaders.events(filter, { first: page.first ?? null, after: page.after ?? null, last, before });
  }

  @Stream(() => EventMessageUnion, logged, {
    name: 'events',
    description: 'What happens, as it happens: all events, or those that the filter selects. Told in the order of the log, each once.',
  })
  eventsTold(
    @Arg('filter', () => EventFilterInput, { nullable: true }) filter: EventFilterInput | null,
    @Arg('after', () => Cursor, AFTER) after: string | null,
  ): StreamFacts {
    return { selection: selectionOf(filter ?? {}), after };
  }

  @Edge(() => ID, logged, { description: 'Event:<cursor>.' })
  id(@RootArg() event: EventRecord, @Ctx() { loaders }: Context): string {
    return `Event:${loaders.cursor(event.seq)}`;
  }

  @Edge(() => Cursor, logged, { description: 'Its place in the log: what follows is after it.' })
  cursor(@RootArg() event: EventRecord, @Ctx() { loaders }: Context): string {
    return loaders.cursor(event.seq);
  }
}
