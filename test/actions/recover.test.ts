import { expect, it } from 'vitest';
import { createActions } from '../../src/actions/pipeline.ts';
import type { MarathonPort } from '../../src/actions/ports.ts';
import { openPlan } from './open-plan.ts';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

it('several runs whose owner is gone are settled side by side, never all at once', async () => {
  const house = await House.open();
  const ids = Array.from({ length: 30 }, (_, index) => `/app${index}`);
  for (const id of ids) {
    house.marathon.put(anApp({ marathonId: id, instances: 5, version: 2_000 }));
    await openPlan(house.store, `plan of ${id}`, id);
  }
  // The first readings wait for each other: one after another they would wait for ever.
  const four = Promise.withResolvers<void>();
  let asking = 0;
  let most = 0;
  const port: MarathonPort = {
    ...house.marathon.port(),
    app: async (id) => {
      most = Math.max(most, ++asking);
      if (asking === 4) four.resolve();
      await four.promise;
      asking--;
      return house.marathon.app(id);
    },
  };
  const actions = createActions({ ...house.deps, owner: 'process-2', marathons: new Map([['main', port]]) });
  expect(await actions.recover()).toEqual({ expired: 0, settled: 30, waiting: 0 });
  expect(most).toBeLessThanOrEqual(8);
  expect(await house.store.openIntents()).toEqual([]);
  expect(await house.store.plansIn('DONE', 100)).toHaveLength(30);
}, 5_000);

it('who has taken a plan over keeps it while looking, however long ago its deadline passed', async () => {
  const house = await House.open();
  house.marathon.put(anApp({ marathonId: '/shop', instances: 5, version: 2_000 }));
  await openPlan(house.store, 'p1', '/shop');
  const looking = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow: MarathonPort = {
    ...house.marathon.port(),
    app: async (id) => {
      looking.resolve();
      await goOn.promise;
      return house.marathon.app(id);
    },
  };
  const settling = house.another({ owner: 'slow', marathons: new Map([['main', slow]]) }).recover();
  await looking.promise;
  expect(await house.another({ owner: 'quick' }).recover()).toEqual({ expired: 0, settled: 0, waiting: 1 });
  goOn.resolve();
  expect(await settling).toEqual({ expired: 0, settled: 1, waiting: 0 });
});

it('who cannot look leaves the plan to whoever can, at once', async () => {
  const house = await House.open();
  house.marathon.put(anApp({ marathonId: '/shop', instances: 5, version: 2_000 }));
  await openPlan(house.store, 'p1', '/shop');
  house.marathon.failingReads = 3;
  expect(await house.another({ owner: 'blind' }).recover()).toMatchObject({ settled: 0, waiting: 1 });
  expect(await house.another({ owner: 'seeing' }).recover()).toMatchObject({ settled: 1, waiting: 0 });
});
