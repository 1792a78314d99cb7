import { expect, it } from 'vitest';
import { holdBack } from '../../src/actions/held-back.ts';
import { LeaseKeeper } from '../../src/actions/lease-keeper.ts';
import type { Call, Outcome } from '../../src/actions/ports.ts';
import { ChronosController, type ChronosView, type JobsDifference } from '../../src/controllers/chronos.ts';
import { Fault } from '../../src/kit/fault.ts';
import type { ControllerModeName } from '../../src/plans/model.ts';
import { onDrivers } from '../store/drivers.ts';
import { handClock } from '../support/hand-clock.ts';

const NOTHING: Outcome = { plan: null, decision: null, subject: null, userErrors: [], seq: null };
const REFUSED: Outcome = { ...NOTHING, userErrors: [{ code: 'UPSTREAM_REFUSED', message: 'No.', path: [] }] };
const START_MS = 10_000;

onDrivers('the controller CHRONOS', ['memory', 'mariadb'], ({ open }) => {
  /** What it is shown is said by the test; what it does is noted; leases and decisions are the store's. */
  async function aController() {
    const store = await open();
    const clock = handClock();
    const seen = {
      mode: 'ACT' as ControllerModeName,
      blind: undefined as string | undefined,
      differences: [] as JobsDifference[],
      unfit: [] as string[],
      reads: 0,
    };
    const done: string[] = [];
    let answer: () => Outcome = () => NOTHING;
    const view: ChronosView = {
      system: 'chronos:main',
      mode: () => seen.mode,
      read: async () => {
        seen.reads++;
      },
      blind: () => seen.blind,
      differences: () => seen.differences,
      unfit: () => seen.unfit,
      jobs: () => 3,
    };
    const stopped = new AbortController();
    const make = (owner: string) =>
      new ChronosController({
        view,
        actions: {
          run: async (mutation, input, { mode, caller, lease }: Call) => {
            expect([mutation, caller, lease?.renewal() !== undefined]).toEqual(['repairChronos', 'controller:chronos', true]);
            done.push(`${owner} ${mode} ${(input as { schedule: string }).schedule}`);
            return answer();
          },
        },
        lease: new LeaseKeeper('controller:chronos', { store, clock, owner, forMs: 15_000 }),
        holdBack: (held) => holdBack({ store, newId: () => crypto.randomUUID(), now: () => clock.now() }, held),
        ...{ clock, everyMs: 10_000, log: { info: () => undefined, warn: () => undefined } },
      });
    const one = make('one');
    clock.advance(START_MS);
    return {
      ...{ store, clock, seen, done, make, one, stopped },
      differ: (...ids: string[]) => {
        seen.differences = ids.map((id) => ({ scheduleId: id, digest: id, busy: id.endsWith('busy') }));
      },
      look: async (times = 1, controller = one) => {
        for (let n = 0; n < times; n++) await controller.look(stopped.signal);
      },
      answerWith: (next: () => Outcome) => (answer = next),
      held: () => store.decisionsOf('Controller:CHRONOS', 100),
    };
  }

  it('brings in line what differs, one after the other, and leaves what is busy', async () => {
    const house = await aController();
    house.differ('a', 'busy', 'b');
    await house.look();
    expect(house.done).toEqual(['one APPLY a', 'one APPLY b']);
    house.differ();
    await house.look(3);
    expect(house.done).toHaveLength(2);
    expect(await house.held()).toEqual([]);
  });

  it('says what it would do where it may not, once, and again when that is something else', async () => {
    const house = await aController();
    house.seen.mode = 'OBSERVE';
    house.differ('a');
    await house.look(3);
    expect(house.done).toEqual(['one PLAN a']);
    house.seen.differences = [{ scheduleId: 'a', digest: 'other', busy: false }];
    await house.look(2);
    expect(house.done).toEqual(['one PLAN a', 'one PLAN a']);
    house.seen.mode = 'OFF';
    await house.look(2);
    expect(house.done).toHaveLength(2);
    // How Chronos stands is told all the same.
    expect(house.seen.reads).toBe(7);
  });

  it('holds still while Chronos cannot be read, and says so once', async () => {
    const house = await aController();
    house.differ('a');
    house.seen.blind = 'chronos:main does not answer: it hangs up';
    await house.look(3);
    expect(house.done).toEqual([]);
    const [held, ...others] = await house.held();
    expect(others).toEqual([]);
    expect(held).toMatchObject({ outcome: 'HOLD', reason: 'Nothing is changed. chronos:main does not answer: it hangs up' });
    expect(held?.inputs).toContainEqual(expect.objectContaining({ name: 'jobs of Canopy', value: '3', source: 'chronos:main' }));
    house.seen.blind = undefined;
    await house.look();
    expect(house.done).toEqual(['one APPLY a']);
    house.seen.blind = 'again';
    await house.look(2);
    expect(await house.held()).toHaveLength(2);
  });

  it('tells of what Chronos cannot express, once for each, and sees to the rest', async () => {
    const house = await aController();
    house.seen.unfit = ['late: Chronos knows plain periods alone.'];
    house.differ('a');
    await house.look(2);
    expect(house.done[0]).toBe('one APPLY a');
    expect(await house.held()).toMatchObject([{ reason: 'late: Chronos knows plain periods alone.' }]);
    house.seen.unfit = ['other: Chronos knows plain periods alone.'];
    await house.look(2);
    expect(await house.held()).toHaveLength(2);
  });

  it.each<[string, () => Outcome]>([
    ['was refused', () => REFUSED],
    [
      'could not be begun',
      () => {
        throw new Fault('UPSTREAM_UNAVAILABLE', 'It is away.');
      },
    ],
  ])('waits ever longer with what %s, and goes on with the others', async (_, answer) => {
    const house = await aController();
    house.answerWith(answer);
    house.differ('a', 'b');
    await house.look(2);
    expect(house.done).toEqual(['one APPLY a', 'one APPLY b']);
    house.clock.advance(2_000);
    await house.look();
    expect(house.done).toHaveLength(4);
    house.clock.advance(3_000);
    await house.look();
    expect(house.done).toHaveLength(4);
    house.clock.advance(1_000);
    await house.look();
    expect(house.done).toHaveLength(6);
  });

  it('does ever more seldom what somebody else undoes each time', async () => {
    const house = await aController();
    house.differ('a');
    const each: number[] = [];
    for (let second = 0; second < 120; second++) {
      await house.look();
      each.push(house.done.length);
      house.clock.advance(1_000);
    }
    expect(house.done.length).toBeLessThan(10);
    expect(each.at(-1)).toBeGreaterThan(3);
  });

  it('is one of several: another acts when the lease has gone to it, and none before', async () => {
    const house = await aController();
    const other = house.make('other');
    house.differ('a');
    await house.look();
    await house.look(3, other);
    expect(house.done).toEqual(['one APPLY a']);
    await house.store.release('controller:chronos', 'one');
    await house.look(1, other);
    expect(house.done.at(-1)).toBe('other APPLY a');
  });

  it('looks at once, then now and then, and soon when a schedule has changed: twice, for it may be shown a moment later', async () => {
    const house = await aController();
    const running = house.one.run(house.stopped.signal);
    const looked = async (times: number) => {
      const end = performance.now() + 5_000;
      while ((house.seen.reads < times || house.clock.sleepers === 0) && performance.now() < end)
        await new Promise((done) => setTimeout(done, 1));
      expect(house.seen.reads).toBe(times);
    };
    await looked(1);
    house.clock.advance(9_999);
    await looked(1);
    house.clock.advance(1);
    await looked(2);
    house.one.told();
    await looked(3);
    house.clock.advance(500);
    await looked(4);
    house.clock.advance(500);
    await looked(4);
    house.stopped.abort();
    await running;
  });
});
