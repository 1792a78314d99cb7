import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/kit/fault.ts';
import { Callers } from '../../src/server/callers.ts';
import { StoppedClock } from '../support/clock.ts';

/** A token as far as it is looked at before it is verified. */
const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

function setUp() {
  const clock = new StoppedClock(1_000_000);
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
    administrators: { users: [], groups: ['sre'] },
    clock,
  });
  const of = (claims: object) => `Bearer ${token({ iss: 'https://id.example.com', exp: 2_000, sub: 'ann', ...claims })}`;
  return { callers, clock, of, verified: () => verified };
}

describe('callers', () => {
  it('are verified once, together by whoever comes meanwhile, and known until their end', async () => {
    const { callers, clock, of, verified } = setUp();
    const header = of({ groups: ['sre'] });
    expect(callers.known(header)).toBeUndefined();
    const all = await Promise.all(Array.from({ length: 5 }, () => callers.of(header)));
    expect([verified(), new Set(all).size, callers.known(header)?.administrator]).toEqual([1, 1, true]);
    clock.pass(2_000_000 - clock.now() - 1);
    expect(callers.known(header)?.caller.name).toBe('acme:ann');
    clock.pass(1);
    expect(callers.known(header)).toBeUndefined();
  });

  it('that are refused are not remembered, one way or the other', async () => {
    const { callers, of, verified } = setUp();
    for (let n = 0; n < 2; n++) await expect(callers.of(of({ bad: true }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect([verified(), callers.known(of({ bad: true }))]).toEqual([2, undefined]);
  });

  it('whose token is over by our clock, though within the difference of clocks, are known for this once', async () => {
    const { callers, of } = setUp();
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
    const { callers, verified } = setUp();
    await expect(callers.of(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(verified()).toBe(0);
  });

  it('are everybody where no issuer is configured', async () => {
    const callers = new Callers({ issuers: undefined, administrators: { users: [], groups: [] }, clock: new StoppedClock() });
    expect(await callers.of(undefined)).toMatchObject({ administrator: true, viewer: { name: 'open', kind: 'OPEN', roles: ['ADMIN'] } });
  });
});
