import type { Behaviour, ScalingPolicy, ScalingRule } from '../../src/scaling/model.ts';

const FREE: Behaviour = { stabilisationMs: 0, policies: [], coolDownMs: 0 };

/** 50 % idle each: 50 % of load is what one should carry. */
export const aPolicy = (over: Partial<ScalingPolicy> = {}): ScalingPolicy => ({
  ...{ min: 1, max: 20, metrics: [{ metric: 'CPU_IDLE', target: 50 }], up: FREE, down: FREE, tolerance: 0.1, freshShare: 0.8 },
  ...{ flaps: { most: 4, withinMs: 600_000 }, ...over },
});

export const aRule = (over: Partial<ScalingRule> = {}): ScalingRule => ({
  ...{ id: 'r1', on: 'TreeNode:n1', mode: 'OBSERVE', policy: aPolicy(), setBy: 'anna', setAt: 5, ...over },
});
