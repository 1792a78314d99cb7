import { expect, it } from 'vitest';
import type { EventMessage } from '../../../src/events/model.ts';
import { until } from '../../support/canopy.ts';
import { onDrivers } from '../../store/drivers.ts';
import { aHouse, at, type Ear, type House } from './house.ts';

const some = (count: number) => Array.from({ length: count }, () => ({}));

/** The longest that each was without a heartbeat, of this much time; `step` is called each 100 ms of it. */
async function longest(house: House, ears: readonly Ear[], ms: number, step: (passed: number) => unknown = () => undefined) {
  const beats = ears.map(() => [house.clock.monotonic()]);
  const seen = ears.map(({ told }) => told.length);
  for (let passed = 0; passed < ms; passed += 100) {
    await step(passed);
    await house.pass(100);
    for (const [n, { told }] of ears.entries()) {
      if (told.slice(seen[n]).some(({ __typename }) => __typename === 'Heartbeat')) beats[n]?.push(house.clock.monotonic());
      seen[n] = told.length;
    }
  }
  return beats.map((times) => Math.max(...[...times.slice(1), house.clock.monotonic()].map((time, n) => time - (times[n] ?? 0))));
}

onDrivers('heartbeats', ['sqlite'], ({ open }) => {
  it('come at least every 10 s to everyone: who hears nothing, who hears much, who has just come, and who is moved', async () => {
    const house = aHouse(await open());
    void house.streams.beats();
    const people = ['ann', 'bob', 'cid', 'dan'].map((name) => house.people.set(name, { 'acme/infra': 'VIEWER' }));
    const ears = people.flatMap((as) => [house.listen({ as }), house.listen({ as, selection: { kinds: ['HOST_JOINED'] } })]);
    const gaps = await longest(house, ears, 60_000, async (passed) => {
      if (passed % 400 === 0) await house.write({}, at('acme/infra'));
      if (passed % 3_700 === 0) {
        for (const name of ['ann', 'bob']) house.people.set(name, passed % 7_400 === 0 ? { acme: 'VIEWER' } : { 'acme/infra': 'VIEWER' });
        house.streams.rescope();
      }
    });
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000);
    house.stop();
  });

  it('come also to who is read to and waits for the store, which is away', async () => {
    const store = await open();
    const writer = aHouse(store);
    await writer.write(...some(30));
    writer.stop();
    const house = aHouse(store);
    void house.streams.beats();
    house.ready = () => Promise.reject(new Error('the store is away'));
    const ear = house.listen({ after: 3 });
    const [gap] = await longest(house, [ear], 30_000);
    expect(gap).toBeLessThanOrEqual(10_000);
    expect(ear.events).toEqual([]);
    // Nothing more than has been given.
    expect(new Set(ear.told.map((each) => each.__typename === 'Heartbeat' && house.reads.place(each.cursor)))).toEqual(new Set([3]));
    // Said once for all the time.
    expect(house.errors).toHaveLength(1);
    house.ready = undefined;
    await house.pass(500);
    await until(() => ear.events.length === 27);
    house.stop();
  });

  it('never name a place before which something has not been given yet', async () => {
    const house = aHouse(await open(), { heartbeatMs: 50 });
    void house.streams.beats();
    const later: (() => void)[] = [];
    const linked = (message: EventMessage) =>
      message.__typename === 'EventDelivery'
        ? new Promise<string>((done) => later.push(() => done(JSON.stringify(message))))
        : JSON.stringify(message);
    const ears = [house.listen(), house.listen({ linked }), house.listen({ after: 0 })];
    await house.settled();
    for (let n = 0; n < 40; n++) {
      await house.write({}, {});
      await house.pass(25);
      if (n % 3 === 0) later.splice(0, 1).forEach((done) => done());
    }
    while (ears[1]!.events.length < 80) {
      later.splice(0).forEach((done) => done());
      await house.settled();
    }
    await house.pass(100);
    for (const ear of ears) {
      let given = 0;
      for (const message of ear.told) {
        if (message.__typename === 'EventDelivery') {
          expect(message.event.seq).toBe(given + 1);
          given = message.event.seq;
        } else expect(house.reads.place(message.__typename === 'Gap' ? message.to : message.cursor)).toBeLessThanOrEqual(given);
      }
      expect(given).toBe(80);
      expect(ear.told.filter(({ __typename }) => __typename === 'Heartbeat').length).toBeGreaterThan(3);
    }
    house.stop();
  });

  it('pass on what was left out by the filter, so that who goes on from there is not read what was not for them', async () => {
    const house = aHouse(await open());
    void house.streams.beats();
    const ear = house.listen({ selection: { kinds: ['HOST_JOINED'] } });
    await house.write(...some(20));
    await house.settled();
    await house.pass(6_000);
    expect([ear.kinds.length > 1, house.reads.place(ear.lastCursor)]).toEqual([true, 20]);
    house.stop();
  });

  it('and events are put into words once for all of a group, whatever each of them may see, and are another text each time', async () => {
    const house = aHouse(await open());
    void house.streams.beats();
    const people = Array.from({ length: 40 }, (_, n) => house.people.set(`p${n}`, { 'acme/infra': 'VIEWER', [`x${n}`]: 'VIEWER' }));
    const ears = people.map((as) => house.listen({ as }));
    await house.settled();
    let before = house.words();
    await house.write(at('acme/infra'));
    await until(() => ears.every(({ events }) => events.length === 1));
    expect(house.words() - before).toBe(1);
    before = house.words();
    for (let passed = 0; passed < 20_000; passed += 625) await house.pass(625);
    expect(ears.every(({ kinds }) => kinds.length >= 5)).toBe(true);
    expect(house.words() - before).toBeLessThanOrEqual(32);
    const cursors = ears[0]!.told.map((each) => (each.__typename === 'Heartbeat' ? each.cursor : ''));
    expect(new Set(cursors).size).toBe(cursors.length);
    house.stop();
  });
});
