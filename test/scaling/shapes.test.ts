import { expect, it } from 'vitest';
import type { Outcome, ScalingPolicy, Verdict } from '../../src/scaling/model.ts';
import { byHpa, byPolicy, demandsOf, simulate } from '../../src/scaling/simulate.ts';
import { seeded, SHAPES, shapeOf } from './shapes.ts';

const COUNT = 500;
const LASTS_MS = 2 * 3_600_000;
const BOUNDS = { min: 1, max: 40 };
const TARGET = 50;
/** What Kubernetes does unless told otherwise. */
const policy: ScalingPolicy = {
  ...BOUNDS,
  metrics: [{ metric: 'CPU_IDLE', target: TARGET }],
  up: {
    stabilisationMs: 0,
    coolDownMs: 0,
    policies: [
      { most: 4, unit: 'CONTAINERS', periodMs: 15_000 },
      { most: 100, unit: 'PERCENT', periodMs: 15_000 },
    ],
  },
  down: { stabilisationMs: 300_000, coolDownMs: 0, policies: [] },
  ...{ tolerance: 0.1, freshShare: 0.8, flaps: { most: 8, withinMs: 1_800_000 } },
};

/** A scale-in while more was wanted within its window. */
function opposite(heard: readonly { readonly now: number; readonly verdict: Verdict }[]): number {
  let count = 0;
  for (const [n, { now, verdict }] of heard.entries()) {
    if (verdict.choice !== 'SCALE_IN' || verdict.by === 'BOUNDS') continue;
    for (let k = n - 1; k >= 0 && (heard[k]?.now ?? 0) > now - policy.down.stabilisationMs; k--)
      if ((heard[k]?.verdict.recommendation ?? 0) > verdict.to) count++;
  }
  return count;
}

it(`on ${COUNT} loads of all shapes it lacks no more than Kubernetes, and has hardly more to spare`, { timeout: 60_000 }, () => {
  const sums = new Map<string, { ours: number[]; hpa: number[] }>();
  const add = (name: string, ours: Outcome, hpa: Outcome) => {
    const sum = sums.get(name) ?? { ours: [0, 0, 0], hpa: [0, 0, 0] };
    for (const [side, { underS, overContainerH, turns }] of [
      [sum.ours, ours],
      [sum.hpa, hpa],
    ] as const)
      [underS, overContainerH, turns].forEach((value, n) => (side[n] = (side[n] ?? 0) + value));
    sums.set(name, sum);
  };
  for (let seed = 1; seed <= COUNT; seed++) {
    const random = seeded(seed);
    const shape = SHAPES[seed % SHAPES.length] ?? 'step';
    const load = shapeOf(shape, random, LASTS_MS);
    const demands = demandsOf(policy);
    const world = {
      demands,
      load: (at: number) => load(at) * (100 - TARGET),
      from: 0,
      to: LASTS_MS,
      stepMs: 5_000,
      startMs: 15_000 + 45_000 * random(),
      instances: 3,
    };
    const heard: { now: number; verdict: Verdict }[] = [];
    const ours = simulate(
      world,
      byPolicy(policy, demands, 5_000, (now, verdict) => heard.push({ now, verdict })),
    );
    const hpa = simulate(world, byHpa(BOUNDS, demands));
    expect([seed, opposite(heard)]).toEqual([seed, 0]);
    for (const { at, from, to } of ours.changes) expect([seed, at, to < from && Number.isNaN(load(at))]).toEqual([seed, at, false]);
    add(shape, ours, hpa);
    add('all', ours, hpa);
  }
  const shown = (values: readonly number[]) => values.map((value) => Math.round(value)).join(' / ');
  for (const [name, { ours, hpa }] of sums) console.log(`${name}: under s / over container-h / turns: ${shown(ours)}, HPA ${shown(hpa)}`);
  const { ours, hpa } = sums.get('all') ?? { ours: [], hpa: [] };
  expect(ours[0]).toBeLessThanOrEqual(hpa[0] ?? 0);
  expect(ours[1]).toBeLessThanOrEqual(1.1 * (hpa[1] ?? 0));
});
