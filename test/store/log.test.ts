import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SEVERITIES, severityOf, type EventRecord } from '../../src/events/model.ts';
import type { EventQuery } from '../../src/plans/ports.ts';
import { clockAt, EVERY_DRIVER, onDrivers } from './drivers.ts';
import { aDecision, aNode, anEvent, aPlan, aKey, anIntent } from './records.ts';

const shop = 'cop.acme_owt.infra_pdl.shop';

onDrivers('the log', EVERY_DRIVER, ({ open, fresh }) => {
  it('starts empty, with an identity that is kept', async () => {
    const store = await open();
    const { logId, ...head } = store.head();
    expect(head).toEqual({ seq: 0, oldest: 1 });
    expect(logId).not.toBe('');
    expect(store.cursorKey()).toHaveLength(32);
    expect(await store.event(1)).toBeUndefined();
  });

  it('gives every event the next place and tells it back whole', async () => {
    const store = await open();
    const draft = anEvent({
      kind: 'PLAN_CHANGED',
      kindVersion: 3,
      at: 1_763_888_888_123,
      nodeId: 'n1',
      jobName: shop,
      subject: `App:${'x'.repeat(3_000)}`,
      summary: "it's a \\ 🎄 ? line\n",
      body: { before: null, after: { list: [1, 0.5, true, 'a"b'] } },
    });
    const { seq } = await store.write(async (tx) => {
      tx.event(anEvent());
      tx.event(draft);
    });
    expect(seq).toBe(2);
    expect(await store.event(2)).toEqual({ ...draft, severity: 'INFO', seq: 2 });
    expect(store.head()).toMatchObject({ seq: 2, oldest: 1 });
  });

  it('tells listeners each event once and in order, until they stop or fail', async () => {
    const store = await open();
    const heard: number[] = [];
    store.onEvents(() => {
      throw new Error('a bad listener');
    });
    const stop = store.onEvents((events) => heard.push(...events.map(({ seq }) => seq)));
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        store
          .write(async (tx) => {
            tx.event(anEvent());
            if (n % 4 === 0) throw new Error('rolled back');
            tx.event(anEvent());
          })
          .catch(() => {}),
      ),
    );
    expect(heard).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    stop();
    await store.write(async (tx) => tx.event(anEvent()));
    expect(heard).toHaveLength(60);
  });

  it('writes a batch that is longer than a packet', async () => {
    const store = await open();
    const body = { text: 'x'.repeat(1_000) };
    const { seq } = await store.write(async (tx) => {
      for (let n = 1; n <= 1_100; n++) tx.event(anEvent({ summary: String(n), body }));
    });
    expect(seq).toBe(1_100);
    const events = await store.events({ limit: 2_000, order: 'oldest' });
    expect(events.map((event) => [event.seq, event.summary])).toEqual(Array.from({ length: 1_100 }, (_, n) => [n + 1, String(n + 1)]));
  });

  it('finds the events of a node by its name and below it, whatever is a wildcard elsewhere', async () => {
    const store = await open();
    const names = [
      shop,
      `${shop}_cluster.c3`,
      `${shop}_cluster.c3_service.a`,
      `${shop}s`,
      `${shop}-2`,
      'cop.acme_owtXinfra_pdl.shop_x',
      shop.toUpperCase(),
    ];
    await store.write(async (tx) => {
      for (const jobName of names) tx.event(anEvent({ jobName }));
      tx.event(anEvent());
    });
    const seqs = async (under: string) => (await store.events({ under, limit: 10, order: 'oldest' })).map(({ seq }) => seq);
    expect(await seqs(shop)).toEqual([1, 2, 3]);
    expect(await seqs('cop.acme')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await seqs('cop.%')).toEqual([]);
  });

  it('finds nothing for an empty list, and takes lists longer than a statement may have variables', async () => {
    const store = await open();
    await store.write(async (tx) => {
      for (const nodeId of ['n1', 'n2', 'n39999']) tx.event(anEvent({ nodeId }));
    });
    expect(await store.events({ kinds: [], limit: 10, order: 'oldest' })).toEqual([]);
    expect(await store.events({ nodeIds: [], limit: 10, order: 'oldest' })).toEqual([]);
    const nodeIds = Array.from({ length: 40_000 }, (_, n) => `n${n}`);
    const newest = await store.events({ nodeIds, limit: 2, order: 'newest' });
    expect(newest.map(({ seq }) => seq)).toEqual([3, 2]);
  });

  it('answers every query as a walk over all events would', async () => {
    const store = await open();
    const kinds = ['APP_CHANGED', 'APP_CREATED'] as const;
    const jobNames = [null, shop, `${shop}_cluster.c3`, 'cop.other'];
    const all: EventRecord[] = [];
    await store.write(async (tx) => {
      for (let seq = 1; seq <= 120; seq++) {
        const draft = anEvent({
          kind: kinds[seq % 2] ?? 'APP_CHANGED',
          at: (seq * 7) % 50,
          nodeId: seq % 5 === 0 ? null : `n${seq % 5}`,
          jobName: jobNames[seq % 4] ?? null,
          subject: seq % 3 === 0 ? null : `s${seq % 3}`,
          actor: `actor ${seq % 6}`,
        });
        tx.event(draft);
        all.push({ ...draft, severity: severityOf(draft), seq });
      }
    });
    const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
    const seq = fc.integer({ min: 0, max: 125 });
    const queries: fc.Arbitrary<EventQuery> = fc.record({
      after: maybe(seq),
      before: maybe(seq),
      severities: maybe(fc.subarray([...SEVERITIES])),
      kinds: maybe(fc.subarray([...kinds])),
      nodeIds: maybe(fc.subarray(['n1', 'n2', 'n3', 'n9'])),
      under: maybe(fc.constantFrom(shop, 'cop.other', 'cop')),
      subject: maybe(fc.constantFrom('s1', 's2', 's3')),
      actor: maybe(fc.constantFrom('actor 1', 'nobody')),
      since: maybe(fc.integer({ min: 0, max: 50 })),
      until: maybe(fc.integer({ min: 0, max: 50 })),
      limit: fc.integer({ min: 1, max: 130 }),
      order: fc.constantFrom('oldest', 'newest'),
    });
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        expect(await store.events(query)).toEqual(walk(all, query));
      }),
      { numRuns: 60 },
    );
  });

  it('drops the old end by age or by number, and never gives a place again', async () => {
    const store = await open();
    await store.write(async (tx) => {
      for (let n = 1; n <= 1_200; n++) tx.event(anEvent({ at: n }));
    });
    const limits = {
      now: 2_000,
      eventAgeMs: 1_500,
      eventCount: 10_000,
      planAgeMs: 1e9,
      decisionAgeMs: 1e9,
      keyAgeMs: 1e9,
      auditAgeMs: 1e9,
      windowAgeMs: 1e9,
      alarmAgeMs: 1e9,
      lookAgeMs: 1e9,
    };
    expect((await store.prune(limits)).events).toBe(499);
    expect(store.head()).toMatchObject({ oldest: 500, seq: 1_200 });
    expect((await store.prune({ ...limits, eventCount: 100 })).events).toBe(601);
    expect((await store.events({ limit: 1, order: 'oldest' }))[0]?.seq).toBe(1_101);
    expect((await store.prune({ ...limits, eventCount: 0 })).events).toBe(100);
    expect(store.head()).toMatchObject({ oldest: 1_201, seq: 1_200 });
    expect(await store.write(async (tx) => tx.event(anEvent()))).toMatchObject({ seq: 1_201 });
    expect(store.head()).toMatchObject({ oldest: 1_201, seq: 1_201 });
  });

  it('drops plans that ended and keys, but no plan that waits for a person', async () => {
    const time = { now: 1_000 };
    const store = await open(await fresh(), { clock: clockAt(time) });
    await store.write(async (tx) => {
      for (const state of ['PLANNED', 'RUNNING', 'UNKNOWN', 'DONE'] as const) await tx.putPlan(aPlan(state, { state }));
      await tx.openIntent(anIntent('i1', { planId: 'DONE' }));
      await tx.closeIntent('i1', 'DONE');
      await tx.takeKey(aKey({ createdAt: 1_000 }));
    });
    const limits = {
      eventAgeMs: 1e9,
      eventCount: 1e9,
      planAgeMs: 100,
      decisionAgeMs: 1e9,
      keyAgeMs: 100,
      auditAgeMs: 1e9,
      windowAgeMs: 1e9,
      alarmAgeMs: 1e9,
      lookAgeMs: 1e9,
    };
    time.now = 1_100;
    expect(await store.prune({ ...limits, ...time })).toEqual({
      events: 0,
      plans: 0,
      decisions: 0,
      keys: 0,
      freezes: 0,
      tokens: 0,
      audits: 0,
      windows: 0,
      looks: 0,
      alarms: 0,
    });
    time.now = 1_101;
    expect(await store.prune({ ...limits, ...time })).toEqual({
      events: 0,
      plans: 1,
      decisions: 0,
      keys: 1,
      freezes: 0,
      tokens: 0,
      audits: 0,
      windows: 0,
      looks: 0,
      alarms: 0,
    });
    expect(await store.plan('DONE')).toBeUndefined();
    expect(await store.plan('UNKNOWN')).toBeDefined();
  });

  it('drops freezes a while after their end, and none that has no end', async () => {
    const store = await open();
    const freeze = { nodeId: 'n1', reason: 'sale', setBy: 'ann', from: 1 };
    await store.write(async (tx) => {
      await tx.putNode(aNode('n1'));
      await tx.putFreeze({ ...freeze, id: 'ended', until: 899 });
      await tx.putFreeze({ ...freeze, id: 'just ended', until: 900 });
      await tx.putFreeze({ ...freeze, id: 'endless', until: null });
    });
    const limits = {
      now: 1_000,
      eventAgeMs: 1e9,
      eventCount: 1e9,
      planAgeMs: 100,
      decisionAgeMs: 1e9,
      keyAgeMs: 1e9,
      auditAgeMs: 1e9,
      windowAgeMs: 1e9,
      alarmAgeMs: 1e9,
      lookAgeMs: 1e9,
    };
    expect(await store.prune(limits)).toMatchObject({ freezes: 1 });
    expect((await store.facts()).freezes.map(({ id }) => id)).toEqual(['endless', 'just ended']);
  });

  it('gives the events at places, and leaves out those that are gone', async () => {
    const store = await open();
    await store.write(async (tx) => {
      for (let n = 1; n <= 5; n++) tx.event(anEvent({ at: n, subject: `thing ${n}` }));
    });
    const limits = {
      now: 10,
      eventAgeMs: 1e9,
      eventCount: 3,
      planAgeMs: 1e9,
      decisionAgeMs: 1e9,
      keyAgeMs: 1e9,
      auditAgeMs: 1e9,
      windowAgeMs: 1e9,
      alarmAgeMs: 1e9,
      lookAgeMs: 1e9,
    };
    await store.prune(limits);
    const found = await store.eventsAt([5, 1, 3, 99]);
    expect(found.map(({ seq, subject }) => [seq, subject]).sort()).toEqual([
      [3, 'thing 3'],
      [5, 'thing 5'],
    ]);
    expect(await store.eventsAt([])).toEqual([]);
  });

  it('drops decisions by their age, but none whose plan is kept', async () => {
    const store = await open(undefined, { clock: clockAt({ now: 2_000 }) });
    await store.write(async (tx) => {
      await tx.putPlan(aPlan('waits', { state: 'UNKNOWN' }));
      for (let n = 0; n < 1_200; n++) await tx.putDecision(aDecision(`old-${n}`, { at: 1_000 + (n % 7), planId: n % 2 ? null : 'gone' }));
      await tx.putDecision(aDecision('of the plan', { at: 1_000, planId: 'waits' }));
      await tx.putDecision(aDecision('young', { at: 1_900, planId: null }));
    });
    const limits = {
      now: 2_000,
      eventAgeMs: 1e9,
      eventCount: 1e9,
      planAgeMs: 1e9,
      keyAgeMs: 1e9,
      auditAgeMs: 1e9,
      windowAgeMs: 1e9,
      alarmAgeMs: 1e9,
      lookAgeMs: 1e9,
    };
    expect(await store.prune({ ...limits, decisionAgeMs: 1_000 })).toMatchObject({ decisions: 0 });
    expect(await store.prune({ ...limits, decisionAgeMs: 100 })).toMatchObject({ decisions: 1_200 });
    expect((await store.decisionsOf('App:main:/acme/shop', 10)).map(({ id }) => id)).toEqual(['young', 'of the plan']);
  });
});

onDrivers('the log of a store that is opened again', ['sqlite', 'mariadb'], ({ open, fresh }) => {
  it('goes on where it was', async () => {
    const options = await fresh();
    const first = await open(options);
    const { logId } = first.head();
    const key = Buffer.from(first.cursorKey());
    await first.write(async (tx) => tx.event(anEvent()));
    await first.close();

    const again = await open(options);
    expect(again.head()).toEqual({ logId, seq: 1, oldest: 1 });
    expect(key.equals(again.cursorKey())).toBe(true);
    expect(await again.write(async (tx) => tx.event(anEvent()))).toMatchObject({ seq: 2 });
  });
});

function walk(all: readonly EventRecord[], query: EventQuery): EventRecord[] {
  const { after = 0, before = Infinity, since = -Infinity, until = Infinity, kinds, severities, nodeIds, under, subject, actor } = query;
  const found = all.filter(
    (event) =>
      event.seq > after &&
      event.seq < before &&
      event.at >= since &&
      event.at < until &&
      (!kinds || kinds.includes(event.kind)) &&
      (!severities || severities.includes(event.severity)) &&
      (!nodeIds || (event.nodeId !== null && nodeIds.includes(event.nodeId))) &&
      (under === undefined || event.jobName === under || event.jobName?.startsWith(`${under}_`)) &&
      (subject === undefined || event.subject === subject) &&
      (actor === undefined || event.actor === actor),
  );
  return (query.order === 'oldest' ? found : found.reverse()).slice(0, query.limit);
}
