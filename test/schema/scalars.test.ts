import { describe, expect, it } from 'vitest';
import { DateTime } from '../../schema/scalars.ts';

describe('DateTime', () => {
  it.each([
    ['2026-11-23T08:15:00.000Z', '2026-11-23T08:15:00.000Z'],
    ['2026-11-23T08:15Z', '2026-11-23T08:15:00.000Z'],
    ['2026-11-23T08:15:00.123456789+01:00', '2026-11-23T07:15:00.123Z'],
    ['2024-02-29T00:00:00-05:30', '2024-02-29T05:30:00.000Z'],
  ])('reads %s', (value, instant) => {
    expect(DateTime.serialize(DateTime.parseValue(value))).toBe(instant);
  });

  it.each([
    ['without a zone, which would be that of the server', '2026-11-23T08:15:00'],
    ['a day alone', '2026-11-23'],
    ['a day that there is none of', '2026-02-31T00:00:00Z'],
    ['a day that there is none of in this year', '2026-02-29T00:00:00Z'],
    ['a month that there is none of', '2026-13-01T00:00:00Z'],
    ['an hour that there is none of', '2026-01-01T25:00:00Z'],
    ['an offset that there is none of', '2026-01-01T00:00:00+99:99'],
    ['a year of five digits, by its offset', '9999-12-31T23:59:59-23:59'],
    ['words after it', '2026-11-23T08:15:00Z or so'],
    ['a number', 1_795_421_700_000],
  ])('refuses %s, without repeating it', (_what, value) => {
    expect(() => DateTime.parseValue(value)).toThrow(/^DateTime: an ISO 8601 instant with its offset is expected, such as \S+\.$/);
  });
});
