import { describe, expect, it } from 'vitest';
import { isEnough, leftOf, secondsUntil, spentBy, windowAt } from '../../src/access/points.ts';

describe('a window', () => {
  it.each([
    ['its first instant', 120, 0, 120],
    ['its last', 179, 120, 120],
    ['the first of the next', 180, 120, 180],
    ['many later', 1_000, 120, 960],
    ['a clock that steps back over its beginning', 119, 120, 120],
    ['and by just a window', 60, 120, 60 + 60],
    ['by more: that one is begun anew', 59, 120, 0],
    ['by hours', 59, 36_000, 0],
  ])('%s', (_, now, current, expected) => {
    expect(windowAt(now, 60, current)).toBe(expected);
  });

  it('of a clock that steps back twice, each time by less than a window, is left as soon as both are more than one', () => {
    let window = 0;
    const seen = [130, 110, 90, 59, 40, 61, 130].map((now) => (window = windowAt(now, 60, window)));
    expect(seen).toEqual([120, 120, 120, 0, 0, 60, 120]);
  });

  it('begins where the clock is a multiple of it, on every machine', () => {
    const now = Date.parse('2026-03-04T05:06:07.890Z');
    expect(new Date(windowAt(now, 60_000, 0)).toISOString()).toBe('2026-03-04T05:06:00.000Z');
  });
});

describe('what is left', () => {
  it.each([
    [10, 0, 10, true],
    [10, 0, 11, false],
    [10, 9, 1, true],
    [10, 10, 1, false],
    [10, 25, 1, false],
  ])('of %i, when %i are spent, is enough for %i: %s', (limit, spent, due, enough) => {
    expect(isEnough(limit, spent, due)).toBe(enough);
  });

  it('is never less than nothing', () => {
    expect([leftOf(10, 4), leftOf(10, 10), leftOf(10, 25)]).toEqual([6, 0, 0]);
  });
});

describe('what all have spent', () => {
  it.each([
    ['nobody else', 7, 5, 2, 7],
    ['others too', 7, 50, 2, 52],
    ['others too, while nothing was spent here', 7, 50, 0, 50],
    ['a store that has forgotten it', 7, 1, 2, 7],
  ])('%s', (_, known, told, unsent, expected) => {
    expect(spentBy(known, told, unsent)).toBe(expected);
  });
});

it.each([
  [1_000, 0, 1],
  [1_001, 0, 2],
  [1, 0, 1],
  [0, 0, 0],
  [5, 10, 0],
  [60_000, 1, 60],
])('until %i at %i it is %i seconds', (at, now, seconds) => {
  expect(secondsUntil(at, now)).toBe(seconds);
});
