import { expect, it } from 'vitest';
import { openPlan } from './open-plan.ts';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

async function withShop(): Promise<House> {
  const house = await House.open();
  house.marathon.put(anApp({ marathonId: '/shop', instances: 5, version: 2_000 }));
  house.world.put(anApp({ marathonId: '/shop' }));
  return house;
}

it('what a person asks for no event led to; what a controller does, those that it names', async () => {
  const house = await withShop();
  const asked = await house.done('createTreeNode', { parent: null, name: 'acme' });
  expect(asked.decision?.causedBy).toEqual([]);
  const led = await house.done('createTreeNode', { parent: null, name: 'globex' }, { causedBy: [2, 1, 2] });
  expect((await house.store.decision(led.decision?.id ?? ''))?.causedBy).toEqual([2, 1]);
});

it('a plan is cancelled for what the log tells of it', async () => {
  const house = await withShop();
  const { plan } = await house.plan('scaleApp', { app: '/shop', instances: 7 });
  const { decision } = await house.done('cancelPlan', { id: plan?.id ?? '' });
  const events = await house.store.eventsAt(decision?.causedBy ?? []);
  expect(events.map(({ kind, subject }) => [kind, subject])).toEqual([['PLAN_CHANGED', `Plan:${plan?.id}`]]);
});

it('a run whose owner was gone leaves a decision once it is settled: what was seen, and which events it goes back to', async () => {
  const house = await withShop();
  await openPlan(house.store, 'p', '/shop');
  const { seq } = await house.store.write(async (tx) =>
    tx.event({
      kind: 'PLAN_CHANGED',
      kindVersion: 1,
      at: 1,
      actor: 'gone',
      nodeId: null,
      jobName: null,
      subject: 'Plan:p',
      summary: '',
      body: {},
    }),
  );
  house.marathon.failingReads = 3;
  await house.another().recover();
  expect(await house.store.decisionsOf('App:main:/acme/shop', 10)).toEqual([]);

  await house.another().recover();
  const [decision, ...others] = await house.store.decisionsOf('App:main:/acme/shop', 10);
  expect(others).toEqual([]);
  expect(decision).toMatchObject({
    actor: 'canopy',
    outcome: 'SETTLED',
    planId: 'p',
    reason: 'process-2 did not end plan p of scaleApp in time. It is DONE: scale of /shop is DONE.',
  });
  expect(decision?.causedBy[0]).toBe(seq);
  expect((await house.kinds()).filter((kind) => kind === 'DECISION_MADE')).toHaveLength(1);
});
