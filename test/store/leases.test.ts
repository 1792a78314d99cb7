import { expect, it } from 'vitest';
import type { Lease } from '../../src/plans/ports.ts';
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

onDrivers('a write under a lease', EVERY_DRIVER, ({ open }) => {
  it('is refused whole once the lease has changed hands', async () => {
    const store = await open();
    const held = await store.lease('recorder', 'a', 60_000);
    if (!held) throw new Error('the lease was free');
    const under = (lease: Lease) =>
      store.write(async (tx) => {
        await tx.putRecorded('source', new Map([['thing', 'told']]));
        await tx.requireLease(lease);
      });
    await under(held);
    await store.release('recorder', 'a');
    const next = await store.lease('recorder', 'b', 60_000);
    await store.write((tx) => tx.putRecorded('source', new Map([['thing', 'by b']])));
    await expect(under(held)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(new Map(await store.recorded('source'))).toEqual(new Map([['thing', 'by b']]));
    // The same owner again is another holding: what it knew may be old.
    await store.release('recorder', 'b');
    await store.lease('recorder', 'a', 60_000);
    await expect(under(held)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(under({ ...held, fence: (next?.fence ?? 0) + 1 })).resolves.toBeDefined();
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

  it('allows no write from its end on', async () => {
    const time = { now: 1_000 };
    const store = await open(await fresh(), { clock: clockAt(time) });
    const held = (await store.lease('recorder', 'a', 500)) as Lease;
    time.now = 1_499;
    await store.write((tx) => tx.requireLease(held));
    time.now = 1_500;
    await expect(store.write((tx) => tx.requireLease(held))).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

onDrivers('a lease between replicas', ['mariadb'], ({ open, fresh }) => {
  it('is not taken while a write under it is on its way', async () => {
    const options = await fresh();
    const [one, two] = [await open(options), await open(options)];
    const held = (await one.lease('recorder', 'one', 400)) as Lease;
    let taken: Lease | undefined;
    let written = false;
    const writing = one.write(async (tx) => {
      await tx.requireLease(held);
      const taking = expect
        .poll(() => two.lease('recorder', 'two', 60_000).then((lease) => (taken = lease)), { timeout: 8_000 })
        .toBeDefined();
      await new Promise((done) => setTimeout(done, 1_000));
      expect(taken).toBeUndefined();
      written = true;
      return { taking };
    });
    await (
      await writing
    ).value.taking;
    expect(written).toBe(true);
    expect(taken).toMatchObject({ owner: 'two', fence: 2 });
  });

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
