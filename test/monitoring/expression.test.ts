import { describe, expect, it } from 'vitest';
import {
  canonicalOf,
  checkExpression,
  expressionChanges,
  heldRow,
  rowInWords,
  rowsOf,
  sameRow,
  targetOf,
  textOf,
} from '../../src/monitoring/expression.ts';
import type { Threshold } from '../../src/monitoring/model.ts';

const threshold: Threshold = { side: 'ABOVE', value: 10.5, points: 3, steps: 2, priority: 1, note: 'many' };
const target = { metric: 'qps', tags: [{ name: 'service', value: 'shop' }] };
const told = { paused: false, teams: ['ops', 'dev'], callsCanopy: true };
const [row] = rowsOf([threshold], told);
if (!row) throw new Error('There is no row.');

describe('an expression', () => {
  it('has one text for all that mean the same; what Falcon does not understand is left as it is', () => {
    expect(textOf(target)).toBe('each(metric=qps service=shop)');
    expect(targetOf('each (  b=2 metric=qps  a=1 )')).toEqual({
      metric: 'qps',
      tags: [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
      ],
    });
    expect(canonicalOf('each(b=2 metric=qps a=1)')).toBe('each(metric=qps a=1 b=2)');
    for (const text of ['each(metric=qps)', 'all(metric=x a=1)', 'each(a=1 b=2)', 'each(metric=x a=b=c)', '']) {
      expect(targetOf(text)).toBeUndefined();
      expect(canonicalOf(text)).toBe(text);
    }
  });

  it('has a condition for each threshold, and is said in words', () => {
    expect(row).toEqual({
      ...{ func: 'all(#3)', op: '>', rightValue: 10.5, maxStep: 2, priority: 1, note: 'many', paused: false },
      ...{ teams: ['dev', 'ops'], callsCanopy: true },
    });
    expect(rowInWords(row)).toBe('all(#3) > 10.5: P1, told 2 times to Canopy, dev, ops (many)');
    const others = [{ func: 'max(#3)' }, { op: '<' }, { rightValue: 1 }, { maxStep: 1 }, { priority: 2 }, { note: '' }, { paused: true }];
    for (const other of [...others, { teams: [] }, { callsCanopy: false }]) expect(sameRow(row, { ...row, ...other })).toBe(false);
  });

  it('calls Canopy only by the address that Canopy has now', () => {
    const record = { ...row, expression: textOf(target) };
    const action = { teams: ['ops', 'dev'], url: 'http://canopy/x', callback: true };
    expect(heldRow(record, action, 'http://canopy/x')).toEqual(row);
    for (const [other, callback] of [
      [{ ...action, url: 'http://else/' }, 'http://canopy/x'],
      [{ ...action, callback: false }, 'http://canopy/x'],
      [action, undefined],
    ] as const)
      expect(heldRow(record, other, callback).callsCanopy).toBe(false);
  });

  it('becomes what it should be in place, as far as can be', () => {
    const [other, third] = [
      { ...row, rightValue: 20 },
      { ...row, rightValue: 30 },
    ];
    expect(expressionChanges([row, other], [other, row])).toEqual([]);
    expect(expressionChanges([row, other], [third, other])).toEqual([{ put: row, before: third }]);
    expect(expressionChanges([row, other], [row])).toEqual([{ put: other, before: null }]);
    expect(expressionChanges([], [row, other])).toEqual([{ drop: row }, { drop: other }]);
  });

  it('is refused at the place of each mistake', () => {
    expect(checkExpression(target, [{ ...threshold, value: -3 }], ['ops'])).toEqual({ ok: true, value: null });
    const pair = { name: 'a', value: 'b c' };
    const wrong = checkExpression(
      { metric: 'q(ps', tags: [pair, pair, { name: 'metric', value: 'x' }] },
      [{ ...threshold, priority: 0, value: NaN }],
      ['a,b'],
    );
    expect('userErrors' in wrong && wrong.userErrors.map(({ path }) => path.slice(1).join('.'))).toEqual([
      ...['metric', 'tags.0.value', 'tags.1.value', 'tags.1.name', 'tags.2.name'],
      ...['thresholds.0.value', 'thresholds.0.priority', 'teams.0'],
    ]);
    expect(checkExpression({ metric: 'qps', tags: [] }, [], [])).toMatchObject({
      userErrors: [{ path: ['input', 'tags'] }, { path: ['input', 'thresholds'] }],
    });
  });
});
