import { expect, it } from 'vitest';
import { clockAt, EVERY_DRIVER, onDrivers } from './drivers.ts';

onDrivers('a lease', EVERY_DRIVER, ({ open }) => {
  it('is held by one, who may renew it; the fence stays', async () => {
    const store = await open();
    const taken = await store.lease('recorder', 'a', 60_000);
    expect(taken).toMatchObject({ name: 'recorder', owner: 'a', fence: 1 });
    expect(await store.lease('recorder', 'b', 60_000)).toBeUndefined();
    const renewed = await store.lease('recorder', 'a', 120_000);
    expect(renewed?.fence).toBe(1);
    expect(renewed?.expiresAt).toBeGreaterThan(taken?.expiresAt ?? 0);
    expect((await store.lease('other', 'b', 60_000))?.fence).toBe(1);
  });

  it('raises the fence with every change of hands, also by way of a release', async () => {
    const store = await open();
    await store.lease('recorder', 'a', 60_000);
    await store.release('recorder', 'b');
    expect(await store.lease('recorder', 'b', 60_000)).toBeUndefined();
    await store.release('recorder', 'a');
    expect((await store.lease('recorder', 'b', 60_000))?.fence).toBe(2);
    await store.release('recorder', 'b');
    expect((await store.lease('recorder', 'a', 60_000))?.fence).toBe(3);
  });

  it('has one holder when many ask at once', async () => {
    const store = await open();
    const owners = Array.from({ length: 20 }, (_, n) => `owner ${n}`);
    const held = await Promise.all(owners.map((owner) => store.lease('recorder', owner, 60_000)));
    expect(held.filter(Boolean)).toHaveLength(1);
  });
});

onDrivers('a lease that runs out', ['sqlite'], ({ open, fresh }) => {
  it('goes to the next who asks, by the clock it was given', async () => {
    const time = { now: 1_000 };
    const store = await open(await fresh(), { clock: clockAt(time) });
    expect(await store.lease('recorder', 'a', 500)).toEqual({ name: 'recorder', owner: 'a', fence: 1, expiresAt: 1_500 });
    time.now = 1_499;
    expect(await store.lease('recorder', 'b', 500)).toBeUndefined();
    time.now = 1_500;
    expect(await store.lease('recorder', 'b', 500)).toMatchObject({ owner: 'b', fence: 2, expiresAt: 2_000 });
    expect(await store.lease('recorder', 'a', 500)).toBeUndefined();
  });
});

onDrivers('a lease between replicas', ['mariadb'], ({ open, fresh }) => {
  it('goes by the clock of the database, however wrong those of the replicas are', async () => {
    const options = await fresh();
    const past = await open(options, { clock: clockAt({ now: 0 }) });
    const future = await open(options, { clock: clockAt({ now: 9e12 }) });
    const taken = await past.lease('recorder', 'past', 300);
    expect(Math.abs((taken?.expiresAt ?? 0) - Date.now())).toBeLessThan(5_000);
    expect(await future.lease('recorder', 'future', 60_000)).toBeUndefined();
    await expect.poll(() => future.lease('recorder', 'future', 60_000), { timeout: 5_000 }).toMatchObject({ fence: 2 });
    expect(await past.lease('recorder', 'past', 300)).toBeUndefined();
  });
});
