import { describe, expect, it } from 'vitest';
import { OPEN, type Caller } from '../../src/access/model.ts';
import { Fault } from '../../src/kit/fault.ts';
import type { Spent } from '../../src/plans/ports.ts';
import { Bill, Points, type Terms } from '../../src/server/points.ts';

const ANN: Caller = { name: 'acme:ann', kind: 'USER', groups: [], expiresAt: null };
const BOB: Caller = { ...ANN, name: 'acme:bob' };

/** A store that several processes share, and one of them by the clock `time`. */
function shared() {
  const time = { now: 120_000 };
  const totals = new Map<string, number>();
  const store = {
    away: undefined as Fault | undefined,
    calls: [] as (readonly Spent[])[],
    meanwhile: undefined as (() => void) | undefined,
    spend: (spent: readonly Spent[]): Promise<number[]> => {
      store.calls.push(spent);
      store.meanwhile?.();
      if (store.away) return Promise.reject(store.away);
      return Promise.resolve(
        spent.map((each) => {
          const key = `${each.caller} ${each.window}`;
          const total = (totals.get(key) ?? 0) + each.spent;
          totals.set(key, total);
          return total;
        }),
      );
    },
  };
  const terms: Terms = { points: 100, windowMs: 60_000, atOnce: { requests: 2, operations: 3, sockets: 1 }, now: () => time.now };
  return { time, store, totals, points: () => new Points(terms, store) };
}

describe('points', () => {
  it('are spent until too few are left, and refused with what is left and when to come back', () => {
    const { points, time } = shared();
    const account = points().of(ANN);
    time.now = 150_500;
    expect(account.spend(60)).toBeUndefined();
    expect(account.spend(41)).toMatchObject({
      code: 'RATE_LIMITED',
      retryable: true,
      status: 429,
      message: expect.stringMatching(
        /This costs 41, and 39 of your 100 cost points \(limits\.points\) are left until 1970-01-01T00:03:00\.000Z/,
      ),
      details: { limit: 100, cost: 41, remaining: 39, resetAt: '1970-01-01T00:03:00.000Z', retryAfterMs: 29_500 },
    });
    expect(account.spend(39)).toBeUndefined();
    // What has nothing left pays nothing for being told so.
    expect(account.spend(1)).toMatchObject({ details: { remaining: 0 } });
    expect(account.rate(1)).toEqual({ limit: 100, cost: 1, remaining: 0, resetAt: 180_000 });
    time.now = 179_999;
    expect(account.spend(1)).toMatchObject({ details: { retryAfterMs: 1 } });
    time.now = 180_000;
    expect(account.spend(100)).toBeUndefined();
  });

  it('of one caller are not those of another, and not the same in two windows', () => {
    const { points } = shared();
    const all = points();
    expect(all.of(ANN).spend(100)).toBeUndefined();
    expect(all.of(ANN).spend(1)).toBeInstanceOf(Fault);
    expect(all.of(BOB).spend(100)).toBeUndefined();
  });

  it('are counted where everybody is one caller, and nothing is refused there, shared or said in headers', async () => {
    const { points, store } = shared();
    const all = points();
    const account = all.of(OPEN);
    for (let n = 0; n < 5; n++) expect(account.spend(50) ?? account.begin('requests') ?? account.begin('sockets')).toBeUndefined();
    expect(account.rate(50)).toMatchObject({ limit: 100, remaining: 0 });
    expect(account.headers).toEqual({});
    await all.flush();
    expect(store.calls).toEqual([]);
  });

  it('are said in headers, whose reset is in whole seconds', () => {
    const { points, time } = shared();
    const account = points().of(ANN);
    time.now = 120_001;
    account.spend(7);
    expect(account.headers).toEqual({ 'ratelimit-limit': '100', 'ratelimit-remaining': '93', 'ratelimit-reset': '60' });
    const head = ['vary', 'Accept'];
    account.tell(head);
    expect(head).toEqual(['vary', 'Accept', 'ratelimit-limit', '100', 'ratelimit-remaining', '93', 'ratelimit-reset', '60']);
  });

  it('that a clock gives back by stepping back are none', () => {
    const { points, time } = shared();
    const account = points().of(ANN);
    account.spend(100);
    for (const back of [119_999, 70_000, 120_000]) {
      time.now = back;
      expect(account.spend(1)).toBeInstanceOf(Fault);
    }
    // By more than a window: nobody waits until the clock has come there again.
    time.now = 59_000;
    expect(account.spend(1)).toBeUndefined();
  });
});

describe('a bill', () => {
  it('is paid once, up to what the operation costs, whoever asks for it', () => {
    const { points } = shared();
    const account = points().of(ANN);
    const bill = new Bill(account);
    for (const cost of [1, 0, 30, 30, 1, 30]) expect(bill.charge(cost)).toBeUndefined();
    expect(bill.rate).toEqual({ limit: 100, cost: 30, remaining: 70, resetAt: 180_000 });
  });

  it('that cannot be paid has cost 1 for coming, once', () => {
    const { points } = shared();
    const account = points().of(ANN);
    account.spend(90);
    const bill = new Bill(account);
    expect(bill.charge(1)).toBeUndefined();
    expect(bill.charge(50)).toMatchObject({ details: { cost: 50, remaining: 9 } });
    const stored = new Bill(account);
    expect(stored.charge(50)).toMatchObject({ details: { cost: 50, remaining: 8 } });
    expect(stored.charge(1)).toBeUndefined();
    expect(account.rate(1).remaining).toBe(8);
  });
});

describe('a flush', () => {
  it('tells what was spent since the last one, and hears what others have spent', async () => {
    const { points, store } = shared();
    const [one, two] = [points(), points()];
    one.of(ANN).spend(40);
    two.of(ANN).spend(50);
    two.of(BOB).spend(1);
    await one.flush();
    await two.flush();
    expect([one, two].map((each) => each.of(ANN).rate(1).remaining)).toEqual([60, 10]);
    // Who has no traffic costs nothing.
    await one.flush();
    expect(store.calls).toHaveLength(2);
    one.of(ANN).spend(5);
    await one.flush();
    expect(one.of(ANN).rate(1).remaining).toBe(5);
    expect(one.of(ANN).spend(6)).toMatchObject({ code: 'RATE_LIMITED', details: { remaining: 5 - 1 } });
    expect(store.calls).toEqual([
      [{ caller: 'acme:ann', window: 120_000, spent: 40 }],
      [
        { caller: 'acme:ann', window: 120_000, spent: 50 },
        { caller: 'acme:bob', window: 120_000, spent: 1 },
      ],
      [{ caller: 'acme:ann', window: 120_000, spent: 5 }],
    ]);
  });

  it('counts what is spent while it is under way', async () => {
    const { points, store } = shared();
    const all = points();
    all.of(ANN).spend(40);
    store.meanwhile = () => void all.of(ANN).spend(7);
    await all.flush();
    store.meanwhile = undefined;
    expect(all.of(ANN).rate(1).remaining).toBe(53);
    await all.flush();
    expect(store.calls[1]).toEqual([{ caller: 'acme:ann', window: 120_000, spent: 7 }]);
  });

  it('that fails is made up for by the next one, and refuses nobody', async () => {
    const { points, store, totals } = shared();
    const all = points();
    all.of(ANN).spend(40);
    store.away = new Fault('STORE_UNAVAILABLE', 'away');
    await expect(all.flush()).rejects.toThrow('away');
    expect(all.of(ANN).spend(40)).toBeUndefined();
    store.away = undefined;
    await all.flush();
    expect([...totals]).toEqual([['acme:ann 120000', 80]]);
    expect(all.of(ANN).rate(1).remaining).toBe(20);
  });

  it('of which nobody knows whether it was written is not made twice', async () => {
    const { points, store } = shared();
    const all = points();
    all.of(ANN).spend(40);
    store.away = new Fault('STORE_UNAVAILABLE', 'lost', { details: { outcome: 'UNKNOWN' } });
    await expect(all.flush()).rejects.toThrow('lost');
    store.away = undefined;
    await all.flush();
    expect(store.calls).toHaveLength(1);
    expect(all.of(ANN).rate(1).remaining).toBe(60);
  });

  it('whose window is over meanwhile changes nothing in the next', async () => {
    const { points, store, time } = shared();
    const all = points();
    for (const away of [undefined, new Fault('STORE_UNAVAILABLE', 'away')]) {
      all.of(ANN).spend(40);
      store.away = away;
      store.meanwhile = () => {
        time.now += 60_000;
        all.of(ANN).spend(3);
      };
      await all.flush().catch(() => undefined);
      expect(all.of(ANN).rate(1).remaining).toBe(97);
      time.now += 60_000;
    }
  });

  it('is cut into pieces when callers are many', async () => {
    const { points, store } = shared();
    const all = points();
    for (let n = 0; n < 1_100; n++) all.of({ ...ANN, name: `acme:${n}` }).spend(1);
    await all.flush();
    expect(store.calls.map((each) => each.length)).toEqual([500, 500, 100]);
  });

  it('forgets who has not come for some windows, unless something of theirs is under way', async () => {
    const { points, time } = shared();
    const all = points();
    all.of(ANN).spend(1);
    all.of(BOB).spend(1);
    all.of(BOB).begin('sockets');
    await all.flush();
    expect(all.size).toBe(2);
    time.now += 240_000;
    await all.flush();
    expect(all.size).toBe(1);
    all.of(BOB).end('sockets');
    await all.flush();
    expect(all.size).toBe(0);
  });
});

describe('what is under way', () => {
  it.each([
    ['requests', 2, /2 of your requests are under way; that is the limit \(limits\.concurrent\)\. Try again when one has ended\./],
    ['operations', 3, /3 operations are under way on your sockets; that is the limit \(sockets\.operationsPerCaller\)\./],
    ['sockets', 1, /1 of your sockets are open; that is the limit \(sockets\.perCaller\)\. Try again when one has closed\./],
  ] as const)('%s: one more than may be is refused until one has ended', (what, limit, said) => {
    const { points } = shared();
    const all = points();
    const account = all.of(ANN);
    for (let n = 0; n < limit; n++) expect(account.begin(what)).toBeUndefined();
    expect(account.begin(what)).toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      retryable: true,
      status: 429,
      message: expect.stringMatching(said),
      details: { limit, retryAfterMs: 1_000 },
    });
    expect(all.of(BOB).begin(what)).toBeUndefined();
    account.end(what);
    expect(account.begin(what)).toBeUndefined();
  });

  it('ends with its work, however that ends', async () => {
    const { points } = shared();
    const account = points().of(ANN);
    for (let n = 0; n < 5; n++) {
      expect(await account.during('requests', () => Promise.resolve(n))).toBe(n);
      await expect(account.during('requests', () => Promise.reject(new Error('planted')))).rejects.toThrow('planted');
    }
    account.begin('requests');
    account.begin('requests');
    await expect(account.during('requests', () => Promise.resolve())).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    account.end('requests');
    expect(await account.during('requests', () => Promise.resolve(1))).toBe(1);
  });
});
