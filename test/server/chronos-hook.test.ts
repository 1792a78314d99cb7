import Fastify from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import { addChronosHook, type ChronosCalled } from '../../src/server/chronos-hook.ts';
import { handClock } from '../support/hand-clock.ts';

const [FIRST, SECOND] = ['a-token-of-this-test-0123456789abcdef', 'another-token-of-this-test-0123456789'];
const open: { close(): unknown }[] = [];
afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));

function aHook(called: (id: string) => Promise<ChronosCalled>) {
  const app = Fastify();
  open.push(app);
  const clock = handClock();
  const errors: unknown[] = [];
  addChronosHook(app, { tokens: [FIRST, SECOND].map((each) => new Secret(each)), called, clock, onError: (error) => errors.push(error) });
  const call = async (token: string, schedule: string, method: 'GET' | 'POST' = 'POST') => {
    const { statusCode, body } = await app.inject({ method, url: `/hooks/chronos/${token}/${schedule}` });
    return [statusCode, body];
  };
  return { call, clock, errors };
}

it.each<[ChronosCalled, number, string]>([
  ['FIRED', 200, 'fired'],
  ['AGAIN', 200, 'fired already'],
  ['NOT_DUE', 200, 'not due'],
  ['UNKNOWN', 404, 'no such schedule'],
])('answers what came of it: %s', async (outcome, status, words) => {
  const asked: string[] = [];
  const { call } = aHook(async (id) => (asked.push(id), outcome));
  expect(await call(FIRST, 's1')).toEqual([status, words]);
  expect(await call(SECOND, 's2', 'GET')).toEqual([status, words]);
  expect(asked).toEqual(['s1', 's2']);
});

it('is not there for whoever has no token of it', async () => {
  const { call } = aHook(() => Promise.reject(new Error('It was called.')));
  const [status, body] = await call('a-token-of-nobody', 's1');
  expect(status).toBe(404);
  expect(body).not.toContain('schedule');
});

it('fails where the store does, or takes too long: Chronos shows that', async () => {
  const away = aHook(() => Promise.reject(new Error('The store is away.')));
  expect(await away.call(FIRST, 's1')).toEqual([503, 'not kept']);
  expect(away.errors).toHaveLength(1);
  const slow = aHook(() => new Promise(() => {}));
  const answer = slow.call(FIRST, 's1');
  while (slow.clock.sleepers === 0) await new Promise((done) => setImmediate(done));
  slow.clock.advance(5_000);
  expect(await answer).toEqual([503, 'not kept']);
});
