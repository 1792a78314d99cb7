import { createUnionType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { GAP_REASONS } from '../src/events/model.ts';
import { EventType } from './event.ts';
import { Own } from './facts.ts';
import { Cursor, DateTime } from './scalars.ts';
import { enumOf } from './tree.ts';

export const GapReasonEnum = enumOf(GAP_REASONS);
registerEnumType(GapReasonEnum, {
  name: 'GapReason',
  description:
    'NOT_KEPT: the log does not reach back so far any more (store.eventAgeMs, store.eventCount), or has been put back to an older copy. TOO_SLOW: the subscriber took less than happened.',
});

const told = { source: 'log', role: 'ANY' } as const;

@ObjectType('EventDelivery', { description: 'An event that was asked for.', simpleResolvers: true })
export class EventDeliveryType {
  @Own(() => Cursor, told, { description: 'Everything up to here has been delivered: give it as `after` to go on behind it.' })
  readonly cursor!: string;
  @Own(() => EventType, told, { nullable: true, description: 'What happened.' })
  readonly event!: EventType;
}

@ObjectType('Gap', {
  description: 'Events between two places are not delivered. What follows is complete from `to` on; read anew what you keep a copy of.',
  simpleResolvers: true,
})
export class GapType {
  @Own(() => Cursor, told, { nullable: true, description: 'What was delivered last.' })
  readonly from!: string | null;
  @Own(() => Cursor, told, { description: 'Give it as `after` to go on behind the gap.' })
  readonly to!: string;
  @Own(() => Int, told, {
    nullable: true,
    description: 'How many events that were asked for, and may be seen, are left out; null: not known.',
  })
  readonly missed!: number | null;
  @Own(() => GapReasonEnum, told, { description: 'Why.' })
  readonly reason!: string;
}

@ObjectType('Heartbeat', {
  description:
    'Nothing is withheld: everything up to the cursor has been delivered. The first message of all, the one after each Gap, and then at least every 10 s.',
  simpleResolvers: true,
})
export class HeartbeatType {
  @Own(() => Cursor, told, { description: 'Give it as `after` to go on from here.' })
  readonly cursor!: string;
  @Own(() => DateTime, told, { description: 'When it was sent.' })
  readonly at!: number;
}

export const EventMessageUnion = createUnionType({
  name: 'EventMessage',
  description: 'What a subscriber is told.',
  types: () => [EventDeliveryType, GapType, HeartbeatType] as const,
});

export const AFTER = {
  nullable: true,
  description:
    'A cursor of the log: everything behind it is delivered first, or a Gap. Not given: from now on. Over SSE, Last-Event-ID comes before it.',
} as const;
