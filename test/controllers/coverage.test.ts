import { expect, it } from 'vitest';
import { holdBack } from '../../src/actions/held-back.ts';
import { LeaseKeeper } from '../../src/actions/lease-keeper.ts';
import type { Call, Outcome } from '../../src/actions/ports.ts';
import { CoverageController, type CoverageView } from '../../src/controllers/coverage.ts';
import type { Difference } from '../../src/monitoring/judgement.ts';
import type { ControllerModeName } from '../../src/plans/model.ts';
import { onDrivers } from '../store/drivers.ts';
import { handClock } from '../support/hand-clock.ts';

const quiet = { info: () => undefined, warn: () => undefined };
const NOTHING: Outcome = { plan: null, decision: null, subject: null, userErrors: [], seq: null };
const REFUSED: Outcome = { ...NOTHING, userErrors: [{ code: 'UPSTREAM_REFUSED', message: 'No.', path: [] }] };
const SUBJECT = 'Controller:COVERAGE';

onDrivers('the controller COVERAGE', ['memory', 'mariadb'], ({ open }) => {
  /** What it is shown is said by the test; what it does is noted; leases and decisions are the store's. */
  async function aController() {
    const store = await open();
    const clock = handClock();
    const seen = { mode: 'ACT' as ControllerModeName, blind: undefined as string | undefined, differences: [] as Difference[], version: 0 };
    const done: string[] = [];
    const confirmed: string[][] = [];
    let answer = NOTHING;
    let afterwards = (): unknown => undefined;
    const view: CoverageView = {
      mode: () => seen.mode,
      blind: () => seen.blind,
      differences: async () => seen.differences,
      members: () => 100,
      losing: (id) => seen.differences.find(({ nodeId }) => nodeId === id)?.losing ?? 0,
      version: () => String(seen.version),
      confirm: async (ids) => void confirmed.push([...ids]),
    };
    const { signal } = new AbortController();
    const make = (owner: string) =>
      new CoverageController({
        view,
        actions: {
          run: async (mutation, input, { mode, caller, lease }: Call) => {
            expect([mutation, caller, lease?.renewal() !== undefined]).toEqual(['repairMonitoring', 'controller:coverage', true]);
            const { nodeId, careful } = input as { nodeId: string; careful?: boolean };
            done.push(`${owner} ${mode} ${nodeId}${careful ? ' carefully' : ''}`);
            afterwards();
            return answer;
          },
        },
        lease: new LeaseKeeper('controller:coverage', { store, clock, owner, forMs: 15_000 }),
        holdBack: (held) => holdBack({ store, newId: () => crypto.randomUUID(), now: () => clock.now() }, held),
        ...{ clock, everyMs: 1_000, concurrent: 2, log: quiet },
      });
    const one = make('one');
    const differ = (...ids: string[]) => {
      seen.version++;
      seen.differences = ids.map((nodeId) => ({ nodeId, depth: 7, digest: nodeId, sort: nodeId, deletes: false, gives: true, losing: 0 }));
    };
    const look = async (times = 1, controller = one) => {
      for (let n = 0; n < times; n++) await controller.look(signal);
    };
    return {
      store,
      clock,
      seen,
      done,
      confirmed,
      differ,
      look,
      make,
      answerWith: (next: Outcome) => (answer = next),
      onDone: (next: () => unknown) => (afterwards = next),
      held: () => store.decisionsOf(SUBJECT, 100),
    };
  }

  it('acts on what it sees twice, brings what it holds up to now, and looks at nothing that has not changed', async () => {
    const house = await aController();
    house.differ('a', 'b');
    await house.look();
    expect(house.done).toEqual([]);
    await house.look();
    expect(house.done.toSorted()).toEqual(['one ACT a', 'one ACT b'].map((each) => each.replace('ACT', 'APPLY')));
    expect(house.confirmed.flat().toSorted()).toEqual(['a', 'b']);
    house.differ();
    await house.look();
    // Without another version it does not even look.
    house.seen.differences = [{ nodeId: 'c', depth: 7, digest: 'c', sort: 'c', deletes: false, gives: false, losing: 0 }];
    await house.look(3);
    expect(house.done).toHaveLength(2);
  });

  it('plans each difference once while it observes, and anew when it is another', async () => {
    const house = await aController();
    house.seen.mode = 'OBSERVE';
    house.differ('a');
    await house.look(5);
    expect(house.done).toEqual(['one PLAN a']);
    house.seen.version++;
    house.seen.differences = [
      { nodeId: 'a', depth: 7, digest: 'a otherwise', sort: 'a otherwise', deletes: false, gives: false, losing: 0 },
    ];
    await house.look(5);
    expect(house.done).toEqual(['one PLAN a', 'one PLAN a']);
    house.seen.mode = 'OFF';
    house.differ('b');
    await house.look(5);
    expect(house.done).toHaveLength(2);
  });

  it('holds with a decision, which is told once for as long as the reason is the same', async () => {
    const house = await aController();
    house.seen.blind = 'falcon:portal does not answer.';
    await house.look(4);
    // That may be so at a start.
    expect(await house.held()).toEqual([]);
    house.clock.advance(10_000);
    await house.look(4);
    expect(await house.held()).toMatchObject([
      { outcome: 'HOLD', actor: 'controller:coverage', reason: expect.stringContaining('falcon:portal does not answer') },
    ]);
    house.seen.blind = undefined;
    house.differ();
    await house.look();
    house.seen.differences = [{ nodeId: 'a', depth: 7, digest: 'a', sort: 'a', deletes: false, gives: false, losing: 31 }];
    house.seen.version++;
    await house.look(4);
    expect(await house.held()).toHaveLength(2);
    expect(house.done).toEqual([]);
  });

  it('waits ever longer before what was refused is tried again, and keeps no other node from being seen to', async () => {
    const house = await aController();
    house.answerWith(REFUSED);
    house.differ('a');
    await house.look(2);
    expect(house.done).toHaveLength(1);
    await house.look(3);
    expect(house.done).toHaveLength(1);
    house.clock.advance(3_000);
    await house.look();
    expect(house.done).toHaveLength(2);
    house.clock.advance(3_000);
    await house.look();
    expect(house.done).toHaveLength(2);
    house.differ('a', 'b');
    await house.look(2);
    expect(house.done.at(-1)).toBe('one APPLY b');
    house.clock.advance(2_000);
    house.answerWith(NOTHING);
    await house.look();
    expect(house.done.at(-1)).toMatch(/^one APPLY/);
  });

  it('does ever more seldom what somebody else undoes each time', async () => {
    const house = await aController();
    house.differ('a');
    await house.look(2);
    expect(house.done).toHaveLength(1);
    // It was done, and differs in the same way.
    await house.look();
    house.clock.advance(3_000);
    await house.look(2);
    expect(house.done).toHaveLength(2);
    house.clock.advance(3_000);
    await house.look(2);
    expect(house.done).toHaveLength(2);
    house.clock.advance(3_000);
    await house.look();
    expect(house.done).toHaveLength(3);
  });

  it('takes nothing away when too much would go, and goes on to give', async () => {
    const house = await aController();
    house.differ('a', 'b');
    house.seen.differences = house.seen.differences.map((each) => (each.nodeId === 'a' ? { ...each, gives: false, losing: 31 } : each));
    await house.look(3);
    expect(house.done).toEqual(['one APPLY b carefully']);
    expect(await house.held()).toMatchObject([{ outcome: 'HOLD', reason: expect.stringContaining('Nothing is taken away') }]);
  });

  it('ends in the middle when it is switched off, or sees nothing any more', async () => {
    const house = await aController();
    house.differ(...'abcdefgh');
    house.onDone(() => (house.seen.mode = 'OFF'));
    await house.look(2);
    expect(house.done.length).toBeLessThanOrEqual(2);
  });

  it('is one of several: another acts when the lease has gone to it, and none before', async () => {
    const house = await aController();
    const other = house.make('other');
    house.differ('a');
    await house.look(2);
    await house.look(3, other);
    expect(house.done).toEqual(['one APPLY a']);
    await house.store.release('controller:coverage', 'one');
    await house.look(2, other);
    expect(house.done.at(-1)).toBe('other APPLY a');
  });
});
