import { expect, it } from 'vitest';
import type { EventKind, EventRecord } from '../../src/events/model.ts';
import type { EventQuery } from '../../src/plans/ports.ts';
import { seeded } from '../support/seeded.ts';
import { onDrivers } from './drivers.ts';
import { anEvent } from './records.ts';

const EVENTS = 13_000;
const QUERIES = 300;
const KINDS: readonly EventKind[] = ['APP_CHANGED', 'CONTAINER_STARTED', 'CONTAINER_ENDED', 'DECISION_MADE', 'FREEZE_SET'];

/** What a query asks for, without any database. */
function model(all: readonly EventRecord[], query: EventQuery): number[] {
  const { after = -1, before = Infinity, kinds, nodeIds, under, subject, actor, since = -Infinity, until = Infinity } = query;
  const found = all.filter(
    (event) =>
      event.seq > after &&
      event.seq < before &&
      (!kinds || kinds.includes(event.kind)) &&
      (!nodeIds || (event.nodeId !== null && nodeIds.includes(event.nodeId))) &&
      (under === undefined || event.jobName === under || event.jobName?.startsWith(`${under}_`)) &&
      (subject === undefined || event.subject === subject) &&
      (actor === undefined || event.actor === actor) &&
      event.at >= since &&
      event.at < until,
  );
  return (query.order === 'oldest' ? found : found.toReversed()).slice(0, query.limit).map(({ seq }) => seq);
}

onDrivers('the log', ['sqlite', 'mariadb'], ({ open, driver }) => {
  it.each(driver === 'sqlite' ? [1, 2, 3] : [1])(
    'answers random queries of a random log as a walk over all of it does, %d',
    async (seed) => {
      const store = await open();
      const random = seeded(seed);
      const upTo = (most: number) => Math.floor(random() * most);
      // Some are everywhere, some are few, some are together in one part of the log.
      const skewed = (most: number) => Math.floor(most * random() ** 4);
      const ago = (index: number) => 1_000_000 + index * 10 - (random() < 0.1 ? upTo(50_000) : 0);
      const jobs = ['cop.acme', 'cop.acme-two', 'cop.acme_owt.a', 'cop.acme_owt.a_pdl.b', 'cop.acme_owt.ab', 'cop.other', 'cop.acmee'];
      for (let made = 0; made < EVENTS; made += 500) {
        await store.write(async (tx) => {
          for (let index = made; index < made + 500; index++) {
            const here = skewed(40) + (index > EVENTS / 2 ? 10 : 0);
            tx.event(
              anEvent({
                kind: KINDS[skewed(KINDS.length)] ?? 'APP_CHANGED',
                at: ago(index),
                actor: `actor ${skewed(20)}`,
                nodeId: random() < 0.1 ? null : `n${here}`,
                jobName: random() < 0.1 ? null : (jobs[skewed(jobs.length)] ?? null),
                subject: random() < 0.1 ? null : `s${skewed(300)}`,
              }),
            );
          }
        });
      }
      const all = await store.events({ limit: EVENTS, order: 'oldest' });
      expect(all).toHaveLength(EVENTS);

      const perhaps = <T>(make: () => T): T | undefined => (random() < 0.25 ? make() : undefined);
      for (let n = 0; n < QUERIES; n++) {
        const query: EventQuery = {
          after: perhaps(() => upTo(EVENTS)),
          before: perhaps(() => upTo(EVENTS)),
          kinds: perhaps(() => KINDS.filter(() => random() < 0.3)),
          nodeIds: perhaps(() => Array.from({ length: upTo(5) }, () => `n${upTo(60)}`)),
          under: perhaps(() => jobs[upTo(jobs.length)] ?? ''),
          subject: perhaps(() => `s${upTo(310)}`),
          actor: perhaps(() => `actor ${upTo(22)}`),
          since: perhaps(() => 1_000_000 + upTo(EVENTS * 10)),
          until: perhaps(() => 1_000_000 + upTo(EVENTS * 10)),
          limit: 1 + upTo(100),
          order: random() < 0.5 ? 'oldest' : 'newest',
        };
        expect(
          (await store.events(query)).map(({ seq }) => seq),
          JSON.stringify(query),
        ).toEqual(model(all, query));
      }
    },
  );
});
