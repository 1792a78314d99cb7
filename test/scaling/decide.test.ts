import { describe, expect, it } from 'vitest';
import { decide } from '../../src/scaling/decide.ts';
import type { Behaviour, FigureSeen, History, Observation } from '../../src/scaling/model.ts';
import { aPolicy } from './policy.ts';

const NOW = 10_000_000;
const free: Behaviour = { stabilisationMs: 0, policies: [], coolDownMs: 0 };
const policy = aPolicy;
const QUIET: History = { since: 0, recommendations: [], changes: [], owed: null, off: false };
const idle = (mean: number | null, fresh = 4): FigureSeen => ({ metric: 'CPU_IDLE', mean, fresh, at: mean === null ? null : NOW });
const seen = (over: Partial<Observation> = {}): Observation => ({
  ...{ now: NOW, instances: 4, ready: 4, running: 4, unhealthy: 0, deploying: false, held: null },
  ...{ figures: [idle(50)], history: QUIET, ...over },
});
const guards = (verdict: { readonly rejected: readonly { readonly guard: string }[] }) => verdict.rejected.map(({ guard }) => guard);

describe('a decision on the size of an app', () => {
  it.each([
    ['no idle time at all: twice the load', 0, 'SCALE_OUT', 8],
    ['20 % idle', 20, 'SCALE_OUT', 7],
    ['as it should be', 50, 'NOTHING', 4],
    ['near enough', 54, 'NOTHING', 4],
    ['75 % idle: half of the load', 75, 'SCALE_IN', 2],
    ['all idle: one is left', 100, 'SCALE_IN', 1],
  ])('follows the load: %s', (_, mean, choice, to) => {
    expect(decide(policy(), seen({ figures: [idle(mean)] }))).toMatchObject({ choice, to });
  });

  it('goes by bounds before figures, and never beyond them', () => {
    expect(decide(policy({ min: 6 }), seen({ figures: [idle(null, 0)] }))).toMatchObject({ choice: 'SCALE_OUT', to: 6, by: 'BOUNDS' });
    expect(decide(policy({ max: 3 }), seen({ figures: [idle(0)] }))).toMatchObject({ choice: 'SCALE_IN', to: 3, by: 'BOUNDS' });
    expect(decide(policy({ max: 5 }), seen({ figures: [idle(0)] }))).toMatchObject({ choice: 'SCALE_OUT', to: 5, by: 'CPU_IDLE' });
    expect(decide(policy({ max: 4 }), seen({ figures: [idle(0)] }))).toMatchObject({ choice: 'NOTHING', to: 4, recommendation: 4 });
    expect(decide(policy({ min: 3 }), seen({ figures: [idle(100)] }))).toMatchObject({ choice: 'SCALE_IN', to: 3 });
  });

  it('is not made smaller while most of it is not there to carry anything', () => {
    const few = decide(policy(), seen({ instances: 10, running: 2, ready: 1, figures: [idle(70, 1)] }));
    expect(few).toMatchObject({ choice: 'HOLD', to: 10, rejected: [{ guard: 'UNHEALTHY' }] });
    expect(decide(policy(), seen({ instances: 2, running: 2, ready: 1, figures: [idle(90, 1)] })).choice).toBe('SCALE_IN');
  });

  it('says which guard holds it where nobody tells anything', () => {
    expect(guards(decide(policy(), seen({ figures: [idle(null, 0)] })))).toEqual(['DATA']);
  });

  it('is left alone while it is deployed, held, or switched off', () => {
    const busy = { figures: [idle(0)] };
    expect(guards(decide(policy(), seen({ ...busy, deploying: true })))).toEqual(['DEPLOYING']);
    expect(decide(policy(), seen({ ...busy, held: 'cop.acme is frozen: a feast.' }))).toMatchObject({
      choice: 'HOLD',
      reason: 'cop.acme is frozen: a feast.',
    });
    expect(guards(decide(policy({ min: 2 }), seen({ ...busy, instances: 0 })))).toEqual(['SWITCHED_OFF']);
    // What is wanted is remembered all the same.
    expect(decide(policy(), seen({ ...busy, deploying: true })).recommendation).toBe(8);
  });

  it('becomes larger by the word of any figure, and smaller by that of all', () => {
    const metrics = [
      { metric: 'CPU_IDLE', target: 50 },
      { metric: 'PROC_QPS', target: 100 },
    ] as const;
    const qps = (mean: number | null, fresh = 4): FigureSeen => ({ metric: 'PROC_QPS', mean, fresh, at: NOW });
    const both = (a: FigureSeen, b: FigureSeen) => decide(policy({ metrics }), seen({ figures: [a, b] }));
    expect(both(idle(75), qps(200))).toMatchObject({ choice: 'SCALE_OUT', to: 8, by: 'PROC_QPS' });
    expect(both(idle(75), qps(100))).toMatchObject({ choice: 'NOTHING', to: 4 });
    expect(both(idle(75), qps(25))).toMatchObject({ choice: 'SCALE_IN', to: 2, by: 'CPU_IDLE' });
    expect(both(idle(0), qps(null, 0))).toMatchObject({ choice: 'SCALE_OUT', to: 8 });
    const silent = both(idle(75), qps(null, 0));
    expect([silent.choice, guards(silent)]).toEqual(['HOLD', ['DATA']]);
  });

  it('never becomes smaller on missing, sparse or sick data', () => {
    expect(decide(policy(), seen({ figures: [] }))).toMatchObject({ choice: 'HOLD', to: 4, recommendation: null });
    expect(decide(policy(), seen({ figures: [{ ...idle(75), mean: NaN }] }))).toMatchObject({ choice: 'HOLD', recommendation: null });
    const sparse = decide(policy(), seen({ instances: 10, ready: 10, running: 10, figures: [idle(100, 7)] }));
    expect([sparse.choice, guards(sparse), sparse.recommendation]).toEqual(['HOLD', ['DATA'], 10]);
    const sick = decide(policy(), seen({ figures: [idle(100)], unhealthy: 3 }));
    expect([sick.choice, guards(sick)]).toEqual(['HOLD', ['UNHEALTHY']]);
    expect(decide(policy(), seen({ figures: [idle(100)], unhealthy: 2 })).choice).toBe('SCALE_IN');
  });

  it('counts those that are starting, or silent, so that the change is no larger for them', () => {
    // 4 ready at twice their load, 4 on their way: those will carry it.
    expect(decide(policy(), seen({ instances: 8, ready: 4, running: 4, figures: [idle(0)] }))).toMatchObject({ choice: 'NOTHING', to: 8 });
    // 8 of 10 tell of half the load; the two others are taken to carry all that they should.
    expect(decide(policy(), seen({ instances: 10, ready: 10, running: 10, figures: [idle(75, 8)] }))).toMatchObject({
      choice: 'SCALE_IN',
      to: 6,
    });
  });

  it('goes by steps where steps are said', () => {
    const metrics = [
      {
        metric: 'CPU_IDLE',
        steps: [
          { from: null, to: 10, change: 100, unit: 'PERCENT' },
          { from: 10, to: 30, change: 2, unit: 'CONTAINERS' },
          { from: 80, to: null, change: -1, unit: 'CONTAINERS' },
          { from: 60, to: 80, change: -10, unit: 'PERCENT' },
        ],
      },
    ] as const;
    const to = (mean: number) => decide(policy({ metrics }), seen({ figures: [idle(mean)] })).to;
    expect([5, 10, 29, 30, 50, 60, 80].map(to)).toEqual([8, 6, 6, 4, 4, 3, 3]);
  });

  it('adds a step once for as long as what it added is starting', () => {
    const metrics = [{ metric: 'PROC_QPS', steps: [{ from: 500, to: null, change: 2, unit: 'CONTAINERS' }] }] as const;
    const busy = (instances: number) =>
      decide(
        policy({ metrics }),
        seen({ instances, ready: 4, running: 4, figures: [{ metric: 'PROC_QPS', mean: 600, fresh: 4, at: NOW }] }),
      );
    expect([4, 6, 8].map((instances) => busy(instances).to)).toEqual([6, 6, 8]);
  });

  it('holds what was wanted lately against it, in each direction for its own time', () => {
    const wanted = (...all: readonly [ago: number, wanted: number][]): History => ({
      ...QUIET,
      recommendations: all.map(([ago, each]) => ({ at: NOW - ago, wanted: each })),
    });
    const down = policy({ down: { ...free, stabilisationMs: 300_000 } });
    expect(decide(down, seen({ figures: [idle(75)], history: wanted([200_000, 3]) }))).toMatchObject({ choice: 'SCALE_IN', to: 3 });
    const held = decide(down, seen({ figures: [idle(75)], history: wanted([200_000, 9]) }));
    expect([held.choice, guards(held)]).toEqual(['HOLD', ['STABILISATION']]);
    expect(decide(down, seen({ figures: [idle(75)], history: wanted([300_000, 9]) }))).toMatchObject({ to: 2 });
    const up = policy({ up: { ...free, stabilisationMs: 60_000 } });
    expect(decide(up, seen({ figures: [idle(0)], history: wanted([30_000, 6]) }))).toMatchObject({ choice: 'SCALE_OUT', to: 6 });
    expect(guards(decide(up, seen({ figures: [idle(0)], history: wanted([30_000, 4]) })))).toEqual(['STABILISATION']);
    // After a take-over nobody knows what was wanted before.
    const young = decide(down, seen({ figures: [idle(75)], history: { ...QUIET, since: NOW - 100_000 } }));
    expect([young.choice, guards(young)]).toEqual(['HOLD', ['WINDOW']]);
    expect(decide(down, seen({ figures: [idle(0)], history: { ...QUIET, since: NOW } }))).toMatchObject({ choice: 'SCALE_OUT', to: 8 });
  });

  it('goes no further than its policies allow within their periods', () => {
    const up = policy({
      up: {
        ...free,
        policies: [
          { most: 1, unit: 'CONTAINERS', periodMs: 60_000 },
          { most: 50, unit: 'PERCENT', periodMs: 60_000 },
        ],
      },
    });
    const first = decide(up, seen({ figures: [idle(0)] }));
    expect([first.to, guards(first)]).toEqual([6, ['RATE']]);
    const changes = [{ at: NOW - 30_000, from: 4, to: 6 }];
    const again = decide(up, seen({ instances: 6, ready: 6, running: 6, figures: [idle(0, 6)], history: { ...QUIET, changes } }));
    expect([again.choice, again.to, guards(again)]).toEqual(['HOLD', 6, ['RATE']]);
    const down = policy({ down: { ...free, policies: [{ most: 1, unit: 'CONTAINERS', periodMs: 60_000 }] } });
    expect(decide(down, seen({ figures: [idle(100)] })).to).toBe(3);
  });

  it('settles after a change, and after too many turns grows only', () => {
    const changes = [{ at: NOW - 30_000, from: 2, to: 4 }];
    const cool = policy({ down: { ...free, coolDownMs: 60_000 } });
    expect(guards(decide(cool, seen({ figures: [idle(75)], history: { ...QUIET, changes } })))).toEqual(['COOL_DOWN']);
    expect(decide(cool, seen({ figures: [idle(0)], history: { ...QUIET, changes } })).to).toBe(8);
    const turning = [2, 4, 2, 4, 2, 4].map((to, n, all) => ({ at: NOW - 60_000 * (6 - n), from: all[n - 1] ?? 4, to }));
    expect(guards(decide(policy(), seen({ figures: [idle(75)], history: { ...QUIET, changes: turning } })))).toEqual(['FLAPPING']);
    expect(decide(policy(), seen({ figures: [idle(0)], history: { ...QUIET, changes: turning } })).to).toBe(8);
  });
});
