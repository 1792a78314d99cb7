import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../src/kit/clock.ts';
import { Http, type Call } from '../../src/kit/http.ts';
import { handClock } from '../support/hand-clock.ts';
import { deadUrl, httpWire, json, tcpWire, type Wire } from '../support/wire.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

async function served(wire: Promise<Wire>): Promise<Wire> {
  const up = await wire;
  open.push(up);
  return up;
}

function client(clock: Clock = systemClock, maxBytes?: number): Http {
  const http = new Http({ source: 'other', clock, maxBytes });
  open.push({ [Symbol.asyncDispose]: () => http.close() });
  return http;
}

const get = (url: string, over: Partial<Call> = {}): Call => ({
  method: 'GET',
  url: new URL('/thing?secret=1', url),
  route: '/thing',
  timeoutMs: 5_000,
  ...over,
});

describe('Http', () => {
  it('sends JSON and reads JSON, packed or not', async () => {
    const wire = await served(
      httpWire((request, response) => {
        const packed = request.headers['accept-encoding'] === 'gzip';
        response.writeHead(201, { 'X-Said': 'yes', ...(packed && { 'content-encoding': 'gzip' }) });
        const answer = JSON.stringify({ packed, type: request.headers['content-type'] });
        response.end(packed ? gzipSync(answer) : answer);
      }),
    );
    const answer = await client().send(get(wire.url, { method: 'POST', body: { a: 1 } }));
    expect([answer.status, answer.header('x-said'), answer.json()]).toEqual([201, 'yes', { packed: true, type: 'application/json' }]);
    expect((await client().send(get(wire.url, { gzip: false }))).json()).toEqual({ packed: false });
  });

  it('answers every status as it is, and never follows a redirect', async () => {
    const wire = await served(httpWire((_, response) => json(response, 302, {}, { location: 'http://127.0.0.1:1/' })));
    const answer = await client().send(get(wire.url));
    expect([answer.status, answer.header('location')]).toEqual([302, 'http://127.0.0.1:1/']);
  });

  it('says that nothing was sent when nobody listens', async () => {
    await expect(client().send(get(await deadUrl()))).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      source: 'other',
      message: 'GET /thing: no connection (ECONNREFUSED)',
      details: { sent: false },
    });
  });

  it('cannot say so when the connection breaks before the answer, and names the route without its query', async () => {
    const wire = await served(tcpWire((socket) => void socket.once('data', () => socket.destroy())));
    await expect(client().send(get(wire.url, { lane: 'own' }))).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: expect.stringMatching(/^GET \/thing: the answer broke off/),
      details: { sent: true },
    });
  });

  it('ends a call at its deadline', async () => {
    const clock = handClock();
    const wire = await served(httpWire(() => clock.advance(5_000)));
    await expect(client(clock).send(get(wire.url))).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      message: 'GET /thing: no answer in 5000 ms',
    });
    expect(clock.sleepers).toBe(0);
  });

  it('counts the body into the deadline', async () => {
    const clock = handClock();
    const wire = await served(httpWire((_, response) => void response.write('{', () => clock.advance(5_000))));
    await expect(client(clock).send(get(wire.url))).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });

  it('passes the caller’s own abort on untouched', async () => {
    const stop = new AbortController();
    const reason = new Error('shutting down');
    const wire = await served(httpWire(() => stop.abort(reason)));
    await expect(client().send(get(wire.url, { signal: stop.signal }))).rejects.toBe(reason);
    await expect(client().send(get(wire.url, { signal: stop.signal }))).rejects.toBe(reason);
    expect(wire.asked).toHaveLength(1);
  });

  it('says where an answer is not JSON', async () => {
    const wire = await served(httpWire((_, response) => void response.end('<html>')));
    const answer = await client().send(get(wire.url));
    expect(() => answer.json()).toThrow(
      expect.objectContaining({ code: 'UPSTREAM_MALFORMED', message: expect.stringContaining('/thing: the answer is not JSON') }),
    );
  });

  it('does not repeat what stands in an answer that is not JSON, in no cause either', async () => {
    const wire = await served(httpWire((_, response) => void response.end('{"env":{"DB_PASSWORD":hunter2}}')));
    const answer = await client().send(get(wire.url));
    const fault = await Promise.resolve(answer)
      .then((whole) => whole.json())
      .catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'UPSTREAM_MALFORMED', message: 'GET /thing: the answer is not JSON' });
    expect(inspect(fault)).not.toMatch(/hunter2|PASSWORD/);
  });

  it('does not swallow an answer larger than it should be, also when it is small on the wire', async () => {
    const wire = await served(
      httpWire((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(Buffer.alloc(1_000_000)));
      }),
    );
    await expect(client(systemClock, 10_000).send(get(wire.url))).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      message: expect.stringContaining('larger than 10000 bytes'),
    });
  });

  it('fails on an answer that was cut off while packed', async () => {
    const wire = await served(
      httpWire((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(JSON.stringify({ a: 'b'.repeat(100) })).subarray(0, 25));
      }),
    );
    await expect(client().send(get(wire.url))).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  describe('streams', () => {
    it('arrive chunk by chunk, and one that falls silent ends', async () => {
      const clock = handClock();
      const wire = await served(httpWire((_, response) => void response.write('one')));
      const { body } = await client(clock).stream(get(wire.url), 30_000);
      const chunks = body[Symbol.asyncIterator]();
      expect(String((await chunks.next()).value)).toBe('one');
      const next = chunks.next();
      clock.advance(29_999);
      await new Promise(setImmediate);
      clock.advance(30_000);
      await expect(next).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', message: 'GET /thing: no byte in 30000 ms' });
    });

    it('do not blame the other side while the reader is busy', async () => {
      const clock = handClock();
      const gate = Promise.withResolvers<void>();
      const wire = await served(
        httpWire((_, response) => {
          response.write('one');
          void gate.promise.then(() => response.end('two'));
        }),
      );
      const { body } = await client(clock).stream(get(wire.url), 1_000);
      const seen: string[] = [];
      for await (const chunk of body) {
        seen.push(String(chunk));
        clock.advance(10_000);
        await new Promise(setImmediate);
        gate.resolve();
      }
      expect(seen).toEqual(['one', 'two']);
    });

    it.each([false, true])('that nobody reads end by themselves, and harm nobody (packed: %s)', async (packed) => {
      const clock = handClock();
      const closed = Promise.withResolvers<void>();
      const wire = await served(
        httpWire((request, response) => {
          request.socket.once('close', () => closed.resolve());
          response.writeHead(200, packed ? { 'content-encoding': 'gzip' } : {});
          response.write(packed ? gzipSync('one').subarray(0, 12) : 'one');
        }),
      );
      await client(clock).stream(get(wire.url, { lane: 'own' }), 1_000);
      clock.advance(1_000);
      await closed.promise;
      expect(clock.sleepers).toBe(0);
    });

    it('let go of the connection when their reader leaves', async () => {
      const closed = Promise.withResolvers<void>();
      const wire = await served(
        httpWire((request, response) => {
          request.socket.once('close', () => closed.resolve());
          response.write('one');
        }),
      );
      const { body } = await client().stream(get(wire.url, { lane: 'own' }), 0);
      for await (const _ of body) break;
      await closed.promise;
    });

    it('fail when the connection breaks', async () => {
      const wire = await served(
        httpWire((request, response) => {
          response.writeHead(200, { 'content-length': 100 });
          response.write('one', () => request.socket.destroy());
        }),
      );
      const { body } = await client().stream(get(wire.url), 0);
      const read = (async () => {
        for await (const _ of body);
      })();
      await expect(read).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { sent: true } });
    });
  });

  it('uses a connection of its own for a call that must not be lost with a pooled one', async () => {
    const ports = new Set<number | undefined>();
    const wire = await served(
      httpWire((request, response) => {
        ports.add(request.socket.remotePort);
        json(response, 200, {});
      }),
    );
    const http = client();
    for (let call = 0; call < 6; call++) await http.send(get(wire.url));
    const pooled = ports.size;
    expect(pooled).toBeLessThan(6);
    for (let call = 0; call < 6; call++) await http.send(get(wire.url, { lane: 'own' }));
    expect(ports.size).toBe(pooled + 6);
  });

  it('opens no more connections to one origin than allowed', async () => {
    let most = 0;
    const waiting: (() => void)[] = [];
    const wire = await served(
      httpWire((_, response) => {
        most = Math.max(
          most,
          waiting.push(() => json(response, 200, {})),
        );
        if (waiting.length >= 2) setImmediate(() => waiting.splice(0).forEach((answer) => answer()));
      }),
    );
    const http = new Http({ source: 'other', clock: systemClock, connections: 2 });
    open.push({ [Symbol.asyncDispose]: () => http.close() });
    await Promise.all(Array.from({ length: 12 }, () => http.send(get(wire.url))));
    expect(most).toBe(2);
  });
});
