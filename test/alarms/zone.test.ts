import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/alarms/zone.ts';

const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

describe('a local time', () => {
  it.each([
    ['2026-11-23 03:00:00', 'UTC', '2026-11-23T03:00:00.000Z'],
    ['2026-11-23 03:00:00', 'Asia/Shanghai', '2026-11-22T19:00:00.000Z'],
    ['2026-07-01 12:00:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['2026-03-29 02:30:00', 'Europe/Berlin', undefined],
    ['2026-02-30 00:00:00', 'UTC', undefined],
    ['2026-11-23T03:00:00', 'UTC', undefined],
    ['', 'UTC', undefined],
  ])('%s of %s is %s', (local, zone, expected) => {
    expect(iso(instantOf(local, zone, 0))).toBe(expected);
  });

  it('of an hour that comes twice is the one that is nearer to when it was heard', () => {
    const read = (heard: string) => iso(instantOf('2026-10-25 02:30:00', 'Europe/Berlin', Date.parse(heard)));
    expect(read('2026-10-25T00:30:01Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(read('2026-10-25T01:30:01Z')).toBe('2026-10-25T01:30:00.000Z');
  });

  it('is read back, whatever the zone and the season', () => {
    const zone = fc.constantFrom('UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(zone, fc.integer({ min: 1_500_000_000, max: 2_000_000_000 }), (timeZone, seconds) => {
        const told = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(seconds * 1000);
        expect(instantOf(told, timeZone, seconds * 1000)).toBe(seconds * 1000);
      }),
    );
  });
});
