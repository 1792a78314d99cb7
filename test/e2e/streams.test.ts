import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ContainersToldDocument, CreateTreeNodeDocument, EventsToldDocument, PlanToldDocument } from '../generated/operations.ts';
import { codeOf } from '../support/ask.ts';
import { keptLog, startCanopy, until, type Running } from '../support/canopy.ts';
import { listen, STREAM_WAYS, type Listener } from '../support/listen.ts';
import { mutate } from '../support/mutate.ts';

let running: Running;
const { log, lines } = keptLog();
beforeAll(async () => {
  running = await startCanopy({ log });
});
afterAll(() => running.stop());
afterEach(() => expect(lines.filter(({ level }) => Number(level) >= 50)).toEqual([]));

let made = 0;
const create = async (): Promise<string> => {
  const name = `told${++made}`;
  const { userErrors } = await mutate(running.ask, CreateTreeNodeDocument, { name });
  expect(userErrors).toEqual([]);
  return `cop.${name}`;
};
const heard = (listener: Listener, jobName: string) => () =>
  listener.events().some((event) => event.jobName === jobName && event.kind === 'TREE_NODE_CREATED');
const created = { kinds: ['TREE_NODE_CREATED'] } as const;

describe.each(STREAM_WAYS)('a subscriber by %s', (way) => {
  it('hears first from where it starts, then what happens, in order and once', async () => {
    const listener = await listen(running, way, EventsToldDocument, { filter: created });
    expect(listener.told[0]).toMatchObject({ __typename: 'Heartbeat', cursor: expect.any(String), at: expect.any(String) });
    const names = [await create(), await create(), await create()];
    await until(heard(listener, names[2]!));
    expect(listener.events().map(({ jobName }) => jobName)).toEqual(names);
    expect(listener.told.filter(({ __typename }) => __typename === 'Gap')).toEqual([]);
    listener.close();
    await listener.ended;
  });

  it('goes on from the cursor it was told last, and misses nothing in between', async () => {
    const first = await listen(running, way, EventsToldDocument, { filter: created });
    const [a] = [await create()];
    await until(heard(first, a));
    const last = first.told.at(-1);
    first.close();
    await first.ended;
    const between = [await create(), await create()];
    const after = last?.__typename === 'Gap' ? last.to : last?.cursor;
    const again = await listen(running, way, EventsToldDocument, { filter: created, after });
    await until(heard(again, between[1]!));
    const [c] = [await create()];
    await until(heard(again, c));
    expect(again.told[0]?.__typename).toBe('Heartbeat');
    expect(again.events().map(({ jobName }) => jobName)).toEqual([...between, c]);
    again.close();
  });

  it('is told what is wrong with what it asks', async () => {
    const wrong = async (variables: object) => (await listen(running, way, EventsToldDocument, variables)).refused.map(codeOf);
    expect(await wrong({ after: 'nonsense' })).toEqual(['BAD_USER_INPUT']);
    expect(await wrong({ filter: { scope: 'cop.acme_loc.x' } })).toEqual(['BAD_USER_INPUT']);
    expect(await wrong({ filter: { kinds: ['NOPE'] } })).toEqual(['BAD_USER_INPUT']);
    const broken = await listen(running, way, 'subscription { nope }');
    expect(broken.refused.map(codeOf)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('hears of containers of a subtree, and of no others', async () => {
    const all = await listen(running, way, ContainersToldDocument);
    const none = await listen(running, way, ContainersToldDocument, { scope: 'cop.nowhere' });
    await running.sandbox.control('/change', { count: 5 });
    await until(() => all.events().filter(({ kind }) => kind === 'CONTAINER_STARTED').length >= 5);
    expect(all.events().every(({ kind }) => kind.startsWith('CONTAINER_'))).toBe(true);
    const [event] = all.events();
    const above = event!.jobName!.split('_').slice(0, 3).join('_');
    const some = await listen(running, way, ContainersToldDocument, { scope: above });
    await running.sandbox.control('/change', { count: 20 });
    await until(() => all.events().length > 40);
    expect(some.events().every(({ jobName }) => jobName!.startsWith(`${above}_`))).toBe(true);
    expect(none.events()).toEqual([]);
    for (const each of [all, none, some]) each.close();
  });

  it('hears each state that a plan comes to', async () => {
    const name = `plan${++made}`;
    const { plan, planToken } = await mutate(running.ask, CreateTreeNodeDocument, { name }, { mode: 'PLAN' });
    const listener = await listen(running, way, PlanToldDocument, { id: plan!.id });
    expect((await mutate(running.ask, CreateTreeNodeDocument, { name }, { planToken: planToken! })).userErrors).toEqual([]);
    await until(() => listener.events().length > 0);
    expect(new Set(listener.events().map(({ subject }) => subject))).toEqual(new Set([plan!.id]));
    listener.close();
  });
});

it('tells who reconnects an event stream from where it was, whatever the document says', async () => {
  const first = await listen(running, 'server-sent events', EventsToldDocument, { filter: created });
  const before = first.lastId();
  const a = await create();
  await until(heard(first, a));
  first.close();
  const again = await listen(
    running,
    'server-sent events',
    EventsToldDocument,
    { filter: created, after: first.lastId() },
    { headers: { 'last-event-id': before! } },
  );
  await until(heard(again, a));
  again.close();
});

it('is no answer to a request', async () => {
  const asked = await running.ask(EventsToldDocument.toString());
  expect(codeOf(asked)).toBe('BAD_REQUEST');
  const response = await fetch(`${running.url}/graphql/stream?query=${encodeURIComponent('{ platform { version } }')}`);
  expect([response.status, codeOf((await response.json()) as never)]).toEqual([400, 'BAD_REQUEST']);
});
