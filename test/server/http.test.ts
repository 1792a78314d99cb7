import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import { Callers } from '../../src/server/callers.ts';
import { GraphQLHttp, type HttpDeps } from '../../src/server/http.ts';
import { Points } from '../../src/server/points.ts';
import { accessOf } from '../support/access.ts';
import { codeOf, poster, read } from '../support/ask.ts';

const ASKED = '{"query":"{ __typename }"}';

/** A server whose short way throws what nobody foresaw, at once or with half an answer sent. */
async function broken(stored: () => unknown) {
  const lines: Record<string, unknown>[] = [];
  const deps = {
    lane: { stored, tail: () => '}', context: () => undefined },
    guard: { refuses: () => undefined },
    callers: new Callers({ issuers: undefined, access: accessOf().access, clock: systemClock, onError: () => undefined }),
    origins: new Set(),
    limits: { bodyBytes: 1_000 },
    points: new Points(
      { points: 100, windowMs: 60_000, atOnce: { requests: 1, operations: 1, sockets: 1 }, now: () => 0 },
      { spend: () => Promise.resolve([]) },
    ),
    metrics: { answered: () => undefined, used: () => undefined },
    log: pino({ level: 'error' }, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) }),
    newRequestId: () => 'r-1',
    trusted: {},
    proxies: new Set(),
    refused: () => undefined,
  } as unknown as HttpDeps;
  const app = new GraphQLHttp(deps).fastify();
  onTestFinished(() => app.close());
  return { lines, post: poster(await app.listen({ host: '127.0.0.1', port: 0 })) };
}

it('a throw on the short way is an answer and a line in the log, not the end of the process', async () => {
  const { post, lines } = await broken(() => {
    throw new TypeError('planted');
  });
  const answer = await post(ASKED);
  expect(answer.status).toBe(500);
  const told = await read(answer);
  expect([codeOf(told), told.errors?.[0]?.extensions['requestId']]).toEqual(['INTERNAL_SERVER_ERROR', 'r-1']);
  expect(lines).toMatchObject([{ requestId: 'r-1', err: { message: 'planted' } }]);
});

it('a throw after half an answer breaks the connection off', async () => {
  const written = () => {
    throw new TypeError('planted');
  };
  const { post, lines } = await broken(() => ({ document: {}, small: { length: 5, [Symbol.toPrimitive]: written } }));
  await expect(post(ASKED)).rejects.toThrow();
  expect(lines).toMatchObject([{ requestId: 'r-1', err: { message: 'planted' } }]);
});
