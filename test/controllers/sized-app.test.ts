import { describe, expect, it } from 'vitest';
import { SizedApp } from '../../src/controllers/sized-app.ts';
import type { DecisionRecord } from '../../src/plans/model.ts';
import { replayed } from '../../src/scaling/looks.ts';
import type { LookRow } from '../../src/scaling/model.ts';
import { packed, unpacked } from '../../src/store/looks.ts';
import { aDecision } from '../store/records.ts';
import { aPolicy } from '../scaling/policy.ts';
import { aSeen, BUSY, Wanderer, type Seen } from '../scaling/seen.ts';
import { seeded } from '../support/seeded.ts';

const NOW = 1_000_000;
const scales = ({ choice }: { readonly choice: string }) => choice.startsWith('SCALE');
const never = () => false;

/** What the store has: rows by the time of their first look. */
class Rows {
  readonly #rows = new Map<number, string>();

  put({ at, begins, looks }: LookRow): void {
    this.#rows.set(at, JSON.stringify({ begins, looks: packed(looks) }));
  }

  get all(): LookRow[] {
    return [...this.#rows]
      .sort(([a], [b]) => a - b)
      .map(([at, text]) => {
        const { begins, looks } = JSON.parse(text) as { begins: LookRow['begins']; looks: string };
        return { at, begins, looks: unpacked(looks, at) };
      });
  }
}

const fresh = (seen: Seen, rows: readonly LookRow[] = [], decision?: DecisionRecord) =>
  SizedApp.resumed('App:main:/a', 1_000, seen, { rows, decision });

describe('what is kept of an app', () => {
  it.each(Array.from({ length: 60 }, (_, n) => n + 1))('is judged again in the same way, whatever comes between: run %i', (seed) => {
    const random = seeded(seed);
    const load = new Wanderer(random, NOW);
    const rows = new Rows();
    let app = fresh(load.next());
    let policy = BUSY;
    let kept = 0;
    for (let n = 0; n < 600; n++) {
      const chance = random();
      const seen = load.next();
      // A clock that is set back, or stands still.
      const now = app.atOf(chance < 0.05 ? seen.now - 5_000 : seen.now);
      const { verdict, acted } = app.look(policy, { ...seen, now }, (each) => scales(each) && random() < 0.8);
      if (acted) {
        for (const row of app.unkept()?.rows ?? []) rows.put(row);
        if (random() < 0.3) app.undone();
        else load.instances = verdict.to;
      }
      if (chance > 0.93) policy = aPolicy({ ...BUSY, max: 5 + Math.floor(10 * random()) });
      if (chance > 0.85 && chance < 0.9) {
        const taken = app.unkept();
        for (const row of taken?.rows ?? []) rows.put(row);
        kept += taken?.rows.length ?? 0;
      }
      if (chance > 0.9 && chance < 0.91) {
        const taken = app.unkept();
        // The answer may have been lost, and not the rows.
        if (random() < 0.5) for (const row of taken?.rows ?? []) rows.put(row);
        if (taken) app.lost(taken, now);
      }
      if (chance > 0.91 && chance < 0.92) app = fresh({ ...load.next(), instances: load.instances }, rows.all);
    }
    const { looks, differing } = replayed(rows.all);
    expect([differing, kept > 10, looks > 200]).toEqual([[], true, true]);
  });

  it('is a row of its own for each policy, also where the one before was not kept yet', () => {
    const app = fresh(aSeen(NOW));
    app.look(BUSY, aSeen(NOW), never);
    app.look(BUSY, aSeen(NOW + 1), never);
    app.look(aPolicy({ max: 4 }), aSeen(NOW + 2, 0), never);
    const { rows = [] } = app.unkept() ?? {};
    expect(rows.map(({ at, begins, looks }) => [at, begins?.policy.max, looks.length])).toEqual([
      [NOW, 20, 2],
      [NOW + 2, 4, 1],
    ]);
    expect(replayed(rows)).toMatchObject({ looks: 3, differing: [] });
  });

  it('says now and then what was known, so that nobody reads all of it', () => {
    const app = fresh(aSeen(NOW));
    const rows = new Rows();
    for (let n = 0; n < 60; n++) {
      app.look(BUSY, aSeen(NOW + n * 60_000), never);
      for (const row of app.unkept()?.rows ?? []) rows.put(row);
    }
    expect(rows.all.map(({ begins, looks }) => [begins !== null, looks.length])).toEqual([
      [true, 16],
      [true, 16],
      [true, 16],
      [true, 12],
    ]);
    expect(replayed(rows.all)).toMatchObject({ looks: 60, differing: [] });
  });

  it('is added to a row until that is long enough, however often it is taken', () => {
    const app = fresh(aSeen(NOW));
    const rows = new Rows();
    const since: (number | undefined)[] = [];
    for (let n = 0; n < 40; n++) {
      app.look(BUSY, aSeen(NOW + n * 1_000), never);
      if (n % 3 === 0) for (const row of app.unkept()?.rows ?? []) rows.put(row);
      since.push(app.unkeptSince === undefined ? undefined : (app.unkeptSince - NOW) / 1_000);
    }
    expect(rows.all.map(({ looks }) => looks.length)).toEqual([16, 18, 6]);
    expect(since.slice(0, 7)).toEqual([undefined, 1, 1, undefined, 4, 4, undefined]);
    expect(replayed(rows.all)).toMatchObject({ looks: 40, differing: [] });
    // Another policy ends it, and what was kept of it already is not kept again.
    app.look(aPolicy({ max: 4 }), aSeen(NOW + 40_000), never);
    expect(app.unkept()?.rows.map(({ looks }) => looks.length)).toEqual([1]);
  });

  it('is bounded while nobody takes it', () => {
    const app = fresh(aSeen(NOW));
    for (let n = 0; n < 10_000; n++) app.look(n % 2 === 0 ? BUSY : aPolicy(), aSeen(NOW + n), never);
    const { rows = [] } = app.unkept() ?? {};
    expect(rows.flatMap(({ looks }) => looks).length).toBeLessThanOrEqual(2_000);
    expect(replayed(rows).differing).toEqual([]);
  });
});

describe('an answer', () => {
  const taken = (app: SizedApp, news?: DecisionRecord) => app.unkept(news && { news }) ?? expect.fail('nothing was there to keep');

  it('is news when it is another, and counted where it is the same: at once for the first time, then once a minute', () => {
    const app = fresh(aSeen(NOW));
    expect(app.look(BUSY, aSeen(NOW + 1), never).isNew).toBe(true);
    taken(app, aDecision('d1', { at: NOW + 1 }));
    expect(app.look(BUSY, aSeen(NOW + 2, 51), never).isNew).toBe(false);
    expect(taken(app)).toMatchObject({ news: undefined, counted: { id: 'd1', again: 1, lastAt: NOW + 2 } });
    app.look(BUSY, aSeen(NOW + 60_001), never);
    expect(taken(app).counted).toBeUndefined();
    app.look(BUSY, aSeen(NOW + 60_002), never);
    expect(taken(app).counted).toMatchObject({ again: 3, lastAt: NOW + 60_002 });
    app.look(BUSY, aSeen(NOW + 60_003), never);
    expect(app.unkept({ whole: true })?.counted).toMatchObject({ again: 4 });
    app.look(BUSY, aSeen(NOW + 60_004), never);
    expect(app.look(BUSY, aSeen(NOW + 60_005, null), never).isNew).toBe(true);
    // With the next one it is known for good.
    expect(taken(app, aDecision('d2'))).toMatchObject({ news: { id: 'd2' }, counted: { id: 'd1', again: 5 } });
  });

  it('is news again when its decision was not kept', () => {
    const app = fresh(aSeen(NOW));
    app.look(BUSY, aSeen(NOW + 1), never);
    app.lost(taken(app, aDecision('d1')), NOW + 1);
    expect(app.look(BUSY, aSeen(NOW + 2), never).isNew).toBe(true);
  });

  it('that was kept is counted on when a count of it was not', () => {
    const app = fresh(aSeen(NOW));
    app.look(BUSY, aSeen(NOW + 1), never);
    taken(app, aDecision('d1'));
    app.look(BUSY, aSeen(NOW + 2), never);
    app.lost(taken(app), NOW + 2);
    expect(taken(app)).toMatchObject({ news: undefined, counted: { id: 'd1', again: 1 } });
  });

  /** Looks as somebody left them: four want more, and none is acted on. */
  const left = (...idle: number[]) => {
    const app = fresh(aSeen(NOW));
    idle.forEach((each, n) => app.look(BUSY, aSeen(NOW + n, each), never));
    return taken(app).rows;
  };

  it.each([
    ['its decision was kept', [50, 0, 0], NOW + 1, 'HOLD', false],
    ['its decision is older than the looks that are left of it', [0, 0], NOW - 9_000, 'HOLD', false],
    ['the newest decision is of an earlier answer of the same sort', [50, 0, 0], NOW, 'HOLD', true],
    ['the newest decision is of an answer of which no look is left', [0, 0], NOW - 9_000, 'NOTHING_TO_DO', true],
  ])('is taken over where %s', (_, idle, at, outcome, isNew) => {
    const app = fresh(aSeen(NOW + 9), left(...idle), aDecision('d1', { at, outcome }));
    expect(app.look(BUSY, aSeen(NOW + 9, 0), never).isNew).toBe(isNew);
    expect(app.decision?.again).toBe(isNew ? undefined : 1);
  });
});

describe('a change that was begun and not heard of', () => {
  const begun = () => {
    const app = fresh(aSeen(NOW));
    const { verdict } = app.look(BUSY, aSeen(NOW + 6_000, 0), scales);
    expect(verdict.to).toBe(7);
    return app.unkept()?.rows ?? [];
  };
  const changes = (seen: Seen) => {
    const app = fresh(seen, begun());
    app.look(BUSY, { ...seen, now: seen.now + 1 }, never);
    return app.unkept()?.rows[0]?.begins?.history.changes;
  };

  it.each<[string, Partial<Seen>, number]>([
    ['has come about where the size is that', { instances: 7 }, 1],
    ['is none where the size is as it was', { instances: 4 }, 0],
    ['may have come about where the size is not known', { instances: 4, held: 'marathon:main does not answer.' }, 1],
  ])('%s', (_, over, count) => {
    expect(changes(aSeen(NOW + 7_000, 0, over))).toHaveLength(count);
  });
});

describe('alarms', () => {
  it('led to what is decided soon after them, once, and are bounded', () => {
    const app = fresh(aSeen(NOW));
    app.alarm(1, 0);
    app.alarm(2, 70_000);
    expect(app.takeAlarms(80_000)).toEqual([2]);
    expect(app.takeAlarms(80_000)).toEqual([]);
    for (let seq = 0; seq < 1_000; seq++) app.alarm(seq, 90_000);
    expect(app.takeAlarms(90_000)).toEqual(Array.from({ length: 100 }, (_, n) => 900 + n));
  });
});
