import { expect, it } from 'vitest';
import type { EventMessage } from '../../../src/events/model.ts';
import { until } from '../../support/canopy.ts';
import { onDrivers } from '../../store/drivers.ts';
import { aHouse, at } from './house.ts';

const INFRA = at('acme/infra');
const SALES = at('acme/sales');

onDrivers('rights that change while somebody listens', ['sqlite'], ({ open }) => {
  it('taken away: nothing of that node any more, and nothing lost of the others', async () => {
    const house = aHouse(await open());
    const ear = house.listen({ as: house.people.set('bob', { 'acme/infra': 'VIEWER', 'acme/sales': 'VIEWER' }) });
    const admin = house.listen();
    await house.write(INFRA, SALES, {});
    await until(() => admin.events.length === 3);
    house.people.set('bob', { 'acme/infra': 'VIEWER' });
    house.streams.rescope();
    await house.write(SALES, INFRA, SALES, INFRA);
    await until(() => ear.events.includes(7));
    expect([ear.events, ear.gaps, admin.events]).toEqual([[1, 2, 5, 7], [], [1, 2, 3, 4, 5, 6, 7]]);
    house.stop();
  });

  it('taken away in the midst of many events: nothing that was not told by then', async () => {
    const house = aHouse(await open());
    const bob = house.people.set('bob', { 'acme/infra': 'VIEWER', 'acme/sales': 'VIEWER' });
    const ear = house.listen({ as: bob });
    await house.settled();
    ear.onSend = () => {
      if (ear.events.length !== 10) return;
      house.people.set('bob', { 'acme/infra': 'VIEWER' });
      house.streams.rescope();
    };
    await house.write(...Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? SALES : INFRA)));
    await until(() => ear.events.includes(40));
    // Ten had been told; of those behind, the even ones alone are of what is left.
    expect(ear.events).toEqual([...Array.from({ length: 10 }, (_, n) => n + 1), ...Array.from({ length: 15 }, (_, n) => 12 + 2 * n)]);
    house.stop();
  });

  it('taken away while words are found that only some may see: they are not told', async () => {
    const house = aHouse(await open());
    const later: (() => void)[] = [];
    const linked = (message: EventMessage) =>
      message.__typename === 'EventDelivery'
        ? new Promise<string>((done) => later.push(() => done(JSON.stringify(message))))
        : JSON.stringify(message);
    const both = { 'acme/infra': 'VIEWER', 'acme/sales': 'VIEWER' } as const;
    await house.write(SALES, INFRA);
    await house.settled();
    const live = house.listen({ as: house.people.set('bob', both), linked });
    const replayed = house.listen({ as: house.people.set('cid', both), linked, after: 0 });
    await house.settled();
    await house.write(SALES, INFRA);
    await until(() => later.length === 2);
    for (const name of ['bob', 'cid']) house.people.set(name, { 'acme/infra': 'VIEWER' });
    house.streams.rescope();
    while (live.events.length < 1 || replayed.events.length < 2) {
      later.splice(0).forEach((done) => done());
      await house.settled();
    }
    expect([live.events, replayed.events]).toEqual([[4], [2, 4]]);
    house.stop();
  });

  it('given: what happens at that node is seen from then on', async () => {
    const house = aHouse(await open());
    const ear = house.listen({ as: house.people.set('bob', {}) });
    const admin = house.listen();
    await house.write(SALES);
    await until(() => admin.events.length === 1);
    house.people.set('bob', { 'acme/sales': 'VIEWER' });
    house.streams.rescope();
    await house.write(SALES, INFRA, SALES);
    await until(() => ear.events.includes(4));
    expect(ear.events.filter((seq) => seq > 1)).toEqual([2, 4]);
    house.stop();
  });

  it('between asking and listening count: who had them when they were let in has none of it', async () => {
    const house = aHouse(await open());
    const asker = house.people.set('bob', { 'acme/sales': 'VIEWER' });
    // Just then.
    house.people.set('bob', {});
    house.streams.rescope();
    const [ear, admin] = [house.listen({ as: asker }), house.listen()];
    await house.write(SALES);
    await until(() => admin.events.length === 1);
    expect(ear.events).toEqual([]);
    house.stop();
  });

  it('that nobody can make sure of let nobody hear anything, neither what is new nor what is kept in memory', async () => {
    const house = aHouse(await open());
    await house.write(INFRA);
    await house.settled();
    const bob = house.people.set('bob', { 'acme/infra': 'VIEWER' });
    const ear = house.listen({ as: bob });
    await house.settled();
    house.ready = () => Promise.reject(new Error('nobody knows who may what'));
    const late = house.listen({ as: bob, after: 0 });
    await house.write(INFRA);
    await house.pass(2_000);
    expect([ear.events, late.events, ear.kinds, late.kinds]).toEqual([[], [], 'h', 'h']);
    house.people.set('bob', {});
    house.streams.rescope();
    house.ready = undefined;
    await house.pass(2_000);
    await house.settled();
    expect([ear.events, late.events]).toEqual([[], []]);
    house.stop();
  });

  it('of a node that moves: its events are for those who see where it stands now', async () => {
    const house = aHouse(await open());
    const [infra, sales] = ['acme/infra', 'acme/sales'].map((id) => house.listen({ as: house.people.set(id, { [id]: 'VIEWER' }) }));
    house.tree.put({ id: 'x', parentId: 'acme/infra', depth: 2, name: 'x', createdAt: 0 });
    await house.write({ nodeId: 'x' });
    await until(() => infra!.events.length === 1);
    house.tree.put({ id: 'x', parentId: 'acme/sales', depth: 2, name: 'x', createdAt: 0 });
    await house.write({ nodeId: 'x' });
    await until(() => sales!.events.length === 1);
    expect([infra!.events, sales!.events]).toEqual([[1], [2]]);
    house.stop();
  });
});
