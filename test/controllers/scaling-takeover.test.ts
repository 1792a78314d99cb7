import { expect, it } from 'vitest';
import { EVERY_DRIVER, onDrivers, testDeps } from '../store/drivers.ts';
import type { ScalingDeps } from '../../src/controllers/scaling.ts';
import { aPolicy } from '../scaling/policy.ts';
import { A, aHouse, LEASE, LEASE_MS, scaled } from './sizes.ts';

/** After any change nothing for a minute. */
const SLOW = { stabilisationMs: 0, coolDownMs: 60_000, policies: [] };
const slow = aPolicy({ up: SLOW, down: SLOW });
/** Two more within five minutes, at most. */
const few = aPolicy({ up: { ...SLOW, coolDownMs: 0, policies: [{ most: 2, unit: 'CONTAINERS', periodMs: 300_000 }] } });
/** Smaller only by what was wanted for as long. */
const steady = aPolicy({ down: { stabilisationMs: 120_000, coolDownMs: 0, policies: [] } });

const never = (): Promise<never> => new Promise(() => undefined);

onDrivers('who takes over from the controller SCALING', ['memory'], ({ open }) => {
  const house = () => aHouse((clock) => open(undefined, testDeps(clock)));

  it('begins again what was kept and not sent, and takes it for no change', async () => {
    const { put, looks, told, noted, make, clock, history, again } = await house();
    put({ idle: 0, policy: slow });
    told.does = never;
    await looks(5);
    clock.advance(LEASE_MS);
    told.does = scaled;
    await looks(5, make('two'));
    expect(noted.sent).toEqual(['one APPLY /a 4 to 8', 'two APPLY /a 4 to 8']);
    expect((await history())?.changes).toMatchObject([{ from: 4, to: 8 }]);
    expect((await again()).differing).toEqual([]);
  });

  it.each([
    ['the time to settle', slow, /COOL_DOWN/],
    ['what may be changed within a time', few, /RATE|CONTAINERS|No more than/],
  ])('does not repeat what was sent and not heard of, and %s counts from then', async (_, policy, guard) => {
    const { put, looks, told, noted, make, clock, history, decisions, again } = await house();
    const app = put({ idle: 0, policy });
    told.does = (input, each) => {
      each.instances = input.to;
      return never();
    };
    await looks(5);
    const size = app.instances;
    clock.advance(LEASE_MS);
    // So many do not carry it either.
    await looks(20, make('two'));
    expect([noted.sent.length, app.instances]).toEqual([1, size]);
    expect(noted.confirmed).toContain('/a');
    expect((await history())?.changes).toMatchObject([{ from: 4, to: size }]);
    expect(JSON.stringify((await decisions())[0]?.rejected)).toMatch(guard);
    expect((await again()).differing).toEqual([]);
  });

  it('knows what was wanted before: nothing becomes smaller within the window', async () => {
    const { put, looks, noted, store, make, history } = await house();
    const app = put({ idle: 50, policy: steady });
    await looks(100);
    app.idle = 100;
    await looks(20);
    await store.release(LEASE, 'one');
    const two = make('two');
    await looks(90, two);
    expect(noted.sent).toEqual([]);
    await looks(20, two);
    expect(noted.sent).toEqual(['two APPLY /a 4 to 1']);
    expect((await history())?.changes).toHaveLength(1);
  });

  it('is the only one that keeps anything, whatever the first believes', async () => {
    const { put, one, looks, noted, store, make, clock, quiet, rows, decisions, again } = await house();
    const app = put({ idle: 50 });
    await looks(2);
    await store.release(LEASE, 'one');
    const two = make('two');
    await looks(2, two);
    const kept = await rows();
    const told = (await decisions()).length;
    // It holds its lease by its own clock, and finds something new each time.
    app.over = { deploying: true };
    one.told(A);
    await expect(one.look()).rejects.toThrow();
    app.over = {};
    app.idle = 0;
    clock.advance(100);
    one.told(A);
    await one.look();
    await quiet();
    expect([noted.sent, await rows(), (await decisions()).length]).toEqual([[], kept, told]);
    app.idle = 50;
    await looks(12, two);
    await looks(12);
    expect(noted.sent).toEqual([]);
    expect((await again()).differing).toEqual([]);
  });

  it('knows what another did in between, where it had the lease before', async () => {
    const { put, looks, noted, store, make, clock, again } = await house();
    const app = put({ idle: 50, policy: slow });
    await looks(3);
    // The process stood still meanwhile.
    clock.advance(LEASE_MS);
    app.idle = 0;
    await looks(3, make('two'));
    await store.release(LEASE, 'two');
    app.idle = 0;
    await looks(20);
    expect(noted.sent).toEqual(['two APPLY /a 4 to 8']);
    expect((await again()).differing).toEqual([]);
    await looks(60);
    expect(noted.sent).toEqual(['two APPLY /a 4 to 8', 'one APPLY /a 8 to 16']);
  });

  it('plans what its forerunner had judged and not told', async () => {
    const { put, looks, noted, store, make, decisions } = await house();
    const app = put({ mode: 'OBSERVE' });
    await looks(2);
    app.idle = 0;
    const dying = make('dying', { actions: { run: never } });
    await store.release(LEASE, 'one');
    await looks(3, dying);
    await store.release(LEASE, 'dying');
    await looks(5, make('two'));
    expect(noted.sent).toEqual(['two PLAN /a 4 to 8']);
    const told = await decisions();
    expect(told.map(({ outcome }) => outcome)).toEqual(['CHANGE', 'NOTHING_TO_DO']);
  });
});

onDrivers('a store that takes nothing', ['memory'], ({ open }) => {
  it('keeps the controller SCALING from acting, and from nothing else: it goes on when that is over', async () => {
    const all = await aHouse((clock) => open(undefined, testDeps(clock)));
    const { put, store, make, clock, quiet, noted, decisions, again } = all;
    let failing = false;
    const shaky: ScalingDeps['store'] = {
      write: (work) => (failing ? Promise.reject(new Error('away')) : store.write(work)),
      looks: (...args) => store.looks(...args),
      decisionsOf: (...args) => store.decisionsOf(...args),
      firings: (...args) => store.firings(...args),
    };
    const one = make('one', { store: shaky });
    const looks = async (times: number) => {
      for (let n = 0; n < times; n++) {
        clock.advance(1_000);
        await one.look().catch(() => undefined);
        await quiet();
      }
    };
    const app = put();
    put({}, 'App:main:/b');
    await looks(3);
    failing = true;
    app.idle = 0;
    await looks(20);
    expect([noted.sent, (await decisions()).length]).toEqual([[], 1]);
    app.over = { deploying: true };
    await looks(20);
    failing = false;
    await looks(20);
    // It was news when nobody took it, and is told once now.
    expect((await decisions()).map(({ outcome }) => outcome)).toEqual(['HOLD', 'NOTHING_TO_DO']);
    app.over = {};
    await looks(20);
    expect(noted.sent).toEqual(['one APPLY /a 4 to 8']);
    for (const id of [A, 'App:main:/b']) expect((await again(id)).differing).toEqual([]);
    expect((await decisions('App:main:/b')).map(({ outcome }) => outcome)).toEqual(['NOTHING_TO_DO']);
  });
});

onDrivers('the controller SCALING over a store', EVERY_DRIVER, ({ open }) => {
  it('is taken over with its counts, its windows and what it did', async () => {
    const { put, looks, noted, store, make, decisions, again, history } = await aHouse((clock) => open(undefined, testDeps(clock)));
    const app = put({ idle: 0, policy: slow });
    await looks(5);
    app.idle = 0;
    await looks(15);
    const [held] = await decisions();
    await store.release(LEASE, 'one');
    await looks(15, make('two'));
    const [after] = await decisions();
    expect([noted.sent, after?.id]).toEqual([['one APPLY /a 4 to 8'], held?.id]);
    expect(after?.again).toBeGreaterThan(held?.again ?? 0);
    expect([(await history())?.changes.length, (await again()).differing]).toEqual([1, []]);
  });
});
