import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Chronos } from '../../datasources/chronos/client.ts';
import type { ChronosOptions } from '../../datasources/chronos/model.ts';
import { Secret } from '../../src/kit/secret.ts';
import { chronosAt } from '../support/chronos.ts';
import { deadUrl, httpWire, json, type Wire } from '../support/wire.ts';

const never = new AbortController().signal;
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

type Answers = Readonly<Record<string, readonly [status: number, body: unknown]>>;
const job = (name: string) => ({ name, command: 'true', schedule: 'R/2100-01-01T00:00:00.000Z/PT1H' });
const well: Answers = {
  'GET /v1/scheduler/jobs': [200, [job('a')]],
  'GET /v1/scheduler/jobs/search': [200, []],
  'GET /v1/scheduler/jobs/summary': [200, { jobs: [{ name: 'a', state: 'idle' }] }],
  'POST /v1/scheduler/iso8601': [204, undefined],
};

/** A Chronos made of answers; whatever else is asked is not there. */
async function serve(answers: Answers): Promise<Wire & { paths(): string[] }> {
  const of = ({ method, url }: { method?: string | undefined; url?: string | undefined }) => `${method} ${url?.replace(/\?.*/, '')}`;
  const wire = await httpWire((request, response) => {
    const [status, body] = answers[of(request)] ?? [404, 'Not Found'];
    json(response, status, body);
  });
  open.push(wire);
  return Object.assign(wire, { paths: () => wire.asked.map(of) });
}

function at(urls: readonly string[], over: Partial<ChronosOptions> = {}): Chronos {
  const chronos = chronosAt(urls, over);
  open.push(chronos);
  return chronos;
}

const put = (chronos: Chronos) => chronos.putScheduled(job('a'), never);
const names = async (chronos: Chronos) => (await chronos.jobs(never)).value.items.map(({ name }) => name);

describe('several places', () => {
  it('are asked in turn until one answers, which is asked first from then on', async () => {
    const ill = await serve({ 'GET /v1/scheduler/jobs': [500, { status: 'Internal Server Error', message: 'java.lang.Exception' }] });
    const good = await serve(well);
    const chronos = at([await deadUrl(), ill.url, good.url]);
    expect(await names(chronos)).toEqual(['a']);
    expect(await names(chronos)).toEqual(['a']);
    expect([ill.asked.length, good.asked.length]).toEqual([1, 4]);
  });

  it('do not get a write that another one may have', async () => {
    const first = await serve({ ...well, 'POST /v1/scheduler/iso8601': [500, undefined] });
    const second = await serve(well);
    await expect(put(at([first.url, second.url]))).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      details: { sent: true, status: 500 },
    });
    expect(second.asked).toEqual([]);
  });

  it('that are all away say so once', async () => {
    await expect(names(at([await deadUrl(), await deadUrl()]))).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      details: { sent: false },
    });
  });

  it('may be behind a gateway with a path of its own', async () => {
    const wire = await serve({ 'GET /tools/chronos/v1/scheduler/jobs': [200, [job('a')]] });
    expect(await names(at([`${wire.url}/tools/chronos/`]))).toEqual(['a']);
  });
});

describe('a Chronos', () => {
  it('that is nowhere is UPSTREAM_REFUSED, with where it was looked for', async () => {
    const wire = await serve({});
    await expect(names(at([wire.url]))).rejects.toMatchObject({
      code: 'UPSTREAM_REFUSED',
      message: 'GET /jobs: no Chronos answers below /v1/scheduler or /scheduler (status 404)',
    });
    await expect(put(at([wire.url]))).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED', details: { sent: false } });
    expect(wire.paths().filter((path) => path.startsWith('POST'))).toEqual([]);
  });

  it('that is updated is found where it is now', async () => {
    const answers: Record<string, readonly [number, unknown]> = {
      'GET /scheduler/jobs': [200, [job('old')]],
      'GET /scheduler/graph/csv': [200, ''],
    };
    const wire = await serve(answers);
    const chronos = at([wire.url]);
    expect(await names(chronos)).toEqual(['old']);
    delete answers['GET /scheduler/jobs'];
    Object.assign(answers, well);
    await expect(put(chronos)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED', details: { status: 404 } });
    await put(chronos);
    expect([await names(chronos), await chronos.era(never)]).toEqual([['a'], '3.x']);
  });

  it('whose states cannot be read tells of its jobs all the same, and why', async () => {
    const summaries = [
      [[500, { message: 'java.lang.Exception: at scala' }], 'GET /jobs/summary: status 500'],
      [[404, ''], 'GET /jobs/summary: status 404'],
      [[200, []], 'GET /jobs/summary: the answer: expected an object, found a list'],
      [[200, { jobs: [{ name: 'a', state: '?' }] }], 'a: state: expected idle, queued or running'],
    ] as const;
    for (const [summary, stateProblem] of summaries) {
      const wire = await serve({ ...well, 'GET /v1/scheduler/jobs/summary': summary });
      const { value } = await at([wire.url]).jobs(never);
      expect(value).toMatchObject({ items: [{ name: 'a', state: null }], unreadable: [], stateProblem });
    }
  });

  it.each([
    ['no list', [200, { jobs: [] }], 'GET /jobs: the answer: expected a list'],
    ['a page', [200, '<html>password</html>'], 'GET /jobs: the answer: expected a list'],
  ] as const)('that answers %s is UPSTREAM_MALFORMED', async (_, answer, message) => {
    const wire = await serve({ 'GET /v1/scheduler/jobs': answer });
    await expect(names(at([wire.url]))).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED', message, source: 'chronos:main' });
  });

  it('that answers half a list is UPSTREAM_MALFORMED, without what it said', async () => {
    const wire = await httpWire((_, response) => response.end('[{"command":"curl -u me:hunter2'));
    open.push(wire);
    const fault = await names(at([wire.url])).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'UPSTREAM_MALFORMED' });
    expect(inspect(fault, { depth: 10 })).not.toContain('hunter2');
  });

  it('that never ends is cut off', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const wire = await httpWire((_, response) => {
      const more = (): void => {
        if (response.write(chunk)) setImmediate(more);
        else response.once('drain', more);
      };
      response.on('close', () => response.removeAllListeners('drain'));
      more();
    });
    open.push(wire);
    await expect(names(at([wire.url], { timeoutMs: 20_000 }))).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: expect.stringContaining('larger than'),
    });
  });

  it('is told who asks, which no fault repeats', async () => {
    const wire = await serve({ 'GET /v1/scheduler/jobs': [401, 'who?'] });
    const chronos = at([wire.url], { auth: { user: 'canopy', password: new Secret('hunter2') } });
    const fault = await names(chronos).catch((error: unknown) => error);
    expect(wire.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('canopy:hunter2').toString('base64')}`);
    expect(fault).toMatchObject({ code: 'UPSTREAM_REFUSED', message: 'GET /jobs: status 401' });
    expect(inspect({ fault, chronos }, { depth: 10 })).not.toMatch(/hunter2|Y2Fub3B5/);
  });

  it('is no longer asked when the caller has gone', async () => {
    const wire = await httpWire(() => {});
    open.push(wire);
    const caller = new AbortController();
    const asked = at([wire.url]).jobs(caller.signal);
    setImmediate(() => caller.abort(new Error('gone')));
    await expect(asked).rejects.toThrow('gone');
  });
});
