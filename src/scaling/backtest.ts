import type { BacktestResult, Outcome, ScalingPolicy, Size } from './model.ts';
import { recordedOf, type FigureHistory, type Recorded } from './recorded.ts';
import { byHpa, byPolicy, demandsOf, observed, simulate, type Chooser, type Demand } from './simulate.ts';

export interface BacktestAsked {
  readonly policies: readonly ScalingPolicy[];
  readonly histories: readonly FigureHistory[];
  readonly from: number;
  readonly to: number;
  /** So long a container took until it worked. */
  readonly startMs: number;
}

/** More are of no use to anybody who looks at them: of these, the sizes at even steps are kept. */
const MOST_SIZES = 2_000;

/** The same judgement as live, over what was recorded: what each policy would have done. Null: nothing was recorded. */
export function backtest({ policies, histories, from, to, startMs }: BacktestAsked): BacktestResult | null {
  const [first] = policies;
  if (!first) throw new Error('There is nothing to try.');
  const recorded = recordedOf(histories, from, to);
  if (!recorded) return null;
  const { stepMs, counts } = recorded;
  const run = (policy: ScalingPolicy, choose: (demands: readonly Demand[]) => Chooser) => {
    const demands = demandsOf(policy);
    return shortened(simulate({ ...worldOf(demands, recorded), startMs }, choose(demands)));
  };
  const demands = demandsOf(first);
  return {
    stepMs,
    rules: policies.map((policy) => run(policy, (of) => byPolicy(policy, of, stepMs))),
    hpa: demands.some(({ per }) => per !== null) ? run(first, (of) => byHpa(first, of)) : null,
    actual: shortened(observed(worldOf(demands, recorded), (at) => counts[Math.floor((at - from) / stepMs)] ?? 0)),
  };
}

function worldOf(demands: readonly Demand[], { from, stepMs, steps, loads, counts }: Recorded) {
  const series = demands.map(({ metric }) => loads.get(metric));
  const load = (at: number, demand: number) => series[demand]?.[Math.floor((at - from) / stepMs)] ?? NaN;
  const instances = Math.max(1, Math.round(counts.find((count) => count > 0) ?? 1));
  return { demands, load, from, to: from + steps * stepMs, stepMs, instances };
}

function shortened(outcome: Outcome): Outcome {
  const { timeline } = outcome;
  if (timeline.length <= MOST_SIZES) return outcome;
  const kept = Array.from({ length: MOST_SIZES }, (_, n) => timeline[Math.floor((n * timeline.length) / MOST_SIZES)] as Size);
  return { ...outcome, timeline: kept };
}
