import type { Behaviour, ScalingPolicy, ScalingRule } from '../../src/scaling/model.ts';
import type { TimedRule } from '../../src/scaling/timed-model.ts';

const FREE: Behaviour = { stabilisationMs: 0, policies: [], coolDownMs: 0 };

/** 50 % idle each: 50 % of load is what one should carry. */
export const aPolicy = (over: Partial<ScalingPolicy> = {}): ScalingPolicy => ({
  ...{ min: 1, max: 20, metrics: [{ metric: 'CPU_IDLE', target: 50 }], up: FREE, down: FREE, tolerance: 0.1, freshShare: 0.8 },
  ...{ flaps: { most: 4, withinMs: 600_000 }, ...over },
});

export const aRule = (over: Partial<ScalingRule> = {}): ScalingRule => ({
  ...{ id: 'r1', on: 'TreeNode:n1', mode: 'OBSERVE', policy: aPolicy(), setBy: 'anna', setAt: 5, ...over },
});

export const aTimedRule = (over: Partial<TimedRule> = {}, id = 's1'): TimedRule => ({
  schedule: {
    ...{ id, name: 'night 🌙', recurrence: { text: '0 22 * * *', zone: 'Asia/Shanghai' }, durationMs: 8 * 3_600_000 },
    ...{ effect: { exact: 2, min: null, max: null }, enabled: true, from: null, until: null },
  },
  ...{ on: 'TreeNode:n1', executor: 'CANOPY', setBy: 'anna', setAt: 5, ...over },
});
