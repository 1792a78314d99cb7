import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/scaling/backtest.ts';
import { policyErrors } from '../../src/scaling/check.ts';
import type { Behaviour, ScalingPolicy } from '../../src/scaling/model.ts';
import { recordedOf, type FigureHistory } from '../../src/scaling/recorded.ts';

const free: Behaviour = { stabilisationMs: 0, policies: [], coolDownMs: 0 };
const policy = (over: Partial<ScalingPolicy> = {}): ScalingPolicy => ({
  ...{ min: 1, max: 20, metrics: [{ metric: 'CPU_IDLE', target: 50 }], up: free, down: free, tolerance: 0.1, freshShare: 0.8 },
  ...{ flaps: { most: 1_000, withinMs: 600_000 }, ...over },
});
const idle = (values: readonly (number | null)[], stepMs = 1_000): FigureHistory => ({
  ...{ metric: 'CPU_IDLE', stepMs, points: values.map((value, n) => ({ at: n * stepMs, value })) },
});

describe('what was recorded', () => {
  it('is the load of all containers together, step by step; where nobody told anything it is not known', () => {
    const recorded = recordedOf([idle([50, 50, null, null, null, 20]), idle([30, null, null, null, null, 20])], 0, 6_000);
    expect([...(recorded?.loads.get('CPU_IDLE') ?? [])]).toEqual([120, 50, NaN, NaN, NaN, 160]);
    expect([...(recorded?.counts ?? [])]).toEqual([2, 1, 0, 0, 0, 2]);
    expect(recordedOf([idle([null, null])], 0, 2_000)).toBeUndefined();
  });

  it('has the steps of the coarsest history, of finer ones the means, and bridges a single point that is missing', () => {
    const coarse: FigureHistory = { ...idle([50, 50], 1_000), points: [0, 5_000, 10_000].map((at) => ({ at, value: 40 })) };
    const recorded = recordedOf([coarse, idle(Array.from({ length: 15 }, (_, n) => n))], 0, 15_000);
    expect([recorded?.stepMs, recorded?.steps]).toEqual([5_000, 3]);
    expect([...(recorded?.loads.get('CPU_IDLE') ?? [])]).toEqual([60 + 98, 60 + 93, 60 + 88]);
    expect([...(recordedOf([idle([10, null, 30])], 0, 3_000)?.loads.get('CPU_IDLE') ?? [])]).toEqual([90, 90, 70]);
  });
});

describe('a backtest', () => {
  const busy = Array.from({ length: 20 }, (_, n) => (n < 10 ? 50 : 0));
  const recorded = recordedOf([idle(busy), idle(busy)], 0, 20_000);
  if (!recorded) throw new Error('Nothing was recorded.');

  it('tells what each rule would have done, beside what was there and what Kubernetes would have done', () => {
    const { rules, hpa, actual } = backtest({ policies: [policy(), policy({ max: 3 })], recorded, startMs: 2_000 });
    expect(rules[0]?.changes).toEqual([{ at: 10_000, from: 2, to: 4 }]);
    // Two seconds until those that were started work.
    expect([rules[0]?.underS, rules[1]?.underS, actual.underS]).toEqual([2, 10, 10]);
    expect(rules[1]?.timeline.map(({ at, instances, ready, needed }) => [at, instances, ready, needed])).toEqual([
      [0, 2, 2, 2],
      [10_000, 3, 2, 4],
      [12_000, 3, 3, 4],
    ]);
    expect([actual.changes, actual.turns, hpa?.changes]).toEqual([[], 0, [{ at: 15_000, from: 2, to: 4 }]]);
    const steps = [{ metric: 'CPU_IDLE', steps: [{ from: null, to: 10, change: 1, unit: 'CONTAINERS' }] }] as const;
    expect(backtest({ policies: [policy({ metrics: steps })], recorded, startMs: 0 }).hpa).toBeNull();
  });

  it('decides by the policy of the time alone: another judgement would tell something else', () => {
    const [one] = backtest({ policies: [policy()], recorded, startMs: 0 }).rules;
    const [other] = backtest({ policies: [policy({ metrics: [{ metric: 'CPU_IDLE', target: 75 }] })], recorded, startMs: 0 }).rules;
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
