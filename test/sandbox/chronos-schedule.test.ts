import { describe, expect, it } from 'vitest';
import { parseSchedule, passed, printed } from '../../sandbox/chronos/schedule.ts';

const at = (text: string) => Date.parse(text);

/** What becomes of a schedule: the instant that fires, and how the schedule is written then. */
function after(schedule: string, zone: string, now: string, epsilon = 60_000) {
  const parsed = parseSchedule(schedule, zone, at(now));
  if (!parsed) return undefined;
  const { fires, schedule: next } = passed(parsed, at(now), epsilon);
  return [fires === null ? null : new Date(fires).toISOString(), printed(next)];
}

describe('a schedule', () => {
  it.each([
    ['is not due before its start', 'R/2024-01-01T00:00:00Z/PT1H', '', '2023-12-31T23:59:59.999Z', null, 'R/2024-01-01T00:00:00.000Z/PT1H'],
    ['is due at its start', 'R/2024-01-01T00:00:00Z/PT1H', '', '2024-01-01T00:00:00Z', '00:00', 'R/2024-01-01T01:00:00.000Z/PT1H'],
    ['counts down', 'R3/2024-01-01T00:00:00Z/PT1H', '', '2024-01-01T00:00:30Z', '00:00', 'R2/2024-01-01T01:00:00.000Z/PT1H'],
    ['is over', 'R0/2024-01-01T00:00:00Z/PT1H', '', '2024-01-01T00:00:30Z', null, 'R0/2024-01-01T00:00:00.000Z/PT1H'],
    ['fires its last time', 'R1/2024-01-01T00:00:00Z/PT1H', '', '2024-01-01T00:00:30Z', '00:00', 'R0/2024-01-01T01:00:00.000Z/PT1H'],
    [
      'skips what is older than epsilon',
      'R9/2024-01-01T00:00:00Z/PT1H',
      '',
      '2024-01-01T03:30:00Z',
      null,
      'R5/2024-01-01T04:00:00.000Z/PT1H',
    ],
    ['fires the last instant', 'R9/2024-01-01T00:00:00Z/PT1H', '', '2024-01-01T03:00:30Z', '03:00', 'R5/2024-01-01T04:00:00.000Z/PT1H'],
    ['ends on the way', 'R2/2024-01-01T00:00:00Z/PT1H', '', '2024-01-01T09:00:30Z', null, 'R0/2024-01-01T02:00:00.000Z/PT1H'],
    [
      'counts from an offset',
      'R/2024-01-01T08:00:00+08:00/P1D',
      '',
      '2024-01-01T00:00:30Z',
      '00:00',
      'R/2024-01-02T08:00:00.000+08:00/P1D',
    ],
    [
      'is read in its zone',
      'R/2024-01-01T08:00:00Z/P1D',
      'Asia/Shanghai',
      '2024-01-01T00:00:30Z',
      '00:00',
      'R/2024-01-02T08:00:00.000+08:00/P1D',
    ],
  ])('%s', (_, schedule, zone, now, fires, next) => {
    expect(after(schedule, zone, now)).toEqual([fires && `2024-01-01T${fires}:00.000Z`, next]);
  });

  it.each([
    ['is as early on the wall when the clock is put forward', '2024-03-30T09:00:00', 'P1D', '2024-03-31T07:00:00.000Z'],
    ['is as early on the wall when it is put back', '2024-10-26T09:00:00', 'P1D', '2024-10-27T08:00:00.000Z'],
    ['is later by what an hour that is left out lacks', '2024-03-30T02:30:00', 'P1D', '2024-03-31T01:30:00.000Z'],
    ['is the first of an hour that comes twice', '2024-10-26T02:30:00', 'P1D', '2024-10-27T00:30:00.000Z'],
    ['keeps to elapsed hours', '2024-03-31T01:30:00', 'PT1H', '2024-03-31T01:30:00.000Z'],
    ['stays in a shorter month', '2024-01-31T12:00:00', 'P1M', '2024-02-29T11:00:00.000Z'],
    ['goes by years, weeks and days', '2024-01-01T12:00:00', 'P1Y1W1D', '2025-01-09T11:00:00.000Z'],
  ])('%s', (_, start, period, next) => {
    const parsed = parseSchedule(`R/${start}/${period}`, 'Europe/Berlin', 0);
    const { schedule } = passed(parsed!, parsed!.start, 0);
    expect(new Date(schedule.start).toISOString()).toBe(next);
  });

  it('begins at once where it says no start', () => {
    expect(after('R//PT1H', '', '2024-01-01T00:00:01Z')).toEqual(['2024-01-01T00:00:00.000Z', 'R/2024-01-01T01:00:00.000Z/PT1H']);
  });

  it('without a start is written in UTC, and then read in its zone: a surprise of the real one', () => {
    const [, next] = after('R//PT1H', 'Asia/Shanghai', '2024-01-01T00:00:01Z') ?? [];
    expect(next).toBe('R/2024-01-01T01:00:00.000Z/PT1H');
    expect(after(String(next), 'Asia/Shanghai', '2024-01-01T00:00:01Z')).toEqual([
      '2024-01-01T00:00:00.000Z',
      'R/2024-01-01T09:00:00.000+08:00/PT1H',
    ]);
  });

  it('is found again after years of seconds without counting each of them', () => {
    const began = performance.now();
    expect(after('R/2012-10-01T05:52:00Z/PT2S', '', '2024-01-01T00:00:01Z')).toEqual([
      '2024-01-01T00:00:00.000Z',
      'R/2024-01-01T00:00:02.000Z/PT2S',
    ]);
    expect(performance.now() - began).toBeLessThan(100);
  });

  it.each([
    'R/2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00Z/PT1H',
    'R-1/2024-01-01T00:00:00Z/PT1H',
    'R/2024-13-01T00:00:00Z/PT1H',
    'R//P',
    'R//PT',
    'R//PT0S',
    'R//T1H',
    '',
  ])('is not %j', (text) => {
    expect(parseSchedule(text, '', 0)).toBeUndefined();
  });

  it('of a zone that nobody knows is in GMT', () => {
    expect(after('R/2024-01-01T00:00:00+08:00/PT1H', 'Mars/Olympus', '2024-01-01T00:00:00Z')).toEqual([
      '2024-01-01T00:00:00.000Z',
      'R/2024-01-01T01:00:00.000Z/PT1H',
    ]);
  });
});
