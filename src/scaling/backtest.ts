import type { BacktestResult, Outcome, ScalingPolicy, Size } from './model.ts';
import type { Recorded } from './recorded.ts';
import { byHpa, byPolicy, demandsOf, simulate, type Chooser, type Demand } from './simulate.ts';

export interface BacktestAsked {
  readonly policies: readonly ScalingPolicy[];
  readonly recorded: Recorded;
  /** So long a container took until it worked. */
  readonly startMs: number;
}

/** More are of no use to anybody who looks at them: of these, the sizes at even steps are kept. */
const MOST_SIZES = 2_000;

/** The same judgement as live, over what was recorded: what each policy would have done. */
export function backtest({ policies, recorded, startMs }: BacktestAsked): BacktestResult {
  const [first] = policies;
  if (!first) throw new Error('There is nothing to try.');
  const run = (policy: ScalingPolicy, choose: (demands: readonly Demand[]) => Chooser) => {
    const demands = demandsOf(policy);
    return shortened(simulate(worldOf(demands, recorded, startMs), choose(demands)));
  };
  const demands = demandsOf(first);
  return {
    rules: policies.map((policy) => run(policy, (of) => byPolicy(policy, of))),
    hpa: demands.some(({ per }) => per !== null) ? run(first, (of) => byHpa(first, of)) : null,
    actual: run(first, () => asItWas(recorded)),
  };
}

function worldOf(demands: readonly Demand[], { from, stepMs, steps, loads, counts }: Recorded, startMs: number) {
  const series = demands.map(({ metric }) => loads.get(metric));
  const load = (at: number, demand: number) => series[demand]?.[Math.floor((at - from) / stepMs)] ?? NaN;
  const instances = counts.find((count) => count > 0) ?? 1;
  return { demands, load, from, to: from + steps * stepMs, stepMs, startMs, instances };
}

/** Where nobody told anything it stayed as it was. */
const asItWas =
  ({ from, stepMs, counts }: Recorded): Chooser =>
  ({ now, instances }) =>
    counts[Math.floor((now - from) / stepMs)] || instances;

function shortened(outcome: Outcome): Outcome {
  const { timeline } = outcome;
  if (timeline.length <= MOST_SIZES) return outcome;
  const kept = Array.from({ length: MOST_SIZES }, (_, n) => timeline[Math.floor((n * timeline.length) / MOST_SIZES)] as Size);
  return { ...outcome, timeline: kept };
}
