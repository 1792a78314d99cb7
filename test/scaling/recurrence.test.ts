import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { firings, seriesOf, settled, type Series } from '../../src/scaling/recurrence.ts';
import { seeded } from './shapes.ts';

const NEW_YORK = 'America/New_York';
const LORD_HOWE = 'Australia/Lord_Howe';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function series(text: string, zone: string): Series {
  const read = seriesOf({ text, zone });
  if (!read.ok) throw new Error(read.userErrors.map(({ message }) => message).join(' '));
  return read.value;
}

/** As `local note [meant]`, without what goes without saying. */
const told = (text: string, zone: string, from: string, to: string, limit = 100): string[] =>
  firings(series(text, zone), Date.parse(from), Date.parse(to), limit).map(({ local, note, meant }) =>
    [local, note === 'NORMAL' ? [] : note, meant ?? []].flat().join(' '),
  );

// By hand, from the rules of each zone. New York: 2026-03-08 02:00 becomes 03:00, 2026-11-01 02:00 becomes 01:00. Berlin: 2026-03-29
// 02:00 becomes 03:00, 2026-10-25 03:00 becomes 02:00. Lord Howe: 2026-04-05 02:00 becomes 01:30, 2026-10-04 02:00 becomes 02:30.
// Apia left out 2011-12-30.
describe('where the clock is put forward', () => {
  it.each([
    [
      'a time of the day fires at the end of the gap',
      '30 2 * * *',
      NEW_YORK,
      '2026-03-07',
      '2026-03-10',
      ['2026-03-07T02:30:00-05:00', '2026-03-08T03:00:00-04:00 AFTER_GAP 2026-03-08T02:30:00', '2026-03-09T02:30:00-04:00'],
    ],
    [
      'several of them fire once',
      '0,30 2,3 * * *',
      NEW_YORK,
      '2026-03-08',
      '2026-03-09',
      ['2026-03-08T03:00:00-04:00 AFTER_GAP 2026-03-08T02:00:00', '2026-03-08T03:30:00-04:00'],
    ],
    [
      'also on weekdays alone',
      '15 2 * * SUN',
      'Europe/Berlin',
      '2026-03-28',
      '2026-04-06',
      ['2026-03-29T03:00:00+02:00 AFTER_GAP 2026-03-29T02:15:00', '2026-04-05T02:15:00+02:00'],
    ],
    [
      'half an hour is as good',
      '15 2 * * *',
      LORD_HOWE,
      '2026-10-03T00:00+11:00',
      '2026-10-05T03:00+11:00',
      ['2026-10-03T02:15:00+10:30', '2026-10-04T02:30:00+11:00 AFTER_GAP 2026-10-04T02:15:00', '2026-10-05T02:15:00+11:00'],
    ],
    [
      'a day that is left out, too',
      '0 8 * * *',
      'Pacific/Apia',
      '2011-12-29',
      '2012-01-01',
      [
        '2011-12-29T08:00:00-10:00',
        '2011-12-31T00:00:00+14:00 AFTER_GAP 2011-12-30T08:00:00',
        '2011-12-31T08:00:00+14:00',
        '2012-01-01T08:00:00+14:00',
      ],
    ],
    [
      'what counts through the day goes on without a pause',
      '*/15 * * * *',
      NEW_YORK,
      '2026-03-08T06:30Z',
      '2026-03-08T07:31Z',
      [
        '2026-03-08T01:30:00-05:00',
        '2026-03-08T01:45:00-05:00',
        '2026-03-08T03:00:00-04:00',
        '2026-03-08T03:15:00-04:00',
        '2026-03-08T03:30:00-04:00',
      ],
    ],
    [
      'nor is there one firing more',
      '7 * * * *',
      NEW_YORK,
      '2026-03-08T06:00Z',
      '2026-03-08T09:00Z',
      ['2026-03-08T01:07:00-05:00', '2026-03-08T03:07:00-04:00', '2026-03-08T04:07:00-04:00'],
    ],
    [
      'what falls in the gap comes as if there were none',
      '0 */2 * * *',
      NEW_YORK,
      '2026-03-08T04:00Z',
      '2026-03-08T11:00Z',
      [
        '2026-03-08T00:00:00-05:00',
        '2026-03-08T03:00:00-04:00 AFTER_GAP 2026-03-08T02:00:00',
        '2026-03-08T04:00:00-04:00',
        '2026-03-08T06:00:00-04:00',
      ],
    ],
    [
      'with half an hour as well',
      '0 * * * *',
      LORD_HOWE,
      '2026-10-03T14:30Z',
      '2026-10-03T16:30Z',
      ['2026-10-04T01:00:00+10:30', '2026-10-04T02:30:00+11:00 AFTER_GAP 2026-10-04T02:00:00', '2026-10-04T03:00:00+11:00'],
    ],
    [
      'minutes of that hour alone',
      '*/30 2 * * *',
      NEW_YORK,
      '2026-03-08',
      '2026-03-09',
      ['2026-03-08T03:00:00-04:00 AFTER_GAP 2026-03-08T02:00:00', '2026-03-08T03:30:00-04:00 AFTER_GAP 2026-03-08T02:30:00'],
    ],
    [
      'a daily period fires at the end of the gap, and at its time on the day after',
      'R/2026-03-07T02:30:00/P1D',
      NEW_YORK,
      '2026-03-07',
      '2026-03-10',
      ['2026-03-07T02:30:00-05:00', '2026-03-08T03:00:00-04:00 AFTER_GAP 2026-03-08T02:30:00', '2026-03-09T02:30:00-04:00'],
    ],
    [
      'a period of hours counts what passes',
      'R/2026-03-07T20:30:00-05:00/PT12H',
      NEW_YORK,
      '2026-03-07',
      '2026-03-09',
      ['2026-03-07T20:30:00-05:00', '2026-03-08T09:30:00-04:00'],
    ],
  ])('%s', (_, text, zone, from, to, expected) => {
    expect(told(text, zone, from, to)).toEqual(expected);
  });
});

describe('where the clock is put back', () => {
  it.each([
    [
      'a time of the day fires at its first',
      '30 1 * * *',
      NEW_YORK,
      '2026-11-01',
      '2026-11-03',
      ['2026-11-01T01:30:00-04:00 FIRST_OF_TWO', '2026-11-02T01:30:00-05:00'],
    ],
    ['also from the second of the two hours on', '30 1 * * *', NEW_YORK, '2026-11-01T06:10Z', '2026-11-03', ['2026-11-02T01:30:00-05:00']],
    [
      'the hour after it comes once',
      '0 2,3 * * *',
      'Europe/Berlin',
      '2026-10-25',
      '2026-10-26',
      ['2026-10-25T02:00:00+02:00 FIRST_OF_TWO', '2026-10-25T03:00:00+01:00'],
    ],
    [
      'half an hour is as good',
      '45 1 * * *',
      LORD_HOWE,
      '2026-04-04T12:00Z',
      '2026-04-05T12:00Z',
      ['2026-04-05T01:45:00+11:00 FIRST_OF_TWO'],
    ],
    [
      'what counts through the day fires in both hours',
      '*/30 * * * *',
      NEW_YORK,
      '2026-11-01T05:00Z',
      '2026-11-01T07:30Z',
      [
        '2026-11-01T01:00:00-04:00 FIRST_OF_TWO',
        '2026-11-01T01:30:00-04:00 FIRST_OF_TWO',
        '2026-11-01T01:00:00-05:00 SECOND_OF_TWO',
        '2026-11-01T01:30:00-05:00 SECOND_OF_TWO',
        '2026-11-01T02:00:00-05:00',
      ],
    ],
    [
      'every hour named is every hour',
      '0 0-23 * * *',
      NEW_YORK,
      '2026-11-01T05:00Z',
      '2026-11-01T07:30Z',
      ['2026-11-01T01:00:00-04:00 FIRST_OF_TWO', '2026-11-01T01:00:00-05:00 SECOND_OF_TWO', '2026-11-01T02:00:00-05:00'],
    ],
    [
      'a daily period fires at its first',
      'R/2026-10-31T01:30:00-04:00/P1D',
      NEW_YORK,
      '2026-10-31',
      '2026-11-02T12:00Z',
      ['2026-10-31T01:30:00-04:00', '2026-11-01T01:30:00-04:00 FIRST_OF_TWO', '2026-11-02T01:30:00-05:00'],
    ],
    [
      'a period that begins at the second begins there',
      'R/2026-11-01T01:30:00-05:00/P1D',
      NEW_YORK,
      '2026-10-31',
      '2026-11-02T12:00Z',
      ['2026-11-01T01:30:00-05:00 SECOND_OF_TWO', '2026-11-02T01:30:00-05:00'],
    ],
  ])('%s', (_, text, zone, from, to, expected) => {
    expect(told(text, zone, from, to)).toEqual(expected);
  });
});

describe('a recurrence', () => {
  it.each([
    [
      'of days, where no clock jumps',
      '0 8 * * *',
      'Asia/Shanghai',
      '2026-03-07',
      '2026-03-09',
      ['2026-03-07T08:00:00+08:00', '2026-03-08T08:00:00+08:00'],
    ],
    ['of seconds', '20,40 30 8 1 1 *', 'UTC', '2026-01-01', '2027-01-01', ['2026-01-01T08:30:20+00:00', '2026-01-01T08:30:40+00:00']],
    [
      'of the last day of the month',
      '0 0 L * *',
      'UTC',
      '2026-01-01',
      '2026-04-01',
      ['2026-01-31T00:00:00+00:00', '2026-02-28T00:00:00+00:00', '2026-03-31T00:00:00+00:00'],
    ],
    [
      'of the 31st, where cron knows no other day',
      '0 0 31 * *',
      'UTC',
      '2026-01-01',
      '2026-06-01',
      ['2026-01-31T00:00:00+00:00', '2026-03-31T00:00:00+00:00', '2026-05-31T00:00:00+00:00'],
    ],
    [
      'of leap days',
      '0 0 29 2 *',
      'UTC',
      '2096-01-01',
      '2109-01-01',
      ['2096-02-29T00:00:00+00:00', '2104-02-29T00:00:00+00:00', '2108-02-29T00:00:00+00:00'],
    ],
    [
      'of a date or a weekday',
      '0 0 1 2 MON',
      'UTC',
      '2026-02-01',
      '2026-02-10',
      ['2026-02-01T00:00:00+00:00', '2026-02-02T00:00:00+00:00', '2026-02-09T00:00:00+00:00'],
    ],
    [
      'of months from a 31st: the last day of shorter ones',
      'R/2026-01-31T08:00:00Z/P1M',
      'UTC',
      '2026-01-01',
      '2026-06-01',
      [
        '2026-01-31T08:00:00+00:00',
        '2026-02-28T08:00:00+00:00',
        '2026-03-31T08:00:00+00:00',
        '2026-04-30T08:00:00+00:00',
        '2026-05-31T08:00:00+00:00',
      ],
    ],
    [
      'of years from a leap day',
      'R/2024-02-29T08:00:00Z/P1Y',
      'UTC',
      '2024-01-01',
      '2028-12-01',
      [
        '2024-02-29T08:00:00+00:00',
        '2025-02-28T08:00:00+00:00',
        '2026-02-28T08:00:00+00:00',
        '2027-02-28T08:00:00+00:00',
        '2028-02-29T08:00:00+00:00',
      ],
    ],
    [
      'of days and hours',
      'R3/2026-01-01T00:00:00Z/P1DT12H',
      'UTC',
      '2026-01-01',
      '2026-06-01',
      ['2026-01-01T00:00:00+00:00', '2026-01-02T12:00:00+00:00', '2026-01-04T00:00:00+00:00'],
    ],
    [
      'of weeks, by a start with the distance of another zone',
      'R2/2026-12-01T08:00:00+08:00/P1W',
      'Europe/Berlin',
      '2026-01-01',
      '2028-01-01',
      ['2026-12-01T01:00:00+01:00', '2026-12-08T01:00:00+01:00'],
    ],
    [
      'that ends after five',
      'R5/2026-12-01/PT1H30M',
      'UTC',
      '2026-01-01',
      '2028-01-01',
      [
        '2026-12-01T00:00:00+00:00',
        '2026-12-01T01:30:00+00:00',
        '2026-12-01T03:00:00+00:00',
        '2026-12-01T04:30:00+00:00',
        '2026-12-01T06:00:00+00:00',
      ],
    ],
  ])('%s', (_, text, zone, from, to, expected) => {
    expect(told(text, zone, from, to)).toEqual(expected);
  });

  it('has no firing before its start, and none after its last', () => {
    const five = series('R5/2026-12-01T00:00:00Z/P1D', 'UTC');
    const [start, end] = [Date.UTC(2026, 11, 1), Date.UTC(2026, 11, 5)];
    expect([five.last(start - 1), five.next(start - 1)]).toEqual([null, start]);
    expect([five.last(start), five.next(start)]).toEqual([start, start + DAY_MS]);
    expect([five.last(end - 1), five.next(end - 1)]).toEqual([end - DAY_MS, end]);
    expect([five.last(end), five.next(end)]).toEqual([end, null]);
    expect([five.last(end + 3_650 * DAY_MS), five.next(end + 3_650 * DAY_MS)]).toEqual([end, null]);
  });

  it('is told from `from` on, before `to`, and no more than asked for', () => {
    const daily = series('0 0 * * *', 'UTC');
    const at = (from: number, to: number, limit = 10) => firings(daily, from, to, limit).map((each) => each.at / DAY_MS);
    expect(at(10 * DAY_MS, 12 * DAY_MS)).toEqual([10, 11]);
    expect(at(10 * DAY_MS + 1, 12 * DAY_MS + 1)).toEqual([11, 12]);
    expect(at(10 * DAY_MS, 1_000 * DAY_MS, 2)).toEqual([10, 11]);
  });

  it('without a start begins when it is set', () => {
    const now = Date.UTC(2026, 11, 1, 8, 0, 0, 1);
    expect(settled({ text: 'R5//P1D', zone: 'UTC' }, now).text).toBe('R5/2026-12-01T08:00:01Z/P1D');
    expect(settled({ text: 'R/2026-01-01/P1D', zone: 'UTC' }, now).text).toBe('R/2026-01-01/P1D');
    expect(settled({ text: '0 8 * * *', zone: 'UTC' }, now).text).toBe('0 8 * * *');
  });
});

describe('what is no recurrence', () => {
  it.each([
    ['0 8 * * *', 'Mars/Olympus', 'zone', /no time zone/],
    ['0 8 * * *', '+08:00', 'zone', /no time zone/],
    ['0 8 * * *', '', 'zone', /no time zone/],
    ['61 * * * *', 'UTC', 'recurrence', /Invalid value for minute: 61/],
    ['0 8 * * MON-FRO', 'UTC', 'recurrence', /illegal characters/],
    ['0 8 * *', 'UTC', 'recurrence', /it has 4 fields/],
    ['@daily', 'UTC', 'recurrence', /it has 1 fields/],
    ['0 0 8 * * * 2026', 'UTC', 'recurrence', /it has 7 fields/],
    [`${'1,'.repeat(200)}1 8 * * *`, 'UTC', 'recurrence', /longer than/],
    ['', 'UTC', 'recurrence', /fields/],
    ['0 0 30 2 *', 'UTC', 'recurrence', /never fires/],
    ['0 0 30 2 +MON', 'UTC', 'recurrence', /never fires/],
    ['R/2026-12-01T08:00:00Z', 'UTC', 'recurrence', /it is written/],
    ['R/2026-12-01T08:00:00Z/1D', 'UTC', 'recurrence', /it is written/],
    ['R/2026-12-01T08:00:00Z/P', 'UTC', 'recurrence', /no period/],
    ['R/2026-12-01T08:00:00Z/P1DT', 'UTC', 'recurrence', /no period/],
    ['R/2026-12-01T08:00:00Z/P1H', 'UTC', 'recurrence', /no period/],
    ['R/2026-12-01T08:00:00Z/PT0S', 'UTC', 'recurrence', /its period is 0/],
    ['R/2026-02-30T08:00:00Z/P1D', 'UTC', 'recurrence', /no time/],
    ['R/2026-12-01T25:00:00Z/P1D', 'UTC', 'recurrence', /no time/],
    ['R/0026-12-01T08:00:00Z/P1D', 'UTC', 'recurrence', /no time/],
    ['R/tomorrow/P1D', 'UTC', 'recurrence', /no time/],
    ['R0/2026-12-01T08:00:00Z/P1D', 'UTC', 'recurrence', /never fires/],
    ['R//P1D', 'UTC', 'recurrence', /from which on/],
  ])('%s in %s', (text, zone, path, message) => {
    const read = seriesOf({ text, zone });
    expect(read).toMatchObject({
      ok: false,
      userErrors: [{ code: 'BAD_USER_INPUT', path: [path], message: expect.stringMatching(message) }],
    });
  });

  it('is told with an unknown zone in one answer', () => {
    expect(seriesOf({ text: 'x', zone: 'x' })).toMatchObject({ userErrors: [{ path: ['zone'] }, { path: ['recurrence'] }] });
  });
});

const ZONES = [NEW_YORK, 'Europe/Berlin', LORD_HOWE, 'Asia/Shanghai', 'Pacific/Apia', 'Africa/Casablanca', 'America/Havana', 'UTC'];
const PATTERNS = [
  '*/15 * * * *',
  '30 2 * * *',
  '0,20 1-3 * * *',
  '0 */2 * * *',
  '45 0 * * MON-FRI',
  '*/10 0-3 * * SUN',
  '0 12 L * *',
  '0 3 * * SUN#1',
  '30 1 1 */3 *',
  '5 * 29 2 *',
];
const CASES = ZONES.flatMap((zone) => PATTERNS.map((text) => [text, zone] as const));

describe('over years', () => {
  it.each(CASES)('%s in %s: last and next are neighbours, and each comes once', (text, zone) => {
    const each = series(text, zone);
    const random = seeded(text.length * 31 + zone.length);
    const from = Date.UTC(2026, 0, 1) + Math.floor(random() * 300) * DAY_MS;
    const all = firings(each, from, from + 400 * DAY_MS, 500).map(({ at }) => at);
    expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
    for (const [n, at] of all.entries()) {
      if (n % 7 !== 0 || n + 1 >= all.length) continue;
      const [next, between] = [all[n + 1]!, at + Math.floor(random() * (all[n + 1]! - at))];
      expect([each.last(at), each.next(at), each.last(between), each.next(between), each.last(next - 1)]).toEqual([at, next, at, next, at]);
    }
  });

  it.each(CASES)('%s in %s: as croner has it, save what counts through the day where the clock skips it', (text, zone) => {
    const cron = new Cron(text, { timezone: zone, fixedTimeRule: 'no-wildcard' });
    const counted = /[*/]/.test(text.split(' ').slice(0, 2).join(''));
    const [begin, end] = [Date.UTC(2026, 0, 1), Date.UTC(2028, 0, 1)];
    const jumps = series(text, zone).zone.jumpsIn(begin, end);
    for (const at of [begin, ...jumps.map((jump) => jump.at)]) {
      const from = at - 36 * HOUR_MS;
      const theirs = cron.nextRuns(60, new Date(from - 1_000)).map((date) => date.getTime());
      const ours = firings(series(text, zone), from, theirs.at(-1)! + 1, 100);
      expect(ours.filter(({ note }) => !counted || note !== 'AFTER_GAP').map((each) => each.at)).toEqual(theirs);
    }
  });

  it.each(['*/15 * * * *', '0 * * * *', '7,37 * * * *'])('%s leaves no pause longer than it has, where whole hours are jumped', (text) => {
    for (const zone of [NEW_YORK, 'Europe/Berlin', 'Africa/Casablanca', 'America/Havana']) {
      const all = firings(series(text, zone), Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1), 50_000).map(({ at }) => at);
      const pauses = new Set(all.slice(1).map((at, n) => at - all[n]!));
      expect([...pauses]).toHaveLength(1);
    }
  });

  it('is the same by whatever is asked first', () => {
    const far = Date.UTC(2300, 5, 1);
    const [asked, fresh] = [series('30 2 * * *', NEW_YORK), series('30 2 * * *', NEW_YORK)];
    for (let year = 1975; year < 2300; year++) asked.next(Date.UTC(year, 0, 1));
    expect(asked.next(far)).toBe(fresh.next(far));
    expect(firings(series('R/1970-01-01T00:00:00Z/PT1S', 'UTC'), far, far + 2_000, 9).map(({ at }) => at)).toEqual([far, far + 1_000]);
    expect(firings(series('R/1970-01-31T12:00:00Z/P1M', NEW_YORK), far, far + 32 * DAY_MS, 9)).toMatchObject([
      { local: '2300-06-30T07:00:00-04:00' },
    ]);
  });
});
