import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { keptLog, startCanopy, until, type Running } from '../support/canopy.ts';
import { seeded } from '../support/seeded.ts';
import { socketUrl } from '../support/ways.ts';
import { anyJson, Dice, plannedMutation, query, spoilt, valueFor } from './documents.ts';

// Nightly the same runs longer, from another place: FUZZ=<rounds> FUZZ_SEED=<number>.
const ROUNDS = Number(process.env['FUZZ'] ?? 1);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let running: Running;
let schema: GraphQLSchema;
const { log, lines } = keptLog();
beforeAll(async () => {
  running = await startCanopy({ log, sandbox: { company: 'small', simulatedTasks: 60 } });
  schema = buildSchema(await (await fetch(`${running.url}/schema.graphql`)).text());
});
afterAll(() => running.stop());

interface Sent {
  readonly what: string;
  readonly status: number;
  readonly body: string;
}

/** Whatever was sent: it is refused or answered, it is no mistake of ours, and the next one is answered. */
function harmless({ what, status, body }: Sent): void {
  if (status < 500 && !body.includes('"code":"INTERNAL_SERVER_ERROR"')) return;
  throw new Error(`${status} ${body.slice(0, 500)}\nfor ${what.slice(0, 2_000)}`);
}

afterEach(async () => {
  expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
  const wrong = lines.splice(0).filter(({ level }) => Number(level) >= 50);
  expect(wrong).toEqual([]);
});

async function post(body: string, headers: Record<string, string> = {}): Promise<Sent> {
  const response = await running.post(body, headers);
  return { what: body, status: response.status, body: await response.text() };
}

const dice = (salt: number) => new Dice(seeded(SEED * 1_000 + salt));
const times = (count: number, work: (n: number) => Promise<void>) => async () => {
  for (let n = 0; n < count * ROUNDS; n++) await work(n);
};
const LONG = { timeout: 60_000 * ROUNDS };

it('would see what harms: an answer with our own mistake in it, and an answer that is none', () => {
  const own = { what: 'x', body: '{"errors":[{"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}' };
  expect(() => harmless({ ...own, status: 200 })).toThrow('INTERNAL');
  expect(() => harmless({ ...own, status: 503, body: '' })).toThrow('503');
});

describe('no document harms', () => {
  const own = dice(1);
  const met = { data: 0, refused: 0 };
  /** A storm of documents that are all refused at the door would try nothing behind it. */
  afterAll(() => expect(Math.min(met.data, met.refused)).toBeGreaterThan(40));
  const tried = (sent: Sent): void => {
    harmless(sent);
    if (sent.body.startsWith('{"data":{')) met.data++;
    else met.refused++;
  };
  it(
    'that fits the schema, mostly, by each way of asking',
    LONG,
    times(400, async (n) => {
      const text = query(own, schema);
      const body = JSON.stringify({ query: text });
      tried(await post(n % 9 === 0 ? `[${body},${body}]` : body));
      if (n % 3 === 0) for (let again = 0; again < 2; again++) tried(await post(body));
      if (n % 5 === 0) {
        const response = await fetch(`${running.url}/graphql?query=${encodeURIComponent(text)}`).catch(() => undefined);
        if (response) harmless({ what: text, status: response.status, body: await response.text() });
      }
    }),
  );

  it(
    'that was spoilt',
    LONG,
    times(400, async () => tried(await post(JSON.stringify({ query: spoilt(own, query(own, schema)) })))),
  );

  it(
    'that plans a change',
    LONG,
    times(250, async () => tried(await post(JSON.stringify({ query: plannedMutation(own, schema) })))),
  );
});

describe('no variables harm', () => {
  const own = dice(2);
  it(
    'of the type that is asked for, mostly, or of any other',
    LONG,
    times(300, async () => {
      const root = own.of(Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ args }) => args.length > 0));
      const arg = own.of(root.args);
      const others = root.args.filter((each) => each !== arg && String(each.type).endsWith('!'));
      const fixed = others.map((each) => `, ${each.name}: ${JSON.stringify('x')}`).join('');
      const text = `query Q($v: ${String(arg.type)}) { ${root.name}(${arg.name}: $v${fixed}) { __typename } }`;
      const variables = own.chance(0.8) ? { v: valueFor(own, arg.type) } : anyJson(own);
      harmless(await post(JSON.stringify({ query: text, variables, operationName: own.chance(0.1) ? anyJson(own) : 'Q' })));
    }),
  );

  it(
    'that are cursors somebody made, or spoilt',
    LONG,
    times(200, async () => {
      const cursor = String(
        (JSON.parse((await post('{"query":"{ events(last: 1) { pageInfo { endCursor } } }"}')).body) as Paged).data.events.pageInfo
          .endCursor,
      );
      const made = own.chance(0.5) ? spoilt(own, cursor) : randomBytes(own.below(120)).toString('base64url');
      for (const field of ['events', 'containers', 'apps', 'hosts'])
        harmless(
          await post(
            JSON.stringify({ query: `query($c: Cursor) { ${field}(first: 1, after: $c) { __typename } }`, variables: { c: made } }),
          ),
        );
      if (/^[\x21-\x7e]+$/.test(made)) harmless(await post('{"query":"{ __typename }"}', { 'canopy-not-before': made }));
    }),
  );
});

interface Paged {
  readonly data: { readonly events: { readonly pageInfo: { readonly endCursor: string | null } } };
}

describe('no request harms', () => {
  const own = dice(3);
  const TYPES = [
    'application/json',
    'application/json; charset=utf-16',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/graphql',
    '',
  ];
  const METHODS = ['POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'];

  /** By node:http, which lets almost anything pass. */
  const send = (method: string, path: string, headers: Record<string, string>, body: Buffer): Promise<Sent> =>
    new Promise((done, failed) => {
      const sent = httpRequest(`${running.url}${path}`, { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () =>
          done({ what: `${method} ${path} ${body.toString()}`, status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
        response.once('error', failed);
      });
      // Cut off while it was still sending: the refusal of a body that is too large.
      sent.once('error', () => done({ what: path, status: 0, body: '' }));
      sent.end(body);
    });

  it(
    'whatever its method, type, encoding and bytes are',
    LONG,
    times(400, async () => {
      const json = Buffer.from(
        JSON.stringify(own.chance(0.5) ? anyJson(own, 5) : { query: '{ __typename }', variables: anyJson(own), extensions: anyJson(own) }),
      );
      const nested = Buffer.from('['.repeat(1 + own.below(200_000)));
      const body = own.of([
        () => json,
        () => json.subarray(0, own.below(json.length)),
        () => own.bytes(300),
        () => nested,
        () => Buffer.alloc(0),
      ])();
      const type = own.of(TYPES);
      const headers: Record<string, string> = {
        ...(type !== '' && { 'content-type': type }),
        ...(own.chance(0.2) && { accept: own.of(['*/*', 'text/html', 'application/graphql-response+json', ';;q=', 'x'.repeat(500)]) }),
        ...(own.chance(0.1) && { 'content-encoding': own.of(['gzip', 'br', 'nonsense']) }),
        ...(own.chance(0.1) && { 'if-none-match': own.of(['*', 'W/"x"', '"'.repeat(99)]) }),
        ...(own.chance(0.1) && { authorization: own.of(['Bearer x', 'Basic', '']) }),
      };
      const path = own.of([
        '/graphql',
        '/graphql',
        '/graphql?',
        '/graphql?query=%',
        '/graphql?query={__typename}&variables={',
        '/%',
        '/schema.graphql',
        '/nowhere',
      ]);
      harmless(await send(own.of(METHODS), path, headers, body));
    }),
  );

  it(
    'that is no HTTP',
    LONG,
    times(60, async () => {
      const { port, hostname } = new URL(running.url);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      const begun = own.chance(0.5) ? 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n' : '';
      socket.write(Buffer.concat([Buffer.from(begun), own.bytes(400)]));
      await new Promise((done) => setTimeout(done, 5));
      socket.destroy();
    }),
  );
});

describe.each(['graphql-transport-ws', 'graphql-ws'])('no message harms (%s)', (protocol) => {
  const own = dice(protocol.length);
  const TYPES = ['connection_init', 'subscribe', 'start', 'stop', 'complete', 'ping', 'pong', 'next', 'error', 'connection_terminate', 'x'];
  it(
    'whatever it holds, before an init or after it',
    LONG,
    times(60, async () => {
      const ws = new WebSocket(socketUrl(running), protocol);
      const told: string[] = [];
      ws.on('message', (data: Buffer) => told.push(data.toString()));
      ws.on('error', () => undefined);
      const closed = new Promise<void>((done) => ws.once('close', () => done()));
      await new Promise((done) => ws.once('open', done));
      if (own.chance(0.7)) ws.send(JSON.stringify({ type: 'connection_init', payload: own.chance(0.3) ? anyJson(own) : {} }));
      for (let n = own.below(8); n > 0 && ws.readyState === ws.OPEN; n--) {
        const payload = own.chance(0.6) ? { query: own.chance(0.7) ? query(own, schema) : spoilt(own, query(own, schema)) } : anyJson(own);
        const message = own.chance(0.8) ? { id: own.chance(0.8) ? String(n) : anyJson(own), type: own.of(TYPES), payload } : anyJson(own);
        ws.send(own.chance(0.9) ? JSON.stringify(message) : own.bytes(200), { binary: own.chance(0.1) });
      }
      await new Promise((done) => setTimeout(done, 20));
      ws.close();
      await closed;
      for (const each of told) harmless({ what: each, status: 200, body: each });
    }),
  );
});

it('what came and went is not kept: the memory is back where it was', LONG, async () => {
  const own = dice(9);
  const storm = async (count: number) => {
    for (let n = 0; n < count; n++) await post(JSON.stringify({ query: spoilt(own, query(own, schema)), variables: anyJson(own) }));
  };
  const used = async () => {
    await until(() => running.canopy.app.server.listening);
    for (let n = 0; n < 3; n++) collect();
    return process.memoryUsage().heapUsed;
  };
  await storm(300);
  const before = await used();
  await storm(600 * ROUNDS);
  expect((await used()) - before).toBeLessThan(48 * 1024 * 1024);
});
