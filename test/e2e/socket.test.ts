import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCanopy, type Running } from '../support/canopy.ts';

let running: Running;
beforeAll(async () => {
  running = await startCanopy({ adopt: false });
});
afterAll(() => running.stop());

const upgrade = (path: string, origin?: string) =>
  [
    `GET ${path} HTTP/1.1`,
    `host: ${new URL(running.url).host}`,
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(origin === undefined ? [] : [`origin: ${origin}`]),
    '\r\n',
  ].join('\r\n');

describe('an upgrade that is refused', () => {
  it.each([
    ['because nothing is there', '/nowhere', undefined],
    ['because it comes from a page of another site', '/graphql', 'https://evil.example'],
  ])('%s does no harm when its client resets the connection at once', async (_why, path, origin) => {
    for (let i = 0; i < 50; i++) {
      const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
      await once(socket, 'connect');
      await new Promise((sent) => socket.write(upgrade(path, origin), sent));
      socket.resetAndDestroy();
    }
    expect((await running.post('{"query":"{ __typename }"}')).status).toBe(200);
  });

  it('is told why, and its connection ends although the client keeps its half open', async () => {
    const socket = connect({ port: Number(new URL(running.url).port), host: '127.0.0.1', allowHalfOpen: true });
    socket.write(upgrade('/nowhere'));
    const [head] = (await once(socket.setEncoding('utf8'), 'data')) as [string];
    expect(head).toMatch(/^HTTP\/1.1 404 /);
    await once(socket, 'end');
    // The server has let go of it: what is still sent there is answered by a reset.
    const reset = new Promise((done) => socket.once('error', done));
    const more = setInterval(() => socket.write('x'), 5);
    expect(await reset.finally(() => clearInterval(more))).toMatchObject({ code: expect.stringMatching(/EPIPE|ECONNRESET/) });
  });
});
