import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/kit/fault.ts';
import { Callers } from '../../src/server/callers.ts';
import type { ApiToken } from '../../src/access/model.ts';
import { mintToken } from '../../src/actions/secret-token.ts';
import { LiveTree } from '../../src/live/tree.ts';
import { aBinding, accessOf, type TestAccess } from '../support/access.ts';
import { StoppedClock } from '../support/clock.ts';

/** A token as far as it is looked at before it is verified. */
const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

async function setUp() {
  const clock = new StoppedClock(1_000_000);
  const errors: unknown[] = [];
  const { access, store } = accessOf(new LiveTree(), { clock, administrators: { users: [], groups: ['acme:sre'] } });
  await access.start();
  let verified = 0;
  const callers = new Callers({
    issuers: new Map([
      [
        'https://id.example.com',
        {
          claims: { issuer: 'acme', name: 'sub', groups: 'groups' },
          verify: (text) => {
            verified++;
            const claims = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
            return claims['bad'] === true ? Promise.reject(new Fault('UNAUTHENTICATED', 'bad')) : Promise.resolve(claims);
          },
        },
      ],
    ]),
    access,
    clock,
    onError: (error) => errors.push(error),
  });
  const of = (claims: object) => `Bearer ${token({ iss: 'https://id.example.com', exp: 2_000, sub: 'ann', ...claims })}`;
  return { callers, clock, of, verified: () => verified, access, store, errors };
}

describe('callers', () => {
  it('are verified once, together by whoever comes meanwhile, and known until their end', async () => {
    const { callers, clock, of, verified, access } = await setUp();
    const header = of({ groups: ['sre'] });
    expect(callers.known(header)).toBeUndefined();
    const all = await Promise.all(Array.from({ length: 5 }, () => callers.of(header)));
    expect([verified(), new Set(all).size, callers.known(header)?.scope.all]).toEqual([1, 1, true]);
    clock.pass(2_000_000 - clock.now() - 1);
    await access.look();
    expect(callers.known(header)?.caller.name).toBe('acme:ann');
    clock.pass(1);
    expect(callers.known(header)).toBeUndefined();
  });

  it('are known by their token, however the word before it is written', async () => {
    const { callers, of, verified } = await setUp();
    const known = await callers.of(of({}));
    for (const word of ['bearer', 'BEARER', 'bEaReR']) expect(await callers.of(of({}).replace('Bearer', word))).toBe(known);
    expect(verified()).toBe(1);
  });

  it.each([
    ['with more than one space', 'Bearer  ', ''],
    ['with a space behind it', 'Bearer ', ' '],
    ['that is longer than any', 'Bearer ', 'x'.repeat(16_384)],
  ])('by a token %s are nobody, and no issuer is asked', async (_, before, behind) => {
    const { callers, of, verified } = await setUp();
    const header = `${of({}).replace('Bearer ', before)}${behind}`;
    await expect(callers.of(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(verified()).toBe(0);
  });

  it('that are refused are not remembered, one way or the other', async () => {
    const { callers, of, verified } = await setUp();
    for (let n = 0; n < 2; n++) await expect(callers.of(of({ bad: true }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect([verified(), callers.known(of({ bad: true }))]).toEqual([2, undefined]);
  });

  it('whose token is over by our clock, though within the difference of clocks, are known for this once', async () => {
    const { callers, of } = await setUp();
    const header = of({ exp: 999 });
    expect((await callers.of(header)).caller.expiresAt).toBe(999_000);
    expect(callers.known(header)).toBeUndefined();
  });

  it.each([
    [undefined],
    [''],
    ['Bearer'],
    ['Bearer a b'],
    ['Basic YTpi'],
    [`Bearer ${token({ iss: 'https://other.example.com' })}`],
    [`Bearer ${token({})}`],
    [`Bearer e30.${Buffer.from('null').toString('base64url')}.x`],
  ])('by %j are nobody, and no issuer is asked', async (header) => {
    const { callers, verified } = await setUp();
    await expect(callers.of(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(verified()).toBe(0);
  });

  it('are everybody where no issuer is configured', async () => {
    const callers = new Callers({ issuers: undefined, access: accessOf().access, clock: new StoppedClock(), onError: () => undefined });
    expect(await callers.of(undefined)).toMatchObject({ scope: { all: true }, viewer: { name: 'open', kind: 'OPEN' } });
  });

  describe('by API tokens', () => {
    const make = (store: TestAccess, over: Partial<ApiToken> = {}) => {
      const { text, hash } = mintToken('abcdefghijkl');
      const token: ApiToken = {
        ...{ id: 'abcdefghijkl', label: 'ci', owner: 'acme:ann', hash, scopes: [{ nodeId: null, role: 'VIEWER' }] },
        ...{ createdAt: 0, expiresAt: 9_000_000, lastUsedAt: null, revokedAt: null },
        ...over,
      };
      store.set({ tokens: [token], bindings: [aBinding({ nodeId: null, holder: 'acme:ann', role: 'OWNER' })] });
      return `Bearer ${text}`;
    };

    it('are known without an issuer, found soon after they were made, and never do more than their scopes', async () => {
      const { callers, store, verified } = await setUp();
      const known = await callers.of(make(store));
      expect(known).toMatchObject({
        caller: { name: 'token:abcdefghijkl', kind: 'TOKEN', expiresAt: 9_000_000 },
        scope: { atRoot: 'VIEWER' },
      });
      expect(verified()).toBe(0);
    });

    it('are nobody with another secret, after their end, and from the moment that they are revoked', async () => {
      const { callers, store, clock, access } = await setUp();
      const header = make(store);
      await callers.of(header);
      const other = `Bearer ${mintToken('abcdefghijkl').text}`;
      await expect(callers.of(other)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      store.set({ tokens: [] });
      expect(callers.known(header)).toBeDefined();
      await access.look();
      expect(callers.known(header)).toBeUndefined();
      await expect(callers.of(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

      const short = make(store, { expiresAt: clock.now() + 5 });
      await access.look();
      await callers.of(short);
      clock.pass(5);
      await expect(callers.of(short)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    });

    it('that nobody knows make Canopy look at most once a second', async () => {
      const { callers, store, clock } = await setUp();
      const asked = store.asked;
      const strange = () => callers.of(`Bearer ${mintToken('zzzzzzzzzzzz').text}`).catch(() => undefined);
      for (let n = 0; n < 20; n++) await strange();
      expect(store.asked - asked).toBe(1);
      clock.pass(1_000);
      await strange();
      expect(store.asked - asked).toBe(2);
    });
  });

  it('keep their token and lose what was bound to them as soon as the copy is read again', async () => {
    const { callers, of, store, access } = await setUp();
    store.set({ bindings: [aBinding({ nodeId: null, holder: 'acme:ann', role: 'OWNER' })] });
    await access.look();
    const header = of({});
    expect((await callers.of(header)).scope.atRoot).toBe('OWNER');
    store.set({ bindings: [] });
    await access.look();
    expect(callers.known(header)?.scope.atRoot).toBeUndefined();
  });

  it('are answered no more when nobody can say for 10 s whether what they hold still holds', async () => {
    const { callers, of, clock, store, access } = await setUp();
    const header = of({ exp: 9_000 });
    await callers.of(header);
    store.away = true;
    clock.pass(10_000);
    expect(callers.known(header)).toBeDefined();
    clock.pass(1);
    expect(callers.known(header)).toBeUndefined();
    await expect(callers.of(header)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    store.away = false;
    await access.look();
    expect(callers.known(header)).toBeDefined();
  });

  it('whose groups have changed are kept with them: their tokens go by these', async () => {
    const { callers, of, store } = await setUp();
    await callers.of(of({ groups: ['b', 'a'] }));
    await expect.poll(() => store.facts.signIns).toMatchObject([{ name: 'acme:ann', groups: ['acme:a', 'acme:b'] }]);
  });

  it('whose tokens contradict each other are told of once for each', async () => {
    const { callers, of, store } = await setUp();
    const before = store.facts.version;
    // Over by our clock, though within the difference of clocks, they are verified each time; and without `iat` none is the older one.
    for (let n = 0; n < 5; n++) for (const group of ['a', 'b']) await callers.of(of({ exp: 999, groups: [group] }));
    await expect.poll(() => store.facts.version).toBe(before + 2);
    expect(store.facts.signIns).toMatchObject([{ name: 'acme:ann', groups: ['acme:b'] }]);
  });

  it('whose older token is taken still do not get back by it the groups that they have lost since', async () => {
    const { callers, of, store, clock } = await setUp();
    const at = clock.now() / 1_000;
    await callers.of(of({ groups: ['a'], iat: at - 10 }));
    await expect.poll(() => store.facts.signIns[0]?.groups).toEqual(['acme:a']);
    await callers.of(of({ groups: ['a', 'root'], iat: at - 20 }));
    await callers.of(of({ groups: [], iat: at - 5 }));
    await expect.poll(() => store.facts.signIns[0]?.groups).toEqual([]);
    await callers.of(of({ groups: ['root'], iat: at - 15 }));
    await new Promise((done) => setImmediate(done));
    expect(store.facts.signIns[0]?.groups).toEqual([]);
  });
});
