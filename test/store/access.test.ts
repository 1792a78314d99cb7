import { expect, it } from 'vitest';
import type { ApiToken, RoleBinding } from '../../src/access/model.ts';
import { EVERY_DRIVER, onDrivers, runSql } from './drivers.ts';
import { aNode } from './records.ts';

type Binding = Omit<RoleBinding, 'id'>;
const bound = (over: Partial<Binding> = {}): Binding => ({
  ...{ nodeId: 'n1', kind: 'USER', holder: 'acme:ann', role: 'OWNER', setBy: 'test', setAt: 7 },
  ...over,
});
const aToken = (over: Partial<ApiToken> = {}): ApiToken => ({
  ...{ id: 'abc', label: 'ci', owner: 'acme:ann', hash: 'h'.repeat(43), scopes: [{ nodeId: 'n1', role: 'VIEWER' }] },
  ...{ createdAt: 1, expiresAt: 1_000, lastUsedAt: null, revokedAt: null },
  ...over,
});
const ABOVE = ['n1', ''];

onDrivers('who may what', EVERY_DRIVER, ({ open }) => {
  it('has one role for each holder on a node, and a version that moves with each change', async () => {
    const store = await open();
    const before = await store.accessVersion();
    await store.write((tx) => tx.putNode(aNode('n1')));
    await store.write((tx) => tx.putBinding(bound(), ABOVE));
    await store.write((tx) => tx.putBinding(bound({ kind: 'GROUP', role: 'VIEWER' }), ABOVE));
    await store.write((tx) => tx.putBinding(bound({ nodeId: null, holder: 'acme:Ann' }), ['']));
    await store.write((tx) => tx.putBinding(bound({ setBy: 'again', setAt: 8 }), ABOVE));
    const { bindings, version } = await store.access();
    expect(bindings.map(({ id: _, ...rest }) => rest)).toEqual(
      expect.arrayContaining([
        bound({ setBy: 'again', setAt: 8 }),
        bound({ kind: 'GROUP', role: 'VIEWER' }),
        bound({ nodeId: null, holder: 'acme:Ann' }),
      ]),
    );
    expect([bindings.length, new Set(bindings.map(({ id }) => id)).size, version, await store.accessVersion()]).toEqual([
      3,
      3,
      before + 4,
      before + 4,
    ]);
    await store.write((tx) => tx.removeBinding(bound({ kind: 'GROUP' }), ABOVE));
    expect((await store.access()).bindings).toHaveLength(2);
  });

  it('leaves no node without an owner on it or above it, whoever takes them away at once', async () => {
    const store = await open();
    await store.write((tx) => tx.putNode(aNode('n1')));
    const [ann, bob] = [bound(), bound({ holder: 'acme:bob' })];
    for (const each of [ann, bob]) await store.write((tx) => tx.putBinding(each, ABOVE));
    // A token is nobody who could give a role.
    await store.write((tx) => tx.putBinding(bound({ kind: 'TOKEN', holder: 'abc' }), ABOVE));
    const both = await Promise.allSettled([
      store.write((tx) => tx.removeBinding(ann, ABOVE)),
      store.write((tx) => tx.putBinding({ ...bob, role: 'VIEWER' }, ABOVE)),
    ]);
    expect(both.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as { code: string }).code)).toSorted()).toEqual([
      'LAST_OWNER',
      'done',
    ]);
    const [left] = (await store.access()).bindings.filter(({ role, kind }) => role === 'OWNER' && kind === 'USER');
    if (!left) throw new Error('nobody is left');
    await store.write((tx) => tx.putBinding(bound({ nodeId: null, holder: 'acme:top' }), ['']));
    await store.write((tx) => tx.removeBinding(left, ABOVE));
    await expect(store.write((tx) => tx.removeBinding({ ...left, nodeId: null, holder: 'acme:top' }, ['']))).rejects.toMatchObject({
      code: 'LAST_OWNER',
    });
  });

  it('is bound to nodes that there are, and goes with them', async () => {
    const store = await open();
    await expect(store.write((tx) => tx.putBinding(bound(), ABOVE))).rejects.toMatchObject({ code: 'PLAN_STALE' });
    const node = aNode('n1');
    await store.write((tx) => tx.putNode(node));
    await store.write((tx) => tx.putBinding(bound(), ABOVE));
    const before = await store.accessVersion();
    await store.write((tx) => tx.deleteNode(node));
    expect([(await store.access()).bindings, await store.accessVersion()]).toEqual([[], before + 1]);
  });

  it('has tokens until they are revoked, with the time of their last use, which is no change of rights', async () => {
    const store = await open();
    await store.write((tx) => tx.putToken(aToken(), 2));
    await expect(store.write((tx) => tx.putToken(aToken(), 2))).rejects.toMatchObject({ code: 'CONFLICT' });
    const before = await store.accessVersion();
    await store.touchTokens(new Map([['abc', 500]]));
    expect((await store.access()).tokens).toEqual([aToken({ lastUsedAt: 500 })]);
    expect(await store.accessVersion()).toBe(before);
    await store.write((tx) => tx.revokeToken('abc', 600));
    expect([(await store.access()).tokens, await store.accessVersion()]).toEqual([[], before + 1]);
  });

  it('forgets tokens a while after they ended', async () => {
    const store = await open();
    await store.write((tx) => tx.putToken(aToken(), 2));
    await store.write((tx) => tx.putToken(aToken({ id: 'def', expiresAt: 5_000 }), 2));
    const limits = {
      eventAgeMs: 1e9,
      eventCount: 1e9,
      planAgeMs: 100,
      decisionAgeMs: 1e9,
      keyAgeMs: 1e9,
      auditAgeMs: 1e9,
      windowAgeMs: 1e9,
      alarmAgeMs: 1e9,
      lookAgeMs: 1e9,
    };
    expect(await store.prune({ ...limits, now: 1_100 })).toMatchObject({ tokens: 0 });
    expect(await store.prune({ ...limits, now: 1_101 })).toMatchObject({ tokens: 1 });
    expect((await store.access()).tokens.map(({ id }) => id)).toEqual(['def']);
  });

  it('knows the groups that somebody came with, and reads nothing again for those who have no token', async () => {
    const store = await open();
    const before = await store.accessVersion();
    await store.write((tx) => tx.putSignIn({ name: 'acme:ann', groups: ['acme:a'], at: 1 }));
    expect(await store.signIn('acme:ann')).toEqual({ name: 'acme:ann', groups: ['acme:a'], at: 1 });
    expect([await store.signIn('acme:bob'), (await store.access()).signIns, await store.accessVersion()]).toEqual([undefined, [], before]);
    await store.write((tx) => tx.putToken(aToken(), 2));
    await store.write((tx) => tx.putSignIn({ name: 'acme:ann', groups: ['acme:b'], at: 2 }));
    expect((await store.access()).signIns).toEqual([{ name: 'acme:ann', groups: ['acme:b'], at: 2 }]);
    expect(await store.accessVersion()).toBe(before + 2);
  });
});

onDrivers('replicas', ['mariadb'], ({ open, fresh }) => {
  it('that take away the last two owners at once leave one', async () => {
    const options = await fresh();
    const [one, two] = [await open(options), await open(options)];
    await one.write((tx) => tx.putNode(aNode('n1')));
    for (let round = 0; round < 5; round++) {
      await runSql(options, 'delete from role_bindings');
      for (const holder of ['acme:ann', 'acme:bob']) await one.write((tx) => tx.putBinding(bound({ holder }), ABOVE));
      const both = await Promise.allSettled([
        one.write((tx) => tx.removeBinding(bound(), ABOVE)),
        two.write((tx) => tx.removeBinding(bound({ holder: 'acme:bob' }), ABOVE)),
      ]);
      expect((await two.access()).bindings).toHaveLength(1);
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });
});
