import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { codeOf } from '../support/ask.ts';
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
