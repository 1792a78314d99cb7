import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RecoveringActions } from '../../src/actions/pipeline.ts';
import type { ActionsDeps } from '../../src/actions/run.ts';
import type { TimedInput } from '../../src/scaling/timed-input.ts';
import { aJob, HOOK_TOKEN, TestChronos } from './chronos.ts';
import { aCall, House } from './house.ts';
import { anApp } from './marathon.ts';

const path = 'acme/infra/monitor/c3/graph/query/main/online';
const app = `/${path}`;
const CHRONOS = { caller: 'controller:chronos' };

class Scheduled {
  readonly chronos = new TestChronos();
  readonly actions: RecoveringActions;

  constructor(
    readonly house: House,
    over: Partial<ActionsDeps> = {},
  ) {
    this.actions = house.another({ newId: randomUUID, chronos: this.chronos, ...over });
  }

  static async open(over: Partial<ActionsDeps> = {}): Promise<Scheduled> {
    const house = await House.open();
    await house.grow(path);
    house.marathon.put(anApp({ marathonId: app }));
    house.world.put(anApp({ marathonId: app }));
    return new Scheduled(house, over);
  }

  set(over: Partial<TimedInput> = {}, on: object = { app, executor: 'CHRONOS' }) {
    const schedule = { name: 'morning', recurrence: '0 8 * * *', zone: 'Asia/Shanghai', durationSeconds: 3_600, exact: 5, ...over };
    return this.actions.run('setScheduledScaling', { ...on, schedule }, aCall());
  }

  /** The id of a schedule that could be set. */
  async id(over?: Partial<TimedInput>): Promise<string> {
    const { subject, userErrors } = await this.set(over);
    expect(userErrors).toEqual([]);
    return (subject ?? '').replace('ScheduledScaling:', '');
  }

  repair(schedule: string) {
    return this.actions.run('repairChronos', { schedule }, aCall(CHRONOS));
  }

  async told(): Promise<string> {
    return JSON.stringify(await this.house.store.events({ after: 0, limit: 1_000, order: 'oldest' }));
  }
}

describe('a schedule that Chronos is to have fire', () => {
  it('is refused where there is none, or where it cannot say it, and nothing is stored', async () => {
    const without = await Scheduled.open({ chronos: undefined });
    expect((await without.set()).userErrors).toEqual([
      { code: 'BAD_USER_INPUT', message: 'No Chronos is configured here.', path: ['input', 'executor'] },
    ]);
    const { house } = without;
    const within = new Scheduled(house);
    expect((await within.set({ recurrence: '0 8 L * *' })).userErrors).toEqual([
      {
        ...{ code: 'BAD_USER_INPUT', path: ['input', 'schedule', 'recurrence'] },
        message: expect.stringContaining('Chronos knows plain periods alone: last, nearest'),
      },
    ]);
    expect(house.world.facts.schedules).toEqual([]);
    expect((await within.set({ recurrence: '0 8 L * *', zone: 'Mars/Base' })).userErrors.map(({ path: at }) => at.at(-1))).toEqual([
      'zone',
    ]);
  });

  it('is told what is not known of Chronos where the clock jumps', async () => {
    const scheduled = await Scheduled.open();
    const { decision } = await scheduled.set({ recurrence: '30 2 * * *', zone: 'America/New_York' });
    expect(decision?.reason).toContain('The clock skips 2026-03-08T02:30:00');
    expect(decision?.inputs).toContainEqual(
      expect.objectContaining({ name: 'in doubt with Chronos', value: expect.stringContaining('is not known') }),
    );
    expect((await scheduled.set({ name: 'plain' }, { app, executor: 'CANOPY' })).decision?.reason).not.toContain('clock');
  });

  it('that has fired for the last time may be changed: it needs no job', async () => {
    const scheduled = await Scheduled.open();
    const { subject } = await scheduled.set({ recurrence: 'R1/2026-01-02T00:00:00Z/P1D' });
    scheduled.house.clock.pass(86_400_001);
    const on = { id: (subject ?? '').replace('ScheduledScaling:', '') };
    expect((await scheduled.set({ recurrence: 'R1/2026-01-02T00:00:00Z/P1D', enabled: false }, on)).userErrors).toEqual([]);
  });
});

describe('repairChronos', () => {
  it('makes the jobs of a schedule, puts back what was changed, and takes away what should not be', async () => {
    const scheduled = await Scheduled.open();
    const { chronos } = scheduled;
    chronos.held.set('theirs', aJob());
    const id = await scheduled.id({ recurrence: '0 8,20 * * *' });
    const made = await scheduled.repair(id);
    expect(made.userErrors).toEqual([]);
    expect(made.plan).toMatchObject({
      ...{ state: 'DONE', subject: `ScheduledScaling:${id}`, nodeId: expect.any(String) },
      steps: [
        { system: 'chronos:main', verb: 'put job', target: `job canopy-${id}-1`, before: null, outcome: 'ACCEPTED' },
        { verb: 'put job', target: `job canopy-${id}-2`, after: 'R/2026-01-02T08:00:00.000+08:00/P1D Asia/Shanghai' },
      ],
    });
    expect((await scheduled.repair(id)).plan?.steps).toEqual([]);

    const name = `canopy-${id}-2`;
    const held = chronos.held.get(name);
    chronos.held.set(name, aJob({ ...held, command: 'rm -rf /' }));
    const again = await scheduled.repair(id);
    expect(again.plan?.steps).toMatchObject([{ verb: 'put job', before: expect.stringContaining('something else of it changed') }]);
    expect(chronos.held.get(name)).toEqual(held);

    await scheduled.actions.run('removeScheduledScaling', { id }, aCall());
    const gone = await scheduled.repair(id);
    expect(gone.plan).toMatchObject({ nodeId: null, steps: [{ verb: 'delete job', after: null }, { verb: 'delete job' }] });
    expect([...chronos.held.keys()]).toEqual(['theirs']);
    // It stands in what the jobs run, and nowhere else.
    expect(held?.command).toContain(HOOK_TOKEN);
    const plans = [made, again, gone].map(({ plan, decision }) => [plan, decision]);
    expect(JSON.stringify(plans) + (await scheduled.told())).not.toContain(HOOK_TOKEN);
    expect(JSON.stringify(plans)).not.toContain('rm -rf');
  });

  it.each(['lost-after', 'lost-before'] as const)('settles by looking when an answer is lost: %s', async (accident) => {
    const scheduled = await Scheduled.open();
    const { chronos } = scheduled;
    const id = await scheduled.id();
    chronos.accidents.push(accident);
    const { plan, userErrors } = await scheduled.repair(id);
    expect(userErrors).toEqual([]);
    expect(plan).toMatchObject({ state: 'DONE', steps: [{ outcome: accident === 'lost-after' ? 'DONE' : 'ACCEPTED' }] });
    expect(chronos.arrived).toHaveLength(accident === 'lost-after' ? 1 : 2);
    await scheduled.actions.run('removeScheduledScaling', { id }, aCall());
    chronos.accidents.push(accident);
    expect((await scheduled.repair(id)).plan?.state).toBe('DONE');
    expect(chronos.held.size).toBe(0);
  });

  it('is settled later where it cannot be looked at, or it is not known yet what to call', async () => {
    const scheduled = await Scheduled.open();
    const { chronos, house } = scheduled;
    const id = await scheduled.id();
    chronos.accidents.push('lost-after');
    chronos.onArrival = () => (chronos.away = 'it hangs up');
    const { plan, userErrors } = await scheduled.repair(id);
    expect(userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    // Another process, which does not listen yet.
    [chronos.away, chronos.token] = [undefined, undefined];
    house.clock.pass(60_000);
    await scheduled.actions.recover();
    expect((await house.store.plan(plan?.id ?? ''))?.state).toBe('RUNNING');
    chronos.token = HOOK_TOKEN;
    house.clock.pass(60_000);
    await scheduled.actions.recover();
    expect(await house.store.plan(plan?.id ?? '')).toMatchObject({ state: 'DONE', steps: [{ outcome: 'DONE' }] });
    expect(chronos.arrived).toHaveLength(1);
  });

  it('does nothing with a job that is another one by now', async () => {
    const scheduled = await Scheduled.open();
    const { chronos } = scheduled;
    const id = await scheduled.id();
    const { plan: planned } = await scheduled.actions.run('repairChronos', { schedule: id }, aCall({ ...CHRONOS, mode: 'PLAN' }));
    expect(chronos.arrived).toEqual([]);
    chronos.held.set(`canopy-${id}-1`, aJob({ name: `canopy-${id}-1` }));
    const call = aCall({ ...CHRONOS, planToken: planned?.id ?? '' });
    const { userErrors } = await scheduled.actions.run('repairChronos', { schedule: id }, call);
    expect(userErrors).toMatchObject([{ code: 'PLAN_STALE' }]);
    expect(chronos.arrived).toEqual([]);
  });

  it('begins nothing while Chronos is away, or where it is not known what to call', async () => {
    const scheduled = await Scheduled.open();
    const id = await scheduled.id();
    scheduled.chronos.away = 'it hangs up';
    await expect(scheduled.repair(id)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', message: expect.stringContaining('away') });
    scheduled.chronos.away = undefined;
    scheduled.chronos.token = undefined;
    await expect(scheduled.repair(id)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(scheduled.chronos.arrived).toEqual([]);
  });

  it('leaves a schedule that Chronos can no longer say without jobs, and tells why', async () => {
    const scheduled = await Scheduled.open();
    const id = await scheduled.id();
    await scheduled.repair(id);
    const { facts } = scheduled.house.world;
    const schedules = facts.schedules.map((rule) => ({
      ...rule,
      schedule: { ...rule.schedule, recurrence: { text: '0 8 L * *', zone: 'UTC' } },
    }));
    scheduled.house.world.facts = { ...facts, schedules };
    const { plan, decision } = await scheduled.repair(id);
    expect(plan?.steps).toMatchObject([{ verb: 'delete job' }]);
    expect(decision?.reason).toContain('Chronos knows plain periods alone');
  });
});
