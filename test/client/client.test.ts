import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  accepted,
  AppDetailDocument,
  AppsDocument,
  CanopyError,
  CanopyRefusal,
  CompanyOverviewDocument,
  ContainerDetailDocument,
  ContainerLogsDocument,
  ContainersDocument,
  createClient,
  CreateTreeNodeDocument,
  DeploymentsDocument,
  EventsDocument,
  HostsDocument,
  KillContainerDocument,
  NodeContainersDocument,
  NodePageDocument,
  PlanDocument,
  PlatformDocument,
  ScaleAppDocument,
  SearchTreeDocument,
  SetFreezeDocument,
  WhyDocument,
  type Client,
  type ClientOptions,
  type Document,
  type TreeLevel,
} from '../../client/src/index.ts';
import { startCanopy, type Running } from '../support/canopy.ts';

/** Waits nothing, and writes down how long it would have waited. */
function impatient(waited: number[] = []): NonNullable<ClientOptions['retry']> {
  return { baseMs: 100, maxMs: 300, random: () => 1, sleep: async (ms) => void waited.push(ms) };
}

describe('a portal with the client', () => {
  let running: Running;
  let client: Client;
  const sent: { url: string; init: RequestInit; status: number }[] = [];
  /** Set by a test: what becomes of an answer that the server has sent. */
  let onTheWay: ((answer: Response) => Response) | undefined;

  beforeAll(async () => {
    running = await startCanopy({ config: (config) => ({ ...config, server: { ...config.server, origins: ['https://portal.example'] } }) });
    client = createClient({
      url: `${running.url}/graphql`,
      clientName: 'test-portal',
      clientVersion: '1.2.3',
      retry: impatient(),
      fetch: async (url, init) => {
        const answer = await fetch(url, init);
        sent.push({ url, init, status: answer.status });
        return onTheWay ? onTheWay(answer) : answer;
      },
    });
  });
  afterAll(() => running.stop());
  afterEach(() => {
    onTheWay = undefined;
    sent.length = 0;
  });

  const writes = async (): Promise<number> =>
    (await running.sandbox.ledger()).requests.filter(
      (each: { method: string; path: string }) => each.method !== 'GET' && each.path.startsWith('/v2'),
    ).length;
  const keysSent = () =>
    sent
      .map(({ init }) => JSON.parse(init.body as string) as { query: string; variables: { idempotencyKey: string } })
      .filter(({ query }) => query.trim().startsWith('mutation'))
      .map(({ variables }) => variables.idempotencyKey);
  const anApp = async () => {
    const { data } = await client.query(AppsDocument, { first: 1000 });
    return data.apps!.nodes.find((app) => app?.jobName && app.instances > 2 && !app.deploying)!;
  };

  it('reads typed answers with the place in the log and the age of the oldest part', async () => {
    const { data, errors, cursor, freshness, requestId } = await client.query(CompanyOverviewDocument);
    expect(errors).toEqual([]);
    expect(data.tree![0]).toMatchObject({ jobName: 'cop.acme', level: 'COMPANY', summary: { apps: expect.any(Number) } });
    expect(cursor).toEqual(expect.any(String));
    expect(freshness).toMatchObject({ source: expect.any(String), stale: false });
    expect(requestId).toEqual(expect.any(String));
    expectTypeOf(data.tree![0]!.level).toEqualTypeOf<TreeLevel>();
    expectTypeOf(data.tree![0]!.summary!.firingAlarms).toEqualTypeOf<number | null>();
    // @ts-expect-error: a variable of the wrong type is found by the compiler.
    await client.query(CompanyOverviewDocument, { first: 'many' }).catch(() => undefined);
    // @ts-expect-error: so is one that is missing.
    await client.query(NodePageDocument).catch(() => undefined);
  });

  it('says who it is', async () => {
    // Figures are kept of what the lane answers: a document that was seen before.
    for (let i = 0; i < 3; i++) await client.query(HostsDocument);
    expect(sent[0]?.init.headers).toMatchObject({ 'apollographql-client-name': 'test-portal', 'apollographql-client-version': '1.2.3' });
    expect(await (await fetch(`${running.url}/metrics`)).text()).toContain('test-portal@1.2.3');
  });

  it('runs every operation that it brings along', async () => {
    const app = await anApp();
    const { data } = await client.query(ContainersDocument, { filter: { marathonId: app.marathonId }, first: 1 });
    const { taskId, id } = data.containers!.nodes[0]!;
    const { data: planned } = await client.mutate(ScaleAppDocument, {
      input: { app: app.marathonId, instances: app.instances + 1 },
      mode: 'PLAN',
    });
    const jobName = app.jobName!;
    const answers = await Promise.all([
      client.query(PlatformDocument),
      client.query(DeploymentsDocument),
      client.query(NodePageDocument, { jobName }),
      client.query(SearchTreeDocument, { text: 'acme' }),
      client.query(AppDetailDocument, { marathonId: app.marathonId }),
      client.query(NodeContainersDocument, { jobName }),
      client.query(ContainerDetailDocument, { taskId }),
      client.query(ContainerLogsDocument, { taskId }),
      client.query(HostsDocument),
      client.query(EventsDocument, { last: 5 }),
      client.query(PlanDocument, { id: planned.scaleApp!.plan!.id }),
      client.query(WhyDocument, { id }),
    ]);
    for (const { data, errors } of answers) {
      expect(errors).toEqual([]);
      expect(Object.values(data)).not.toContain(null);
    }
  });

  it('walks a list page by page, each item once', async () => {
    const seen: string[] = [];
    const sizes: number[] = [];
    for await (const page of client.pages(ContainersDocument, { first: 30 }, (data) => data.containers)) {
      sizes.push(page.nodes.length);
      seen.push(...page.nodes.map((node) => node!.taskId));
    }
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.slice(0, -1)).toEqual(sizes.slice(0, -1).map(() => 30));
    expect(new Set(seen).size).toBe(seen.length);
    const { data } = await client.query(ContainersDocument, { first: 1 });
    expect(seen.length).toBe(data.containers!.totalCount);
  });

  it('ends a walk of what does not exist without a page', async () => {
    const pages = client.pages(NodeContainersDocument, { jobName: 'cop.nobody' }, (data) => data.treeNode?.containers);
    expect(await pages.next()).toEqual({ done: true, value: undefined });
  });

  it('throws a named error when nothing came, and asks only once for what will not change', async () => {
    const failure = await client.query(EventsDocument, { after: 'no cursor' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CanopyError);
    expect(failure).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false, requestId: expect.any(String), path: ['events'] });
    expect(sent).toHaveLength(1);
    const wrong = 'query { noSuchField }' as unknown as Document<unknown, Record<string, never>>;
    await expect(client.query(wrong)).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', status: 400 });
  });

  it('gives what came beside the part that failed', async () => {
    const both = 'query { viewer { name } hosts(first: 5000) { totalCount } }' as unknown as Document<
      { viewer: { name: string } | null; hosts: object | null },
      Record<string, never>
    >;
    const { data, errors } = await client.query(both);
    expect(data).toMatchObject({ viewer: { name: expect.any(String) }, hosts: null });
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['hosts'] }]);
  });

  it('writes once although the answer was lost twice', async () => {
    const app = await anApp();
    const before = await writes();
    let lost = 0;
    onTheWay = (answer) => {
      if (lost++ < 2) throw new TypeError('socket hang up');
      return answer;
    };
    const { data } = await client.mutate(ScaleAppDocument, { input: { app: app.marathonId, instances: app.instances + 1 } });
    expect(accepted(data.scaleApp)).toMatchObject({
      plan: { state: 'DONE', mutation: 'scaleApp' },
      subject: { instances: app.instances + 1 },
    });
    expect(await writes()).toBe(before + 1);
    const keys = keysSent();
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it('takes a key that it is given, and gives each mutation without one a key of its own', async () => {
    const input = { taskId: 'no-such-task' };
    await client.mutate(KillContainerDocument, { input, idempotencyKey: 'mine' });
    await client.mutate(KillContainerDocument, { input });
    await client.mutate(KillContainerDocument, { input });
    const keys = keysSent();
    expect(keys[0]).toBe('mine');
    expect(new Set(keys).size).toBe(3);
  });

  it('does not send a mutation again that has no key', async () => {
    onTheWay = () => {
      throw new TypeError('socket hang up');
    };
    const unkeyed = 'mutation { createTreeNode(input: { name: "once" }) { userErrors { code } } }' as unknown as Document<
      unknown,
      Record<string, never>
    >;
    await expect(client.mutate(unkeyed)).rejects.toMatchObject({ code: 'NETWORK', retryable: true });
    expect(sent).toHaveLength(1);
  });

  it('tells a refusal from a failure', async () => {
    const { data, errors } = await client.mutate(CreateTreeNodeDocument, { input: { name: 'No Good' } });
    expect(errors).toEqual([]);
    expect(data.createTreeNode).toMatchObject({ subject: null, userErrors: [{ code: 'BAD_USER_INPUT', path: ['input', 'name'] }] });
    const refused = (() => {
      try {
        return accepted(data.createTreeNode);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(CanopyRefusal);
    expect(refused).toMatchObject({
      code: 'BAD_USER_INPUT',
      retryable: false,
      path: ['input', 'name'],
      refusals: [{ code: 'BAD_USER_INPUT' }],
    });
  });

  it('reads its own writes', async () => {
    const { data: written } = await client.mutate(CreateTreeNodeDocument, { input: { name: 'own-write' } });
    const { cursor, subject } = accepted(written.createTreeNode);
    const { data } = await client.query(NodePageDocument, { jobName: subject!.jobName }, { notBefore: cursor! });
    expect(data.treeNode?.name).toBe('own-write');
    const { data: frozen } = await client.mutate(SetFreezeDocument, { input: { jobName: subject!.jobName, reason: 'holiday' } });
    expect(accepted(frozen.setFreeze).plan!.steps).toHaveLength(1);
  });

  it('is not sent an unchanged answer again', async () => {
    const ask = () => client.query(SearchTreeDocument, { text: 'acme' }, { get: true });
    const statuses = async () => {
      await ask();
      return sent.at(-1)!.status;
    };
    // The first sight goes the long way, without a tag.
    await expect.poll(statuses).toBe(304);
    const first = await ask();
    expect(first.data.searchTree!.nodes[0]!.jobName).toBe('cop.acme');
    accepted((await client.mutate(CreateTreeNodeDocument, { input: { name: 'acme-two' } })).data.createTreeNode);
    const { data } = await ask();
    expect(sent.at(-1)!.status).toBe(200);
    expect(data.searchTree!.totalCount).toBe(first.data.searchTree!.totalCount! + 1);
  });

  it('sends no header that a browser would keep back, and reads none', async () => {
    const { cursor = '' } = await client.query(CompanyOverviewDocument);
    const ask = () => client.query(SearchTreeDocument, { text: 'acme' }, { get: true, notBefore: cursor });
    await expect.poll(async () => (await ask(), sent.at(-1)!.status)).toBe(304);
    const origin = 'https://portal.example';
    const asked = new Set(sent.flatMap(({ init }) => [...new Headers(init.headers).keys()]).filter((name) => name !== 'accept'));
    expect([...asked]).toContain('if-none-match');
    const preflight = await fetch(`${running.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    const allowed = preflight.headers.get('access-control-allow-headers')?.split(', ');
    expect(allowed).toEqual(expect.arrayContaining([...asked, 'x-client-name', 'x-client-version']));
    const exposed = (await fetch(`${running.url}/graphql?query={__typename}`, { headers: { origin } })).headers;
    expect(exposed.get('access-control-expose-headers')?.split(', ')).toEqual(expect.arrayContaining(['etag', 'x-request-id']));
  });

  it('stops when its caller does', async () => {
    await expect(client.query(HostsDocument, {}, { signal: AbortSignal.abort(new Error('page left')) })).rejects.toThrow('page left');
    expect(sent).toEqual([]);
  });

  it('is refused by name where the server does not serve proxies', async () => {
    const proxied = createClient({
      url: `${running.url}/graphql`,
      clientName: 'p',
      clientVersion: '1',
      headers: async () => ({ via: '1.1 proxy' }),
    });
    await expect(proxied.query(PlatformDocument)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      status: 403,
      retryable: false,
      requestId: expect.any(String),
    });
  });
});

describe('a portal whose server is in trouble', () => {
  let server: Server;
  let answers: { status: number; body: string }[] = [];
  let asked = 0;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        asked++;
        const { status, body } = answers.shift() ?? { status: 200, body: '{"data":{"viewer":{"name":"root"},"platform":null}}' };
        if (status > 0) response.writeHead(status, { 'x-request-id': 'r-1' }).end(body);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  });
  afterEach(() => {
    answers = [];
    asked = 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const failing = (code: string, retryable: boolean) => ({
    status: 503,
    body: JSON.stringify({ errors: [{ message: code, extensions: { code, retryable, source: 'marathon', requestId: 'r-9' } }] }),
  });

  it('asks again with growing waits, up to the longest one', async () => {
    const waited: number[] = [];
    const client = createClient({ url, clientName: 'p', clientVersion: '1', retry: { ...impatient(waited), attempts: 5 } });
    answers = [
      failing('NOT_SYNCED', true),
      { status: 502, body: '<html>bad gateway</html>' },
      failing('STORE_UNAVAILABLE', true),
      failing('NOT_YET', true),
    ];
    const { data } = await client.query(PlatformDocument);
    expect(data.viewer!.name).toBe('root');
    expect(waited).toEqual([100, 200, 300, 300]);
  });

  it('gives up after its attempts, with the last error', async () => {
    const client = createClient({ url, clientName: 'p', clientVersion: '1', retry: { ...impatient(), attempts: 3 } });
    answers = [1, 2, 3].map(() => failing('UPSTREAM_UNAVAILABLE', true));
    await expect(client.query(PlatformDocument)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      source: 'marathon',
      requestId: 'r-9',
      status: 503,
    });
    expect(asked).toBe(3);
  });

  it('does not ask again for what is not retryable, nor for a page that is not Canopy', async () => {
    const client = createClient({ url, clientName: 'p', clientVersion: '1', retry: impatient() });
    answers = [failing('TOO_COSTLY', false), { status: 404, body: 'nothing here' }];
    await expect(client.query(PlatformDocument)).rejects.toMatchObject({ code: 'TOO_COSTLY' });
    await expect(client.query(PlatformDocument)).rejects.toMatchObject({
      code: 'NOT_GRAPHQL',
      status: 404,
      retryable: false,
      requestId: 'r-1',
    });
    expect(asked).toBe(2);
  });

  it('asks for the outcome of a mutation that still runs', async () => {
    const client = createClient({ url, clientName: 'p', clientVersion: '1', retry: impatient() });
    const payload = (userErrors: object[]) => ({ status: 200, body: JSON.stringify({ data: { scaleApp: { userErrors } } }) });
    answers = [payload([{ code: 'IN_PROGRESS', message: 'still running', path: [] }]), payload([])];
    const { data } = await client.mutate(ScaleAppDocument, { input: { app: '/a', instances: 1 } });
    expect(data.scaleApp!.userErrors).toEqual([]);
    expect(asked).toBe(2);
  });

  it('ends a walk with the error of a part that failed, unless it is told where to report it', async () => {
    const client = createClient({ url, clientName: 'p', clientVersion: '1', retry: impatient() });
    const page = (taskId: string, hasNextPage: boolean, endCursor: string | null) => ({
      data: { containers: { totalCount: null, nodes: [{ taskId }, null], pageInfo: { hasNextPage, endCursor } } },
      errors: [{ message: 'no engine', path: ['containers', 'nodes', 1], extensions: { code: 'UPSTREAM_TIMEOUT', retryable: true } }],
    });
    const bodies = () => [page('a', true, 'c1'), page('b', false, 'c2')].map((body) => ({ status: 200, body: JSON.stringify(body) }));
    answers = bodies();
    await expect(client.pages(ContainersDocument, {}, (data) => data.containers).next()).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });

    answers = bodies();
    const told: string[] = [];
    const seen: string[] = [];
    const walk = client.pages(ContainersDocument, {}, (data) => data.containers, { onError: ({ path }) => told.push(path.join('.')) });
    for await (const { nodes } of walk) seen.push(nodes[0]!.taskId);
    expect({ seen, told }).toEqual({ seen: ['a', 'b'], told: ['containers.nodes.1', 'containers.nodes.1'] });
  });

  it('does not take a walk for complete that cannot go on', async () => {
    const client = createClient({ url, clientName: 'p', clientVersion: '1', retry: impatient() });
    const body = JSON.stringify({ data: { containers: { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } } } });
    answers = [{ status: 200, body }];
    const walk = client.pages(ContainersDocument, {}, (data) => data.containers);
    await walk.next();
    await expect(walk.next()).rejects.toMatchObject({ code: 'NOT_GRAPHQL' });
    answers = [{ status: 200, body: '{"data":null}' }];
    await expect(client.query(PlatformDocument)).rejects.toMatchObject({ code: 'NOT_GRAPHQL', requestId: 'r-1' });
  });

  it('does not wait for ever', async () => {
    const client = createClient({ url, clientName: 'p', clientVersion: '1', timeoutMs: 50, retry: { ...impatient(), attempts: 2 } });
    answers = [
      { status: 0, body: '' },
      { status: 0, body: '' },
    ];
    await expect(client.query(PlatformDocument)).rejects.toMatchObject({ code: 'TIMEOUT', retryable: true });
    expect(asked).toBe(2);
  });
});
