import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Config } from '../../src/config.ts';
import { openStore } from '../../src/store/store.ts';
import { auditKeyBeside } from '../support/audit-key.ts';
import { startSandboxProcess, until, type SandboxProcess } from '../support/canopy.ts';
import { AS_ADMIN, startGuarded, type Guarded } from '../support/guarded.ts';
import { socketUrl } from '../support/ways.ts';
import { testDeps } from '../store/drivers.ts';

let sandbox: SandboxProcess;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox?.stop());

const HERE = '127.0.0.1';

/** What the audit log holds of refusals once a Canopy has stopped: who, from where, by which code, how often. */
async function refusalsOf(act: (house: Guarded) => Promise<void>, config: (from: Config) => Config = (from) => from) {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-refusals-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'canopy.sqlite');
  const house = await startGuarded({ file, process: sandbox, adopt: false, config });
  try {
    await act(house);
  } finally {
    await house.stop();
  }
  const store = await openStore({ driver: 'sqlite', file }, { ...testDeps(), auditKey: auditKeyBeside(file) });
  onTestFinished(() => store.close());
  const entries = await store.audits({ limit: 1_000 });
  // Those of one kind may lie in two minutes.
  const counts = new Map<string, number>();
  for (const { action, actor, address, code, count } of entries) {
    const key = JSON.stringify([actor, address, code]);
    if (action === 'REFUSED') counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return [...counts].map(([key, count]) => [...(JSON.parse(key) as string[]), count]).toSorted();
}

const open = async (house: Guarded, headers: Readonly<Record<string, string>>) => {
  const ws = new WebSocket(socketUrl(house.running), 'graphql-transport-ws', { headers });
  const messages: { type: string; id?: string }[] = [];
  ws.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as { type: string }));
  const closed = new Promise<number>((done) => ws.once('close', done));
  await once(ws, 'open');
  ws.send('{"type":"connection_init"}');
  await until(() => messages.length > 0 || ws.readyState !== ws.OPEN);
  const ask = async (id: string, query: string) => {
    ws.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
    await until(() => messages.some((each) => each.id === id));
  };
  return { ws, closed, ask };
};

it('of a socket too many are told with whose it is', async () => {
  const told = await refusalsOf(
    async (house) => {
      const ann = await house.bearer('ann');
      const first = await open(house, ann);
      expect(await (await open(house, ann)).closed).toBe(4429);
      first.ws.close();
      await first.closed;
    },
    (from) => ({ ...from, sockets: { ...from.sockets, perCaller: 1 } }),
  );
  expect(told).toEqual([['acme:ann', HERE, 'TOO_MANY_REQUESTS', 1]]);
});

const POOR = (from: Config): Config => ({ ...from, limits: { ...from.limits, points: 1, windowMs: 100 * 366 * 86_400_000 } });
const ASK = JSON.stringify({ query: '{ __typename }' });

it.each([
  ['by POST', (house, who) => house.running.post(ASK, who)],
  ['by GET', (house, who) => fetch(`${house.running.url}/graphql?query={__typename}`, { headers: who })],
  ['in a batch', (house, who) => house.running.post(`[${ASK},${ASK}]`, who)],
  ['on a socket', async (house, who) => (await open(house, who)).ask('a', '{ __typename }')],
] satisfies [string, (house: Guarded, who: Record<string, string>) => Promise<unknown>][])(
  'of who has no points left are told with whose they are: %s',
  async (way, ask) => {
    const told = await refusalsOf(async (house) => {
      const ann = await house.bearer('ann');
      // A batch is let in by its first operation, and refused by its second.
      if (way !== 'in a batch') await house.running.post(ASK, ann);
      await ask(house, ann);
    }, POOR);
    expect(told).toEqual([['acme:ann', HERE, 'RATE_LIMITED', 1]]);
  },
);

it('of what is not trusted are told with whose it was, on the short way, in a batch and on a socket', async () => {
  const told = await refusalsOf(
    async (house) => {
      const ann = await house.bearer('ann');
      await house.running.post(ASK, ann);
      await house.running.post(`[${ASK},${ASK}]`, ann);
      const { ws, closed, ask } = await open(house, ann);
      await ask('a', '{ __typename }');
      ws.close();
      await closed;
    },
    (from) => ({ ...from, server: { ...from.server, onlyTrusted: true, trustedDocuments: { apps: '{ apps { totalCount } }' } } }),
  );
  expect(told).toEqual([['acme:ann', HERE, 'OPERATION_NOT_TRUSTED', 4]]);
});

it('of a socket whose token was revoked are told with whose it was', async () => {
  let id = '';
  const told = await refusalsOf(async (house) => {
    const made = await house.ask(
      AS_ADMIN,
      'mutation($end: DateTime!) { createApiToken(input: { label: "ci", scopes: [{ role: VIEWER }], expiresAt: $end }) { secret subject { id } } }',
      { end: new Date(Date.now() + 3_600_000).toISOString() },
    );
    const { secret, subject } = made.data['createApiToken'] as { secret: string; subject: { id: string } };
    id = subject.id.replace(/^.*:/, '');
    const { closed } = await open(house, { authorization: `Bearer ${secret}` });
    await house.ask(AS_ADMIN, `mutation { revokeApiToken(input: { id: "${subject.id}" }) { userErrors { message } } }`);
    expect(await closed).toBe(4401);
  });
  expect(told).toEqual([[`token:${id}`, HERE, 'UNAUTHENTICATED', 1]]);
});

it('of the schema, where it may not be read, are told; an administrator reads it', async () => {
  const statuses: number[] = [];
  const told = await refusalsOf(
    async (house) => {
      for (const who of ['ann', AS_ADMIN])
        statuses.push((await fetch(`${house.running.url}/schema.graphql`, { headers: await house.bearer(who) })).status);
    },
    (from) => ({ ...from, server: { ...from.server, introspection: false } }),
  );
  expect([statuses, told]).toEqual([[403, 200], [['acme:ann', HERE, 'FORBIDDEN', 1]]]);
});

it('of a socket that strangers have no room for are told, and so is the client; those who have said who they are make room', async () => {
  const upgrade = async (house: Guarded): Promise<[WebSocket, string]> => {
    const ws = new WebSocket(socketUrl(house.running), 'graphql-transport-ws');
    ws.on('error', () => undefined);
    const opened = once(ws, 'open').then(() => 'open');
    opened.catch(() => undefined);
    const refused = once(ws, 'unexpected-response').then(async ([, response]) => {
      const { statusCode } = response as IncomingMessage;
      const [said] = (await once((response as IncomingMessage).setEncoding('utf8'), 'data')) as [string];
      return `${statusCode} ${said}`;
    });
    return [ws, await Promise.race([opened, refused])];
  };
  const told = await refusalsOf(
    async (house) => {
      const { authorization } = await house.bearer('ann');
      const [first, said] = await upgrade(house);
      expect(said).toBe('open');
      const [second, why] = await upgrade(house);
      expect(why).toBe(
        '503 1 sockets of your address wait for their init; that is the limit (sockets.beforeInit). Try again when one has said it.\n',
      );
      second.terminate();
      first.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
      await once(first, 'message');
      const [third, again] = await upgrade(house);
      expect(again).toBe('open');
      const gone = [first, third].map((ws) => once(ws, 'close'));
      for (const ws of [first, third]) ws.close();
      await Promise.all(gone);
    },
    (from) => ({ ...from, sockets: { ...from.sockets, beforeInit: 1 } }),
  );
  expect(told).toEqual([['stranger', HERE, 'TOO_MANY_REQUESTS', 1]]);
});
