import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Issuer } from '../../sandbox/oidc/issuer.ts';
import { codeOf, read } from '../support/ask.ts';
import { keptLog, startCanopy, until, type Running } from '../support/canopy.ts';
import { socketUrl } from '../support/ways.ts';

const VIEWER = '{ viewer { name kind roles } platform { version } }';
const GUARDED = '{ containers(first: 1) { totalCount nodes { taskId } } }';

let issuer: Issuer;
let running: Running;
const { log, lines } = keptLog();
const tokens = { admin: '', named: '', stranger: '' };

beforeAll(async () => {
  issuer = await Issuer.start();
  running = await startCanopy({
    log,
    adopt: false,
    config: (config) => ({
      ...config,
      server: { ...config.server, hosts: ['canopy.example.com'], origins: ['https://portal.example.com'] },
      auth: {
        oidc: [
          {
            ...{ name: 'acme', issuer: issuer.url, audience: ['canopy'], algorithms: ['RS256'] },
            ...{ clockSkewMs: 1, nameClaim: 'email', groupsClaim: 'groups', timeoutMs: 2_000 },
          },
        ],
        administrators: { users: ['acme:eve@example.com'], groups: ['acme:sre'] },
      },
    }),
  });
  await until(() => running.canopy.graph.sources.every((source) => source.synced));
  tokens.admin = await issuer.issue({ sub: '1', email: 'ann@example.com', groups: ['sre', 'staff'] });
  tokens.named = await issuer.issue({ sub: '2', email: 'eve@example.com' });
  tokens.stranger = await issuer.issue({ sub: '3', email: 'bob@example.com', groups: ['staff'] });
});
afterAll(async () => {
  await running.stop();
  await issuer.close();
});

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const post = (query: string, headers: Record<string, string> = {}) => running.post(JSON.stringify({ query }), headers);
const asked = async (query: string, token: string) => read(await post(query, bearer(token)));

describe('over HTTP', () => {
  it.each([
    ['nothing', {}],
    ['a password', { authorization: 'Basic YW5uOmFubg==' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['a token of nobody', { authorization: 'Bearer abc.def.ghi' }],
  ])('who sends %s is asked for a token, whatever they ask', async (_, headers) => {
    for (const query of [VIEWER, GUARDED, '{ __typename }', 'not graphql']) {
      const response = await post(query, headers);
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(codeOf(await read(response))).toBe('UNAUTHENTICATED');
    }
    const waiting = await post(VIEWER, { ...headers, 'canopy-not-before': 'made up' });
    expect(waiting.status).toBe(401);
    const get = await fetch(`${running.url}/graphql?query=${encodeURIComponent(VIEWER)}`, { headers });
    expect(get.status).toBe(401);
  });

  it('each is who the issuer says, and an administrator by group or by name', async () => {
    for (const [token, name, roles] of [
      [tokens.admin, 'acme:ann@example.com', ['ADMIN']],
      [tokens.named, 'acme:eve@example.com', ['ADMIN']],
      [tokens.stranger, 'acme:bob@example.com', []],
    ] as const) {
      for (let seen = 0; seen < 3; seen++)
        expect(await asked(VIEWER, token)).toMatchObject({
          data: { viewer: { name, kind: 'USER', roles }, platform: { version: 'test' } },
        });
    }
  });

  it('what was answered to an administrator, stored or not, is not for others', async () => {
    for (let seen = 0; seen < 4; seen++)
      expect((await asked(GUARDED, tokens.admin)).data).toMatchObject({ containers: { totalCount: expect.any(Number) } });
    for (let seen = 0; seen < 4; seen++) {
      const { data, errors } = await asked(GUARDED, tokens.stranger);
      expect([data, errors]).toEqual([{ containers: { totalCount: 0, nodes: [] } }, undefined]);
    }
    const url = `${running.url}/graphql?query=${encodeURIComponent(GUARDED)}`;
    const admin = await fetch(url, { headers: bearer(tokens.admin) });
    const etag = admin.headers.get('etag') ?? '';
    expect([admin.status, etag.length > 0]).toEqual([200, true]);
    const stranger = await fetch(url, { headers: { ...bearer(tokens.stranger), 'if-none-match': etag } });
    expect([stranger.status, (await read(stranger)).data]).toEqual([200, { containers: { totalCount: 0, nodes: [] } }]);
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(401);
  });

  it('to who holds nothing there is nothing, in any way of asking', async () => {
    const nothing: readonly [string, unknown][] = [
      ['{ viewer { name } ...F } fragment F on Query { hosts { totalCount nodes { name } } }', { totalCount: 0, nodes: [] }],
      ['{ tree { children { totalCount } } }', []],
      ['{ a: node(id: "Host:h1") { id } }', null],
      ['{ apps(filter: { unassigned: true }) { nodes { marathonId } } }', { nodes: [] }],
      ['{ events(last: 5) { nodes { summary } } }', { nodes: [] }],
      ['{ deployments { id } }', []],
      ['{ platform { datasources { name } } }', { datasources: [] }],
    ];
    for (const [query, wanted] of nothing) {
      const { data, errors } = await asked(query, tokens.stranger);
      expect([query, errors, Object.values(data ?? {}).at(-1)]).toEqual([query, undefined, wanted]);
    }
    const frozen = await asked(
      'mutation { setFreeze(input: { jobName: "cop.acme", reason: "x" }) { userErrors { code } decision { id } } }',
      tokens.stranger,
    );
    expect(frozen.data).toEqual({ setFreeze: { userErrors: [{ code: 'NOT_FOUND' }], decision: null } });
    const unreadable = await asked('{ platform { version unreadable { id } } }', tokens.stranger);
    expect([codeOf(unreadable), unreadable.data]).toEqual(['FORBIDDEN', { platform: { version: 'test', unreadable: null } }]);
  });

  it('what is changed carries the name of who changed it', async () => {
    const made = await asked(
      'mutation { createTreeNode(input: { name: "acme" }) { userErrors { message } decision { actor } } }',
      tokens.admin,
    );
    expect(made.data).toMatchObject({ createTreeNode: { userErrors: [], decision: { actor: 'acme:ann@example.com' } } });
  });

  it('a token is good until its end, and no longer', async () => {
    const short = await issuer.issue({ sub: '1', email: 'ann@example.com', groups: ['sre'] }, { lifetimeS: 2 });
    expect((await asked(GUARDED, short)).data).toBeDefined();
    await until(async () => codeOf(await asked(GUARDED, short)) === 'UNAUTHENTICATED', 5_000);
  });

  it('pages of other sites, and names that are not ours, are refused before anybody is asked', async () => {
    const statusOf = (headers: Record<string, string>) =>
      new Promise<number>((done, failed) => {
        const sent = httpRequest(`${running.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } });
        sent.once('response', (response) => done(response.resume().statusCode ?? 0)).once('error', failed);
        sent.end(JSON.stringify({ query: VIEWER }));
      });
    const mine = bearer(tokens.admin);
    expect(await statusOf({ ...mine, host: 'evil.example.com' })).toBe(403);
    expect(await statusOf({ ...mine, host: 'canopy.example.com:443' })).toBe(200);
    expect(await statusOf({ ...mine, origin: 'https://evil.example.com' })).toBe(403);
    expect(await statusOf({ ...mine, origin: 'https://portal.example.com' })).toBe(200);
    // Behind a proxy is where it is meant to be.
    expect(await statusOf({ ...mine, 'x-forwarded-for': '10.0.0.1' })).toBe(200);
  });

  it('figures, schema and what is not ready are not for whoever reaches the port', async () => {
    const get = (path: string, token?: string) => fetch(`${running.url}${path}`, { headers: token === undefined ? {} : bearer(token) });
    expect((await get('/healthz')).status).toBe(200);
    expect(await read(await get('/readyz'))).toEqual({ status: 'ready' });
    expect(await read(await get('/readyz', tokens.admin))).toEqual({ status: 'ready', waiting: [], store: 'ok' });
    const statuses = async (path: string) => [
      (await get(path)).status,
      (await get(path, tokens.stranger)).status,
      (await get(path, tokens.admin)).status,
    ];
    expect(await statuses('/metrics')).toEqual([401, 403, 200]);
    expect(await statuses('/schema.graphql')).toEqual([401, 200, 200]);
  });
});

describe.each(['graphql-transport-ws', 'graphql-ws'])('over WebSocket (%s)', (protocol) => {
  const open = async (headers: Record<string, string>, payload?: object) => {
    const ws = new WebSocket(socketUrl(running), protocol, { headers });
    const messages: { type: string; payload?: unknown }[] = [];
    ws.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as { type: string }));
    const closed = new Promise<[number, string]>((done) => ws.once('close', (code, reason) => done([code, reason.toString()])));
    await once(ws, 'open');
    ws.send(JSON.stringify({ type: 'connection_init', ...(payload && { payload }) }));
    const ask = async (query: string) => {
      await until(() => messages.some(({ type }) => type === 'connection_ack'));
      const before = messages.length;
      ws.send(JSON.stringify({ id: String(before), type: protocol === 'graphql-ws' ? 'start' : 'subscribe', payload: { query } }));
      await until(() => messages.slice(before).some(({ type }) => type !== 'ka'));
      return JSON.stringify(messages.slice(before));
    };
    return { ws, closed, ask };
  };

  it('who has no token, or a wrong one, is let go with the reason', async () => {
    for (const headers of [{}, { authorization: 'Bearer abc.def.ghi' }]) {
      const { closed } = await open(headers);
      expect(await closed).toEqual([4401, expect.stringMatching(/bearer token/)]);
    }
  });

  it.each(['header', 'message'])('a token comes by the %s, and is asked of by each operation', async (way) => {
    const by = (token: string) => (way === 'header' ? open(bearer(token)) : open({}, bearer(token)));
    const admin = await by(tokens.admin);
    expect(await admin.ask(GUARDED)).toContain('totalCount');
    const stranger = await by(tokens.stranger);
    expect(await stranger.ask(VIEWER)).toContain('acme:bob@example.com');
    expect(await stranger.ask(GUARDED)).toContain('"totalCount":0');
    admin.ws.close();
    stranger.ws.close();
  });

  it('is closed when the token ends', async () => {
    const short = await issuer.issue({ sub: '1', email: 'ann@example.com', groups: ['sre'] }, { lifetimeS: 2 });
    const { closed, ask } = await open(bearer(short));
    expect(await ask(GUARDED)).toContain('totalCount');
    expect(await closed).toEqual([4401, expect.stringContaining('has ended')]);
  });
});

it('no token is in the log', () => {
  const said = lines.map((line) => JSON.stringify(line)).join('\n');
  expect(said.length).toBeGreaterThan(0);
  for (const token of Object.values(tokens)) expect(said).not.toContain(token.split('.')[1]);
});
