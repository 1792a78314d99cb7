import { expect, it } from 'vitest';
import type { Inputs, MutationName } from '../../src/actions/inputs.ts';
import { createActions } from '../../src/actions/pipeline.ts';
import type { Outcome } from '../../src/actions/ports.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { onDrivers } from '../store/drivers.ts';
import { StoppedClock } from '../support/clock.ts';
import { aCall } from './house.ts';
import { TestWorld } from './world.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
type Ask = { [M in MutationName]: readonly [M, Inputs[M]] }[MutationName];

/** One replica whose copy of the tree is as it was when it started: it hears of nothing. */
async function deaf(store: OpenStore, name: string) {
  const clock = new StoppedClock();
  const world = new TestWorld(clock, ['main'], await store.facts());
  world.hosts.add('web-1');
  let ids = 0;
  const newId = () => `${name}-${++ids}`;
  const actions = createActions({ store, world, marathons: new Map(), clock, newId, owner: name, log: quiet, reflected: async () => {} });
  return ([mutation, input]: Ask): Promise<Outcome> => actions.run(mutation, input, aCall({ caller: name }));
}

const infra = 'cop.acme_owt.infra';
const crossings: readonly (readonly [Ask, Ask])[] = [
  [
    ['createTreeNode', { parent: infra, name: 'shop' }],
    ['deleteTreeNode', { jobName: infra }],
  ],
  [
    ['deleteTreeNode', { jobName: infra }],
    ['createTreeNode', { parent: infra, name: 'shop' }],
  ],
  [
    ['deleteTreeNode', { jobName: infra }],
    ['renameTreeNode', { jobName: infra, name: 'base' }],
  ],
  [
    ['deleteTreeNode', { jobName: infra }],
    ['attachHost', { jobName: infra, host: 'web-1' }],
  ],
  [
    ['setFreeze', { jobName: infra, reason: 'sale' }],
    ['deleteTreeNode', { jobName: infra }],
  ],
  [
    ['deleteTreeNode', { jobName: 'cop.acme_owt.other' }],
    ['moveTreeNode', { jobName: 'cop.acme_owt.full_pdl.part', newParent: 'cop.acme_owt.other' }],
  ],
  [
    ['renameTreeNode', { jobName: infra, name: 'a' }],
    ['renameTreeNode', { jobName: infra, name: 'b' }],
  ],
];

onDrivers('of two that change the tree from copies of the same state', ['sqlite', 'mariadb'], ({ open, fresh, driver }) => {
  it.each(crossings)('the second is told that its plan is stale: %j, %j', async (first, second) => {
    const options = await fresh();
    const store = await open(options);
    const settler = await deaf(store, 'settler');
    await settler(['createTreeNode', { parent: null, name: 'acme' }]);
    for (const name of ['infra', 'other', 'full'])
      await (
        await deaf(store, `maker of ${name}`)
      )(['createTreeNode', { parent: 'cop.acme', name }]);
    await (
      await deaf(store, 'part')
    )(['createTreeNode', { parent: 'cop.acme_owt.full', name: 'part' }]);
    // Two processes share a MariaDB; a SQLite file has one.
    const [one, other] = await Promise.all([deaf(store, 'one'), deaf(driver === 'sqlite' ? store : await open(options), 'other')]);

    expect(await one(first)).toMatchObject({ userErrors: [], plan: { state: 'DONE' } });
    expect(await other(second)).toMatchObject({
      userErrors: [{ code: expect.stringMatching(/^(PLAN_STALE|NOT_EMPTY)$/) }],
      plan: { state: 'STOPPED', steps: [{ outcome: 'REFUSED' }] },
    });
    const { nodes, attachments, freezes } = await store.facts();
    const there = new Set(nodes.map(({ id }) => id));
    const hanging = [...nodes.flatMap(({ parentId }) => parentId ?? []), ...[...attachments, ...freezes].map(({ nodeId }) => nodeId)];
    expect(hanging.filter((id) => !there.has(id))).toEqual([]);
  });
});
