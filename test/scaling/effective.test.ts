import { describe, expect, it } from 'vitest';
import { decide } from '../../src/scaling/decide.ts';
import { effectiveAt } from '../../src/scaling/effective.ts';
import { noHistory } from '../../src/scaling/history.ts';
import { looked } from '../../src/scaling/looks.ts';
import type { Change, History, ScalingRule } from '../../src/scaling/model.ts';
import { timedOf, type Timed } from '../../src/scaling/timed.ts';
import type { Effect } from '../../src/scaling/timed-model.ts';
import { aPolicy, aRule } from './policy.ts';

const HOUR_MS = 3_600_000;
const DAY = Date.parse('2026-12-01T00:00:00Z');
const at = (hours: number) => DAY + hours * HOUR_MS;

/** Each day from that hour on, for so long. */
function daily(hour: number, hours: number, effect: Partial<Effect>): Timed {
  const read = timedOf({
    ...{ id: `s${hour}`, name: `from ${hour}`, recurrence: { text: `0 ${hour} * * *`, zone: 'UTC' }, durationMs: hours * HOUR_MS },
    ...{ effect: { exact: null, min: null, max: null, ...effect }, enabled: true, from: null, until: null },
  });
  if (!read.ok) throw new Error(read.userErrors[0]?.message);
  return read.value;
}
const known = (...changes: readonly (readonly [number, number, number])[]): History => ({
  ...{ since: 0, recommendations: [], changes: changes.map(([hour, from, to]): Change => ({ at: at(hour), from, to })), owed: null },
  off: changes.at(-1)?.[2] === 0,
});
const NIGHT = daily(20, 4, { exact: 8 });

describe('what an app is judged by', () => {
  const now = { owed: null };

  it('is the rule, with the bounds of what is in force, where it acts', () => {
    const rule = aRule({ mode: 'ACT', policy: aPolicy({ min: 2, max: 6 }) });
    const during = effectiveAt(rule, [NIGHT], now, at(21));
    expect(during).toMatchObject({ mode: 'ACT', rule, policy: { min: 8, max: 8, metrics: rule.policy.metrics } });
    expect(effectiveAt(rule, [NIGHT], now, at(12))).toMatchObject({ mode: 'ACT', policy: { min: 2, max: 6 } });
    expect(effectiveAt(rule, [daily(20, 4, { min: 3 })], now, at(21))?.policy).toMatchObject({ min: 3, max: 6 });
  });

  it('is the schedule alone while it is in force where the rule only looks, and the rule in between', () => {
    for (const mode of ['OBSERVE', 'OFF'] as const) {
      const rule = aRule({ mode });
      expect(effectiveAt(rule, [NIGHT], now, at(21))).toMatchObject({ mode: 'ACT', rule: null, policy: { min: 8, max: 8, metrics: [] } });
      expect(effectiveAt(rule, [NIGHT], now, at(12))?.mode).toBe(mode === 'OFF' ? undefined : mode);
    }
    expect(effectiveAt(undefined, [NIGHT], now, at(12))).toBeNull();
  });

  it('has other bounds at the times that the rule itself says, below those of schedules', () => {
    const schedule = [NIGHT.schedule].map((each) => ({ ...each, effect: { exact: null, min: 3, max: null } }));
    const rule = aRule({ mode: 'ACT', policy: aPolicy({ min: 2, max: 6, schedule }) });
    expect(effectiveAt(rule, [], now, at(21))?.policy).toEqual({ ...aPolicy({ min: 3, max: 6 }) });
    expect(effectiveAt(rule, [], now, at(12))?.policy).toEqual({ ...aPolicy({ min: 2, max: 6 }) });
    expect(effectiveAt({ ...rule, mode: 'OBSERVE' }, [], now, at(21))?.policy).toMatchObject({ min: 3, max: 6 });
    expect(effectiveAt(rule, [daily(20, 4, { max: 5 })], now, at(21))?.policy).toMatchObject({ min: 3, max: 5 });
  });
});

/** Judged every quarter of an hour; `people`: what somebody does at an hour. Answers the size at each full hour asked for. */
function lived({
  from,
  timed,
  rule,
  hours,
  people = {},
}: {
  readonly from: number;
  readonly timed: (hour: number) => readonly Timed[];
  readonly rule?: (hour: number) => ScalingRule | undefined;
  readonly hours: readonly number[];
  readonly people?: { readonly [hour: number]: number };
}): readonly number[] {
  let instances = from;
  let history = noHistory(at(0), instances);
  const sizes: number[] = [];
  for (let quarter = 1; quarter <= 4 * (hours.at(-1) ?? 0); quarter++) {
    const hour = quarter / 4;
    instances = people[hour] ?? instances;
    const effective = effectiveAt(rule?.(hour), timed(hour), history, at(hour));
    if (effective) {
      const seen = {
        now: at(hour),
        instances,
        ready: instances,
        running: instances,
        unhealthy: 0,
        deploying: false,
        held: null,
        figures: [],
      };
      const scales = (choice: string) => effective.mode === 'ACT' && choice.startsWith('SCALE');
      const look = looked({ policy: effective.policy, history, lookMs: 900_000 }, seen, ({ choice }) => scales(choice));
      history = look.history;
      if (look.acted) instances = look.verdict.to;
    }
    if (hours.includes(hour)) sizes.push(instances);
  }
  return sizes;
}

describe('a size that schedules alone have made another', () => {
  const always =
    (...timed: readonly Timed[]) =>
    () =>
      timed;
  const off = daily(22, 8, { exact: 0 });

  it('is given back when they are over, once, and not where it was changed meanwhile', () => {
    expect(lived({ from: 4, timed: always(NIGHT), hours: [19, 21, 25, 40] })).toEqual([4, 8, 4, 4]);
    expect(lived({ from: 4, timed: always(NIGHT), hours: [21, 25, 30], people: { 26: 7 } })).toEqual([8, 4, 7]);
    expect(lived({ from: 4, timed: always(daily(20, 4, { min: 8 })), hours: [21, 23, 25], people: { 22: 9 } })).toEqual([8, 9, 9]);
    expect(lived({ from: 8, timed: always(NIGHT), hours: [21, 25] })).toEqual([8, 8]);
  });

  it('is given back by another that has no part in it as far as that lets it', () => {
    expect(lived({ from: 10, timed: always(off, daily(5, 18, { max: 50 })), hours: [21, 23, 31] })).toEqual([10, 0, 10]);
    expect(lived({ from: 10, timed: always(off, daily(5, 18, { max: 6 })), hours: [23, 31] })).toEqual([0, 6]);
    expect(lived({ from: 4, timed: always(daily(18, 2, { exact: 6 }), NIGHT), hours: [19, 21, 25] })).toEqual([6, 8, 4]);
  });

  it('is given back where the schedule is changed, switched off or removed while it holds', () => {
    const longer = daily(22, 9, { exact: 0 });
    expect(lived({ from: 10, timed: (hour) => (hour < 25 ? [off] : [longer]), hours: [24, 30.5, 32] })).toEqual([0, 0, 10]);
    expect(lived({ from: 10, timed: (hour) => (hour < 25 ? [off] : []), hours: [24, 26] })).toEqual([0, 10]);
  });

  it('is the work of a rule that acts, where there is one: nothing is owed when that is switched off', () => {
    const rule = (mode: 'ACT' | 'OFF' | 'OBSERVE') => aRule({ mode, policy: aPolicy({ min: 3, max: 20 }) });
    const floor = daily(20, 4, { min: 10 });
    for (const mode of ['OFF', 'OBSERVE'] as const)
      expect(lived({ from: 3, timed: always(floor), rule: (hour) => rule(hour < 26 ? 'ACT' : mode), hours: [21, 27, 40] })).toEqual([
        10, 10, 10,
      ]);
    expect(lived({ from: 3, timed: always(floor), rule: () => rule('OBSERVE'), hours: [21, 27] })).toEqual([10, 3]);
  });

  it("is nobody's business where somebody starts it, and later switches it off on purpose", () => {
    const rule = aRule({ mode: 'ACT', policy: aPolicy({ min: 2, max: 20 }) });
    const during = (hour: number) => (hour < 28 ? [off] : []);
    expect(lived({ from: 4, timed: during, rule: () => rule, hours: [23, 29, 41, 45], people: { 40: 0 } })).toEqual([0, 2, 0, 0]);
  });
});

describe('no container at all', () => {
  const seen = { now: at(21), instances: 0, ready: 0, running: 0, unhealthy: 0, deploying: false, held: null, figures: [] };
  const bounds = (min: number, max: number) => aPolicy({ min, max, metrics: [] });

  it('is left alone where somebody has switched it off, and made larger where a schedule has', () => {
    expect(decide(bounds(2, 5), { ...seen, history: known() })).toMatchObject({ choice: 'HOLD', rejected: [{ guard: 'SWITCHED_OFF' }] });
    expect(decide(bounds(2, 5), { ...seen, history: known([20, 3, 0]) })).toMatchObject({ choice: 'SCALE_OUT', to: 2, by: 'BOUNDS' });
  });

  it('comes about only where that is wanted', () => {
    expect(decide(bounds(0, 0), { ...seen, instances: 3, history: known() })).toMatchObject({ choice: 'SCALE_IN', to: 0 });
    expect(decide(bounds(0, 0), { ...seen, history: known([20, 3, 0]) })).toMatchObject({ choice: 'NOTHING' });
    expect(decide(bounds(0, 5), { ...seen, history: known([20, 3, 0]) })).toMatchObject({ choice: 'SCALE_OUT', to: 1 });
    const idle = { metric: 'CPU_IDLE' as const, mean: 100, fresh: 1, at: at(21) };
    const one = { ...seen, instances: 1, ready: 1, running: 1, figures: [idle], history: known() };
    expect(decide(aPolicy({ min: 0, max: 5 }), one)).toMatchObject({ choice: 'NOTHING', to: 1 });
  });
});
