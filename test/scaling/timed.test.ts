import { describe, expect, it } from 'vitest';
import { type TimedInput } from '../../src/scaling/timed-input.ts';
import { boundsAt, calendarOf } from '../../src/scaling/timed.ts';
import { NOW, timed } from './schedules.ts';
import { seeded } from './shapes.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BOUNDS = { min: 2, max: 10 };

describe('the bounds of an app', () => {
  const at = (hours: number, ...inputs: readonly Partial<TimedInput>[]) => boundsAt(timed(...inputs), BOUNDS, NOW + hours * HOUR_MS);

  it.each([
    ['a floor', [{ min: 5 }], { min: 5, max: 10 }],
    ['a floor above the most there may be', [{ min: 30 }], { min: 30, max: 30 }],
    ['a floor below the least there may be', [{ min: 1 }], { min: 1, max: 10 }],
    ['a ceiling', [{ max: 4 }], { min: 2, max: 4 }],
    ['a ceiling below the least there may be', [{ max: 1 }], { min: 1, max: 1 }],
    ['a ceiling above the most there may be', [{ max: 50 }], { min: 2, max: 50 }],
    ['both', [{ min: 3, max: 4 }], { min: 3, max: 4 }],
    ['an exact size', [{ exact: 7 }], { min: 7, max: 7 }],
    ['none at all', [{ exact: 0 }], { min: 0, max: 0 }],
    ['the highest floor and the lowest ceiling of several', [{ min: 3, max: 8 }, { min: 4 }, { max: 6 }], { min: 4, max: 6 }],
    ['an exact size within the bounds of another', [{ exact: 5 }, { min: 3, max: 8 }], { min: 5, max: 5 }],
  ])('by %s', (_, inputs, expected) => {
    expect(at(9, ...inputs)).toMatchObject({ ...expected, contradiction: null });
    expect(at(9, ...inputs).by).toHaveLength(inputs.length);
    expect(at(7, ...inputs)).toMatchObject({ ...BOUNDS, by: [] });
  });

  it('are the floor where a ceiling is below it, and say so', () => {
    const both = at(9, { name: 'sale', min: 8 }, { name: 'thrift', max: 3 });
    expect(both).toMatchObject({ min: 8, max: 8 });
    expect(both.contradiction).toBe('sale asks for at least 8, thrift for at most 3: there are 8, since too few are the greater harm.');
    expect(at(9, { exact: 3 }, { exact: 5 })).toMatchObject({ min: 5, max: 5, contradiction: expect.stringContaining('at least 5') });
  });

  it('hold from the instant of a firing up to its end, and say which it is and when they change', () => {
    const begins = NOW + 8 * HOUR_MS;
    expect(at(8 - 1 / HOUR_MS, { min: 5 })).toMatchObject({ by: [], changesAt: begins });
    expect(at(8, { min: 5 })).toMatchObject({
      ...{ min: 5, changesAt: begins + 2 * HOUR_MS },
      by: [{ scheduleId: 's0', at: begins, until: begins + 2 * HOUR_MS, name: 'morning' }],
    });
    expect(at(10, { min: 5 })).toMatchObject({ by: [], changesAt: begins + DAY_MS });
  });

  it('count only firings within the time in which a schedule is valid, which ends them too', () => {
    const between = { min: 5, from: NOW + 8.5 * HOUR_MS, until: NOW + 33 * HOUR_MS };
    expect(at(9, between)).toMatchObject({ by: [], changesAt: NOW + 32 * HOUR_MS });
    expect(at(32.5, between)).toMatchObject({ min: 5, changesAt: NOW + 33 * HOUR_MS });
    expect(at(33, between)).toMatchObject({ by: [], changesAt: null });
    expect(at(9, { min: 5, enabled: false })).toMatchObject({ by: [], changesAt: null });
  });

  it('are never more than those given, once the last firing is over', () => {
    const three = { recurrence: 'R3/2026-06-01T00:00:00Z/P1D', min: 5 };
    expect(at(48.5, three)).toMatchObject({ min: 5, changesAt: NOW + 50 * HOUR_MS });
    expect(at(50, three)).toMatchObject({ ...BOUNDS, changesAt: null });
  });

  const random = seeded(11);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const drawn = (): Partial<TimedInput> => ({
    recurrence: pick([
      '0 1 * * *',
      '30 2 * * *',
      '*/20 * * * *',
      '0 */3 * * MON-FRI',
      'R/2026-03-01T01:30:00Z/P1D',
      'R9/2026-03-07T12:00:00Z/PT5H',
      '15 0,2 8 3 *',
    ]),
    zone: pick(['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Shanghai']),
    durationSeconds: 60 * pick([7, 45, 90, 180, 1_500]),
    ...pick([{ min: pick([1, 4, 12]) }, { max: pick([1, 4, 12]) }, { exact: pick([0, 3, 15]) }, { min: 3, max: 4 }]),
    ...pick([{}, {}, { from: Date.parse('2026-03-08T05:30:00Z') }, { until: Date.parse('2026-03-08T07:10:00Z') }]),
  });

  it.each([
    ['spring in New York', '2026-03-07T12:00:00Z'],
    ['spring in Berlin', '2026-03-28T12:00:00Z'],
    ['autumn in Lord Howe', '2026-04-04T06:00:00Z'],
    ['autumn in Berlin', '2026-10-24T12:00:00Z'],
    ['autumn in New York', '2026-10-31T12:00:00Z'],
  ])('are minute by minute what all firings come to, one by one: %s', (_, begin) => {
    const start = Date.parse(begin);
    for (let round = 0; round < 8; round++) {
      const all = timed(...Array.from({ length: 1 + Math.floor(random() * 4) }, drawn));
      const firings = calendarOf(all, start - 30 * HOUR_MS, start + 40 * HOUR_MS, 10_000);
      const holding = (now: number) => firings.filter(({ at: from, until }) => from <= now && now < until);
      let before: { readonly said: string; readonly changesAt: number | null } | undefined;
      for (let now = start; now < start + 40 * HOUR_MS; now += MINUTE_MS) {
        const seen = boundsAt(all, BOUNDS, now);
        const newest = all.flatMap(({ schedule: { id } }) => holding(now).findLast(({ scheduleId }) => scheduleId === id) ?? []);
        expect(seen.by.map(({ scheduleId, at: from }) => [scheduleId, from])).toEqual(
          newest.map(({ scheduleId, at: from }) => [scheduleId, from]),
        );
        const floors = newest.flatMap(({ effect }) => effect.exact ?? effect.min ?? []);
        const ceilings = newest.flatMap(({ effect }) => effect.exact ?? effect.max ?? []);
        expect(seen.min).toBe(floors.length > 0 ? Math.max(...floors) : Math.min(BOUNDS.min, ...ceilings));
        expect(seen.max).toBe(Math.max(seen.min, ceilings.length > 0 ? Math.min(...ceilings) : BOUNDS.max));
        // All schedules here change at whole minutes: nothing moves before it was told to, and something does then.
        const said = JSON.stringify(seen.by);
        if (before) expect([now, said !== before.said]).toEqual([now, now === before.changesAt]);
        before = { said, changesAt: seen.changesAt };
      }
    }
  });
});

describe('the calendar', () => {
  it('is what all schedules come to, the earliest first', () => {
    const all = timed(
      { name: 'day', min: 5, until: Date.parse('2026-06-03') },
      { name: 'night', max: 3, recurrence: '0 22 * * *', zone: 'Asia/Shanghai' },
      { name: 'off', enabled: false, exact: 1 },
    );
    const entries = calendarOf(all, NOW, NOW + 3 * DAY_MS, 10);
    expect(entries.map(({ name, local, note, zone }) => [name, local, note, zone])).toEqual([
      ['day', '2026-06-01T08:00:00+00:00', 'NORMAL', 'UTC'],
      ['night', '2026-06-01T22:00:00+08:00', 'NORMAL', 'Asia/Shanghai'],
      ['day', '2026-06-02T08:00:00+00:00', 'NORMAL', 'UTC'],
      ['night', '2026-06-02T22:00:00+08:00', 'NORMAL', 'Asia/Shanghai'],
      ['night', '2026-06-03T22:00:00+08:00', 'NORMAL', 'Asia/Shanghai'],
    ]);
    expect(entries[0]).toMatchObject({
      scheduleId: 's0',
      at: NOW + 8 * HOUR_MS,
      until: NOW + 10 * HOUR_MS,
      effect: { min: 5 },
      meant: null,
    });
    expect(calendarOf(all, NOW, NOW + 3 * DAY_MS, 2)).toEqual(entries.slice(0, 2));
    expect(calendarOf(all, NOW + 8 * HOUR_MS, NOW + 14 * HOUR_MS, 10).map(({ name }) => name)).toEqual(['day']);
  });

  it('says what becomes of hours that the clock skips or shows twice', () => {
    const all = timed({ min: 5, recurrence: '30 1,2 * * *', zone: 'America/New_York' });
    const on = (day: string) =>
      calendarOf(all, Date.parse(day), Date.parse(day) + DAY_MS, 10).map(({ local, note, meant }) => [local, note, meant]);
    expect(on('2027-03-14T05:00:00Z')).toEqual([
      ['2027-03-14T01:30:00-05:00', 'NORMAL', null],
      ['2027-03-14T03:00:00-04:00', 'AFTER_GAP', '2027-03-14T02:30:00'],
    ]);
    expect(on('2027-11-07T04:00:00Z')).toEqual([
      ['2027-11-07T01:30:00-04:00', 'FIRST_OF_TWO', null],
      ['2027-11-07T02:30:00-05:00', 'NORMAL', null],
    ]);
  });
});
