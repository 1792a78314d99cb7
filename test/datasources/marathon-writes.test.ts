import { afterEach, describe, expect, it } from 'vitest';
import { marathonAt } from '../support/marathon.ts';
import { deadUrl, httpWire, json, tcpWire, type Wire } from '../support/wire.ts';

const signal = new AbortController().signal;
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

function kept<T extends AsyncDisposable>(thing: T): T {
  open.push(thing);
  return thing;
}

interface Asked {
  readonly line: string;
  readonly body: string;
}

async function answering(status: number, value?: unknown, headers: Record<string, string> = {}): Promise<Wire & { lines: Asked[] }> {
  const lines: Asked[] = [];
  const wire = await httpWire((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      lines.push({ line: `${request.method} ${request.url}`, body });
      json(response, status, value, headers);
    });
  });
  return Object.assign(kept(wire), { lines });
}

const writesAt = (...urls: string[]) => kept(marathonAt(urls)).writes;
const result = { deploymentId: 'd1', version: '2026-01-01T00:00:00.000Z' };
const accepted = { deploymentId: 'd1', version: Date.parse('2026-01-01T00:00:00.000Z') };

describe('a write', () => {
  it('says what it wants and nothing else, always with its own word on force', async () => {
    const wire = await answering(200, result);
    const writes = writesAt(wire.url);
    const answers = [
      await writes.scale('/a/b c', 5, { signal }),
      await writes.updateApp('/a', { cmd: 'x' }, { signal, force: true }),
      await writes.replaceApp('/a', { id: '/a', cmd: 'x', version: 'v', tasks: [] }, { signal }),
      await writes.restart('/a', { signal }),
      await writes.deleteApp('/a', { signal }),
      await writes.killTask('/a', 'a.b/c', { signal, scale: true }),
      await writes.cancelDeployment('d0', { signal }),
    ];
    expect(answers).toEqual(answers.map(() => accepted));
    expect(wire.lines).toEqual([
      { line: 'PUT /v2/apps/a/b%20c?force=false', body: '{"instances":5}' },
      { line: 'PUT /v2/apps/a?force=true', body: '{"cmd":"x"}' },
      { line: 'PUT /v2/apps/a?force=false&partialUpdate=false', body: '{"id":"/a","cmd":"x"}' },
      { line: 'POST /v2/apps/a/restart?force=false', body: '' },
      { line: 'DELETE /v2/apps/a?force=false', body: '' },
      { line: 'DELETE /v2/apps/a/tasks/a.b%2Fc?force=false&scale=true', body: '' },
      { line: 'DELETE /v2/deployments/d0?force=false', body: '' },
    ]);
  });

  it.each([
    ['the app’s deployments', 201, { id: '/a', version: result.version, deployments: [{ id: 'd1' }] }, {}, accepted],
    ['a header', 201, { id: '/a', version: result.version }, { 'Marathon-Deployment-Id': 'd1' }, accepted],
    ['nothing but 202', 202, undefined, {}, { deploymentId: null, version: null }],
    ['the killed task', 200, { task: { id: 't' } }, {}, { deploymentId: null, version: null }],
  ])('learns its deployment from %s', async (_, status, value, headers, expected) => {
    const wire = await answering(status, value, headers);
    expect(await writesAt(wire.url).createApp({ id: '/a', cmd: 'x' }, { signal })).toEqual(expected);
  });

  const locked = { message: 'App is locked by one or more deployments.', deployments: [{ id: 'd7' }, { id: 'd8' }] };
  const invalid = [{ path: '/cpus', errors: ['is negative'] }];
  it.each([
    [409, locked, 'CONFLICT', { deployments: ['d7', 'd8'] }],
    [409, { message: 'An app with id [/a] already exists.' }, 'ALREADY_EXISTS', {}],
    [404, { message: "App '/a' does not exist" }, 'NOT_FOUND', {}],
    [404, '<html>', 'UPSTREAM_REFUSED', {}],
    [422, { message: 'Object is not valid', details: invalid }, 'BAD_USER_INPUT', { problems: invalid }],
    [400, { message: 'Invalid JSON', details: 'at line 1' }, 'BAD_USER_INPUT', { problems: [{ path: '', errors: ['at line 1'] }] }],
    [
      422,
      { message: 'Bean is not valid', errors: [{ attribute: 'cpus', error: 'is negative' }] },
      'BAD_USER_INPUT',
      { problems: [{ path: 'cpus', errors: ['is negative'] }] },
    ],
    [401, { message: 'Invalid username or password.' }, 'UPSTREAM_REFUSED', { reason: 'not allowed' }],
    [403, { message: 'Max number (100) of running deployments reached' }, 'UPSTREAM_REFUSED', { reason: 'too many deployments' }],
    [500, { message: 'URI not found' }, 'UPSTREAM_UNAVAILABLE', {}],
    [503, '', 'UPSTREAM_UNAVAILABLE', {}],
    [302, '', 'UPSTREAM_REFUSED', {}],
  ])('refused with %i %j is %s', async (status, value, code, details) => {
    const wire = await answering(status, value);
    await expect(writesAt(wire.url, wire.url).scale('/a', 2, { signal })).rejects.toMatchObject({
      code,
      details: { sent: true, status, ...details },
    });
    expect(wire.lines).toHaveLength(1);
  });

  it('is not sent again when its connection breaks: nobody knows what became of it', async () => {
    let connections = 0;
    const breaking = kept(
      await tcpWire((socket) => {
        connections++;
        socket.once('data', () => socket.resetAndDestroy());
      }),
    );
    const other = await answering(200, result);
    await expect(writesAt(breaking.url, other.url).restart('/a', { signal })).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      details: { sent: true },
    });
    expect([connections, other.lines.length]).toEqual([1, 0]);
  });

  it('goes to the next Marathon only when nobody listened at the first', async () => {
    const other = await answering(200, result);
    expect(await writesAt(await deadUrl(), other.url).scale('/a', 2, { signal })).toEqual(accepted);
    const nobody = writesAt(await deadUrl(), await deadUrl()).scale('/a', 2, { signal });
    await expect(nobody).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { sent: false } });
  });

  it('rolls back by sending the earlier definition whole, without what Marathon only shows', async () => {
    const lines: string[] = [];
    const wire = kept(
      await httpWire((request, response) => {
        lines.push(`${request.method} ${request.url}`);
        if (request.url?.endsWith('gone')) return json(response, 404, { message: 'no such version' });
        json(response, 200, request.method === 'GET' ? { id: '/a', cmd: 'old', version: 'v1', versionInfo: {} } : result);
      }),
    );
    expect(await writesAt(wire.url).rollback('/a', '2026-01-01T00:00:00.000Z', { signal })).toEqual(accepted);
    expect(lines).toEqual(['GET /v2/apps/a/versions/2026-01-01T00%3A00%3A00.000Z', 'PUT /v2/apps/a?force=false&partialUpdate=false']);
    await expect(writesAt(wire.url).rollback('/a', 'gone', { signal })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { sent: false },
    });
  });

  it('to a path that means something else is refused before anything is sent', async () => {
    const wire = await answering(200, result);
    await expect(writesAt(wire.url).deleteApp('/a/tasks', { signal })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(wire.lines).toEqual([]);
  });
});
