import { describe, expect, it } from 'vitest';
import { ContainersToldDocument, CreateTreeNodeDocument, EventsToldDocument, PlanToldDocument } from '../generated/operations.ts';
import { codeOf } from './ask.ts';
import { until, type Running } from './canopy.ts';
import { listen, STREAM_WAYS, type Listener } from './listen.ts';
import { mutate } from './mutate.ts';

let made = 0;
export const create = async ({ ask }: Pick<Running, 'ask'>): Promise<string> => {
  const name = `told${++made}`;
  const { userErrors } = await mutate(ask, CreateTreeNodeDocument, { name });
  expect(userErrors).toEqual([]);
  return `cop.${name}`;
};
export const heard = (listener: Listener, jobName: string) => () =>
  listener.events().some((event) => event.jobName === jobName && event.kind === 'TREE_NODE_CREATED');
export const created = { kinds: ['TREE_NODE_CREATED'] } as const;

/** What holds of every subscriber, wherever they listen and whoever does what they hear of. */
export function tellsSubscribers(at: () => Running, by: () => Running): void {
  describe.each(STREAM_WAYS)('a subscriber by %s', (way) => {
    it('hears first from where it starts, then what happens, in order and once', async () => {
      const listener = await listen(at(), way, EventsToldDocument, { filter: created });
      expect(listener.told[0]).toMatchObject({ __typename: 'Heartbeat', cursor: expect.any(String), at: expect.any(String) });
      const names = [await create(by()), await create(by()), await create(by())];
      await until(heard(listener, names[2]!));
      const told = listener.events().map(({ jobName }) => jobName);
      // Another replica may still have been about to hear of what was done before.
      expect(told.slice(told.indexOf(names[0]!))).toEqual(names);
      expect(listener.told.filter(({ __typename }) => __typename === 'Gap')).toEqual([]);
      listener.close();
      await listener.ended;
    });

    it('goes on from the cursor it was told last, and misses nothing in between', async () => {
      const first = await listen(at(), way, EventsToldDocument, { filter: created });
      const [a] = [await create(by())];
      await until(heard(first, a));
      const last = first.told.at(-1);
      first.close();
      await first.ended;
      const between = [await create(by()), await create(by())];
      const after = last?.__typename === 'Gap' ? last.to : last?.cursor;
      const again = await listen(at(), way, EventsToldDocument, { filter: created, after });
      await until(heard(again, between[1]!));
      const [c] = [await create(by())];
      await until(heard(again, c));
      expect(again.told[0]?.__typename).toBe('Heartbeat');
      expect(again.events().map(({ jobName }) => jobName)).toEqual([...between, c]);
      again.close();
    });

    it('is told what is wrong with what it asks', async () => {
      const wrong = async (variables: object) => (await listen(at(), way, EventsToldDocument, variables)).refused.map(codeOf);
      expect(await wrong({ after: 'nonsense' })).toEqual(['BAD_USER_INPUT']);
      expect(await wrong({ filter: { scope: 'cop.acme_loc.x' } })).toEqual(['BAD_USER_INPUT']);
      expect(await wrong({ filter: { kinds: ['NOPE'] } })).toEqual(['BAD_USER_INPUT']);
      const broken = await listen(at(), way, 'subscription { nope }');
      expect(broken.refused.map(codeOf)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    });

    it('hears of containers of a subtree, and of no others', async () => {
      const all = await listen(at(), way, ContainersToldDocument);
      const none = await listen(at(), way, ContainersToldDocument, { scope: 'cop.nowhere' });
      await by().sandbox.control('/change', { count: 5 });
      await until(() => all.events().filter(({ kind }) => kind === 'CONTAINER_STARTED').length >= 5);
      expect(all.events().every(({ kind }) => kind.startsWith('CONTAINER_'))).toBe(true);
      const [event] = all.events();
      const above = event!.jobName!.split('_').slice(0, 3).join('_');
      const some = await listen(at(), way, ContainersToldDocument, { scope: above });
      await by().sandbox.control('/change', { count: 20 });
      await until(() => all.events().length > 40);
      expect(some.events().every(({ jobName }) => jobName!.startsWith(`${above}_`))).toBe(true);
      expect(none.events()).toEqual([]);
      for (const each of [all, none, some]) each.close();
    });

    it('hears each state that a plan comes to', async () => {
      const name = `plan${++made}`;
      const { plan, planToken } = await mutate(by().ask, CreateTreeNodeDocument, { name }, { mode: 'PLAN' });
      const listener = await listen(at(), way, PlanToldDocument, { id: plan!.id });
      expect((await mutate(by().ask, CreateTreeNodeDocument, { name }, { planToken: planToken! })).userErrors).toEqual([]);
      await until(() => listener.events().length > 0);
      expect(new Set(listener.events().map(({ subject }) => subject))).toEqual(new Set([plan!.id]));
      listener.close();
    });
  });
}
