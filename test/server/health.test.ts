import Fastify from 'fastify';
import { Registry } from 'prom-client';
import { expect, it, onTestFinished } from 'vitest';
import { Callers } from '../../src/server/callers.ts';
import { addHealth } from '../../src/server/health.ts';
import { Points } from '../../src/server/points.ts';
import { accessOf } from '../support/access.ts';
import { StoppedClock } from '../support/clock.ts';

function setUp() {
  const clock = new StoppedClock();
  const store = { asked: 0, away: false };
  const app = Fastify();
  onTestFinished(() => app.close());
  const atOnce = { requests: 1, operations: 1, sockets: 1 };
  addHealth(app, {
    graph: { sources: [] },
    callers: new Callers({ issuers: undefined, access: accessOf().access, clock, onError: () => undefined }),
    points: new Points({ points: 100, windowMs: 60_000, atOnce, now: () => clock.now() }, { spend: () => Promise.resolve([]) }),
    metrics: { registry: new Registry() },
    sdl: 'type Query',
    introspection: true,
    monotonic: () => clock.monotonic(),
    stopping: () => false,
    pingStore: () => {
      store.asked++;
      return store.away ? Promise.reject(new Error('away')) : Promise.resolve();
    },
    proxies: new Set(),
  });
  const ready = async () => (await app.inject('/readyz')).statusCode;
  return { clock, store, ready };
}

it('who asks whether all is ready shares one question to the store with all who do so within a second', async () => {
  const { clock, store, ready } = setUp();
  expect(await Promise.all([ready(), ready(), ready()])).toEqual([200, 200, 200]);
  store.away = true;
  clock.pass(999);
  expect([await ready(), store.asked]).toEqual([200, 1]);
  clock.pass(1);
  expect([await ready(), await ready(), store.asked]).toEqual([503, 503, 2]);
  store.away = false;
  clock.pass(1_000);
  expect([await ready(), store.asked]).toEqual([200, 3]);
});
