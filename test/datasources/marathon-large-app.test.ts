import { afterEach, describe, expect, it } from 'vitest';
import { decodeApp } from '../../datasources/marathon/decode-app.ts';
import { readAppAnswer } from '../../datasources/marathon/large-app.ts';
import { Whole } from '../../src/kit/http.ts';
import { marathonAt } from '../support/marathon.ts';
import { httpWire } from '../support/wire.ts';

const never = new AbortController().signal;
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

const answerOf = (text: string): Whole =>
  new Whole(
    200,
    () => undefined,
    Buffer.from(text),
    (whole) => JSON.parse(whole) as unknown,
  );

function app(tasks: number, pad: number): object {
  const started = '2026-01-01T00:00:05.000Z';
  const result = { alive: true, consecutiveFailures: 0, lastSuccess: started, lastFailureCause: 'x'.repeat(pad) };
  const task = (index: number) => ({
    ...{ id: `t${index}`, host: `h${index % 100}`, slaveId: `s${index % 100}`, state: 'TASK_RUNNING', ports: [31_000 + (index % 1_000)] },
    ...{ startedAt: started, stagedAt: started, version: started, ipAddresses: [{ ipAddress: '10.0.0.1', protocol: 'IPv4' }] },
    healthCheckResults: [result, result],
  });
  const more = { labels: { '}"app":{': ']"tasks":[' }, healthChecks: [{}, {}], instances: tasks, version: started };
  return { id: '/big', ...more, tasks: [...Array.from({ length: tasks }, (_, index) => task(index)), { id: 'bad', ports: ['x'] }] };
}

/** How often the event loop turned while the work was done. */
async function turnsDuring<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly turns: number }> {
  let turns = 0;
  let over = false;
  const turn = (): void => {
    turns++;
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  // Also when the work fails: the loop would outlive the test, and its whole process.
  const value = await work().finally(() => (over = true));
  return { value, turns };
}

describe('a targeted read of an app of 20,000 tasks', () => {
  it('tells what a small one would, and lets others run meanwhile', async () => {
    const text = JSON.stringify({ app: app(20_000, 0) }, null, 1);
    const { value, turns } = await turnsDuring(() => readAppAnswer('c', answerOf(text)));
    expect(value).toEqual(decodeApp('c', JSON.parse(text).app));
    expect(value.unreadable).toEqual([{ id: 'bad', problem: 'ports[0]: expected a number' }]);
    expect(turns).toBeGreaterThan(5);
  });

  it('is no larger than Canopy takes', async () => {
    const text = JSON.stringify({ app: app(20_000, 1_000) });
    expect(text.length).toBeGreaterThan(32 * 1024 * 1024);
    const wire = await httpWire((_, response) => void response.end(text));
    const marathon = marathonAt([wire.url], { timeoutMs: 20_000 });
    open.push(wire, marathon);
    expect((await marathon.app('/big', never)).value?.tasks).toHaveLength(20_000);
  });
});

describe('a large answer', () => {
  const pad = 'x'.repeat(300_000);
  const tasks = `"tasks":[{"id":"t"}]`;

  it.each([
    ['a member behind the app', `{"app":{"id":"/a","cmd":"${pad}",${tasks}},"more":{"app":{}}}`],
    ['a member before the app', `{"more":1,"app":{"id":"/a","cmd":"${pad}",${tasks}}}`],
    ['space between', ` {\n "app" : {"id":"/a","cmd":"${pad}",${tasks}} } \n`],
    ['no list of tasks', `{"app":{"id":"/a","cmd":"${pad}"}}`],
    ['null for a list of tasks', `{"app":{"id":"/a","cmd":"${pad}","tasks":null}}`],
  ])('with %s is read as JSON.parse reads it', async (_, text) => {
    expect(await readAppAnswer('c', answerOf(text))).toEqual(decodeApp('c', JSON.parse(text).app));
  });

  it.each([
    ['a wrong figure', `{"app":{"id":"/a","cpus":"1","cmd":"${pad}",${tasks}}}`, 'app.cpus: expected a number, found a string'],
    ['a task that is not JSON', `{"app":{"id":"/a","cmd":"${pad}","tasks":[{"id":}]}}`, 'not JSON'],
    ['an end too early', `{"app":{"id":"/a","cmd":"${pad}",${tasks}}`, 'not JSON'],
    ['nothing in it', `{"app":null,"pad":"${pad}"}`, 'app: expected an object, found null'],
  ])('with %s is malformed, and the place is named', async (_, text, problem) => {
    const wire = await httpWire((_request, response) => void response.end(text));
    const marathon = marathonAt([wire.url]);
    open.push(wire, marathon);
    await expect(marathon.app('/a', never)).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: expect.stringContaining(problem),
    });
  });
});
