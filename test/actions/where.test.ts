import { describe, expect, it } from 'vitest';
import { labelAsked } from '../../src/actions/apps/where-deployed.ts';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

const PATH = 'acme/infra/monitor/c3/graph/query/main/online';
const OTHER = 'acme/infra/monitor/c3/graph/query/main/other';

describe('the label that an app is to have', () => {
  it.each([
    [{}, undefined],
    [{ definition: { cmd: 'x' } }, undefined],
    [{ definition: { labels: {} } }, undefined],
    [{ definition: { labels: { a: 'b' } } }, undefined],
    [{ definition: { labels: { jobname: 'cop.a' } } }, 'cop.a'],
    [{ definition: { labels: { jobname: null } } }, null],
    // A merge patch that is no object puts itself in place of all of them.
    [{ definition: { labels: null } }, null],
    [{ definition: { labels: 'x' } }, null],
    [{ labels: [] }, null],
    [{ labels: [{ name: 'a', value: 'b' }] }, null],
    [{ labels: [{ name: 'jobname', value: 'cop.a' }] }, 'cop.a'],
  ])('of %j is %j', (change, wanted) => {
    expect(labelAsked(change)).toBe(wanted);
  });
});

describe('a plan that is run later', () => {
  /** An app at its own path that also claims another job; nobody has confirmed that yet. */
  async function claiming() {
    const house = await House.open();
    await house.grow(PATH);
    const other = await house.grow(OTHER);
    const app = anApp({ marathonId: `/${PATH}`, labels: [{ name: 'jobname', value: other }] });
    house.world.put(app);
    house.marathon.put(app);
    const { plan } = await house.plan('scaleApp', { app: `/${PATH}`, instances: 7 });
    return { house, other, planToken: plan?.id ?? '' };
  }

  it('is stale when what it acts on hangs on another node by now, whose owners and freezes were not asked', async () => {
    const { house, planToken } = await claiming();
    await house.done('confirmPlacement', { app: `/${PATH}` });
    const { userErrors } = await house.apply('scaleApp', { app: `/${PATH}`, instances: 7 }, { planToken });
    expect(userErrors).toMatchObject([{ code: 'PLAN_STALE', message: expect.stringContaining('another node') }]);
  });

  it('runs where nothing has moved; refused by a freeze it is in the audit log all the same', async () => {
    const { house, planToken } = await claiming();
    await house.done('setFreeze', { jobName: 'cop.acme', reason: 'the big day' });
    const frozen = await house.apply('scaleApp', { app: `/${PATH}`, instances: 7 }, { planToken });
    expect(frozen.userErrors).toMatchObject([{ code: 'FROZEN' }]);
    const [entry] = await house.store.audits({ action: 'scaleApp', limit: 1 });
    expect(entry).toMatchObject({ outcome: 'REFUSED', code: 'FROZEN' });
  });
});

it('a name that still finds another node is taken by who owns that node, or by nobody', async () => {
  const house = await House.open();
  const job = await house.grow(PATH);
  const parent = job.slice(0, job.lastIndexOf('_'));
  await house.done('renameTreeNode', { jobName: job, name: 'elsewhere' });
  const { world } = house;
  const permit = (owner: boolean) => ({
    ...{ world, kind: 'USER' as const, held: () => null, granters: () => [], sees: () => true, mayStill: () => true },
    may: () => owner,
  });
  const taken = await house.apply('createTreeNode', { parent, name: 'online' }, { permit: permit(false) });
  expect(taken.userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', message: expect.stringContaining('old name') }]);
  expect((await house.apply('createTreeNode', { parent, name: 'online' }, { permit: permit(true) })).userErrors).toEqual([]);
});
