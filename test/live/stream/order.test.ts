import { expect, it } from 'vitest';
import { until } from '../../support/canopy.ts';
import { onDrivers, runSql } from '../../store/drivers.ts';
import { aHouse, at, Ear } from './house.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const some = (count: number) => Array.from({ length: count }, () => ({}));

onDrivers('who listens', ['sqlite', 'mariadb'], ({ open, fresh }) => {
  it('hears from where it starts, then each event in the order of the log, once', async () => {
    const store = await open();
    const house = aHouse(store);
    await house.write({}, {});
    await house.settled();
    const ear = house.listen();
    expect(ear.kinds).toBe('h');
    await Promise.all([house.write({}, {}), house.write({}), house.write(...some(10))]);
    await until(() => ear.events.length === 13);
    expect(ear.events).toEqual(numbers(3, 15));
    expect(ear.told.slice(1).every(({ __typename }) => __typename === 'EventDelivery')).toBe(true);
    house.stop();
  });

  it('goes on from any cursor it was told, by what is kept in memory, and asks the store nothing', async () => {
    const store = await open();
    const house = aHouse(store);
    const first = house.listen();
    await house.write(...some(20));
    await until(() => first.events.length === 20);
    for (const message of first.told) {
      const cursor = message.__typename === 'Gap' ? message.to : message.cursor;
      const from = house.reads.place(cursor);
      const again = house.listen({ after: cursor });
      await until(() => again.events.length === 20 - from);
      expect(again.events).toEqual(numbers(from + 1, 20));
      again.leave();
    }
    expect(house.pages).toEqual([]);
    house.stop();
  });

  it('goes on from before all that is kept in memory, page by page, with what belongs to no node, and then with the others', async () => {
    const store = await open();
    const writer = aHouse(store);
    await writer.write(...some(700));
    await writer.write(...some(700));
    writer.stop();
    const house = aHouse(store);
    const ear = house.listen({ after: 3 });
    const few = house.listen({ after: 3, as: house.people.set('bob', { 'acme/infra': 'VIEWER' }) });
    await house.write({}, at('acme/infra'));
    await until(() => ear.events.at(-1) === 1_402 && few.events.length === 1);
    expect(ear.events).toEqual(numbers(4, 1_402));
    expect(ear.gaps).toEqual([]);
    expect(few.events).toEqual([1_402]);
    house.stop();
  });

  it('who came while a page was read, and was slow in the middle of it, misses nothing', async () => {
    const store = await open();
    const writer = aHouse(store);
    await writer.write(...some(300));
    writer.stop();
    const house = aHouse(store);
    const ear = new Ear();
    // It takes ten at a time.
    ear.taking = false;
    ear.onSend = () => {
      if (ear.told.length % 10 === 0) ear.waiting = 10_001;
    };
    const listening = house.listen({ after: 0, ear });
    while (ear.events.length < 300) {
      const before = ear.told.length;
      await until(() => ear.told.length > before || ear.waiting > 10_000);
      ear.waiting = 0;
      await house.pass(250);
    }
    expect(ear.events).toEqual(numbers(1, 300));
    listening.leave();
    house.stop();
  });

  it('of a process that has just begun reads what is newest from its memory too', async () => {
    const store = await open();
    const writer = aHouse(store);
    await writer.write(...some(1_200));
    writer.stop();
    const house = aHouse(store);
    await house.streams.warm();
    const asked = house.pages.length;
    const ear = house.listen({ after: 700 });
    await until(() => ear.events.length === 500);
    expect(ear.events).toEqual(numbers(701, 1_200));
    expect(house.pages.length).toBe(asked);
    house.stop();
  });

  it('is told of what is no longer kept, and goes on behind it', async () => {
    const store = await open();
    const writer = aHouse(store);
    await writer.write(...some(50));
    writer.stop();
    await store.prune(keeping(10));
    const house = aHouse(store);
    const ear = house.listen({ after: 5 });
    await until(() => ear.events.length === 10);
    expect(ear.kinds).toBe(`hgh${'e'.repeat(10)}`);
    expect(ear.gaps[0]).toMatchObject({ missed: null, reason: 'NOT_KEPT' });
    expect(house.reads.place(ear.gaps[0]?.from ?? '')).toBe(5);
    expect(house.reads.place(ear.gaps[0]?.to ?? '')).toBe(40);
    expect(ear.events).toEqual(numbers(41, 50));
    // Right behind the last that is gone nothing is missing.
    const whole = house.listen({ after: 40 });
    await until(() => whole.events.length === 10);
    expect(whole.gaps).toEqual([]);
    house.stop();
  });

  it('is told also when another process has dropped it meanwhile, between two pages', async () => {
    const options = await fresh();
    const store = await open(options);
    const writer = aHouse(store);
    await writer.write(...some(600));
    await writer.write(...some(600));
    writer.stop();
    const house = aHouse(store);
    const ear = new Ear();
    const gone = new Promise<void>((done) => {
      ear.onSend = () => {
        if (ear.events.length !== 100) return;
        ear.waiting = 10_001;
        done();
      };
    });
    house.listen({ after: 0, ear });
    await gone;
    // As somebody would who does not tell this process of it.
    await runSql(options, 'delete from events where seq <= 1000');
    ear.onSend = () => {};
    ear.waiting = 0;
    await house.pass(250);
    await until(() => ear.events.at(-1) === 1_200);
    expect(ear.events).toEqual([...numbers(1, 100), ...numbers(1_001, 1_200)]);
    expect(ear.gaps.map(({ from, to, reason }) => [house.reads.place(from ?? ''), house.reads.place(to), reason])).toEqual([
      [100, 1_000, 'NOT_KEPT'],
    ]);
    house.stop();
  });

  it('with a cursor of a place that the log never came to is told so, and hears what happens from now on', async () => {
    const store = await open();
    const house = aHouse(store);
    await house.write({}, {});
    await house.settled();
    const ear = house.listen({ after: 900 });
    await until(() => ear.kinds === 'hgh');
    expect(ear.gaps[0]).toMatchObject({ reason: 'NOT_KEPT', missed: null });
    await house.write({});
    await until(() => ear.events.length === 1);
    expect(ear.events).toEqual([3]);
    house.stop();
  });
});

onDrivers('who listens on one of two replicas', ['mariadb'], ({ open, fresh }) => {
  it('with a cursor of the other, that this one has not come to, waits for it and is told nothing twice', async () => {
    const options = await fresh();
    const [one, two] = [await open(options), await open(options)];
    const house = aHouse(two);
    // What is heard here is told late.
    let go: () => void = () => {};
    const held = new Promise<void>((done) => (go = done));
    house.ready = (seq) => (seq > 0 ? held : Promise.resolve());
    const writer = aHouse(one);
    const seq = await writer.write(...some(30));
    const ear = house.listen({ after: seq });
    expect(ear.kinds).toBe('h');
    go();
    await writer.write({}, {});
    while (ear.events.length < 2) await house.pass(50);
    expect(ear.events).toEqual([31, 32]);
    expect(ear.gaps).toEqual([]);
    for (const each of [writer, house]) each.stop();
  });
});

onDrivers('what is heard with a hole in it', ['sqlite'], ({ open }) => {
  it('is filled from the store, for everyone, before what comes next is told, and nobody hears anything twice', async () => {
    const store = await open();
    const house = aHouse(store, { deaf: true });
    const [all, created, back] = [house.listen(), house.listen({ selection: { kinds: ['APP_CREATED'] } }), house.listen({ after: 0 })];
    await house.settled();
    await house.write({}, { kind: 'APP_CREATED' }, {}, {}, { kind: 'APP_CREATED' });
    const events = await store.events({ limit: 10, order: 'oldest' });
    house.streams.hear(events.slice(0, 1));
    await house.settled();
    house.streams.hear(events.slice(3, 5));
    await until(() => all.events.length === 5 && back.events.length === 5 && created.events.length === 2);
    house.streams.hear(events);
    await house.settled();
    expect([all.events, created.events, back.events]).toEqual([
      [1, 2, 3, 4, 5],
      [2, 5],
      [1, 2, 3, 4, 5],
    ]);
    await house.write({});
    house.streams.hear(await store.events({ after: 5, limit: 1, order: 'oldest' }));
    await until(() => all.events.at(-1) === 6);
    house.stop();
  });

  it('is told as a Gap where the store has it no more', async () => {
    const store = await open();
    const house = aHouse(store, { deaf: true });
    const ear = house.listen();
    await house.settled();
    await house.write({}, {}, {}, {});
    const events = await store.events({ limit: 10, order: 'oldest' });
    await store.prune(keeping(1));
    house.streams.hear(events.slice(3));
    await until(() => ear.events.length === 1);
    expect([ear.kinds, ear.events, ear.gaps[0]?.reason]).toEqual(['hghe', [4], 'NOT_KEPT']);
    house.stop();
  });
});

const keeping = (eventCount: number) => ({
  now: 1_000,
  eventAgeMs: 1_000_000,
  eventCount,
  planAgeMs: 1_000_000,
  decisionAgeMs: 1_000_000,
  keyAgeMs: 1_000_000,
  auditAgeMs: 1_000_000,
  windowAgeMs: 1_000_000,
  lookAgeMs: 1e9,
  alarmAgeMs: 1_000_000,
});
