import { backtest } from '../src/scaling/backtest.ts';
import { decide } from '../src/scaling/decide.ts';
import { policyOf } from '../src/scaling/input.ts';
import type { Observation } from '../src/scaling/model.ts';
import { figureHistory } from '../src/scaling/recorded.ts';
import { short, spread } from './figures.ts';
import type { Report } from './report.ts';

const CALLS = 200_000;
const ROUNDS = 7;
const DAY_MS = 86_400_000;
const DAYS = 30;
const STEP_MS = 60_000;

const policy = policyOf(
  {
    ...{ min: 1, max: 100 },
    metrics: [
      { metric: 'CPU_IDLE', target: 50 },
      { metric: 'PROC_QPS', target: 100 },
    ],
  },
  0,
);

/** What a judgement costs, and a month of them. */
export function scaling(report: Report): void {
  report.section(
    'Scaling',
    `One judgement of two figures with five minutes of history at steps of a second; and ${DAYS} days at steps of a minute, with what Kubernetes and what was there beside the rule. In this process, without the thread that tries rules for callers.`,
  );
  const recommendations = Array.from({ length: 300 }, (_each, n) => ({ at: n * 1_000, wanted: 10 + (n % 3) }));
  const seen = (n: number): Observation => ({
    ...{ now: 300_000 + (n % 1_000), instances: 12, ready: 12, running: 12, unhealthy: 0, deploying: false, held: null },
    figures: [
      { metric: 'CPU_IDLE', mean: 40 + (n % 30), fresh: 12, at: 300_000 },
      { metric: 'PROC_QPS', mean: 80 + (n % 50), fresh: 12, at: 300_000 },
    ],
    history: { since: 0, recommendations, changes: [], owed: null, off: false },
  });
  const observations = Array.from({ length: 1_000 }, (_each, n) => seen(n));
  const costs = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    let sizes = 0;
    for (let n = 0; n < CALLS; n++) sizes += decide(policy, observations[n % observations.length] as Observation).to;
    if (sizes === 0) throw new Error('Nothing was decided.');
    return ((performance.now() - began) / CALLS) * 1_000;
  });
  const points = (of: (at: number) => number) =>
    Array.from({ length: (DAYS * DAY_MS) / STEP_MS }, (_each, n) => ({ at: n * STEP_MS, value: of(n * STEP_MS) }));
  const always = { from: 0, until: Infinity };
  const histories = Array.from({ length: 10 }, (_each, n) => {
    const wave = (at: number) => Math.sin(at / 10_000_000 + n / 10);
    return [
      figureHistory({ metric: 'CPU_IDLE', stepMs: STEP_MS, points: points((at) => 50 + 40 * wave(at)) }, always),
      figureHistory({ metric: 'PROC_QPS', stepMs: STEP_MS, points: points((at) => 100 + 90 * wave(at)) }, always),
    ];
  }).flat();
  const months = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    const result = backtest({ policies: [policy], histories, from: 0, to: DAYS * DAY_MS, startMs: 30_000 });
    if (!result) throw new Error('Nothing was recorded.');
    return performance.now() - began;
  });
  report.table(
    '',
    ['', 'middle', 'lowest', 'highest'],
    [rowOf('a judgement, us', costs), rowOf(`${DAYS} days of 10 containers, ms`, months)],
  );
  report.check({ what: 'a judgement on the size of an app', measured: spread(costs), floor: 10, atMost: true, unit: ' us' });
  report.check({ what: `${DAYS} days at steps of a minute, tried`, measured: spread(months), floor: 1_000, atMost: true, unit: ' ms' });
}

function rowOf(what: string, values: readonly number[]): string[] {
  const sorted = [...values].sort((a, b) => a - b);
  return [what, ...[sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)].map((value) => short(value ?? NaN))];
}
