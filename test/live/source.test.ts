import { describe, expect, it } from 'vitest';
import { freshness, Source } from '../../src/live/source.ts';
import { StoppedClock } from '../support/clock.ts';

describe('the stated age', () => {
  const clock = new StoppedClock();
  const source = new Source('marathon:x', 'marathon', '', clock, 1_000);

  it('is of the last read that held the thing, never of a heartbeat', () => {
    source.listed(clock.monotonic(), clock.now());
    clock.pass(400);
    expect(freshness(source, clock)).toMatchObject({ ageMs: 400, stale: false });
    expect(freshness(source, clock, { mono: clock.monotonic() - 100, wall: clock.now() - 100 })).toMatchObject({ ageMs: 100 });
    source.up();
    expect(freshness(source, clock).ageMs).toBe(400);
  });

  it('turns stale after two re-list periods, and tells its readers', () => {
    const before = source.cell.version;
    clock.pass(700);
    source.watchAge();
    expect(source.state()).toBe('STALE');
    expect(source.cell.version).toBeGreaterThan(before);
  });

  it('is stale at once when the source is lost, and fresh again after a whole read', () => {
    source.listed(clock.monotonic(), clock.now());
    expect(source.lost('refused')).toBe(true);
    expect(source.lost('refused')).toBe(false);
    expect(freshness(source, clock)).toMatchObject({ stale: true });
    source.listed(clock.monotonic(), clock.now());
    expect(freshness(source, clock)).toMatchObject({ stale: false, ageMs: 0 });
  });

  it('does not follow the list for a thing whose reads cannot be understood', () => {
    const read = clock.monotonic();
    clock.pass(500);
    source.listed(clock.monotonic(), clock.now());
    expect(freshness(source, clock, { mono: read, wall: clock.now() - 500 }, true)).toMatchObject({ ageMs: 500, stale: true });
  });

  it('of a whole answer is that of the oldest thing in the copy, also when a list could not make it younger', () => {
    const old = { mono: clock.monotonic() - 300, wall: clock.now() - 300 };
    source.listed(clock.monotonic(), clock.now(), old);
    expect(freshness(source, clock)).toMatchObject({ ageMs: 300, observedAt: old.wall });
    source.listed(clock.monotonic(), clock.now());
    expect(freshness(source, clock)).toMatchObject({ ageMs: 0 });
  });

  it('ends at the greatest Int, which means that or more', () => {
    clock.pass(3_000_000_000);
    expect(freshness(source, clock).ageMs).toBe(2_147_483_647);
  });
});
