import { Field, ID, InputType, InterfaceType, registerEnumType } from 'type-graphql';
import { EVENT_KINDS, SEVERITIES } from '../src/events/model.ts';
import { Own } from './facts.ts';
import { connectionOf, Node } from './relay.ts';
import { DateTime, JobName, Json } from './scalars.ts';
import { enumOf } from './tree.ts';

export const EventKindEnum = enumOf(EVENT_KINDS);
registerEnumType(EventKindEnum, { name: 'EventKind', description: 'What happened.' });
export const EventSeverityEnum = enumOf(SEVERITIES);
registerEnumType(EventSeverityEnum, {
  name: 'EventSeverity',
  description: 'INFO: so things go. WARNING: somebody should look. CRITICAL: somebody should look now.',
});

const logged = { source: 'store', share: 'ON_DEMAND' } as const;

@InterfaceType('Event', {
  description:
    'Something that happened, as the durable log keeps it. What each kind tells of itself has fields of its own; docs/events.md lists them all.',
  implements: Node,
})
export class EventType extends Node {
  @Own(() => DateTime, logged, { description: 'When it happened, or was found to have happened.' })
  readonly at!: number;
  @Own(() => EventKindEnum, logged, { description: 'What happened.' })
  readonly kind!: string;
  @Own(() => EventSeverityEnum, logged, { description: 'How much it matters to whoever is on call.' })
  readonly severity!: string;
  @Own(() => JobName, logged, { nullable: true, description: "The tree node's name at the time; null: it belongs to no node." })
  readonly jobName!: string | null;
  @Own(() => String, logged, { description: 'Who caused it: a caller, or `source:<name>` when it was found in an outside system.' })
  readonly actor!: string;
  @Own(() => String, logged, { description: 'In one line.' })
  readonly summary!: string;
  @Own(() => String, logged, { nullable: true, description: 'Global id of what it is about; `node(id)` answers as of now.' })
  readonly subject!: string | null;
  @Own(() => Json, logged, { description: 'What was and what is, as it was written down; docs/events.md has the members of each kind.' })
  readonly body!: unknown;
}

export const EventConnection = connectionOf('Event', () => EventType, 'store');

@InputType('EventFilter', { description: 'Which events; all that is given must hold.' })
export class EventFilterInput {
  @Field(() => [EventKindEnum], { nullable: true, description: 'Of one of these kinds.' })
  readonly kinds?: (keyof typeof EventKindEnum)[] | null;
  @Field(() => [EventSeverityEnum], { nullable: true, description: 'Of one of these severities.' })
  readonly severities?: (keyof typeof EventSeverityEnum)[] | null;
  @Field(() => JobName, { nullable: true, description: 'At or below this node, by the name it had at the time.' })
  readonly scope?: string | null;
  @Field(() => ID, { nullable: true, description: 'About this thing.' })
  readonly subject?: string | null;
  @Field(() => String, { nullable: true, description: 'Caused by this actor.' })
  readonly actor?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Not before.' })
  readonly from?: number | null;
  @Field(() => DateTime, { nullable: true, description: 'Before.' })
  readonly to?: number | null;
}
