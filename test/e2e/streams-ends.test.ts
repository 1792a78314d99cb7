import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CreateTreeNodeDocument, EventsToldDocument } from '../generated/operations.ts';
import { codeOf, read } from '../support/ask.ts';
import { startCanopy, startSandboxProcess, until } from '../support/canopy.ts';
import { AS_ADMIN, startGuarded, type Guarded } from '../support/guarded.ts';
import { listen, STREAM_WAYS, type Listener, type StreamWay } from '../support/listen.ts';
import { mutate } from '../support/mutate.ts';

const ORIGIN = 'https://portal.example.com';
const CREATE = `mutation($name: String!, $parent: JobName) { createTreeNode(input: { name: $name, parent: $parent }) { userErrors { code message } } }`;
const BIND = `mutation($holder: String!, $jobName: JobName) {
  setRoleBinding(input: { jobName: $jobName, kind: USER, holder: $holder, role: VIEWER }) { userErrors { code message } } }`;
const UNBIND = `mutation($holder: String!, $jobName: JobName) {
  removeRoleBinding(input: { jobName: $jobName, kind: USER, holder: $holder }) { userErrors { code message } } }`;
const TOKEN = `mutation($expiresAt: DateTime!) { createApiToken(input: { label: "robot", scopes: [{ role: VIEWER }], expiresAt: $expiresAt }) { secret subject { id } userErrors { code message } } }`;
const REVOKE = 'mutation($id: ID!) { revokeApiToken(input: { id: $id }) { userErrors { code message } } }';

let house: Guarded;
let made = 0;
beforeAll(async () => {
  house = await startGuarded({
    config: (config) => ({
      ...config,
      server: { ...config.server, origins: [ORIGIN] },
      sockets: { ...config.sockets, perCaller: 2, operationsPerCaller: 3 },
    }),
  });
});
afterAll(() => house.stop());

const done = async (query: string, variables: object) => {
  const { data, errors } = await house.ask(AS_ADMIN, query, variables);
  expect([errors, Object.values(data)]).toMatchObject([undefined, [{ userErrors: [] }]]);
  return Object.values(data)[0] as Record<string, unknown>;
};
const create = async (parent: string | null = null): Promise<string> => {
  const name = `end${++made}`;
  await done(CREATE, { name, parent });
  return parent === null ? `cop.${name}` : `${parent}_owt.${name}`;
};
const hear = (way: StreamWay, headers: Record<string, string>, variables: object = {}) =>
  listen(house.running, way, EventsToldDocument, { filter: { kinds: ['TREE_NODE_CREATED'] }, ...variables }, { headers });
const names = (listener: Listener) => listener.events().map(({ jobName }) => jobName);
/** What the other end says when somebody is nobody any more. */
const goodbye = async (way: StreamWay, listener: Listener) => {
  const end = await listener.ended;
  if (way !== 'server-sent events') return (end as { code: number }).code;
  expect(end).toBe('completed');
  return codeOf(listener.refused.at(-1) ?? {});
};
const goodbyeOf = (way: StreamWay) => (way === 'server-sent events' ? 'UNAUTHENTICATED' : 4401);

describe.each(STREAM_WAYS)('by %s', (way) => {
  it('whose token ends is told so, and hears nothing more', async () => {
    const token = await house.issuer.issue({ sub: AS_ADMIN, groups: [] }, { lifetimeS: 2 });
    const listener = await hear(way, { authorization: `Bearer ${token}` });
    const before = await create();
    await until(() => names(listener).includes(before));
    expect(await goodbye(way, listener)).toBe(goodbyeOf(way));
    await create();
    expect(names(listener)).toEqual([before]);
  });

  it('whose API token is revoked is told so at once', async () => {
    const { secret, subject } = await done(TOKEN, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const listener = await hear(way, { authorization: `Bearer ${String(secret)}` });
    await done(REVOKE, { id: (subject as { id: string }).id });
    expect(await goodbye(way, listener)).toBe(goodbyeOf(way));
  });

  it('who is given a role hears of that node from then on, and who loses it hears nothing of it', async () => {
    const [mine, theirs] = [await create(), await create()];
    const holder = `who${++made}`;
    await done(BIND, { holder: `acme:${holder}`, jobName: theirs });
    const [listener, all] = [await hear(way, await house.bearer(holder)), await hear(way, await house.bearer(AS_ADMIN))];
    const first = await create(theirs);
    await create(mine);
    await until(() => names(listener).length === 1);
    await done(BIND, { holder: `acme:${holder}`, jobName: mine });
    const second = await create(mine);
    await until(() => names(listener).includes(second));
    await done(UNBIND, { holder: `acme:${holder}`, jobName: theirs });
    await create(theirs);
    const last = await create(mine);
    await until(() => names(listener).includes(last) && names(all).includes(last));
    // Also what happened there before they could see it may be told when they can; nothing twice, and nothing of theirs after.
    expect(new Set(names(listener)).size).toBe(names(listener).length);
    expect(names(listener).filter((name) => name!.startsWith(theirs))).toEqual([first]);
    expect(names(listener)).toEqual(expect.arrayContaining([first, second, last]));
    for (const each of [listener, all]) each.close();
    await Promise.all([listener.ended, all.ended]);
  });

  it('has as many as one caller may, and one more when one has gone', async () => {
    const headers = await house.bearer(AS_ADMIN, ['many']);
    const refused = async () => {
      if (way === 'server-sent events') {
        const more = await hear(way, headers);
        if (more.refused.length === 0) more.close();
        return more.refused.map(codeOf).includes('TOO_MANY_REQUESTS');
      }
      // A socket is let in when it says who it is, and closed when it has said it.
      const more = listen(house.running, way, EventsToldDocument, {}, { headers }).then((each) => (each.close(), false));
      return Promise.race([more.catch(() => true), until(() => false, 1_000).catch(() => true)]);
    };
    const open = [await hear(way, headers), await hear(way, headers)];
    expect(await refused()).toBe(true);
    open[0]?.close();
    await open[0]?.ended;
    await until(async () => !(await refused()));
    open[1]?.close();
    await open[1]?.ended;
  });

  it('comes back when the server stops, from where it was, and has lost nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'canopy-comes-back-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const sandbox = await startSandboxProcess();
    onTestFinished(() => sandbox.stop());
    const file = join(folder, 'canopy.sqlite');
    const start = () => startCanopy({ file, process: sandbox, adopt: false });
    let running = await start();
    onTestFinished(() => running.stop());
    const wanted: string[] = [];
    const heard: (string | null)[] = [];
    let after: string | undefined;
    for (let round = 0; round < 3; round++) {
      const listener = await listen(running, way, EventsToldDocument, { filter: { kinds: ['TREE_NODE_CREATED'] }, after });
      for (let n = 0; n < 3; n++) {
        const name = `back${++made}`;
        wanted.push(`cop.${name}`);
        expect((await mutate(running.ask, CreateTreeNodeDocument, { name })).userErrors).toEqual([]);
      }
      await running.stop();
      const end = await listener.ended;
      // No last word that would keep a client from coming back.
      if (way === 'server-sent events') expect(end).not.toBe('completed');
      else expect(end).toMatchObject({ code: 1001 });
      heard.push(...names(listener));
      const last = listener.told.at(-1);
      after = last?.__typename === 'Gap' ? last.to : last?.cursor;
      running = await start();
    }
    const listener = await listen(running, way, EventsToldDocument, { filter: { kinds: ['TREE_NODE_CREATED'] }, after });
    await until(() => heard.length + names(listener).length >= wanted.length);
    heard.push(...names(listener));
    listener.close();
    expect(heard).toEqual(wanted);
  });
});

describe('an event stream', () => {
  const path = (query: string, variables: object = {}) =>
    `/graphql/stream?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`;
  const ALL =
    'subscription($kinds: [EventKind!]) { events(filter: { kinds: $kinds }) { __typename ... on EventDelivery { event { jobName } } } }';
  /** With headers that fetch keeps to itself; answers without waiting for the end. */
  const answerTo = (headers: Record<string, string>, method = 'GET') =>
    new Promise<{ status: number | undefined; headers: Record<string, unknown> }>((resolve, failed) => {
      const request = httpRequest(`${house.running.url}${path(ALL)}`, { method, headers }, (response) => {
        resolve({ status: response.statusCode, headers: response.headers });
        response.destroy();
      });
      request.on('error', failed);
      request.end();
    });

  it('is asked for by GET too, with all in the URL, as browsers do', async () => {
    const headers = await house.bearer(AS_ADMIN);
    const response = await fetch(`${house.running.url}${path(ALL, { kinds: ['TREE_NODE_CREATED'] })}`, { headers });
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store',
    ]);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const name = await create();
    while (!text.includes(name)) text += (await reader.read()).value ?? '';
    expect(text).toMatch(/^event: next\nid: \S+\ndata: \{"data":\{"events":\{"__typename":"Heartbeat"\}\}\}\n\n/);
    await reader.cancel();
  });

  it('may be read by pages of listed origins, who may send where they were, and by no others', async () => {
    const mine = await house.bearer(AS_ADMIN);
    const answer = await answerTo({ ...mine, origin: ORIGIN });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, ORIGIN]);
    expect((await answerTo({ ...mine, origin: 'https://evil.example.com' })).status).toBe(403);
    const preflight = (origin: string) =>
      fetch(`${house.running.url}/graphql/stream`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'last-event-id' },
      });
    const asked = await preflight(ORIGIN);
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, ORIGIN]);
    expect(asked.headers.get('access-control-allow-headers')).toContain('last-event-id');
    expect((await preflight('https://evil.example.com')).status).toBe(403);
  });

  it('is guarded as all else is: by the name of the server, and by who asks', async () => {
    const mine = await house.bearer(AS_ADMIN);
    expect((await answerTo({ ...mine, host: 'evil.example.com' })).status).toBe(403);
    expect((await answerTo({})).status).toBe(401);
    expect((await answerTo(mine, 'HEAD')).status).toBe(404);
    const put = await fetch(`${house.running.url}/graphql/stream`, { method: 'PUT', headers: mine });
    expect([put.status, codeOf(await read(put))]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  });
});
