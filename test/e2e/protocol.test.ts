import { serverAudits } from 'graphql-http';
import { createClient } from 'graphql-ws';
import { createMercuriusTestClient } from 'mercurius-integration-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { codeOf, read, type Answer } from '../support/ask.ts';
import { startCanopy, type Running } from '../support/canopy.ts';

let running: Running;
beforeAll(async () => {
  running = await startCanopy({ adopt: false });
});
afterAll(() => running.stop());

describe('GraphQL over HTTP to the letter', () => {
  const audits = serverAudits({ url: () => `${running.url}/graphql`, fetchFn: fetch });

  it('counts 61 audits', () => expect(audits).toHaveLength(61));

  it.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn();
    expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
  });
});

describe('bad requests', () => {
  it('answers malformed JSON with 400 and where', async () => {
    const answer = await running.post('{"query": "{ __typename }",,}');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/not JSON.*position/);
  });

  it('answers a body over the limit with 413', async () => {
    const answer = await running.post(JSON.stringify({ query: `{ __typename } #${'x'.repeat(1_100_000)}` }));
    expect(answer.status).toBe(413);
    expect(codeOf(await read(answer))).toBe('PAYLOAD_TOO_LARGE');
  });

  it.each([
    ['TOO_DEEP', `{ tree { ${'parent { '.repeat(20)}id${' }'.repeat(20)} } }`],
    ['TOO_COSTLY', '{ tree { containers(first: 1000) { nodes { app { containers(first: 1000) { nodes { id } } } } } } }'],
    ['TOO_MANY_ALIASES', `{ ${Array.from({ length: 60 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
    ['TOO_MANY_TOKENS', `{ ${'__typename '.repeat(5_000)} }`],
  ])('refuses a document that is %s before execution, with its figure and the limit', async (code, query) => {
    for (let i = 0; i < 3; i++) {
      const answer = await read(await running.post(JSON.stringify({ query })));
      expect(answer.data).toBeUndefined();
      expect(codeOf(answer)).toBe(code);
      expect(answer.errors?.[0]?.message).toMatch(/\d/);
    }
  });

  it('refuses fragments that go round in circles', async () => {
    const answer = await read(
      await running.post(JSON.stringify({ query: '{ tree { ...A } } fragment A on TreeNode { parent { ...A } }' })),
    );
    expect(answer.data).toBeUndefined();
    expect(['TOO_DEEP', 'TOO_COSTLY', 'GRAPHQL_VALIDATION_FAILED']).toContain(codeOf(answer));
  });

  it('refuses a batch over the limit and answers one within it in order', async () => {
    const one = { query: '{ __typename }' };
    expect((await running.post(JSON.stringify(Array(11).fill(one)))).status).toBe(400);
    const answers = await read<[Answer, Answer]>(await running.post(JSON.stringify([one, { query: '{ nope }' }])));
    expect(answers[0].data).toEqual({ __typename: 'Query' });
    expect(codeOf(answers[1])).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a proxy', { 'x-forwarded-for': '10.0.0.1' }],
  ])('does not serve %s', async (_who, headers) => {
    for (let i = 0; i < 4; i++)
      expect((await running.post('{"query":"{ __typename }"}', headers as Record<string, string>)).status).toBe(403);
  });

  it('never writes by GET, nor by a form', async () => {
    const mutation = encodeURIComponent('mutation { adoptApps(input: {}) { cursor } }');
    expect((await fetch(`${running.url}/graphql?query=${mutation}`)).status).toBe(405);
    expect(
      (await running.post('{"query":"mutation { adoptApps(input: {}) { cursor } }"}', { 'content-type': 'text/plain' })).status,
    ).toBeGreaterThanOrEqual(400);
  });
});

describe('caching', () => {
  it('gives an ETag to what the clock does not change, and 304 to GET', async () => {
    const url = `${running.url}/graphql?query=${encodeURIComponent('{ apps(first: 3) { nodes { id } } }')}`;
    let etag: string | null = null;
    for (let i = 0; i < 4; i++) etag = (await fetch(url)).headers.get('etag');
    expect(etag).toMatch(/^W\/"/);
    const again = await fetch(url, { headers: { 'if-none-match': etag ?? '' } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('gives none to an answer that holds ages', async () => {
    const url = `${running.url}/graphql?query=${encodeURIComponent('{ apps(first: 1) { nodes { freshness { ageMs } } } }')}`;
    for (let i = 0; i < 4; i++) expect((await fetch(url)).headers.get('etag')).toBeNull();
  });

  it('speaks automatic persisted queries', async () => {
    const { createHash } = await import('node:crypto');
    const query = '{ platform { version } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
    expect(codeOf(await read(await running.post(JSON.stringify({ extensions }))))).toBe('PERSISTED_QUERY_NOT_FOUND');
    await running.post(JSON.stringify({ query, extensions }));
    const known = await read(await running.post(JSON.stringify({ extensions })));
    expect(known.data).toEqual({ platform: { version: 'test' } });
  });
});

describe('WebSocket on the same path', () => {
  it('serves graphql-transport-ws', async () => {
    const client = createClient({ url: `${running.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    const answer = await new Promise((done, failed) =>
      client.subscribe({ query: '{ platform { version } }' }, { next: done, error: failed, complete: () => undefined }),
    );
    expect(answer).toMatchObject({ data: { platform: { version: 'test' } } });
    const refused = await new Promise((done) =>
      client.subscribe({ query: '{ nope }' }, { next: () => undefined, error: done, complete: () => undefined }),
    );
    expect(refused).toMatchObject([{ message: expect.stringContaining('nope') }]);
    await client.dispose();
  });

  it('serves the protocol of older clients', async () => {
    const ws = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-ws');
    const messages: { readonly type: string; readonly payload?: unknown }[] = [];
    const done = new Promise<void>((resolve) =>
      ws.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as (typeof messages)[number];
        messages.push(message);
        if (message.type === 'connection_ack')
          ws.send(JSON.stringify({ id: '1', type: 'start', payload: { query: '{ platform { version } }' } }));
        if (message.type === 'complete') resolve();
      }),
    );
    ws.on('open', () => ws.send(JSON.stringify({ type: 'connection_init', payload: {} })));
    await done;
    ws.close();
    expect(messages.map((each) => each.type)).toEqual(['connection_ack', 'ka', 'data', 'complete']);
    expect(messages[2]?.payload).toMatchObject({ data: { platform: { version: 'test' } } });
  });

  it('turns away a page of another site', async () => {
    const ws = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin: 'https://evil.example' });
    const status = await new Promise((done) => ws.on('unexpected-response', (_request, response) => done(response.statusCode)));
    expect(status).toBe(403);
  });
});

describe('tests through the app', () => {
  it('serve mercurius-integration-testing', async () => {
    const client = createMercuriusTestClient(running.canopy.app, { headers: { host: 'localhost' } });
    const { data } = await client.query('{ platform { version } }');
    expect(data).toEqual({ platform: { version: 'test' } });
    const batch = await client.batchQueries([{ query: '{ __typename }' }, { query: '{ platform { version } }' }]);
    expect(batch).toHaveLength(2);
  });
});

describe('what machines ask', () => {
  it('serves health, readiness, figures and schema', async () => {
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    await expect.poll(async () => (await fetch(`${running.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${running.url}/metrics`)).text()).toContain('canopy_requests_total');
    expect(await (await fetch(`${running.url}/schema.graphql`)).text()).toContain('type TreeNode implements Node');
  });

  it('serves GraphiQL from its own files', async () => {
    const page = await fetch(`${running.url}/graphql`, { headers: { accept: 'text/html' } });
    const html = await page.text();
    expect(html).toContain('graphiql');
    for (const [, src] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect((await fetch(`${running.url}${src}`)).status).toBe(200);
  });
});
