import { expect, it, vi } from 'vitest';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

const path = 'acme/infra/monitor/c3/graph/query/main/online';
const labels = (value: string) => [{ name: 'jobname', value }];

/** An app whose label is confirmed at a job off its path; `set` changes the label where it is told to. */
async function confirmed() {
  const house = await House.open();
  const job = await house.grow(path);
  const set = (label: string | null, where: 'everywhere' | 'in the copy' = 'everywhere') => {
    const app = anApp({ marathonId: '/odd', labels: label === null ? [] : labels(label) });
    house.world.put(app);
    if (where === 'everywhere') house.marathon.put(app);
  };
  set(job);
  await house.done('confirmPlacement', { app: '/odd' });
  const placed = () => house.world.app('main', '/odd')?.jobName;
  expect(placed()).toBe(job);
  await house.actions.dropClaims();
  expect(placed()).toBe(job);
  return { house, job, set, placed };
}

it('a claim that was confirmed does not come back with its label', async () => {
  const { house, job, set, placed } = await confirmed();
  set(null);
  await house.actions.dropClaims();
  set(job);
  expect(placed()).toBeNull();
  const [event, ...others] = await house.store.events({ kinds: ['PLACEMENT_DROPPED'], limit: 9, order: 'newest' });
  expect(event).toMatchObject({
    jobName: job,
    subject: 'App:main:/odd',
    actor: 'canopy',
    summary: expect.stringContaining('its label changed'),
  });
  await house.actions.dropClaims();
  expect(others).toEqual([]);
  // Confirmed again, it is in force again.
  await house.done('confirmPlacement', { app: '/odd' });
  expect(placed()).toBe(job);
});

it('a claim ends with its app, and with a label that names another node', async () => {
  const { house, set } = await confirmed();
  set('cop.acme_owt.infra');
  await house.actions.dropClaims();
  expect(house.world.facts.claims).toEqual([]);

  const other = await confirmed();
  other.house.world.held.clear();
  other.house.marathon.apps.clear();
  await other.house.actions.dropClaims();
  expect(other.house.world.facts.claims).toEqual([]);
});

it('a claim stays while only the copy, which may be old, shows no label; while Marathon is away; and when its node is renamed', async () => {
  const { house, set, placed } = await confirmed();
  set(null, 'in the copy');
  await house.actions.dropClaims();
  expect(house.world.facts.claims).toHaveLength(1);

  house.marathon.failingReads = 1;
  house.clock.pass(10_000);
  await house.actions.dropClaims();
  expect(house.marathon.failingReads).toBe(0);
  house.world.down.set('main', 'away');
  house.marathon.apps.clear();
  await house.actions.dropClaims();
  expect(house.world.facts.claims).toHaveLength(1);

  const other = await confirmed();
  await other.house.done('renameTreeNode', { jobName: 'cop.acme', name: 'best' });
  await other.house.actions.dropClaims();
  expect(other.house.world.facts.claims).toHaveLength(1);
  expect(placed()).toBeNull();
});

it('Marathon is asked about a claim that the copy does not show at a distance, and at once when the copy had shown it again', async () => {
  const { house, job, set } = await confirmed();
  const asked = vi.spyOn(house.marathon, 'app');
  set(null, 'in the copy');
  for (let turn = 0; turn < 20; turn++) {
    await house.actions.dropClaims();
    house.clock.pass(500);
  }
  expect(asked).toHaveBeenCalledTimes(1);
  await house.actions.dropClaims();
  expect(asked).toHaveBeenCalledTimes(2);
  set(job);
  await house.actions.dropClaims();
  set(null);
  await house.actions.dropClaims();
  expect([asked.mock.calls.length, house.world.facts.claims]).toEqual([3, []]);
});
