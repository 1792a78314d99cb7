import { expect, it } from 'vitest';
import type { Writes } from '../../src/plans/ports.ts';
import type { TreeNodeRecord } from '../../src/tree/model.ts';
import { EVERY_DRIVER, onDrivers } from './drivers.ts';
import { aNode } from './records.ts';

const acme = aNode('acme');
const infra = aNode('infra', { parentId: 'acme', depth: 1 });
const claim = { cluster: 'main', marathonId: '/a', nodeId: 'infra', confirmedBy: 'bob', confirmedAt: 7 };
const freeze = { id: 'f1', nodeId: 'infra', reason: '', setBy: 'anna', from: 1, until: null };

onDrivers('the tree in the store', EVERY_DRIVER, ({ open }) => {
  it.each<[string, string, (tx: Writes) => Promise<void>]>([
    ['a node below one that is gone', 'PLAN_STALE', (tx) => tx.putNode(aNode('x', { parentId: 'gone', depth: 1 }))],
    ['a node that skips a level', 'PLAN_STALE', (tx) => tx.putNode(aNode('x', { parentId: 'acme', depth: 2 }))],
    ['a move below one that is gone', 'PLAN_STALE', (tx) => tx.putNode({ ...infra, parentId: 'gone' }, infra)],
    ['a move below itself', 'PLAN_STALE', (tx) => tx.putNode({ ...infra, parentId: 'infra' }, infra)],
    ['another level', 'BAD_USER_INPUT', (tx) => tx.putNode({ ...infra, parentId: null, depth: 0 }, infra)],
    ['a rename of what is gone', 'PLAN_STALE', (tx) => tx.putNode(aNode('gone', { name: 'back' }), aNode('gone'))],
    ['a rename of what has another name', 'PLAN_STALE', (tx) => tx.putNode({ ...infra, name: 'b' }, { ...infra, name: 'a' })],
    ['a host on what is gone', 'PLAN_STALE', (tx) => tx.putAttachment({ host: 'web-1', nodeId: 'gone' })],
    ['an app on what is gone', 'PLAN_STALE', (tx) => tx.putClaim({ ...claim, nodeId: 'gone' })],
    ['a freeze of what is gone', 'PLAN_STALE', (tx) => tx.putFreeze({ ...freeze, nodeId: 'gone' })],
    ['the end of what has children', 'NOT_EMPTY', (tx) => tx.deleteNode(acme)],
    ['the end of what is gone', 'PLAN_STALE', (tx) => tx.deleteNode(aNode('gone'))],
    ['the end of what has another name', 'PLAN_STALE', (tx) => tx.deleteNode({ ...infra, name: 'a' })],
  ])('refuses %s, and stays as it was', async (_, code, work) => {
    const store = await open();
    await store.write(async (tx) => {
      await tx.putNode(acme);
      await tx.putNode(infra);
    });
    const before = await store.facts();
    await expect(store.write(work)).rejects.toMatchObject({ code });
    expect(await store.facts()).toEqual(before);
  });

  it.each<[string, (tx: Writes) => Promise<void>]>([
    ['a host', (tx) => tx.putAttachment({ host: 'web-1', nodeId: 'infra' })],
    ['an app', (tx) => tx.putClaim(claim)],
    ['a freeze', (tx) => tx.putFreeze(freeze)],
  ])('keeps a node on which %s hangs', async (_, hang) => {
    const store = await open();
    await store.write(async (tx) => {
      await tx.putNode(acme);
      await tx.putNode(infra);
      await hang(tx);
    });
    await expect(store.write((tx) => tx.deleteNode(infra))).rejects.toMatchObject({ code: 'NOT_EMPTY' });
    expect((await store.facts()).nodes).toHaveLength(2);
  });
});

const isWhole = (nodes: readonly TreeNodeRecord[]) =>
  nodes.every(({ parentId, depth }) => parentId === null || nodes.some((above) => above.id === parentId && above.depth === depth - 1));

onDrivers('two replicas that write at once', ['mariadb'], ({ open, fresh }) => {
  it.each<[string, (tx: Writes) => Promise<void>, (tx: Writes) => Promise<void>]>([
    ['delete a node / put one below it', (tx) => tx.deleteNode(infra), (tx) => tx.putNode(aNode('x', { parentId: 'infra', depth: 2 }))],
    ['put one below it / delete a node', (tx) => tx.putNode(aNode('x', { parentId: 'infra', depth: 2 })), (tx) => tx.deleteNode(infra)],
    ['delete a node / rename it', (tx) => tx.deleteNode(infra), (tx) => tx.putNode({ ...infra, name: 'base' }, infra)],
    ['attach a host / delete its node', (tx) => tx.putAttachment({ host: 'web-1', nodeId: 'infra' }), (tx) => tx.deleteNode(infra)],
    ['delete a node / freeze it', (tx) => tx.deleteNode(infra), (tx) => tx.putFreeze(freeze)],
    ['rename it / rename it', (tx) => tx.putNode({ ...infra, name: 'a' }, infra), (tx) => tx.putNode({ ...infra, name: 'b' }, infra)],
  ])('let one through and leave the tree whole: %s', async (_, first, second) => {
    const options = await fresh();
    const [one, other] = await Promise.all([open(options), open(options)]);
    await one.write(async (tx) => {
      await tx.putNode(acme);
      await tx.putNode(infra);
    });
    const locked = Promise.withResolvers<void>();
    const sent = Promise.withResolvers<void>();
    const writes = [
      // Holds its locks until the other has asked for them.
      one.write(async (tx) => {
        await first(tx);
        locked.resolve();
        await sent.promise;
      }),
      locked.promise.then(() =>
        other.write(async (tx) => {
          const asked = second(tx);
          sent.resolve();
          await asked;
        }),
      ),
    ];
    const outcomes = (await Promise.allSettled(writes)).map((each) => (each.status === 'fulfilled' ? 'done' : each.reason.code));
    expect(outcomes).toEqual(['done', expect.stringMatching(/^(PLAN_STALE|NOT_EMPTY)$/)]);
    const { nodes, attachments, freezes } = await one.facts();
    expect(isWhole(nodes)).toBe(true);
    for (const { nodeId } of [...attachments, ...freezes]) expect(nodes.map(({ id }) => id)).toContain(nodeId);
  });
});
