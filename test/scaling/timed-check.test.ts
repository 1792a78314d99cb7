import { describe, expect, it } from 'vitest';
import { overlapOf, togetherErrors } from '../../src/scaling/overlap.ts';
import { timedErrors } from '../../src/scaling/timed-check.ts';
import { type TimedInput } from '../../src/scaling/timed-input.ts';
import { NOW, scheduled, timed } from './schedules.ts';

describe('what is wrong with a schedule', () => {
  const wrong = (over: Partial<TimedInput>) =>
    timedErrors(scheduled(over), NOW, 'input').map(({ code, path, message }) => {
      expect([code, path[0]]).toEqual(['BAD_USER_INPUT', 'input']);
      return `${path.slice(1).join('.')}: ${message}`;
    });

  it.each<[string, Partial<TimedInput>, RegExp]>([
    ['no name', { name: ' ' }, /^name: /],
    ['a long name', { name: 'x'.repeat(65) }, /^name: /],
    ['an unknown zone', { zone: 'Asia/Atlantis' }, /^zone: "Asia\/Atlantis" is no time zone/],
    ['a bad expression', { recurrence: '0 25 * * *' }, /^recurrence: "0 25 \* \* \*" is no cron expression: Invalid value for hour: 25\.$/],
    ['a bad interval', { recurrence: 'R/2026-12-01T08:00:00Z/1D' }, /^recurrence: .* it is written R<times>/],
    ['no such day', { recurrence: '0 8 31 4 *' }, /^recurrence: .* never fires/],
    ['a series that is over', { recurrence: 'R5/2020-01-01T00:00:00Z/P1D' }, /^recurrence: It never fires from now on/],
    [
      'no firing while it is valid',
      { recurrence: '0 8 1 1 *', until: Date.parse('2026-12-01') },
      /^recurrence: It never fires from now on/,
    ],
    ['an end before its beginning', { from: Date.parse('2026-12-02'), until: Date.parse('2026-12-01') }, /^until: /],
    ['seconds', { recurrence: '*/5 * * * * *', durationSeconds: 1 }, /^recurrence: .* every 10 s/],
    ['two seconds of a year', { recurrence: '0,9 0 0 1 1 *', durationSeconds: 1 }, /^recurrence: .* every 10 s/],
    ['no duration', { durationSeconds: 0 }, /^durationSeconds: /],
    ['a duration before itself', { durationSeconds: -5 }, /^durationSeconds: /],
    ['no number', { durationSeconds: NaN }, /^durationSeconds: /],
    ['more than a year', { recurrence: 'R2/2026-12-01T00:00:00Z/P2Y', durationSeconds: 367 * 86_400 }, /^durationSeconds: /],
    ['a day without an end', { durationSeconds: 90_001 }, /^durationSeconds: .* never end/],
    ['an hour without an end', { recurrence: '0 * * * *', durationSeconds: 3_601 }, /^durationSeconds: .* never end/],
    ['nothing set', { min: null }, /^: Give exact, min or max/],
    ['both sorts', { exact: 5 }, /^exact: Give either exact/],
    ['a maximum below the minimum', { min: 5, max: 4 }, /^max: max is 4, below min, which is 5/],
    ['too few', { min: -1 }, /^min: min must be a whole number from 0 to 10000/],
    ['half of one', { min: null, exact: 1.5 }, /^exact: /],
    ['too many', { max: 10_001 }, /^max: max must be a whole number/],
  ])('%s', (_, over, message) => {
    expect(wrong(over)).toEqual([expect.stringMatching(message)]);
  });

  it('is told all at once', () => {
    expect(wrong({ name: '', zone: 'x', durationSeconds: 0, min: 3, max: 2 })).toHaveLength(4);
  });

  it.each<[string, Partial<TimedInput>]>([
    ['a day and night on workdays', { recurrence: '0 8 * * MON-FRI', durationSeconds: 30 * 3_600 }],
    ['all of each day', { recurrence: '0 0 * * *', durationSeconds: 86_400 }],
    ['an hour that ends with the day', { recurrence: '* 8-20 * * *', durationSeconds: 3_600 }],
    ['days that run into each other, five in all', { recurrence: 'R5/2026-12-01T00:00:00Z/P1D', durationSeconds: 100_000 }],
    ['days that run into each other until it ends', { durationSeconds: 100_000, until: Date.parse('2027-01-01') }],
    ['what holds now for the last time', { recurrence: 'R1/2026-05-31T23:00:00Z/P1D' }],
    ['what begins when it is set', { recurrence: 'R//P1D' }],
    ['a leap day', { recurrence: '0 0 29 2 *' }],
    ['one that is switched off', { enabled: false }],
    ['nobody at night', { min: null, exact: 0 }],
  ])('is nothing: %s', (_, over) => {
    expect(wrong(over)).toEqual([]);
  });
});

describe('exact sizes', () => {
  const overlap = (...inputs: readonly Partial<TimedInput>[]) => overlapOf(timed(...inputs), NOW);

  it.each<[string, Partial<TimedInput>[], string | null]>([
    ['that touch', [{ exact: 3 }, { exact: 5, recurrence: '0 10 * * *' }], null],
    ['that overlap', [{ exact: 3 }, { exact: 5, recurrence: '59 9 * * *' }], '2026-06-01T09:59:00.000Z'],
    ['that are the same', [{ exact: 3 }, { exact: 3, recurrence: '0 9 * * *' }], null],
    ['beside a floor', [{ exact: 3 }, { min: 5, recurrence: '0 9 * * *' }], null],
    ['of which one is switched off', [{ exact: 3 }, { exact: 5, recurrence: '0 9 * * *', enabled: false }], null],
    ['that met before', [{ exact: 3 }, { exact: 5, recurrence: 'R1/2026-05-01T09:00:00Z/P1D' }], null],
    [
      'that both hold now',
      [
        { exact: 3, recurrence: '0 23 * * *' },
        { exact: 5, recurrence: 'R1/2026-05-31T00:00:00Z/P1D', durationSeconds: 90_000 },
      ],
      '2026-06-01T00:00:00.000Z',
    ],
    [
      'that meet on one day of the year',
      [
        { exact: 3, recurrence: '0 0 1 * *' },
        { exact: 5, recurrence: '0 1 * * MON', durationSeconds: 60 },
      ],
      '2026-06-01T01:00:00.000Z',
    ],
    [
      'that meet where the clock jumps alone',
      [
        { exact: 3, zone: 'America/New_York', recurrence: '0 1 * * *', durationSeconds: 3_600 },
        { exact: 5, zone: 'America/New_York', recurrence: '30 1 8 3 *', durationSeconds: 60 },
        { exact: 5, zone: 'America/New_York', recurrence: '30 2 * * *', durationSeconds: 1_800 },
      ],
      '2027-03-08T06:30:00.000Z',
    ],
    [
      'that keep apart by an hour that comes twice',
      [
        { exact: 3, zone: 'America/New_York', recurrence: '0 0 * * *', durationSeconds: 7_200 },
        { exact: 5, zone: 'America/New_York', recurrence: '0 2 * * *', durationSeconds: 60 },
      ],
      null,
    ],
    [
      'that an hour which is skipped brings together',
      [
        { exact: 3, zone: 'America/New_York', recurrence: '0 0 * * *', durationSeconds: 10_800 },
        { exact: 5, zone: 'America/New_York', recurrence: '0 3 * * *', durationSeconds: 60 },
      ],
      '2027-03-14T07:00:00.000Z',
    ],
  ])('%s', (_, inputs, at) => {
    const found = overlap(...inputs);
    expect(found === null ? null : new Date(found.at).toISOString()).toBe(at);
  });

  it('are told with both names and the first instant', () => {
    const all = timed({ name: 'day', exact: 3 }, { name: 'peak', exact: 5, recurrence: '0 9 * * *' });
    expect(togetherErrors(all, NOW, 'input')).toEqual([
      {
        ...{ code: 'BAD_USER_INPUT', path: ['input', 'exact'] },
        message: '"peak" wants exactly 5 while "day" wants exactly 3, first at 2026-06-01T09:00:00.000Z.',
      },
    ]);
    expect(togetherErrors(timed({ exact: 3 }, { min: 5 }), NOW, 'input')).toEqual([]);
  });

  it('are looked at within bounds: twenty that fire every 10 s', () => {
    const all = timed(
      ...Array.from({ length: 20 }, (_, n) => ({ exact: 3, recurrence: `R/2026-06-01T00:00:0${n % 10}Z/PT10S`, durationSeconds: 1 })),
    );
    const begun = performance.now();
    expect(overlapOf(all, NOW)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(togetherErrors([...all, ...all], NOW, 'input')).toMatchObject([
      { message: 'At most 20 schedules for an app.', path: ['input'] },
    ]);
  });
});
