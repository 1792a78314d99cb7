import { describe, expect, it } from 'vitest';
import { Breaker, CLOSED, nextState } from '../../src/kit/breaker.ts';

const options = { failures: 3, openMs: 1_000 };

describe('nextState', () => {
  it('opens after that many failures in a row, and not before', () => {
    const two = nextState(nextState(CLOSED, 'failed', 0, options), 'failed', 0, options);
    expect(two).toEqual({ kind: 'closed', failures: 2 });
    expect(nextState(two, 'succeeded', 0, options)).toEqual(CLOSED);
    expect(nextState(two, 'failed', 5, options)).toEqual({ kind: 'open', until: 1_005 });
  });

  it('opens again at the first failure of the probe', () => {
    expect(nextState({ kind: 'half-open', until: 9 }, 'failed', 5, options)).toEqual({ kind: 'open', until: 1_005 });
  });
});

describe('Breaker', () => {
  it('lets one call through once the time is over, and all when it succeeds', () => {
    let now = 0;
    const breaker = new Breaker({ monotonic: () => now }, options);
    for (let call = 0; call < 3; call++) {
      expect(breaker.admits()).toBe(true);
      breaker.failed();
    }
    now = 999;
    expect(breaker.admits()).toBe(false);
    now = 1_000;
    expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
    breaker.succeeded();
    expect([breaker.admits(), breaker.admits()]).toEqual([true, true]);
  });

  it('refuses for its time, also when nobody asks', () => {
    let now = 0;
    const breaker = new Breaker({ monotonic: () => now }, { failures: 1, openMs: 10 });
    expect(breaker.refuses).toBe(false);
    breaker.failed();
    now = 9;
    expect(breaker.refuses).toBe(true);
    now = 10;
    expect([breaker.refuses, breaker.state.kind]).toEqual([false, 'open']);
  });

  it('tries again when the outcome of a probe was never told', () => {
    let now = 0;
    const breaker = new Breaker({ monotonic: () => now }, { failures: 1, openMs: 10 });
    breaker.failed();
    now = 10;
    expect(breaker.admits()).toBe(true);
    now = 20;
    expect(breaker.admits()).toBe(true);
  });
});
