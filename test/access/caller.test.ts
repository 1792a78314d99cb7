import { describe, expect, it } from 'vitest';
import { callerOf, holds } from '../../src/access/caller.ts';
import { OPEN, type Caller } from '../../src/access/model.ts';

const NAMES = { issuer: 'acme', name: 'email', groups: 'groups' };
const ann: Caller = { name: 'acme:ann', kind: 'USER', groups: ['acme:staff'], expiresAt: 1_000 };

describe('a caller', () => {
  it('is named by the issuer and the claim, with the groups that are texts, each by the name of its issuer', () => {
    expect(callerOf({ email: 'ann', exp: 7, groups: ['sre', 3, 'staff'] }, NAMES)).toEqual({
      ok: true,
      value: { name: 'acme:ann', kind: 'USER', groups: ['acme:sre', 'acme:staff'], expiresAt: 7_000 },
    });
    expect(callerOf({ email: 'ann', exp: 7, groups: 'sre' }, NAMES)).toMatchObject({ value: { groups: [] } });
  });

  it.each([[undefined], [''], [7], [null], ['x'.repeat(201)], ['ann\nroot'], ['\u0000'], [['ann']]])(
    'is nobody where the claim is %j',
    (email) => {
      expect(callerOf({ email, exp: 7 }, NAMES)).toMatchObject({ ok: false, userErrors: [{ code: 'UNAUTHENTICATED' }] });
    },
  );

  it('is nobody without an end', () => {
    expect(callerOf({ email: 'ann' }, NAMES)).toMatchObject({ ok: false });
  });

  it('holds until the instant of its end', () => {
    expect([holds(ann, 999), holds(ann, 1_000), holds(OPEN, 1e15)]).toEqual([true, false, true]);
  });
});
