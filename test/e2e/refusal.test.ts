import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateTreeNodeDocument } from '../generated/operations.ts';
import { codeOf, read, type Answer } from '../support/ask.ts';
import { keptLog, startCanopy, startSandboxProcess, type Running, type SandboxProcess } from '../support/canopy.ts';
import { mutate, type How } from '../support/mutate.ts';
import { persisted, ways } from '../support/ways.ts';

const TRUSTED = '{ __typename }';
const OTHER = '{ platform { version } }';
const APPS = 'query Apps($n: Int!) { apps(first: $n) { nodes { id } } }';
const TYPO = '{ platfrom { version } }';
const WRITE = 'mutation Write($mode: Mode) { createTreeNode(input: { name: "by-get" }, mode: $mode) { userErrors { code } } }';

describe('a server that runs trusted documents alone, and no introspection', () => {
  let sandbox: SandboxProcess;
  let running: Running;
  beforeAll(async () => {
    const trustedDocuments = { typename: TRUSTED, apps: APPS, write: WRITE, typo: TYPO, schema: '{ __schema { queryType { name } } }' };
    sandbox = await startSandboxProcess();
    running = await startCanopy({
      process: sandbox,
      adopt: false,
      config: (config) => ({ ...config, server: { ...config.server, trustedDocuments, onlyTrusted: true, introspection: false } }),
    });
  });
  afterAll(async () => {
    await running.stop();
    await sandbox.stop();
  });

  it.each(ways(() => running))('runs what it trusts and nothing else: %s', async (_way, ask) => {
    expect((await ask(TRUSTED)).data).toEqual({ __typename: 'Query' });
    const refused = await ask(OTHER);
    expect([refused.data ?? null, codeOf(refused)]).toEqual([null, 'OPERATION_NOT_TRUSTED']);
  });

  it.each(ways(() => running))('tells nothing of its schema: %s', async (_way, ask) => {
    const refused = await ask('{ __schema { queryType { name } } }');
    expect(refused.data ?? null).toBeNull();
    expect(refused.errors?.[0]?.message).toMatch(/introspection/i);
    const mistaken = await ask(TYPO);
    expect([codeOf(mistaken), mistaken.errors?.[0]?.message]).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot query field "platfrom" on type "Query".',
    ]);
  });

  it('runs nothing else in a batch within a batch', async () => {
    const [refused] = await read<[Answer]>(await running.post(JSON.stringify([[{ query: OTHER }]])));
    expect([refused.data ?? null, codeOf(refused)]).toEqual([null, 'BAD_REQUEST']);
  });

  it.each([
    ['two ids', '&documentId=1&documentId=2'],
    ['two ids of which one is trusted', '&documentId=typename&documentId=2'],
    ['a second text', `&query=${encodeURIComponent(OTHER)}`],
    ['variables that are not JSON', '&variables=%7B'],
    ['variables that are a list', '&variables=[]'],
    ['extensions that are a text', '&extensions=%22x%22'],
  ])('refuses a URL before anything runs, although it has %s', async (_what, more) => {
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(`${running.url}/graphql?query=${encodeURIComponent(OTHER)}${more}`, { method })).status).toBe(400);
    const refused = await read(await fetch(`${running.url}/graphql?query=${encodeURIComponent(OTHER)}${more}`));
    expect(refused).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST', retryable: false, requestId: expect.any(String) } }],
    });
  });

  it('runs a document by its id', async () => {
    for (let i = 0; i < 4; i++) {
      expect((await read(await running.post('{"documentId":"typename"}'))).data).toEqual({ __typename: 'Query' });
    }
    expect((await read(await fetch(`${running.url}/graphql?documentId=typename`))).data).toEqual({ __typename: 'Query' });
    expect(codeOf(await read(await running.post('{"documentId":"nope"}')))).toBe('OPERATION_NOT_TRUSTED');
  });

  it.each([
    ['its id', { documentId: 'write' }],
    ['its id and a name', { documentId: 'sha256:write', operationName: 'Write' }],
    ['its text', { query: WRITE }],
    ['its hash', { extensions: JSON.stringify(persisted(WRITE)) }],
    ['its text and hash', { query: WRITE, extensions: JSON.stringify(persisted(WRITE)) }],
  ])('never writes by GET or HEAD, asked by %s', async (_how, search) => {
    const registered = await running.post(JSON.stringify({ query: WRITE, variables: { mode: 'PLAN' }, extensions: persisted(WRITE) }));
    expect((await read(registered)).data).toEqual({ createTreeNode: { userErrors: [] } });
    const before = running.canopy.graph.tree.nodes.size;
    for (const method of ['GET', 'HEAD']) {
      for (let i = 0; i < 3; i++) {
        const answer = await fetch(`${running.url}/graphql?${new URLSearchParams(search)}`, { method });
        expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
      }
    }
    expect(running.canopy.graph.tree.nodes.size).toBe(before);
  });

  it('answers a trusted query by GET with an ETag, and 304 to who has it', async () => {
    const url = `${running.url}/graphql?${new URLSearchParams({ documentId: 'apps', variables: '{"n":3}' })}`;
    await expect.poll(async () => (await fetch(url)).headers.get('etag')).toMatch(/^W\/"/);
    const etag = (await fetch(url)).headers.get('etag');
    const again = await fetch(url, { headers: { 'if-none-match': etag ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });
});

describe('limits and faults', () => {
  let running: Running;
  const { log, lines } = keptLog();
  beforeAll(async () => {
    running = await startCanopy({
      log,
      config: (config) => ({ ...config, server: { ...config.server, origins: ['https://portal.example'] } }),
    });
  });
  afterAll(() => running.stop());

  it.each(ways(() => running))('measures before it validates: %s', async (_way, ask) => {
    for (const [code, query] of [
      ['TOO_DEEP', `{ nope tree { ${'parent { '.repeat(20)}id${' }'.repeat(20)} } }`],
      ['TOO_COSTLY', '{ nope containers(first: 1000) { nodes { app { containers(first: 1000) { nodes { id } } } } } }'],
      ['TOO_MANY_ALIASES', `{ nope ${Array.from({ length: 60 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
      ['TOO_MANY_TOKENS', `{ nope ${'a '.repeat(4_100)} }`],
    ] as const) {
      const refused = await ask(query);
      expect([refused.data ?? null, codeOf(refused)]).toEqual([null, code]);
    }
  });

  it.each(ways(() => running))('counts pages that come by default values: %s', async (_way, ask) => {
    const refused = await ask(
      'query($n: Int = 1000) { containers(first: $n) { nodes { app { containers(first: $n) { nodes { id } } } } } }',
    );
    expect(refused.data ?? null).toBeNull();
    expect(codeOf(refused)).toBe('TOO_COSTLY');
  });

  it.each(ways(() => running))('prices things asked for by id each by itself: %s', async (_way, ask) => {
    const ids = Array.from({ length: 100 }, (_, i) => `TreeNode:${i}`);
    const refused = await ask('query($ids: [ID!]!) { nodes(ids: $ids) { ... on TreeNode { containers(first: 1000) { nodes { id } } } } }', {
      ids,
    });
    expect(codeOf(refused)).toBe('TOO_COSTLY');
    expect(codeOf(await ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [...ids, 'x'] }))).toBe('BAD_USER_INPUT');
  });

  it.each(ways(() => running))('tells a mistake with its code, and a field’s failure with its place: %s', async (_way, ask) => {
    expect(codeOf(await ask('{ nope }'))).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(codeOf(await ask('{ nope'))).toBe('GRAPHQL_PARSE_FAILED');
    const { data, errors, extensions } = await ask('{ containers(first: 5000) { totalCount } platform { version } }');
    expect(data).toEqual({ containers: null, platform: { version: 'test' } });
    expect(errors?.[0]).toMatchObject({
      path: ['containers'],
      extensions: { code: 'BAD_USER_INPUT', limit: 1000, requestId: expect.any(String) },
    });
    expect(extensions?.cursor).toEqual(expect.any(String));
  });

  it.each(ways(() => running))('refuses subscriptions that there are none of, without a word in the log: %s', async (_way, ask) => {
    for (const query of ['subscription { x }', 'subscription { __typename }', 'subscription A { x } subscription B { y }']) {
      const { data, errors } = await ask(query);
      expect(data ?? null).toBeNull();
      expect(errors?.[0]).toMatchObject({
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: expect.any(String) },
      });
    }
    expect(lines.filter(({ level }) => Number(level) >= 40).map(({ msg, err }) => [msg, err])).toEqual([]);
  });

  it.each(ways(() => running))(
    'answers fragments that come back to themselves as validation does, without a word in the log: %s',
    async (_way, ask) => {
      for (const query of [
        '{ ...A } fragment A on Query { ...A }',
        '{ ...A } fragment A on Query { ...B } fragment B on Query { tree { id } ...A }',
        '{ tree { ...A } } fragment A on TreeNode { parent { ...A } }',
      ]) {
        const { data, errors } = await ask(query);
        expect(data ?? null).toBeNull();
        expect(errors?.[0]).toMatchObject({
          message: expect.stringMatching(/Cannot spread fragment "A" within itself/),
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        });
      }
      expect(lines.filter(({ level }) => Number(level) >= 40).map(({ msg, err }) => [msg, err])).toEqual([]);
    },
  );

  it('says the figure and the limit as data', async () => {
    for (let i = 0; i < 3; i++) {
      const { errors } = await running.ask('{ containers(first: 1000) { nodes { app { containers(first: 1000) { nodes { id } } } } } }');
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'TOO_COSTLY', limit: 50_000, cost: expect.any(Number) });
    }
  });

  it('treats a null condition alike, however often it is asked', async () => {
    const query = 'query($x: Boolean = true) { tree @include(if: $x) { id } platform { version } }';
    for (let i = 0; i < 4; i++) expect(codeOf(await running.ask(query, { x: null }))).toBe('BAD_USER_INPUT');
  });

  it('does not take an operation name for a part of another document', async () => {
    for (let i = 0; i < 3; i++) await running.ask('query\n{tree{id}}');
    const answer = await running.post(JSON.stringify({ query: '{tree{id}}', operationName: 'query' }));
    expect(codeOf(await read(answer))).toBe('OPERATION_RESOLUTION_FAILURE');
  });

  it('lets listed pages call, and no others', async () => {
    const preflight = (origin: string) =>
      fetch(`${running.url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    expect((await preflight('https://portal.example')).headers.get('access-control-allow-origin')).toBe('https://portal.example');
    expect((await preflight('https://evil.example')).status).toBe(403);
    for (let i = 0; i < 4; i++) {
      const answer = await running.post('{"query":"{ __typename }"}', { origin: 'https://portal.example' });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, 'https://portal.example']);
    }
  });

  it('answers in the shape of GraphQL whatever goes wrong before it', async () => {
    const put = await fetch(`${running.url}/graphql`, { method: 'PUT', body: '{}' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    const large = await fetch(`${running.url}/graphql?x=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(1_100_000),
    });
    expect([large.status, codeOf(await read(large))]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(codeOf(await read(await fetch(`${running.url}/nowhere`)))).toBe('NOT_FOUND');
    expect((await fetch(`${running.url}/metrics`, { headers: { 'x-forwarded-server': 'a' } })).status).toBe(403);
    expect((await fetch(`${running.url}/healthz`, { headers: { 'x-forwarded-server': 'a' } })).status).toBe(200);
  });

  it('answers a type that it does not speak the same way, stored or not', async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 4; i++) {
      await running.ask('{ platform { version } }');
      statuses.add((await running.post('{"query":"{ platform { version } }"}', { accept: 'text/plain' })).status);
    }
    expect([...statuses]).toEqual([406]);
  });

  it('takes null for a mode as the default, and refuses a key without sense', async () => {
    const refused = async (how: How) => {
      const { userErrors } = await mutate(running.ask, CreateTreeNodeDocument, { name: 'Not Allowed' }, { mode: null, ...how });
      return userErrors.map(({ path }) => path);
    };
    expect(await refused({})).toEqual([['input', 'name']]);
    for (const idempotencyKey of ['', 'x'.repeat(256)]) expect(await refused({ idempotencyKey })).toEqual([['idempotencyKey']]);
  });
});
