import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { FirstAppsDocument, VersionsOfAppDocument, type VersionsOfAppQuery } from '../generated/operations.ts';
import { nodesOf, type Answer } from '../support/ask.ts';
import { keptLog, startCanopy, until, type Running } from '../support/canopy.ts';
import { socketUrl } from '../support/ways.ts';

let running: Running;
const { log, lines } = keptLog();
const LIMITS = { max: 4, beforeInit: 1, operations: 3, perCaller: 1, operationsPerCaller: 1, pingMs: 150, initMs: 400 };
beforeAll(async () => {
  running = await startCanopy({ log, config: (config) => ({ ...config, sockets: LIMITS }) });
});
afterAll(() => running.stop());
/** Whatever a client does, it is no error of ours. */
afterEach(() => expect(lines.filter(({ level }) => Number(level) >= 50)).toEqual([]));

const MODERN = 'graphql-transport-ws';
const LEGACY = 'graphql-ws';
const PROTOCOLS = [MODERN, LEGACY] as const;

interface Message {
  readonly type: string;
  readonly id?: string;
  /** Of an error by the newer protocol a list; else what the type says. */
  readonly payload?: readonly unknown[] | (Partial<Answer<VersionsOfAppQuery>> & { readonly message?: string });
}

/** What messages told of versions, one item for each that did. */
const versionsIn = (messages: readonly Message[]) =>
  messages.flatMap(({ payload }) => (payload && 'data' in payload && payload.data?.app?.versions ? [payload.data.app.versions] : []));

interface Opened {
  readonly ws: WebSocket;
  readonly messages: Message[];
  readonly closed: Promise<{ code: number; reason: string }>;
  send(...messages: unknown[]): void;
}

async function open(protocol: string, options: ClientOptions = {}): Promise<Opened> {
  const ws = new WebSocket(socketUrl(running), protocol, options);
  const messages: Message[] = [];
  ws.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message));
  const closed = new Promise<{ code: number; reason: string }>((done) =>
    ws.once('close', (code, reason) => done({ code, reason: reason.toString() })),
  );
  await once(ws, 'open');
  return { ws, messages, closed, send: (...each) => each.forEach((one) => ws.send(typeof one === 'string' ? one : JSON.stringify(one))) };
}

/** An init that was answered. */
async function begun(protocol: string, options?: ClientOptions): Promise<Opened> {
  const opened = await open(protocol, options);
  opened.send({ type: 'connection_init' });
  await until(() => opened.messages.some(({ type }) => type === 'connection_ack'));
  return opened;
}

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

describe.each(PROTOCOLS)('a client of %s', (protocol) => {
  const start = protocol === MODERN ? 'subscribe' : 'start';

  it.each([
    ['no JSON', 'hello'],
    ['no message', '7'],
    ['null', 'null'],
    ['a message without a type', '{"id":"1"}'],
    ['an operation without a query', `{"type":"${start}","id":"1","payload":{}}`],
  ])('that says %s is closed with 4400', async (_what, said) => {
    const { closed, send } = await begun(protocol);
    send(said);
    expect(await closed).toEqual({ code: 4400, reason: 'Invalid message received' });
  });

  it('that does not say its init in time is closed with 4408', async () => {
    const { closed } = await open(protocol);
    expect(await closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  it('that asks before its init is closed with 4401, and one that says it twice with 4429', async () => {
    const early = await open(protocol);
    early.send({ type: start, id: '1', payload: { query: '{ __typename }' } });
    expect((await early.closed).code).toBe(4401);
    const twice = await begun(protocol);
    twice.send({ type: 'connection_init' });
    expect((await twice.closed).code).toBe(4429);
  });

  it('that sends more than a body may hold is closed with 1009', async () => {
    const { closed, send } = await begun(protocol);
    send({ type: start, id: '1', payload: { query: `{ __typename } #${'x'.repeat(1_100_000)}` } });
    expect((await closed).code).toBe(1009);
  });

  it('that breaks the framing, or its connection, harms nobody', async () => {
    const framing = await begun(protocol);
    (framing.ws as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    expect((await framing.closed).code).toBe(1002);
    const broken = await begun(protocol);
    broken.send({ type: start, id: '1', payload: { query: '{ tree { id } }' } });
    (broken.ws as unknown as { _socket: { resetAndDestroy(): void } })._socket.resetAndDestroy();
    expect((await broken.closed).code).toBe(1006);
  });

  it('that gives no sign of life is let go; one that answers pings stays', async () => {
    const alive = await begun(protocol);
    let pings = 0;
    alive.ws.on('ping', () => pings++);
    const { closed } = await begun(protocol, { autoPong: false });
    expect((await closed).code).toBe(1006);
    await until(() => pings > 4);
    expect(alive.ws.readyState).toBe(WebSocket.OPEN);
    alive.ws.close();
    await alive.closed;
  });

  it('is answered an error for each operation beyond the limit, and its others go on', async () => {
    const { marathonId } = nodesOf((await running.ask(FirstAppsDocument)).data.apps)[0]!;
    await running.sandbox.control('/faults', { slowMs: 500, pathPrefix: `/v2/apps${marathonId}/versions` });
    const payload = { query: VersionsOfAppDocument, variables: { app: marathonId } };
    const { ws, messages, closed, send } = await begun(protocol);
    send(...Array.from({ length: 5 }, (_, i) => ({ type: start, id: `${i}`, payload })));
    await until(() => messages.filter(({ type }) => type === 'complete').length >= 3);
    const refusals = messages.flatMap(({ payload: said }): readonly unknown[] =>
      said && 'errors' in said ? (said.errors ?? []) : Array.isArray(said) ? said : [],
    );
    expect(refusals).toMatchObject(Array(2).fill({ extensions: { code: 'TOO_MANY_OPERATIONS', retryable: true, limit: 3 } }));
    await running.sandbox.control('/faults', { slowMs: 0, pathPrefix: null });
    await until(() => versionsIn(messages).length === 3);
    send({ type: start, id: 'again', payload });
    await until(() => versionsIn(messages.filter(({ id }) => id === 'again')).length === 1);
    ws.close();
    await closed;
  });

  it('that wants no answer any more has room for another operation when what it asked for has ended', async () => {
    const { marathonId } = nodesOf((await running.ask(FirstAppsDocument)).data.apps)[0]!;
    await running.sandbox.control('/faults', { slowMs: 500, pathPrefix: `/v2/apps${marathonId}/versions` });
    const payload = { query: VersionsOfAppDocument, variables: { app: marathonId } };
    const { ws, messages, closed, send } = await begun(protocol);
    for (const id of ['a', 'b', 'c']) send({ type: start, id, payload }, { type: protocol === MODERN ? 'complete' : 'stop', id });
    send({ type: start, id: 'more', payload: { query: '{ __typename }' } });
    await until(() => messages.some(({ id }) => id === 'more'));
    expect(JSON.stringify(messages)).toContain('TOO_MANY_OPERATIONS');
    await until(async () => {
      const id = `try ${messages.length}`;
      send({ type: start, id, payload: { query: '{ __typename }' } });
      await until(() => messages.some((each) => each.id === id));
      return JSON.stringify(messages.filter((each) => each.id === id)).includes('"Query"');
    });
    expect(versionsIn(messages)).toEqual([]);
    await running.sandbox.control('/faults', { slowMs: 0, pathPrefix: null });
    ws.close();
    await closed;
  });
});

describe('a client that says what only a server says', () => {
  it.each(['{"type":"connection_ack"}', '{"type":"next","id":"1","payload":{}}', '{"type":"error","id":"1","payload":[{"message":"x"}]}'])(
    'is closed with 4400: %s',
    async (said) => {
      const { closed, send } = await begun(MODERN);
      send(said);
      expect(await closed).toEqual({ code: 4400, reason: 'Invalid message received' });
    },
  );

  it('of the older protocol is told that the message is not known, and may go on', async () => {
    const { ws, messages, closed, send } = await begun(LEGACY);
    send({ type: 'data', id: '1', payload: {} }, { type: 'constructor' }, { type: 'start', id: '2', payload: { query: '{ __typename }' } });
    await until(() => messages.some(({ type }) => type === 'complete'));
    expect(messages.filter(({ type }) => type === 'error').map(({ payload }) => payload)).toMatchObject([
      { message: 'Unknown message data.' },
      { message: 'Unknown message constructor.' },
    ]);
    ws.close();
    await closed;
  });
});

describe('sockets beyond the limit', () => {
  it('are answered 503, until another one has gone', async () => {
    const all = await Promise.all(Array.from({ length: LIMITS.max }, () => begun(MODERN)));
    const refused = new WebSocket(socketUrl(running), MODERN);
    refused.on('error', () => undefined);
    const [, response] = (await once(refused, 'unexpected-response')) as [unknown, IncomingMessage];
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '1']);
    const [said] = (await once(response.setEncoding('utf8'), 'data')) as [string];
    expect(said).toBe('4 sockets are open here; that is the limit (sockets.max). Try again when one has closed.\n');
    refused.terminate();
    all[0]?.ws.close();
    await all[0]?.closed;
    const client = createClient({ url: socketUrl(running), webSocketImpl: WebSocket, retryAttempts: 3 });
    const answer = await new Promise((done, failed) =>
      client.subscribe({ query: '{ __typename }' }, { next: done, error: failed, complete: () => undefined }),
    );
    expect(answer).toMatchObject({ data: { __typename: 'Query' } });
    await client.dispose();
    for (const { ws } of all) ws.close();
    await Promise.all(all.map(({ closed }) => closed));
  });
});

describe('a stop', () => {
  it('closes every socket with 1001 and a reason', async () => {
    const own = running;
    running = await startCanopy({ adopt: false, process: own.sandbox });
    const all = await Promise.all(PROTOCOLS.map((protocol) => begun(protocol)));
    await running.stop();
    running = own;
    for (const { closed } of all) expect(await closed).toEqual({ code: 1001, reason: 'Canopy is stopping; connect again.' });
  });
});
