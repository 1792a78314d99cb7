import { describe, expect, it } from 'vitest';
import { backtest, type BacktestAsked } from '../../src/scaling/backtest.ts';
import { policyErrors } from '../../src/scaling/check.ts';
import type { Behaviour, ScalingPolicy } from '../../src/scaling/model.ts';
import { figureHistory, recordedOf, type FigureHistory } from '../../src/scaling/recorded.ts';

const free: Behaviour = { stabilisationMs: 0, policies: [], coolDownMs: 0 };
const policy = (over: Partial<ScalingPolicy> = {}): ScalingPolicy => ({
  ...{ min: 1, max: 20, metrics: [{ metric: 'CPU_IDLE', target: 50 }], up: free, down: free, tolerance: 0.1, freshShare: 0.8 },
  ...{ flaps: { most: 1_000, withinMs: 600_000 }, ...over },
});
const alive = { from: 0, until: Infinity };
const idle = (values: readonly (number | null)[], stepMs = 1_000, ats = values.map((_, n) => n * stepMs)): FigureHistory =>
  figureHistory({ metric: 'CPU_IDLE', stepMs: 1_000, points: values.map((value, n) => ({ at: ats[n] ?? 0, value })) }, alive);

describe('what was recorded', () => {
  it('is the load of all containers together, step by step; where nobody told anything it is not known', () => {
    const recorded = recordedOf([idle([50, 50, null, null, null, 20]), idle([30, null, null, null, null, 20])], 0, 6_000);
    expect([...(recorded?.loads.get('CPU_IDLE') ?? [])]).toEqual([120, 50, NaN, NaN, NaN, 160]);
    expect([...(recorded?.counts ?? [])]).toEqual([2, 1, 0, 0, 0, 2]);
    expect(recordedOf([idle([null, null])], 0, 2_000)).toBeUndefined();
  });

  it('has the steps of the coarsest history, of finer ones the means, and bridges a single point that is missing', () => {
    const coarse = idle([40, 40, 40], 5_000);
    const recorded = recordedOf([coarse, idle(Array.from({ length: 15 }, (_, n) => n))], 0, 15_000);
    expect([recorded?.stepMs, recorded?.steps]).toEqual([5_000, 3]);
    expect([...(recorded?.loads.get('CPU_IDLE') ?? [])]).toEqual([60 + 98, 60 + 93, 60 + 88]);
    expect([...(recordedOf([idle([10, null, 30])], 0, 3_000)?.loads.get('CPU_IDLE') ?? [])]).toEqual([90, 90, 70]);
  });
});

describe('what was recorded of who came and went', () => {
  it('counts by the share of the step in which it was there, and no longer than that', () => {
    const first = { ...idle([50, 50, 50]), until: 1_500 };
    const second = { ...idle([50, 50, 50]), from: 1_500 };
    const recorded = recordedOf([first, second], 0, 3_000);
    // The second one's first point comes in the step after it began.
    expect([...(recorded?.counts ?? [])]).toEqual([1, 0.5, 1]);
    const coarse = { ...idle([50]), stepMs: 10_000 };
    const twoOfCoarse = recordedOf([{ ...coarse, until: 5_000 }, coarse], 0, 10_000);
    expect([...(twoOfCoarse?.loads.get('CPU_IDLE') ?? [])]).toEqual([75]);
  });

  it('has steps as long as the longest that Falcon kept', () => {
    const old = idle([50, 50, 50], 3 * 3_600_000);
    const recorded = recordedOf([old], 0, 9 * 3_600_000);
    expect([recorded?.stepMs, recorded?.steps, [...(recorded?.counts ?? [])]]).toEqual([3 * 3_600_000, 3, [1, 1, 1]]);
  });
});

describe('a backtest', () => {
  const busy = Array.from({ length: 20 }, (_, n) => (n < 10 ? 50 : 0));
  const tried = (over: Partial<BacktestAsked> = {}) => {
    const result = backtest({ policies: [policy()], histories: [idle(busy), idle(busy)], from: 0, to: 20_000, startMs: 0, ...over });
    if (!result) throw new Error('Nothing was recorded.');
    return result;
  };

  it('tells what each rule would have done, beside what was there and what Kubernetes would have done', () => {
    const { rules, hpa, actual, stepMs } = tried({ policies: [policy(), policy({ max: 3 })], startMs: 2_000 });
    expect(stepMs).toBe(1_000);
    expect(rules[0]?.changes).toEqual([{ at: 10_000, from: 2, to: 4 }]);
    // From the look that saw it, two seconds until those that were started work.
    expect([rules[0]?.underS, rules[1]?.underS, actual.underS]).toEqual([2, 10, 10]);
    expect(rules[1]?.timeline.map(({ at, instances, ready, needed }) => [at, instances, ready, needed])).toEqual([
      [0, 2, 2, 2],
      [10_000, 3, 2, 4],
      [12_000, 3, 3, 4],
    ]);
    expect([actual.changes, actual.turns, hpa?.changes]).toEqual([[], 0, [{ at: 15_000, from: 2, to: 4 }]]);
    const steps = [{ metric: 'CPU_IDLE', steps: [{ from: null, to: 10, change: 1, unit: 'CONTAINERS' }] }] as const;
    expect(tried({ policies: [policy({ metrics: steps })] }).hpa).toBeNull();
    expect(backtest({ policies: [policy()], histories: [], from: 0, to: 1_000, startMs: 0 })).toBeNull();
  });

  it('counts those that were there as at work from when they told something', () => {
    const { actual } = tried({ histories: [idle([0, 0, 50, 50]), idle([null, null, 50, 50])], to: 4_000, startMs: 60_000 });
    expect(actual).toMatchObject({ underS: 2, changes: [{ at: 2_000, from: 1, to: 2 }] });
    expect(actual.timeline.map(({ at, instances, ready, needed }) => [at, instances, ready, needed])).toEqual([
      [0, 1, 1, 2],
      [2_000, 2, 2, 2],
    ]);
  });

  it('becomes no smaller before half of its window is known again, when nothing was told for long and then something', () => {
    const silent = Array.from({ length: 600 }, () => null);
    const little = Array.from({ length: 400 }, () => 95);
    const down: Behaviour = { ...free, stabilisationMs: 300_000 };
    const histories = [idle([...silent, ...little]), idle([...silent, ...little])];
    const [outcome] = tried({ policies: [policy({ down })], histories, to: 1_000_000 }).rules;
    expect(outcome?.changes).toEqual([{ at: 750_000, from: 2, to: 1 }]);
  });

  it('becomes smaller also where Falcon kept means of many minutes alone', () => {
    const day = Array.from({ length: 288 }, (_, n) => (n < 100 ? 10 : 90));
    const down: Behaviour = { ...free, stabilisationMs: 600_000 };
    const { rules } = tried({ policies: [policy({ down })], histories: [idle(day, 300_000), idle(day, 300_000)], to: 86_400_000 });
    expect(rules[0]?.changes.map(({ from, to }) => Math.sign(to - from))).toEqual([1, -1]);
  });

  it('decides by the policy of the time alone: another judgement would tell something else', () => {
    const [one] = tried().rules;
    const [other] = tried({ policies: [policy({ metrics: [{ metric: 'CPU_IDLE', target: 75 }] })] }).rules;
    expect(one?.changes).not.toEqual(other?.changes);
  });
});

describe('a rule', () => {
  it('is refused at the place of each mistake', () => {
    expect(policyErrors(policy(), 'rule')).toEqual([]);
    const steps = [
      { from: null, to: 10, change: 1, unit: 'CONTAINERS' },
      { from: 5, to: 3, change: 0.5, unit: 'PERCENT' },
    ] as const;
    const wrong = policy({
      ...{ min: 5, max: 2, tolerance: 1, freshShare: 0, flaps: { most: 0, withinMs: 0 } },
      metrics: [
        { metric: 'CPU_IDLE', target: 0 },
        { metric: 'PROC_QPS', target: 0 },
        { metric: 'CPU_IDLE', steps },
      ],
      up: { stabilisationMs: -1, coolDownMs: NaN, policies: [{ most: 0, unit: 'PERCENT', periodMs: 0 }] },
    });
    expect(policyErrors(wrong, 'rule').map(({ path }) => path.join('.'))).toEqual([
      ...['rule.max', 'rule.metrics.0.target', 'rule.metrics.1.target', 'rule.metrics.2.metric', 'rule.metrics.2.steps.1.to'],
      ...['rule.metrics.2.steps.1.change', 'rule.metrics.2.steps.1.from', 'rule.tolerance', 'rule.freshShare', 'rule.flaps.most'],
      ...['rule.flaps.withinSeconds', 'rule.up.stabilisationSeconds', 'rule.up.coolDownSeconds', 'rule.up.policies.0.most'],
      'rule.up.policies.0.periodSeconds',
    ]);
    expect(policyErrors(policy({ metrics: [] })).map(({ path }) => path.join('.'))).toEqual(['metrics']);
  });
});
