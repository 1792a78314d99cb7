import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { codeOf, read } from '../support/ask.ts';
import { keptLog, startCanopy, type Running } from '../support/canopy.ts';
import { ways } from '../support/ways.ts';

let running: Running;
const { log, lines } = keptLog();
beforeAll(async () => {
  running = await startCanopy({ log });
});
afterAll(() => running.stop());
beforeEach(() => void (lines.length = 0));

/** What nobody foresaw, in the middle of a resolver. */
function plant(): void {
  const { sources } = running.canopy.graph;
  Object.defineProperty(running.canopy.graph, 'sources', {
    configurable: true,
    get: () => {
      throw new TypeError('planted');
    },
  });
  onTestFinished(() => void Object.defineProperty(running.canopy.graph, 'sources', { configurable: true, value: sources }));
}

describe('an error that nobody foresaw', () => {
  it.each(ways(() => running))('is in the log under the requestId that its caller has: %s', async (_way, ask) => {
    plant();
    const answer = await ask('{ platform { version datasources { name } } }');
    expect(codeOf(answer)).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(answer)).not.toContain('planted');
    const told = lines.filter(({ msg }) => msg === 'unexpected error');
    expect(told.at(-1)).toMatchObject({
      requestId: answer.errors?.[0]?.extensions['requestId'],
      err: { message: 'planted', stack: expect.any(String) },
    });
  });
});

describe('an error of any kind', () => {
  it.each(ways(() => running))('has the requestId of its request: %s', async (_way, ask) => {
    for (const query of ['{ nope }', '{ nope', '', `{ ${'a: __typename '.repeat(60)} }`])
      for (const { extensions } of (await ask(query)).errors ?? [])
        expect(extensions).toMatchObject({ code: expect.any(String), requestId: expect.any(String) });
  });
});

describe('a request that is none', () => {
  it.each([
    'null',
    '{}',
    '7',
    '"x"',
    '[]',
    '{',
    '{"query":1}',
    '{"query":null}',
    '{"query":"{ __typename }","operationName":5}',
    '{"query":"{ __typename }","variables":"x"}',
    '{"extensions":[]}',
  ])('is told in the shape of every answer, with its requestId: %s', async (body) => {
    const answer = await running.post(body);
    expect(answer.status).toBe(400);
    expect(await read(answer)).toEqual({ errors: [typed('BAD_REQUEST', answer)] });
  });

  it.each([
    ['/%', 400, 'BAD_REQUEST'],
    ['/graphql/%E0%A4%A', 400, 'BAD_REQUEST'],
    ['/nowhere', 404, 'NOT_FOUND'],
    ['/graphql', 400, 'BAD_REQUEST'],
    ['/graphql?query=', 400, 'BAD_REQUEST'],
  ])('by GET %s is too', async (path, status, code) => {
    const answer = await fetch(running.url + path);
    expect(answer.status).toBe(status);
    expect((await read(answer)).errors).toEqual([typed(code, answer)]);
  });

  const typed = (code: string, answer: Response) => ({
    message: expect.any(String),
    extensions: { code, retryable: false, requestId: answer.headers.get('x-request-id') },
  });
});
