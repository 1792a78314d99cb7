import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, read, type Answer } from '../support/ask.ts';
import { startCanopy, type Running } from '../support/canopy.ts';
import { hashOf, persisted } from '../support/ways.ts';

let running: Running;
beforeAll(async () => {
  running = await startCanopy();
});
afterAll(() => running.stop());

const post = (body: unknown, headers?: Record<string, string>) => running.post(JSON.stringify(body), headers);
const byUrl = (search: Record<string, string>, headers?: Record<string, string>) =>
  fetch(`${running.url}/graphql?${new URLSearchParams(search)}`, { ...(headers && { headers }) });
const lanes = async (): Promise<Record<string, number>> => {
  const figures = await (await fetch(`${running.url}/metrics`)).text();
  return Object.fromEntries(
    [...figures.matchAll(/canopy_requests_total\{lane="(\w+)"\} (\d+)/g)].map(([, lane, count]) => [String(lane), Number(count)] as const),
  );
};
/** By how many each lane has served more. */
async function served(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await lanes();
  await work();
  return Object.fromEntries(Object.entries(await lanes()).map(([lane, count]) => [lane, count - (before[lane] ?? 0)]));
}
const times = async (count: number, work: () => Promise<Response>) => {
  for (let i = 0; i < count; i++) expect((await read(await work())).errors).toBeUndefined();
};

describe('a persisted query', () => {
  const query = 'query Persisted($n: Int!) { apps(first: $n) { nodes { id image } } }';
  const body = { variables: { n: 3 }, extensions: persisted(query) };

  it('that is not known is told in the way that clients wait for, by POST and by GET', async () => {
    const extensions = persisted('{ never: __typename }');
    for (const answer of [await post({ extensions }), await byUrl({ extensions: JSON.stringify(extensions) })]) {
      const told = await read(answer);
      expect([answer.status, told.data, told.errors?.[0]?.message, codeOf(told)]).toEqual([
        200,
        undefined,
        'PersistedQueryNotFound',
        'PERSISTED_QUERY_NOT_FOUND',
      ]);
    }
  });

  it('is not registered under a hash that is not its own, nor when it could not run', async () => {
    const foreign = { persistedQuery: { version: 1, sha256Hash: hashOf('{ a: __typename }') } };
    const refused = await post({ query: '{ b: __typename }', extensions: foreign });
    expect([refused.status, (await read(refused)).errors?.[0]?.message]).toEqual([400, 'provided sha does not match query']);
    expect(codeOf(await read(await post({ extensions: foreign })))).toBe('PERSISTED_QUERY_NOT_FOUND');
    await post({ query: '{ nope }', extensions: persisted('{ nope }') });
    expect(codeOf(await read(await post({ extensions: persisted('{ nope }') })))).toBe('PERSISTED_QUERY_NOT_FOUND');
    const version = await post({ extensions: { persistedQuery: { ...foreign.persistedQuery, version: 2 } } });
    expect((await read(version)).errors?.[0]?.message).toBe('Unsupported persisted query version');
  });

  it('is answered from stored bytes once it was asked often enough', async () => {
    await times(1, () => post({ ...body, query }));
    await times(4, () => post(body));
    expect(await served(() => times(5, () => post(body)))).toEqual({ stored: 5, computed: 0, apollo: 0, refused: 0 });
  });

  it('has an ETag by GET, and 304 for who has the answer', async () => {
    const search = { variables: JSON.stringify(body.variables), extensions: JSON.stringify(body.extensions) };
    await times(4, () => byUrl(search));
    expect(await served(() => times(5, () => byUrl(search)))).toMatchObject({ stored: 5, apollo: 0 });
    const etag = (await byUrl(search)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"/);
    expect((await byUrl(search, { 'if-none-match': etag })).status).toBe(304);
  });
});

describe('extensions that ask for nothing', () => {
  it('do not keep an operation from its stored answer', async () => {
    const body = {
      query: '{ apps(first: 2) { nodes { id } } }',
      extensions: { clientLibrary: { name: '@apollo/client', version: '4.0.0' } },
    };
    await times(4, () => post(body));
    expect(await served(() => times(5, () => post(body)))).toMatchObject({ stored: 5, apollo: 0 });
  });
});

describe('a batch', () => {
  const items = [
    { query: '{ apps(first: 4) { nodes { id } } }' },
    { query: 'query($n: Int) { hosts(first: $n) { totalCount } }', variables: { n: 1 } },
  ];

  it('is answered from stored bytes, each of it as if it had come alone', async () => {
    await times(4, () => post(items));
    expect(await served(() => times(5, () => post(items)))).toEqual({ stored: 10, computed: 0, apollo: 0, refused: 0 });
    const together = await read<Answer[]>(await post(items));
    for (const [i, item] of items.entries()) expect(together[i]?.data).toEqual((await read(await post(item))).data);
  });

  it('tells what is wrong with one of it in its place', async () => {
    const answer = await post([
      items[0],
      { query: '{ nope }' },
      7,
      { query: `{ ${'a: __typename '.repeat(60)} }` },
      { extensions: persisted('{ x: __typename }') },
    ]);
    const [first, ...others] = await read<Answer[]>(answer);
    expect(answer.status).toBe(200);
    expect(first?.data).toEqual({ apps: { nodes: Array.from({ length: 4 }, () => ({ id: expect.any(String) })) } });
    expect(others.map(codeOf)).toEqual(['GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST', 'TOO_MANY_ALIASES', 'PERSISTED_QUERY_NOT_FOUND']);
  });

  it('within a batch is no operation: it is refused in its place, and nothing of it runs', async () => {
    const nodes = running.canopy.graph.tree.nodes.size;
    const within = Array.from({ length: 12 }, (_, i) => ({
      query: `mutation { createTreeNode(input: { name: "nested-${i}" }) { cursor } }`,
    }));
    const [first, second] = await read<Answer[]>(await post([{ query: '{ __typename }' }, within]));
    expect(first?.data).toEqual({ __typename: 'Query' });
    expect([second?.data, second && codeOf(second), second?.errors?.[0]?.message]).toEqual([
      undefined,
      'BAD_REQUEST',
      expect.stringContaining('[1]'),
    ]);
    expect(running.canopy.graph.tree.nodes.size).toBe(nodes);
  });

  it('of nothing is refused', async () => expect((await running.post('[]')).status).toBe(400));
});

describe('a type that nobody here speaks', () => {
  it.each(['{ __typename }', 'mutation { createTreeNode(input: { name: "not-acceptable" }) { cursor } }'])(
    'is refused before anything runs: %s',
    async (query) => {
      const nodes = running.canopy.graph.tree.nodes.size;
      for (const body of [{ query }, [{ query }]]) expect((await post(body, { accept: 'text/plain' })).status).toBe(406);
      expect(running.canopy.graph.tree.nodes.size).toBe(nodes);
    },
  );

  it('is not one of ours that is asked for loosely', async () => {
    for (const accept of ['', 'application/*', 'text/html, */*;q=0.1']) {
      const answer = await post({ query: '{ __typename }' }, { accept });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    }
  });

  it('is not read from a body that is not JSON, although its bytes were answered before', async () => {
    const body = JSON.stringify({ query: '{ apps(first: 5) { nodes { id } } }' });
    for (let i = 0; i < 4; i++) await running.post(body);
    expect((await running.post(body, { 'content-type': 'text/plain' })).status).toBe(400);
  });
});
