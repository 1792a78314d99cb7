import { expect, it } from 'vitest';
import { until } from '../../support/canopy.ts';
import { onDrivers } from '../../store/drivers.ts';
import { aHouse, at, Ear } from './house.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const some = (count: number) => Array.from({ length: count }, () => ({}));

/** One that has taken nothing until it counts as slow. */
async function slowOne(house: ReturnType<typeof aHouse>, options: Parameters<typeof house.listen>[0] = {}) {
  const ear = house.listen({ ...options, ear: new Ear() });
  await house.settled();
  ear.taking = false;
  ear.waiting = 10_001;
  return ear;
}

onDrivers('a subscriber that cannot follow', ['sqlite'], ({ open }) => {
  it('is read to when it takes again, misses nothing, and harms nobody meanwhile', async () => {
    const house = aHouse(await open());
    const [slow, quick] = [await slowOne(house), house.listen()];
    await house.write(...some(50));
    await until(() => quick.events.length === 50);
    await house.pass(1_000);
    expect(slow.events).toEqual([]);
    slow.take();
    await house.pass(250);
    await house.write(...some(5));
    await until(() => slow.events.length === 55);
    expect([slow.events, slow.gaps, quick.events]).toEqual([numbers(1, 55), [], numbers(1, 55)]);
    house.stop();
  });

  it('is told exactly how many events it missed that it asked for and may see, and from where to go on', async () => {
    const house = aHouse(await open(), { behind: 100 });
    const bob = house.people.set('bob', { 'acme/infra': 'VIEWER' });
    const slow = await slowOne(house, { as: bob, selection: { kinds: ['APP_CREATED', 'APP_CHANGED'] } });
    // Of each four one is of a kind that was not asked for, and one of a node that is not seen.
    const four = [at('acme/infra'), { ...at('acme/infra'), kind: 'APP_REMOVED' as const }, at('acme/sales'), at('acme/infra')];
    for (let n = 0; n < 150; n++) await house.write(...four);
    await house.pass(250);
    slow.take();
    await house.pass(250);
    await house.write(at('acme/infra'));
    await until(() => slow.events.at(-1) === 601);
    const [gap, ...others] = slow.gaps;
    expect([others, gap?.reason]).toEqual([[], 'TOO_SLOW']);
    expect(house.streams.figures).toMatchObject({ gaps: { TOO_SLOW: 1, NOT_KEPT: 0 } });
    const [from, to] = [house.reads.place(gap?.from ?? ''), house.reads.place(gap?.to ?? '')];
    // Received events plus the Gap are all there were.
    const meant = numbers(1, 600).filter((seq) => seq % 4 === 0 || seq % 4 === 1);
    expect(from).toBe(0);
    expect(gap?.missed).toBe(meant.filter((seq) => seq <= to).length);
    expect(slow.events).toEqual([...meant.filter((seq) => seq > to), 601]);
    expect(slow.kinds.slice(0, 3)).toBe('hgh');
    house.stop();
  });

  it('is not told of a Gap in which nothing was meant for it', async () => {
    const house = aHouse(await open(), { behind: 100 });
    const slow = await slowOne(house, { selection: { kinds: ['APP_CREATED'] } });
    await house.write({ kind: 'APP_CREATED' });
    await house.settled();
    for (let n = 0; n < 50; n++) await house.write(...some(20));
    slow.take();
    await house.pass(250);
    await house.write({ kind: 'APP_CREATED' });
    await until(() => slow.events.at(-1) === 1_002);
    // The one that it could not be given counts; of the thousand behind it none was meant.
    expect(slow.gaps.map(({ missed }) => missed)).toEqual(slow.events.length === 1 ? [1] : []);
    house.stop();
  });

  it('that goes on from long ago is read to at its own pace, however far behind it is', async () => {
    const house = aHouse(await open(), { behind: 10, tail: 20 });
    for (let n = 0; n < 10; n++) await house.write(...some(20));
    const ear = new Ear();
    ear.taking = false;
    ear.onSend = () => {
      if (ear.told.length % 7 === 0) ear.waiting = 10_001;
    };
    house.listen({ after: 0, ear });
    while (ear.events.length < 200) {
      ear.waiting = 0;
      await house.pass(250);
    }
    expect([ear.events, ear.gaps]).toEqual([numbers(1, 200), []]);
    house.stop();
  });

  it('is let go when it has taken nothing at all for too long, and not while it takes a little', async () => {
    const house = aHouse(await open(), { stallMs: 60_000 });
    const [stalled, trickling] = [await slowOne(house), await slowOne(house)];
    trickling.waiting = 1_000_000;
    await house.write({});
    await house.settled();
    for (let passed = 0; passed < 90_000; passed += 250) {
      trickling.waiting -= 10;
      await house.pass(250);
    }
    expect([stalled.endedWhy, trickling.endedWhy]).toEqual(['Nothing was read for too long.', undefined]);
    for (const each of [stalled, trickling]) each.leave();
    expect(house.streams.figures.subscribers).toBe(0);
    house.stop();
  });

  it('hears nothing after it has left, also in the middle of what it is read', async () => {
    const house = aHouse(await open());
    await house.write(...some(50));
    await house.settled();
    const ear = new Ear();
    let leave: () => void = () => {};
    ear.onSend = () => ear.events.length === 10 && leave();
    ({ leave } = house.listen({ after: 0, ear }));
    // What is at hand is read in the step that subscribes: only what is read from the store can be left.
    await until(() => ear.events.length >= 10);
    const told = ear.told.length;
    await house.write({});
    await house.pass(20_000);
    expect(ear.told.length).toBe(told);
    house.stop();
  });
});
