import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Issuer } from '../../sandbox/oidc/issuer.ts';
import type { Config } from '../../src/config.ts';
import { Secret } from '../../src/kit/secret.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { codeOf, nodesOf, read, type Answer, type Told } from '../support/ask.ts';
import { startCanopy, startSandboxProcess, until, type Running, type SandboxProcess } from '../support/canopy.ts';
import { mariadbInstalled, startMariadb } from '../support/mariadb.ts';
import { persisted, socketUrl } from '../support/ways.ts';

/** No test may see it end. */
const FOR_EVER = 100 * 366 * 86_400_000;
const POINTS = 1_000;
const RATE = '{ rateLimit { limit cost remaining resetAt } viewer { name rateLimit { cost remaining } } }';
/** 1 for the list, 5 for its items. */
const SIX = '{ containers(first: 5) { nodes { taskId } } }';
const MANY = '{ containers(first: 99) { nodes { taskId } } }';

let issuer: Issuer;
let sandbox: SandboxProcess;
let running: Running;
let made = 0;

const withLimits =
  (limits: Partial<Config['limits']>, sockets: Partial<Config['sockets']> = {}) =>
  (config: Config): Config => ({
    ...config,
    server: { ...config.server, origins: ['https://portal.example.com'] },
    limits: { ...config.limits, points: POINTS, windowMs: FOR_EVER, concurrent: 3, ...limits },
    sockets: { ...config.sockets, perCaller: 2, operationsPerCaller: 2, ...sockets },
    auth: {
      oidc: [
        {
          ...{ name: 'acme', issuer: issuer.url, audience: ['canopy'], algorithms: ['RS256' as const] },
          ...{ clockSkewMs: 1, nameClaim: 'sub', groupsClaim: 'groups', timeoutMs: 2_000 },
        },
      ],
      administrators: { users: [], groups: ['acme:sre'] },
    },
  });

beforeAll(async () => {
  [issuer, sandbox] = await Promise.all([Issuer.start(), startSandboxProcess()]);
  running = await startCanopy({ process: sandbox, adopt: false, config: withLimits({}) });
  await until(() => running.canopy.graph.sources.every((source) => source.synced));
});
afterAll(async () => {
  await running?.stop();
  await sandbox?.stop();
  await issuer?.close();
});

type Headers = Record<string, string>;
/** Somebody who has asked nothing yet, and may see everything. */
async function somebody(): Promise<Headers> {
  const token = await issuer.issue({ sub: `person-${++made}`, groups: ['sre'] }, { lifetimeS: 3_600 });
  return { authorization: `Bearer ${token}` };
}

let ann: Headers;
let bob: Headers;
beforeEach(async () => {
  [ann, bob] = [await somebody(), await somebody()];
});

const post = (query: string, who: Headers, at: Running = running) => at.post(JSON.stringify({ query }), who);
const leftBy = (response: Response): number => Number(response.headers.get('ratelimit-remaining'));
const left = async (who: Headers, at: Running = running) => leftBy(await post('{ __typename }', who, at)) + 1;
/** Leaves so many points. */
async function spendTo(rest: number, who: Headers): Promise<void> {
  for (let now = (await left(who)) - 1; now > rest;)
    now = leftBy(await post(now - rest >= 100 ? MANY : now - rest >= 6 ? SIX : '{ __typename }', who));
}

describe('points over HTTP', () => {
  const url = (query: string, more: Record<string, string> = {}) => `${running.url}/graphql?${new URLSearchParams({ query, ...more })}`;
  const ways: readonly [string, (query: string, who: Headers) => Promise<Response>][] = [
    ['POST', post],
    ['GET', (query, who) => fetch(url(query), { headers: who })],
    ['a batch of one', (query, who) => running.post(JSON.stringify([{ query }]), who)],
    ['a persisted query', (query, who) => running.post(JSON.stringify({ query, extensions: persisted(query) }), who)],
  ];
  const waiting: (typeof ways)[number] = [
    'POST with a wait',
    (query, who) => running.post(JSON.stringify({ query }), { ...who, 'canopy-not-before': 'cursor' }),
  ];

  it.each(ways)('%s pays what the document costs, at first sight, computed and stored', async (way, ask) => {
    const query = `query ${way.replaceAll(' ', '')} ${SIX}`;
    for (let seen = 1; seen <= 5; seen++) {
      const response = await ask(query, ann);
      expect([response.status, response.headers.get('ratelimit-limit'), leftBy(response)]).toEqual([200, '1000', POINTS - 6 * seen]);
      expect(Number(response.headers.get('ratelimit-reset'))).toBeGreaterThan(86_400);
    }
  });

  it('are shown in the answer, and the same in its headers', async () => {
    await post(SIX, ann);
    for (let seen = 1; seen <= 3; seen++) {
      const response = await post(RATE, ann);
      const { rateLimit, viewer } = (await read<Answer<Record<string, Record<string, unknown>>>>(response)).data;
      // rateLimit, viewer, and its own.
      const remaining = POINTS - 6 - 3 * seen;
      expect(rateLimit).toEqual({ limit: POINTS, cost: 3, remaining, resetAt: expect.stringMatching(/^\d{4}-.*Z$/) });
      expect(viewer?.['rateLimit']).toEqual({ cost: 3, remaining });
      expect(leftBy(response)).toBe(remaining);
    }
  });

  it('each operation of a batch pays its own', async () => {
    const response = await running.post(JSON.stringify([{ query: SIX }, { query: '{ __typename }' }, { query: SIX }]), ann);
    expect([response.status, leftBy(response)]).toEqual([200, POINTS - 13]);
  });

  it.each([
    ['introspection', '{"query":"{ __schema { types { name fields { name } } } }"}', 200],
    ['what is no JSON', '{', 400],
    ['what is no operation', '{"query":7}', 400],
    ['what is no GraphQL', '{"query":"{"}', 400],
    ['what is not valid', '{"query":"{ nothing }"}', 400],
    [
      'what costs too much',
      '{"query":"{ containers(first: 1000) { nodes { app { containers(first: 1000) { nodes { taskId } } } } } }"}',
      400,
    ],
    ['a batch that is too large', JSON.stringify(Array.from({ length: 11 }, () => ({ query: SIX }))), 400],
    ['a hash that nobody knows', `{"extensions":${JSON.stringify(persisted('{ nowhere }'))}}`, 200],
  ])('%s costs 1', async (_, body, status) => {
    const response = await running.post(body, { ...ann, accept: 'application/graphql-response+json' });
    expect([response.status, leftBy(response)]).toEqual([status, POINTS - 1]);
  });

  it('a mutation pays what its document costs, before it runs', async () => {
    const write = (name: string) => `mutation { createTreeNode(input: { name: "${name}" }) { decision { id } userErrors { code } } }`;
    const response = await post(write('paid'), ann);
    const paid = POINTS - leftBy(response);
    expect([response.status, (await read(response)).errors]).toEqual([200, undefined]);
    expect(paid).toBeGreaterThan(1);
    await spendTo(paid - 1, ann);
    expect(codeOf(await read(await post(write('unpaid'), ann)))).toBe('RATE_LIMITED');
    const found = await read<Answer<{ treeNode: unknown }>>(await post('{ treeNode(jobName: "cop.unpaid") { id } }', bob));
    expect(found.data.treeNode).toBeNull();
  });

  it.each(ways)('%s is refused when too few are left, with what and until when; others are not', async (way, ask) => {
    // Stored for everybody of the same rights: it is refused all the same.
    for (let seen = 0; seen < 3; seen++) await ask(SIX, bob);
    await spendTo(3, ann);
    const refused = await ask(SIX, ann);
    const inPlace = way === 'a batch of one';
    const told = inPlace ? (await read<[Answer]>(refused))[0] : await read(refused);
    expect(told.errors?.[0]).toMatchObject({
      message: expect.stringMatching(
        /^This costs 6, and 2 of your 1000 cost points \(limits\.points\) are left until .*: come back then\.$/,
      ),
      extensions: { code: 'RATE_LIMITED', retryable: true, limit: POINTS, cost: 6, remaining: 2, requestId: expect.any(String) },
    });
    const { resetAt, retryAfterMs } = told.errors?.[0]?.extensions ?? {};
    expect(Math.abs(Date.parse(String(resetAt)) - Date.now() - Number(retryAfterMs))).toBeLessThan(5_000);
    expect([refused.status, leftBy(refused)]).toEqual([inPlace ? 200 : 429, 2]);
    if (!inPlace) expect(refused.headers.get('retry-after')).toBe(String(Math.ceil(Number(retryAfterMs) / 1000)));
    expect((await ask(SIX, bob)).status).toBe(200);
  });

  it.each([...ways, waiting])('%s is refused before anything of it is read when nothing is left', async (_, ask) => {
    await spendTo(0, ann);
    for (const query of [SIX, 'not graphql', RATE]) {
      const refused = await ask(query, ann);
      expect([refused.status, codeOf(await read(refused)), leftBy(refused)]).toEqual([429, 'RATE_LIMITED', 0]);
    }
    expect((await ask(SIX, bob)).headers.get('ratelimit-remaining')).not.toBe('0');
  });

  it('the schema costs 1, and is refused as anything else when nothing is left', async () => {
    const schema = () => fetch(`${running.url}/schema.graphql`, { headers: ann });
    const response = await schema();
    expect([response.status, leftBy(response)]).toEqual([200, POINTS - 1]);
    await spendTo(0, ann);
    const refused = await schema();
    expect([refused.status, codeOf(await read(refused)), leftBy(refused)]).toEqual([429, 'RATE_LIMITED', 0]);
  });

  it('may be read by a page of another origin', async () => {
    const response = await post(SIX, { ...ann, origin: 'https://portal.example.com' });
    const exposed = response.headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(expect.arrayContaining(['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after']));
  });

  it('come back with the next window', async () => {
    const windowMs = 700;
    const short = await startCanopy({ process: sandbox, adopt: false, config: withLimits({ windowMs, points: 5 }) });
    try {
      for (let round = 0; round < 2; round++) {
        await until(async () => {
          const response = await post('{ __typename }', ann, short);
          if (response.status === 200) return false;
          expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
          expect(Number(response.headers.get('ratelimit-reset'))).toBeLessThanOrEqual(1);
          return true;
        });
        await until(async () => (await post('{ __typename }', ann, short)).status === 200);
      }
    } finally {
      await short.stop();
    }
  });

  it('where nobody is asked who they are, are told and not enforced', async () => {
    const config = (from: Config): Config => ({ ...withLimits({ points: 7, concurrent: 1 })(from), auth: undefined });
    const open = await startCanopy({ process: sandbox, adopt: false, config });
    try {
      const seen = [];
      for (let n = 0; n < 4; n++) {
        const response = await post(RATE, {}, open);
        expect(response.headers.get('ratelimit-limit')).toBeNull();
        seen.push((await read<Answer<{ rateLimit: { cost: number; remaining: number } }>>(response)).data.rateLimit.remaining);
      }
      expect(seen).toEqual([4, 1, 0, 0]);
    } finally {
      await open.stop();
    }
  });
});

/** Questions to a Marathon that takes its time, so that they are under way for a while. */
async function slowly(ms: number): Promise<string> {
  const [app] = nodesOf(
    (await read<Answer<{ apps: { nodes: { marathonId: string }[] } }>>(await post('{ apps(first: 1) { nodes { marathonId } } }', bob))).data
      .apps,
  );
  await sandbox.control(
    '/faults',
    ms > 0 ? { slowMs: ms, pathPrefix: `/v2/apps${app?.marathonId}/versions` } : { slowMs: 0, pathPrefix: null },
  );
  return `{ app(marathonId: "${app?.marathonId}") { versions(first: 1) { version } } }`;
}

describe('requests under way', () => {
  const many = (query: string, n: number) => Promise.all(Array.from({ length: n }, () => post(query, ann)));

  it('are so many for one caller; what is answered at once needs no place, nor does another caller', async () => {
    const query = await slowly(600);
    const all = many(query, 5);
    const others = post(query, bob);
    await until(async () => (await post(SIX, ann)).status === 200);
    const responses = await all;
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 429, 429]);
    for (const response of responses.filter(({ status }) => status === 429)) {
      expect(response.headers.get('retry-after')).toBe('1');
      expect((await read(response)).errors?.[0]).toMatchObject({
        message: expect.stringMatching(
          /^3 of your requests are under way; that is the limit \(limits\.concurrent\)\. Try again when one has ended\.$/,
        ),
        extensions: { code: 'TOO_MANY_REQUESTS', retryable: true, limit: 3, retryAfterMs: 1_000 },
      });
    }
    expect((await others).status).toBe(200);
    expect((await many(query, 3)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await slowly(0);
  });

  it('are as many as a batch has operations', async () => {
    const query = await slowly(300);
    const response = await running.post(JSON.stringify(Array.from({ length: 5 }, () => ({ query }))), ann);
    const told = await read<Answer[]>(response);
    expect(told.map(codeOf)).toEqual([undefined, undefined, undefined, 'TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS']);
    await slowly(0);
    expect((await many(query, 3)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe.each(['graphql-transport-ws', 'graphql-ws'])('sockets of one caller (%s)', (protocol) => {
  interface Message {
    readonly type: string;
    readonly id?: string;
    readonly payload?: readonly Told[] | (Partial<Answer> & { readonly errors?: readonly Told[] });
  }
  const errorsIn = (messages: readonly Message[], id: string): readonly Told[] =>
    messages.flatMap(({ id: of, payload }) =>
      of !== id || !payload ? [] : 'errors' in payload ? (payload.errors ?? []) : Array.isArray(payload) ? (payload as Told[]) : [],
    );

  const open = async (headers: Headers) => {
    const ws = new WebSocket(socketUrl(running), protocol, { headers });
    const messages: Message[] = [];
    ws.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message));
    const closed = new Promise<[number, string]>((done) => ws.once('close', (code, reason) => done([code, reason.toString()])));
    await once(ws, 'open');
    ws.send(JSON.stringify({ type: 'connection_init' }));
    const begun = until(() => messages.some(({ type }) => type === 'connection_ack') || ws.readyState !== ws.OPEN);
    const start = (id: string, query: string) =>
      ws.send(JSON.stringify({ id, type: protocol === 'graphql-ws' ? 'start' : 'subscribe', payload: { query } }));
    const ended = (id: string) => until(() => messages.some((each) => each.id === id && each.type !== 'ka'));
    await begun;
    return { ws, messages, closed, start, ended };
  };
  const close = async (...all: readonly { readonly ws: WebSocket; readonly closed: Promise<unknown> }[]) => {
    for (const { ws } of all) ws.close();
    await Promise.all(all.map(({ closed }) => closed));
  };

  it('spend the points of their caller, and are told of each operation that finds too few', async () => {
    const [mine, others] = [await open(ann), await open(bob)];
    mine.start('a', SIX);
    await mine.ended('a');
    expect(await left(ann)).toBe(POINTS - 6);
    await spendTo(3, ann);
    for (const [id, query, cost, remaining] of [
      ['b', SIX, 6, 2],
      ['c', '{ __typename nothing }', undefined, undefined],
      ['d', '{ __typename }', undefined, undefined],
      ['e', '{ __typename }', 1, 0],
    ] as const) {
      mine.start(id, query);
      await mine.ended(id);
      if (cost === undefined) expect(errorsIn(mine.messages, id).map(({ extensions }) => extensions['code'])).not.toContain('RATE_LIMITED');
      else
        expect(errorsIn(mine.messages, id)).toMatchObject([
          { extensions: { code: 'RATE_LIMITED', retryable: true, limit: POINTS, cost, remaining, retryAfterMs: expect.any(Number) } },
        ]);
    }
    others.start('a', RATE);
    await others.ended('a');
    expect(JSON.stringify(others.messages)).toContain(`"rateLimit":{"limit":1000,"cost":3,"remaining":997,`);
    await close(mine, others);
  });

  it('have so many operations under way, on all of them together', async () => {
    const query = await slowly(500);
    const [one, two, others] = [await open(ann), await open(ann), await open(bob)];
    one.start('a', query);
    two.start('b', query);
    await until(async () => {
      const id = `try ${two.messages.length}`;
      two.start(id, query);
      await two.ended(id);
      return errorsIn(two.messages, id).some(
        ({ message, extensions }) =>
          extensions['code'] === 'TOO_MANY_REQUESTS' &&
          extensions['limit'] === 2 &&
          message.startsWith('2 operations are under way on your sockets; that is the limit (sockets.operationsPerCaller).'),
      );
    });
    others.start('a', query);
    await Promise.all([one.ended('a'), two.ended('b'), others.ended('a')]);
    expect([...errorsIn(one.messages, 'a'), ...errorsIn(others.messages, 'a')]).toEqual([]);
    await slowly(0);
    for (const id of ['again', 'and again', 'and once more']) {
      one.start(id, query);
      await one.ended(id);
      expect(errorsIn(one.messages, id)).toEqual([]);
    }
    await close(one, two, others);
  });

  it('are so many; one more is closed with the reason, until another has gone', async () => {
    const all = [await open(ann), await open(ann)];
    const more = await open(ann);
    expect(await more.closed).toEqual([
      4429,
      '2 of your sockets are open; that is the limit (sockets.perCaller). Try again when one has closed.',
    ]);
    const others = await open(bob);
    await close(all[0]!);
    await until(async () => {
      const again = await open(ann);
      const admitted = again.messages.some(({ type }) => type === 'connection_ack');
      await close(again);
      return admitted;
    });
    await close(all[1]!, others);
  });
});

it.runIf(mariadbInstalled || process.env['CI'] === 'true')('replicas on one store share a window', async () => {
  const mariadb = await startMariadb();
  const url = await mariadb.create();
  const key = new Secret(Buffer.from(AUDIT_KEY).toString('base64'));
  const config = (from: Config): Config => ({
    ...withLimits({})(from),
    store: { ...from.store, url: new Secret(url) },
    audit: { ...from.audit, key },
  });
  const all = await Promise.all([0, 1].map(() => startCanopy({ process: sandbox, adopt: false, config })));
  try {
    const [one, two] = all as [Running, Running];
    await until(() => all.every(({ canopy }) => canopy.graph.sources.every((source) => source.synced)));
    for (let n = 0; n < 9; n++) expect((await post(MANY, ann, one)).status).toBe(200);
    expect(await left(ann, two)).toBe(POINTS);
    // What one has spent counts on the other from its next flush on, for who asks there.
    await until(async () => (await left(ann, two)) <= POINTS - 900, 5_000);
    for (let rest = await left(ann, two); rest >= 6; rest = await left(ann, two)) await post(SIX, ann, two);
    expect(codeOf(await read(await post(SIX, ann, two)))).toBe('RATE_LIMITED');
    await until(async () => (await post(SIX, ann, one)).status === 429, 5_000);
    expect((await post(SIX, bob, one)).status).toBe(200);
  } finally {
    for (const each of all) await each.stop();
    await mariadb.stop();
  }
});
