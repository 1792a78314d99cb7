import { expect, it } from 'vitest';
import { testDeps, onDrivers } from '../store/drivers.ts';
import { aPolicy } from '../scaling/policy.ts';
import { A, aHouse, LEASE, LEASE_MS, REFUSED, scaled, UNKNOWN, type SizesHouse } from './sizes.ts';

/** After any change nothing for a minute. */
const SLOW = { stabilisationMs: 0, coolDownMs: 60_000, policies: [] };
const slow = aPolicy({ up: SLOW, down: SLOW });

onDrivers('the controller SCALING', ['memory'], ({ open }) => {
  const house = () => aHouse((clock) => open(undefined, testDeps(clock)));

  it('judges nothing without the lease', async () => {
    const { put, looks, store, clock, one, noted, rows } = await house();
    await store.lease(LEASE, 'other', 60_000);
    put({ idle: 0 });
    await looks(3);
    one.alarmed(A, 7);
    await looks(3);
    expect([noted.sent, noted.measured, await rows()]).toEqual([[], [], []]);
    clock.advance(60_000);
    await looks(3);
    expect(noted.sent).toEqual(['one APPLY /a 4 to 8']);
  });

  it.each([
    ['another holds the lease', ({ store }: SizesHouse): unknown => store.lease(LEASE, 'other', 600_000)],
    ['it could not look', ({ told }: SizesHouse): unknown => (told.blind = () => expect.fail('no'))],
  ])('waits its time, whatever it is told, where %s', async (_, happens) => {
    const all = await house();
    const { put, looks, one, noted, clock, quiet } = all;
    put();
    await looks(2);
    clock.advance(LEASE_MS);
    await happens(all);
    const stop = new AbortController();
    const running = one.run(stop.signal);
    for (let n = 0; n < 4; n++) {
      one.told(A);
      await quiet();
    }
    clock.advance(500);
    await quiet();
    noted.asked = 0;
    noted.warned.length = 0;
    for (let n = 0; n < 20; n++) {
      one.told(A);
      await quiet();
    }
    expect([noted.asked, noted.warned.length]).toEqual([0, 0]);
    stop.abort();
    await running;
  });

  it('judges nothing while it cannot see, nor what is off', async () => {
    const { put, looks, told, noted, rows } = await house();
    const app = put({ idle: 0 });
    told.blind = () => 'The tree has not been read yet.';
    await looks(3);
    told.blind = () => undefined;
    app.mode = 'OFF';
    await looks(3);
    expect([noted.sent, await rows()]).toEqual([[], []]);
  });

  it('plans each change once while it observes, and anew when it is another', async () => {
    const { put, looks, noted, decisions } = await house();
    const app = put({ idle: 0, mode: 'OBSERVE' });
    await looks(9);
    expect(noted.sent).toEqual(['one PLAN /a 4 to 8']);
    expect(await decisions()).toMatchObject([{ outcome: 'CHANGE' }]);
    app.idle = 100;
    await looks(9);
    expect(noted.sent).toEqual(['one PLAN /a 4 to 8', 'one PLAN /a 4 to 1']);
    expect(app.instances).toBe(4);
  });

  it('plans again what could not be planned', async () => {
    const { put, looks, told, noted } = await house();
    put({ idle: 0, mode: 'OBSERVE' });
    const { plans } = told;
    told.plans = REFUSED;
    await looks(3);
    told.plans = plans;
    await looks(20);
    expect(noted.sent).toEqual(['one PLAN /a 4 to 8', 'one PLAN /a 4 to 8']);
  });

  it('acts once, with what it rests on kept before', async () => {
    const { put, looks, noted, told, again, rows } = await house();
    const app = put({ idle: 0 });
    const before: boolean[] = [];
    told.does = async (input, each) => {
      before.push((await rows()).at(-1)?.looks.at(-1)?.acted ?? false);
      return scaled(input, each);
    };
    await looks(20);
    expect([noted.sent, before, app.instances]).toEqual([['one APPLY /a 4 to 8'], [true], 8]);
    expect(noted.confirmed).toEqual(['/a']);
    const { looks: count, differing } = await again();
    expect([count > 10, differing]).toEqual([true, []]);
  });

  it('tells an answer that stays the same once, with a count, and goes on counting after a restart', async () => {
    const { put, looks, decisions, store, make } = await house();
    put({ idle: 0, over: { deploying: true } });
    await looks(2);
    const [first] = await decisions();
    expect(first).toMatchObject({ outcome: 'HOLD', reason: 'It is being deployed.', actor: LEASE });
    // A count is kept once a minute.
    await looks(80);
    const [held, ...others] = await decisions();
    expect([held?.id, others]).toEqual([first?.id, []]);
    const { again = 0, lastAt = 0 } = held ?? {};
    expect([again >= 60, lastAt > (first?.at ?? 0)]).toEqual([true, true]);
    await store.release(LEASE, 'one');
    await looks(80, make('two'));
    const after = await decisions();
    expect(after.map(({ id }) => id)).toEqual([first?.id]);
    expect(after[0]?.again).toBeGreaterThanOrEqual(again + 60);
    const kinds = await store.events({ after: 0, limit: 100, order: 'oldest' });
    expect(kinds.filter(({ kind }) => kind === 'DECISION_MADE')).toHaveLength(1);
  });

  it('holds with the reason after a refusal, tries again after ever longer pauses, and does not take it for a change', async () => {
    const { put, looks, noted, told, decisions, history, again } = await house();
    const app = put({ idle: 0, policy: slow });
    told.does = () => REFUSED;
    const tries: number[] = [];
    for (let n = 0; n < 40; n++) {
      await looks();
      if (noted.sent.length > tries.length) tries.push(n);
    }
    const pauses = tries.map((at, n) => at - (tries[n - 1] ?? at)).slice(1);
    expect(pauses).toEqual([2, 4, 8, 16]);
    expect((await decisions())[0]).toMatchObject({ outcome: 'HOLD', reason: expect.stringMatching(/UPSTREAM_REFUSED.*again in a while/) });
    told.does = scaled;
    await looks(40);
    expect(app.instances).toBe(8);
    expect((await history())?.changes).toHaveLength(1);
    expect((await again()).differing).toEqual([]);
  });

  it('takes for done what nobody knows the outcome of', async () => {
    const { put, looks, noted, told, decisions, history } = await house();
    put({ idle: 0, policy: slow });
    told.does = () => UNKNOWN;
    await looks(30);
    expect(noted.sent).toHaveLength(1);
    expect((await history())?.changes).toMatchObject([{ from: 4, to: 8 }]);
    expect((await decisions())[0]?.rejected).toMatchObject([{ reason: expect.stringContaining('COOL_DOWN') }]);
    await looks(60);
    expect(noted.sent).toHaveLength(2);
  });

  it.each([
    ['and it had been done', 8, ['one APPLY /a 4 to 8']],
    ['and it had not', 4, ['one APPLY /a 4 to 8', 'one APPLY /a 4 to 8']],
  ])('looks what has come about where it failed in the middle, %s', async (_, instances, sent) => {
    const { put, looks, told, noted, history, again } = await house();
    put({ idle: 0, policy: slow });
    told.does = (_input, app) => {
      app.instances = instances;
      throw new Error('the store is away');
    };
    await looks(2);
    told.does = scaled;
    await looks(30);
    expect([noted.sent, (await history())?.changes.length]).toEqual([sent, 1]);
    expect((await again()).differing).toEqual([]);
  });

  it('goes by another rule from its next look on, and by none at all once that is removed', async () => {
    const { put, apps, looks, noted, again, rows } = await house();
    const app = put({ idle: 0, policy: aPolicy({ max: 4 }) });
    await looks(5);
    expect(noted.sent).toEqual([]);
    app.policy = aPolicy({ max: 6 });
    await looks(1);
    expect(noted.sent).toEqual(['one APPLY /a 4 to 6']);
    await looks(5);
    expect((await rows()).map(({ begins }) => begins?.policy.max ?? null).filter((max) => max !== null)).toEqual([4, 6]);
    apps.delete(A);
    await looks(2);
    const { looks: kept, differing } = await again();
    expect([kept >= 10, differing]).toEqual([true, []]);
    await looks(20);
    expect([noted.sent.length, (await again()).looks]).toEqual([1, kept]);
  });

  it('reads the figures anew when an alarm fires, looks then, and says what led to it', async () => {
    const { put, one, looks, clock, noted, told, quiet, decisions } = await house();
    const app = put({ policy: slow });
    await looks(2);
    const answers: (() => void)[] = [];
    told.measures = () => new Promise((done) => answers.push(done));
    for (const seq of [41, 42, 43]) one.alarmed(A, seq);
    one.alarmed('App:main:/other', 44);
    expect(noted.measured).toEqual([A]);
    app.idle = 0;
    // Those that came while it was being asked for are asked for once more.
    for (let n = 0; n < 2; n++) {
      answers.shift()?.();
      await quiet();
    }
    expect(noted.measured).toEqual([A, A]);
    await one.look();
    await quiet();
    expect([noted.sent, noted.causedBy]).toEqual([['one APPLY /a 4 to 8'], [[41, 42, 43]]]);
    one.alarmed(A, 45);
    await looks(1);
    expect((await decisions())[0]).toMatchObject({ outcome: 'NOTHING_TO_DO', causes: ['An alarm fires.'], causedBy: [45] });
    // What fired long before led to nothing.
    one.alarmed(A, 46);
    clock.advance(61_000);
    app.over = { deploying: true };
    await looks(1);
    expect((await decisions())[0]).toMatchObject({ outcome: 'HOLD', causes: ['A look that it takes by itself.'], causedBy: [] });
  });

  it('wakes by what it is told, and keeps what is left when it ends', async () => {
    const { put, one, looks, clock, noted, quiet, store, again } = await house();
    const app = put();
    const stop = new AbortController();
    const running = one.run(stop.signal);
    for (let n = 0; n < 3; n++) {
      clock.advance(500);
      await quiet();
    }
    app.idle = 0;
    one.told(A);
    await quiet();
    expect(noted.sent).toEqual(['one APPLY /a 4 to 8']);
    const { looks: kept } = await again();
    one.told(A);
    await quiet();
    stop.abort();
    await running;
    expect((await again()).looks).toBe(kept + 1);
    expect(await store.lease(LEASE, 'two', LEASE_MS)).toMatchObject({ owner: 'two' });
    await looks(5);
    expect(noted.sent).toHaveLength(1);
  });

  it('keeps the news of many apps in few transactions, and goes on past one that cannot be judged', async () => {
    const { put, looks, store, make, noted, decisions, quiet } = await house();
    let writes = 0;
    const counted = { write: (work) => (writes++, store.write(work)), looks: store.looks, decisionsOf: store.decisionsOf } as typeof store;
    const bound = { ...counted, looks: store.looks.bind(store), decisionsOf: store.decisionsOf.bind(store) };
    const controller = make('one', { store: bound });
    const all = Array.from({ length: 250 }, (_, n) => `App:main:/app-${n}`);
    for (const id of all) put({}, id);
    const bad = put({}, 'App:main:/bad');
    bad.policy = { ...bad.policy, metrics: null as never };
    for (const id of all) put({}, `${id}-z`);
    for (let n = 0; n < 60; n++) {
      await controller.look();
      await quiet();
    }
    await looks(1, controller);
    writes = 0;
    for (const id of all) put({ over: { deploying: true } }, id);
    await looks(1, controller);
    expect(writes).toBe(3);
    expect(noted.warned.length).toBeGreaterThan(0);
    for (const id of all) expect(await decisions(id)).toMatchObject([{ outcome: 'HOLD' }, { outcome: 'NOTHING_TO_DO' }]);
    expect(await decisions(`${all.at(-1)}-z`)).toMatchObject([{ outcome: 'NOTHING_TO_DO' }]);
  });
});
