import { describe, expect, it } from 'vitest';
import { chronosOf, type ChronosPlan } from '../../src/scaling/chronos.ts';
import { firings, seriesOf } from '../../src/scaling/recurrence.ts';
import { seeded } from './shapes.ts';

const NOW = Date.UTC(2026, 5, 1, 9);
const DAY_MS = 86_400_000;
const SHANGHAI = 'Asia/Shanghai';
const NEW_YORK = 'America/New_York';

function planned(text: string, zone: string, now = NOW): ChronosPlan {
  const plan = chronosOf({ text, zone }, now);
  if (!plan.ok) throw new Error(plan.userErrors[0]?.message);
  return plan.value;
}
const schedules = (text: string, zone: string, now?: number) =>
  planned(text, zone, now).jobs.map(({ schedule, scheduleTimeZone }) => `${schedule} ${scheduleTimeZone}`);

describe('as jobs of Chronos', () => {
  it.each([
    ['a time of each day', '0 8 * * *', SHANGHAI, ['R/2026-06-02T08:00:00.000+08:00/P1D Asia/Shanghai']],
    [
      'several',
      '30 8,20 * * *',
      SHANGHAI,
      ['R/2026-06-01T20:30:00.000+08:00/P1D Asia/Shanghai', 'R/2026-06-02T08:30:00.000+08:00/P1D Asia/Shanghai'],
    ],
    [
      'weekdays: a job for each',
      '0 8 * * MON,FRI',
      SHANGHAI,
      ['R/2026-06-05T08:00:00.000+08:00/P7D Asia/Shanghai', 'R/2026-06-08T08:00:00.000+08:00/P7D Asia/Shanghai'],
    ],
    ['a day of the month', '0 8 15 * *', SHANGHAI, ['R/2026-06-15T08:00:00.000+08:00/P1M Asia/Shanghai']],
    ['a day of the year', '0 8 11 11 *', SHANGHAI, ['R/2026-11-11T08:00:00.000+08:00/P1Y Asia/Shanghai']],
    ['through the day', '*/15 * * * *', NEW_YORK, ['R/2026-06-01T09:15:00.000Z/PT15M UTC']],
    ['every hour', '5 * * * *', NEW_YORK, ['R/2026-06-01T09:05:00.000Z/PT1H UTC']],
    [
      'steps that the clock bends: a job for each',
      '0 */12 * * *',
      NEW_YORK,
      ['R/2026-06-01T12:00:00.000-04:00/P1D America/New_York', 'R/2026-06-02T00:00:00.000-04:00/P1D America/New_York'],
    ],
    ['steps that no clock bends', '0 */6 * * *', SHANGHAI, ['R/2026-06-01T10:00:00.000Z/PT6H UTC']],
    ['an interval, from where it is now', 'R/2020-01-01T08:00:00Z/P1D', SHANGHAI, ['R/2026-06-02T16:00:00.000+08:00/P1D Asia/Shanghai']],
    ['so many times as are left', 'R5/2026-05-31T08:00:00+08:00/P1D', SHANGHAI, ['R3/2026-06-02T08:00:00.000+08:00/P1D Asia/Shanghai']],
    ['hours', 'R4/2026-06-01T00:00:00Z/PT6H', SHANGHAI, ['R2/2026-06-01T12:00:00.000Z/PT6H UTC']],
    ['months', 'R/2026-01-28T08:00:00Z/P3M', 'UTC', ['R/2026-07-28T08:00:00.000+00:00/P3M UTC']],
  ])('%s', (_, text, zone, expected) => {
    expect(schedules(text, zone)).toEqual(expected);
  });

  it.each([
    ['some months', '0 8 * 6 *', SHANGHAI, /some months/],
    ['weekdays of some months', '0 8 * 6 MON', SHANGHAI, /some months/],
    ['the last day', '0 8 L * *', SHANGHAI, /last, nearest/],
    ['the second Friday', '0 8 * * FRI#2', SHANGHAI, /numbered/],
    ['a date or a weekday', '0 8 1 * MON', SHANGHAI, /date or weekday/],
    ['the 31st', '0 8 31 * *', SHANGHAI, /after the 28th/],
    ['months from the 31st', 'R/2026-01-31T08:00:00Z/P1M', SHANGHAI, /after the 28th/],
    ['too many', '0,30 8-20 * * MON-FRI', SHANGHAI, /130 jobs, and 24/],
    ['what the clock bends', '*/45 * * * *', NEW_YORK, /48 jobs/],
    ['minutes that half an hour bends', '*/20 * * * *', 'Australia/Lord_Howe', /clock jumps/],
    ['an hour that counts twice', '*/30 1 * * *', NEW_YORK, /clock jumps/],
    ['what is over', 'R5/2020-01-01T00:00:00Z/P1D', 'UTC', /never fires/],
    ['what cannot be read', 'x', 'UTC', /no cron/],
  ])('not %s', (_, text, zone, message) => {
    expect(chronosOf({ text, zone }, NOW)).toMatchObject({
      ...{ ok: false, userErrors: [{ code: 'BAD_USER_INPUT', path: ['recurrence'], message: expect.stringMatching(message) }] },
    });
  });

  it('a first firing that the clock moves has a job of its own, since Chronos refuses such a start', () => {
    expect(schedules('30 2 * * *', NEW_YORK, Date.parse('2026-03-07T12:00:00Z'))).toEqual([
      'R1/2026-03-08T07:00:00.000Z/P1D UTC',
      'R/2026-03-09T02:30:00.000-04:00/P1D America/New_York',
    ]);
    expect(schedules('R5/2026-03-07T02:30:00/P1D', NEW_YORK, Date.parse('2026-03-07T12:00:00Z'))).toEqual([
      'R1/2026-03-08T07:00:00.000Z/P1D UTC',
      'R3/2026-03-09T02:30:00.000-04:00/P1D America/New_York',
    ]);
  });

  it('it is said where nobody knows what Chronos does', () => {
    expect(planned('30 2 * * *', NEW_YORK).doubts).toEqual([
      'The clock skips 2027-03-14T02:30:00: when Chronos runs instead, and whether it keeps its time of the day after, is not known.',
    ]);
    expect(planned('30 1 * * *', NEW_YORK).doubts).toEqual([
      'The clock shows 2026-11-01T01:30:00 twice: which of the two Chronos takes is not known.',
    ]);
    for (const [text, zone] of [
      ['0 8 * * *', NEW_YORK],
      ['*/15 * * * *', NEW_YORK],
      ['30 2 * * *', SHANGHAI],
    ] as const)
      expect(planned(text, zone).doubts).toEqual([]);
  });

  const random = seeded(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const drawn = Array.from({ length: 150 }, () => {
    const minute = pick(['0', '30', '7', '0,45', '*/20', '15,30']);
    const hour = pick(['*', '2', '1', '8', '0,2', '1-3', '*/6', '23']);
    const text = `${minute} ${hour} ${pick(['* * *', '* * *', '* * MON-FRI', '* * SUN', '8 * *', '1,28 * *', '8 3 *'])}`;
    const interval = pick([
      'R/2026-03-07T02:30:00/P1D',
      'R40/2026-01-31T01:30:00Z/P1W',
      'R/2026-01-01T00:00:00Z/PT7H',
      'R/2025-03-08T02:15:00/P1M',
      'R/2026-02-01T01:30:00/P2D',
    ]);
    const now = Date.UTC(2026, 0, 1) + Math.floor(random() * 365 * 24) * 3_600_000;
    return [
      pick([text, text, text, interval]),
      pick([NEW_YORK, 'Europe/Berlin', 'Australia/Lord_Howe', SHANGHAI, 'America/Havana']),
      now,
    ] as const;
  });

  it('they run at the same instants as the recurrence, all after now: a year of each', () => {
    let said = 0;
    for (const [text, zone, now] of drawn) {
      const plan = chronosOf({ text, zone }, now);
      if (!plan.ok) continue;
      said++;
      const series = seriesOf({ text, zone });
      const jobs = plan.value.jobs.map(({ schedule, scheduleTimeZone }) => seriesOf({ text: schedule, zone: scheduleTimeZone }));
      const of = (each: ReturnType<typeof seriesOf>) =>
        each.ok ? firings(each.value, now, now + 366 * DAY_MS, 30_000).map(({ at }) => at) : [];
      const together = [...new Set(jobs.flatMap(of))].sort((a, b) => a - b);
      expect([text, zone, now, together]).toEqual([text, zone, now, of(series).filter((at) => at > now)]);
      expect(together[0]).toBeGreaterThan(now);
    }
    expect(said).toBeGreaterThan(80);
  });
});
