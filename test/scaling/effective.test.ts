import { describe, expect, it } from 'vitest';
import { decide } from '../../src/scaling/decide.ts';
import { effectiveAt, sizeBefore, type Since } from '../../src/scaling/effective.ts';
import type { Change, History } from '../../src/scaling/model.ts';
import { timedOf } from '../../src/scaling/timed.ts';
import type { Effect } from '../../src/scaling/timed-model.ts';
import { aPolicy, aRule } from './policy.ts';

const HOUR_MS = 3_600_000;
const DAY = Date.parse('2026-12-01T00:00:00Z');
const at = (hours: number) => DAY + hours * HOUR_MS;

/** Each day from that hour on, for so long. */
function daily(hour: number, hours: number, effect: Partial<Effect>, setAt = 0): Since {
  const read = timedOf({
    ...{ id: `s${hour}`, name: `from ${hour}`, recurrence: { text: `0 ${hour} * * *`, zone: 'UTC' }, durationMs: hours * HOUR_MS },
    ...{ effect: { exact: null, min: null, max: null, ...effect }, enabled: true, from: null, until: null },
  });
  if (!read.ok) throw new Error(read.userErrors[0]?.message);
  return { ...read.value, setAt };
}
const known = (...changes: readonly (readonly [number, number, number])[]): History => ({
  ...{ since: 0, recommendations: [], changes: changes.map(([hour, from, to]): Change => ({ at: at(hour), from, to })) },
});
const NIGHT = daily(20, 4, { exact: 8 });

describe('what an app is judged by', () => {
  const now = { history: known(), instances: 4 };

  it('is the rule, with the bounds of what is in force, where it acts', () => {
    const rule = aRule({ mode: 'ACT', policy: aPolicy({ min: 2, max: 6 }) });
    expect(effectiveAt(rule, [NIGHT], now, at(21))).toMatchObject({
      mode: 'ACT',
      rule,
      policy: { min: 8, max: 8, metrics: rule.policy.metrics },
    });
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

  it.each([
    ['it is given back', known([20, 4, 8]), 8, at(24), 4],
    ['once', known([20, 4, 8], [24, 8, 4]), 4, at(25), null],
    ['not where somebody else has changed it', known([20, 4, 8]), 6, at(24), null],
    ['not where the schedule had nothing to change', known([10, 2, 8]), 8, at(24), null],
    ['not before it ends', known([20, 4, 8]), 8, at(23), null],
    ['nor where nothing is known', known(), 8, at(24), null],
  ])('has its size back: %s', (_, history, instances, now, size) => {
    expect(sizeBefore(history, [NIGHT], instances, now)).toBe(size);
  });

  it('has back what it was before the first of schedules that follow each other', () => {
    const evening = daily(18, 2, { exact: 6 });
    expect(sizeBefore(known([18, 4, 6], [20, 6, 8]), [evening, NIGHT], 8, at(24))).toBe(4);
    // One that was set only then has not changed it before.
    expect(sizeBefore(known([18, 4, 6], [20, 6, 8]), [{ ...evening, setAt: at(21) }, NIGHT], 8, at(24))).toBe(6);
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
