import type { EventFilterFacts } from '../events/model.ts';
import { Connection, type PageArgs } from '../kit/page.ts';
import type { DecisionRecord } from '../plans/model.ts';
import type { Store } from '../plans/ports.ts';
import { PAGE_DEFAULT } from './cursors.ts';
import type { LogReads } from './log-reads.ts';
import type { Visible } from './visible.ts';

interface Asked {
  readonly actor: string;
  readonly filter: Pick<EventFilterFacts, 'scope' | 'from' | 'to'>;
  readonly page: PageArgs;
  readonly partial: boolean;
}

/** What an actor decided, the newest first, as the log has told of it: as far as both are kept. */
export async function decisionsTold(
  logReads: LogReads,
  store: Pick<Store, 'decisions'>,
  visible: Visible,
  { actor, filter, page, partial }: Asked,
): Promise<Connection<DecisionRecord>> {
  // What comes after something in this list is before it in the log.
  const within = { last: page.first ?? PAGE_DEFAULT, before: page.after ?? null };
  const events = await logReads.page({ ...filter, kinds: ['DECISION_MADE'], actor }, within, visible, partial);
  const ids = events.nodes.map(({ body }) => body['decision'] as string);
  const found = new Map((await store.decisions(ids)).map((decision) => [decision.id, decision]));
  const places = new Map(events.nodes.map(({ seq }, n) => [ids[n], seq]));
  const kept = ids.flatMap((id) => found.get(id) ?? []);
  const { hasNextPage, hasPreviousPage: previous } = events.pageInfo;
  // The oldest go first: where one is gone, so are all before it.
  const next = hasNextPage && kept.length === ids.length;
  const shown = kept.filter((decision) => visible.decision(decision));
  return new Connection(shown, null, { next, previous }, ({ id }) => logReads.cursor(places.get(id) ?? 0), partial);
}
