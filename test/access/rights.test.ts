import { describe, expect, it } from 'vitest';
import { OPEN, type ApiToken, type Caller, type RoleBinding } from '../../src/access/model.ts';
import { ALL_RIGHTS, keyOf, rightsOf, type Standing } from '../../src/access/rights.ts';
import { aBinding } from '../support/access.ts';

const ann: Caller = { name: 'acme:ann', kind: 'USER', groups: ['acme:staff'], expiresAt: 1_000 };
const token: ApiToken = {
  ...{ id: 't1', label: 'ci', owner: 'acme:ann', hash: '', scopes: [{ nodeId: 'n1', role: 'DEVELOPER' }] },
  ...{ createdAt: 0, expiresAt: 1, lastUsedAt: null, revokedAt: null },
} as const;
const asToken: Caller = { name: 'token:t1', kind: 'TOKEN', groups: [], expiresAt: 1 };

const standing = (bindings: RoleBinding[], over: Partial<Standing> = {}): Standing => ({
  administrators: { users: [], groups: [] },
  bindingsOf: (kind, holder) => bindings.filter((each) => each.kind === kind && each.holder === holder),
  token: (id) => (id === token.id ? token : undefined),
  groupsOf: (owner) => (owner === 'acme:ann' ? ['acme:staff'] : []),
  ...over,
});
const plain = (caller: Caller, at: Standing) => rightsOf(caller, at).map((layers) => layers.map((held) => Object.fromEntries(held)));

describe('what somebody may do', () => {
  it('is what is bound to them and to their groups, the higher where both are on one node', () => {
    const bindings = [
      aBinding({ nodeId: 'n1', role: 'VIEWER' }),
      aBinding({ nodeId: 'n1', kind: 'GROUP', holder: 'acme:staff', role: 'OPERATOR' }),
      aBinding({ nodeId: 'n2', kind: 'GROUP', holder: 'acme:others', role: 'OWNER' }),
      aBinding({ nodeId: 'n3', kind: 'USER', holder: 'acme:staff', role: 'OWNER' }),
      aBinding({ nodeId: null, role: 'VIEWER' }),
    ];
    expect(plain(ann, standing(bindings))).toEqual([[{ n1: 'OPERATOR', '': 'VIEWER' }]]);
  });

  it('is everything by the configuration, by a binding at the root, or where nobody is asked', () => {
    const by = (users: string[], groups: string[]) => plain(ann, standing([], { administrators: { users, groups } }));
    expect([by(['acme:ann'], []), by([], ['acme:staff'])]).toEqual([[[{ '': 'ADMIN' }]], [[{ '': 'ADMIN' }]]]);
    // Names and groups are not taken for one another, nor without their issuer.
    expect(by(['ann', 'acme:staff'], ['acme:ann', 'staff'])).toEqual([[{}]]);
    expect(rightsOf(OPEN, standing([]))).toBe(ALL_RIGHTS);
    // A caller who calls themselves so is not it.
    expect(plain({ ...OPEN }, standing([]))).toEqual([[{}]]);
  });

  it('by a token is what its owner holds, within its scopes and what is bound to it: never more than its owner', () => {
    const bindings = [
      aBinding({ nodeId: 'n0', kind: 'GROUP', holder: 'acme:staff', role: 'OWNER' }),
      aBinding({ nodeId: 'n9', kind: 'TOKEN', holder: 't1', role: 'VIEWER' }),
    ];
    expect(plain(asToken, standing(bindings))).toEqual([[{ n0: 'OWNER' }, { n1: 'DEVELOPER', n9: 'VIEWER' }]]);
    expect(plain({ ...asToken, name: 'token:t2' }, standing(bindings))).toEqual([]);
  });

  it('has one key, in whatever order it was bound', () => {
    const [a, b] = [aBinding({ nodeId: 'n1' }), aBinding({ nodeId: 'n2', role: 'OWNER' })];
    const key = (bindings: RoleBinding[]) => keyOf(rightsOf(ann, standing(bindings)));
    expect(key([a, b])).toBe(key([b, a]));
    expect(key([a, b])).not.toBe(key([a]));
    expect(key([a, b])).not.toBe(key([a, { ...b, role: 'ADMIN' }]));
  });
});
