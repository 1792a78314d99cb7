import { describe, expect, it } from 'vitest';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

const job = 'cop.acme_owt.infra_pdl.monitor_cluster.c3_servicegroup.graph_service.query_jobgroup.main_job.online';
const path = 'acme/infra/monitor/c3/graph/query/main/online';

describe('createTreeNode', () => {
  it.each([
    [{ parent: 'cop.acme', name: 'Infra' }, 'BAD_USER_INPUT', ['input', 'name']],
    [{ parent: 'cop.acme', name: '' }, 'BAD_USER_INPUT', ['input', 'name']],
    [{ parent: 'cop.nobody', name: 'infra' }, 'NOT_FOUND', ['input', 'parent']],
    [{ parent: 'acme', name: 'infra' }, 'BAD_USER_INPUT', ['input', 'parent']],
    [{ parent: 'cop.acme_loc.bj', name: 'infra' }, 'BAD_USER_INPUT', ['input', 'parent']],
    [{ parent: 'cop.acme', name: 'infra', level: 'JOB' as const }, 'BAD_USER_INPUT', ['input', 'level']],
    [{ parent: null, name: 'acme' }, 'ALREADY_EXISTS', ['input', 'name']],
  ])('refuses %j', async (input, code, place) => {
    const house = await House.open();
    await house.grow('acme');
    const { userErrors, plan } = await house.apply('createTreeNode', input);
    expect(userErrors).toMatchObject([{ code, path: place }]);
    expect(plan).toBeNull();
  });

  it('stops at jobs', async () => {
    const house = await House.open();
    await house.grow(path);
    const { userErrors } = await house.apply('createTreeNode', { parent: job, name: 'below' });
    expect(userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'parent'] }]);
  });

  it('gives the name to one of two who ask at once', async () => {
    const house = await House.open();
    const outcomes = await Promise.all([1, 2, 3].map(() => house.apply('createTreeNode', { parent: null, name: 'acme' })));
    expect(outcomes.map(({ userErrors }) => userErrors[0]?.code ?? 'done').sort()).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', 'done']);
    expect(house.jobNames()).toEqual(['cop.acme']);
  });

  it('is refused by the store when the live copy has not heard of the name yet', async () => {
    const house = await House.open();
    const behind = house.another({ reflected: async () => {} });
    await house.store.write((tx) => tx.putNode({ id: 'n1', parentId: null, depth: 0, name: 'acme', createdAt: 1 }));
    const { userErrors, plan } = await behind.run(
      'createTreeNode',
      { parent: null, name: 'acme' },
      { mode: 'APPLY', planToken: null, idempotencyKey: null, caller: 'ann', requestId: 'r', permit: 'ALL', address: null },
    );
    expect(userErrors).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
    expect(plan).toMatchObject({ state: 'STOPPED', steps: [{ outcome: 'REFUSED' }] });
    expect((await house.store.facts()).nodes).toHaveLength(1);
  });
});

describe('renameTreeNode', () => {
  it('keeps every old name of the subtree as an alias, and drops it when the name is borne again', async () => {
    const house = await House.open();
    await house.grow('acme/infra/monitor');
    await house.done('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'base' });
    expect(house.jobNames()).toEqual(['cop.acme', 'cop.acme_owt.base', 'cop.acme_owt.base_pdl.monitor']);
    expect(house.world.facts.aliases.map(({ jobName }) => jobName)).toEqual(['cop.acme_owt.infra', 'cop.acme_owt.infra_pdl.monitor']);
    expect(house.world.node('cop.acme_owt.infra_pdl.monitor')?.jobName).toBe('cop.acme_owt.base_pdl.monitor');

    await house.done('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'infra' });
    expect(house.world.facts.aliases.map(({ jobName }) => jobName)).toEqual(['cop.acme_owt.base', 'cop.acme_owt.base_pdl.monitor']);
  });

  it('lists what it touches', async () => {
    const house = await House.open();
    await house.grow(path);
    house.world.put(anApp({ marathonId: `/${path}` }));
    house.world.hosts.add('h1');
    await house.done('attachHost', { jobName: 'cop.acme_owt.infra', host: 'h1' });
    await house.done('setFreeze', { jobName: job, reason: 'later', from: house.clock.now() + 1_000_000 });
    const { plan, decision } = await house.plan('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'base' });
    expect(plan?.steps[0]?.after).toBe(
      'cop.acme_owt.base; touches 7 nodes, 1 app, 1 attached host, 1 freeze; the old names stay as aliases',
    );
    expect(decision?.inputs.slice(0, 4)).toMatchObject([
      { name: 'nodes', value: '7' },
      { name: 'apps', value: `1: main:/${path}` },
      { name: 'hosts', value: '1: h1' },
      { name: 'freezes', value: '1: later' },
    ]);
  });

  it('does nothing for the same name, and refuses a sibling’s', async () => {
    const house = await House.open();
    await house.grow('acme/infra');
    await house.grow('acme/base');
    const same = await house.apply('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'infra' });
    expect(same).toMatchObject({ userErrors: [], plan: { state: 'DONE', steps: [] }, decision: { outcome: 'NOTHING_TO_DO' } });
    const taken = await house.apply('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'base' });
    expect(taken.userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'name'] }]);
  });
});

describe('moveTreeNode', () => {
  it('is two events, and neither names the other place', async () => {
    const house = await House.open();
    await house.grow('acme/infra/monitor/c3');
    await house.grow('acme/base');
    const before = house.store.head().seq;
    await house.done('moveTreeNode', { jobName: 'cop.acme_owt.infra_pdl.monitor', newParent: 'cop.acme_owt.base' });
    const events = await house.store.events({ after: before, kinds: ['TREE_NODE_LEFT', 'TREE_NODE_ENTERED'], limit: 10, order: 'oldest' });
    expect(events.map(({ kind, jobName }) => [kind, jobName])).toEqual([
      ['TREE_NODE_LEFT', 'cop.acme_owt.infra'],
      ['TREE_NODE_ENTERED', 'cop.acme_owt.base_pdl.monitor'],
    ]);
    const decided = await house.store.events({ after: before, kinds: ['DECISION_MADE', 'PLAN_CHANGED'], limit: 10, order: 'oldest' });
    expect(decided.map(({ kind }) => kind)).toEqual(['DECISION_MADE', 'PLAN_CHANGED']);
    expect(JSON.stringify(decided)).not.toContain('owt.base');
    expect(JSON.stringify(events[0])).not.toContain('owt.base');
    expect(JSON.stringify(events[1])).not.toContain('owt.infra');
    expect(house.world.node('cop.acme_owt.infra_pdl.monitor_cluster.c3')?.jobName).toBe('cop.acme_owt.base_pdl.monitor_cluster.c3');
  });

  it.each([
    [{ jobName: 'cop.acme', newParent: 'cop.other' }, ['input', 'jobName']],
    [{ jobName: 'cop.acme_owt.infra', newParent: 'cop.acme_owt.infra_pdl.monitor' }, ['input', 'newParent']],
    [{ jobName: 'cop.acme_owt.infra_pdl.monitor', newParent: 'cop.acme' }, ['input', 'newParent']],
  ])('keeps levels: %j', async (input, place) => {
    const house = await House.open();
    await house.grow('acme/infra/monitor');
    await house.grow('other');
    expect((await house.apply('moveTreeNode', input)).userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: place }]);
  });
});

describe('deleteTreeNode', () => {
  it('refuses a node on which something hangs', async () => {
    const house = await House.open();
    await house.grow(path);
    const parent = await house.apply('deleteTreeNode', { jobName: 'cop.acme' });
    expect(parent.userErrors).toMatchObject([{ code: 'NOT_EMPTY', path: ['input', 'jobName'] }]);
    house.world.put(anApp({ marathonId: `/${path}` }));
    expect((await house.apply('deleteTreeNode', { jobName: job })).userErrors).toMatchObject([{ code: 'NOT_EMPTY' }]);
  });

  it('takes the node’s aliases along', async () => {
    const house = await House.open();
    await house.grow('acme/infra');
    await house.done('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'base' });
    await house.done('deleteTreeNode', { jobName: 'cop.acme_owt.infra' });
    expect(house.jobNames()).toEqual(['cop.acme']);
    expect(house.world.facts.aliases).toEqual([]);
  });

  it('does nothing while a Marathon is away: an app may hang there unseen', async () => {
    const house = await House.open();
    await house.grow('acme');
    house.world.down.set('main', 'no answer for 30 s');
    await expect(house.apply('deleteTreeNode', { jobName: 'cop.acme' })).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      source: 'marathon:main',
    });
  });
});

describe('aliases and hosts', () => {
  it('removes an alias by its own name', async () => {
    const house = await House.open();
    await house.grow('acme');
    await house.done('renameTreeNode', { jobName: 'cop.acme', name: 'best' });
    await house.done('removeTreeAlias', { alias: 'cop.acme' });
    expect(house.world.node('cop.acme')).toBeUndefined();
    expect((await house.apply('removeTreeAlias', { alias: 'cop.acme' })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'alias'] },
    ]);
  });

  it('attaches a known host once, and detaches it', async () => {
    const house = await House.open();
    await house.grow('acme');
    const unknown = await house.apply('attachHost', { jobName: 'cop.acme', host: 'h1' });
    expect(unknown.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'host'] }]);
    house.world.hosts.add('h1');
    await house.done('attachHost', { jobName: 'cop.acme', host: 'h1' });
    expect((await house.done('attachHost', { jobName: 'cop.acme', host: 'h1' })).plan?.steps).toEqual([]);
    expect(house.world.facts.attachments).toHaveLength(1);
    await house.done('detachHost', { jobName: 'cop.acme', host: 'h1' });
    expect(house.world.facts.attachments).toEqual([]);
  });
});

describe('confirmPlacement', () => {
  it('puts the claim of a label in force', async () => {
    const house = await House.open();
    await house.grow(path);
    house.world.put(anApp({ marathonId: '/odd', labels: [{ name: 'jobname', value: job }] }));
    expect(house.world.app('main', '/odd')?.jobName).toBeNull();
    await house.done('confirmPlacement', { app: '/odd' });
    expect(house.world.app('main', '/odd')?.jobName).toBe(job);
    expect((await house.done('confirmPlacement', { app: '/odd' })).plan?.steps).toEqual([]);
  });

  it.each([
    ['no label', []],
    ['a label that is no JobName', [{ name: 'jobname', value: 'nonsense' }]],
    ['a label that names a company', [{ name: 'jobname', value: 'cop.acme' }]],
  ])('refuses %s', async (_, labels) => {
    const house = await House.open();
    await house.grow(path);
    house.world.put(anApp({ marathonId: '/odd', labels }));
    expect((await house.apply('confirmPlacement', { app: '/odd' })).userErrors).toMatchObject([
      { code: 'BAD_USER_INPUT', path: ['input', 'app'] },
    ]);
  });
});

describe('adoptApps', () => {
  it('keeps to the scope, a path or a JobName', async () => {
    const house = await House.open();
    for (const marathonId of ['/a/b/c/d/e/f/g/h', '/a/b/c/d/e/f/g/i', '/x/b/c/d/e/f/g/h']) house.world.put(anApp({ marathonId }));
    expect((await house.plan('adoptApps', { scope: '/a' })).plan?.steps).toHaveLength(9);
    expect((await house.plan('adoptApps', { scope: 'cop.x' })).plan?.steps).toHaveLength(8);
    expect((await house.plan('adoptApps', { scope: '/nothing' })).decision?.outcome).toBe('NOTHING_TO_DO');
    await house.done('adoptApps', {});
    expect(house.jobNames()).toHaveLength(17);
  });

  it('leaves frozen nodes alone and says so', async () => {
    const house = await House.open();
    await house.grow('a');
    await house.done('setFreeze', { jobName: 'cop.a', reason: 'audit' });
    house.world.put(anApp({ marathonId: '/a/b/c/d/e/f/g/h' }));
    const { plan, decision } = await house.done('adoptApps', {});
    expect(plan?.steps).toEqual([]);
    expect(decision?.rejected).toEqual([{ choice: '/a/b/c/d/e/f/g/h on main', reason: 'cop.a is frozen: audit' }]);
  });

  it('makes more nodes than one transaction takes', async () => {
    const house = await House.open();
    for (let each = 0; each < 1_500; each++) house.world.put(anApp({ marathonId: `/a/b/c/d/e/f/g/job-${each}` }));
    const { plan } = await house.done('adoptApps', {});
    expect(plan).toMatchObject({ state: 'DONE', nextStep: 1_507 });
    expect(house.world.facts.nodes).toHaveLength(1_507);
  });
});

describe('freezes', () => {
  it('forbid what is below them until they end', async () => {
    const house = await House.open();
    await house.grow('acme/infra');
    const frozen = await house.done('setFreeze', { jobName: 'cop.acme', reason: 'sale', until: house.clock.now() + 60_000 });
    expect(frozen.subject).toBe(house.world.node('cop.acme') && `TreeNode:${house.world.node('cop.acme')?.record.id}`);
    const planned = await house.plan('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'base' });
    expect(planned).toMatchObject({
      userErrors: [],
      plan: { state: 'PLANNED', blockedBy: [{ code: 'FROZEN' }] },
      decision: { outcome: 'BLOCKED' },
    });
    const applied = await house.apply('renameTreeNode', { jobName: 'cop.acme_owt.infra', name: 'base' });
    expect(applied).toMatchObject({
      userErrors: [{ code: 'FROZEN', message: expect.stringContaining('sale') }],
      plan: { state: 'STOPPED', steps: [{ outcome: 'SKIPPED' }] },
    });
    const byToken = await house.apply(
      'renameTreeNode',
      { jobName: 'cop.acme_owt.infra', name: 'base' },
      { planToken: planned.plan?.id ?? '' },
    );
    expect(byToken).toMatchObject({ userErrors: [{ code: 'FROZEN' }], plan: { state: 'PLANNED' } });

    house.clock.pass(60_000);
    const after = await house.apply(
      'renameTreeNode',
      { jobName: 'cop.acme_owt.infra', name: 'base' },
      { planToken: planned.plan?.id ?? '' },
    );
    expect(after).toMatchObject({ userErrors: [], plan: { state: 'DONE' } });
  });

  it('are removed by id, also where they hold', async () => {
    const house = await House.open();
    await house.grow('acme');
    await house.done('setFreeze', { jobName: 'cop.acme', reason: 'sale' });
    const [freeze] = house.world.facts.freezes;
    await house.done('removeFreeze', { id: freeze?.id ?? '' });
    await house.done('renameTreeNode', { jobName: 'cop.acme', name: 'best' });
  });

  it.each([
    [{ reason: ' ' }, 'reason'],
    [{ reason: 'x', until: 0 }, 'until'],
    [{ reason: 'x', from: Date.UTC(2027, 0, 2), until: Date.UTC(2027, 0, 1) }, 'until'],
  ])('are refused when they make no sense: %j', async (input, argument) => {
    const house = await House.open();
    await house.grow('acme');
    expect((await house.apply('setFreeze', { jobName: 'cop.acme', ...input })).userErrors).toMatchObject([
      { code: 'BAD_USER_INPUT', path: ['input', argument] },
    ]);
  });
});
