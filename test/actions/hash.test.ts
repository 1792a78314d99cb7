import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestsOf } from '../../src/actions/hash.ts';
import { canonical } from '../../src/kit/json.ts';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

const keyed = (byte: number) => digestsOf({ cursorKey: () => new Uint8Array(32).fill(byte) });

describe('digests', () => {
  it('tell equal from different', () => {
    const { digest, inputHash } = keyed(1);
    expect(digest('s', { a: 1, b: 2 })).toEqual(digest('s', { b: 2, a: 1 }));
    expect(digest('s', 'x')).not.toEqual(digest('s', 'y'));
    expect(inputHash({ a: 1, b: 2 })).toBe(inputHash({ b: 2, a: 1 }));
    expect(inputHash({ a: 1 })).not.toBe(inputHash({ a: 2 }));
  });

  it('of one store, one salt and one purpose are those of no other', () => {
    const all = [keyed(1), keyed(2)].flatMap(({ digest, inputHash }) => [
      digest('s', { a: 1 }),
      digest('t', { a: 1 }),
      inputHash({ a: 1 }),
    ]);
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(6);
  });
});

it('a short secret is not found in the store by trying all that it could be', async () => {
  const house = await House.open();
  house.marathon.put(anApp({ marathonId: '/shop' }), { env: { PIN: '0000' } });
  house.world.put(anApp({ marathonId: '/shop' }));
  const input = { app: '/shop', env: [{ name: 'PIN', value: '4711' }] };
  const { plan } = await house.done('deployApp', input, { idempotencyKey: 'k' });
  const kept = JSON.stringify([await house.store.plan(plan?.id ?? ''), await house.store.key('ann', 'deployApp', 'k')]);
  const { salt } = plan?.steps[0]?.request as { salt: string };
  const guesses = [canonical(input), '4711', `${salt}\n${canonical('4711')}`, `${salt}\n4711`, `${salt}\n${canonical({ PIN: '4711' })}`];
  for (const guess of guesses) {
    const hash = createHash('sha256').update(guess);
    for (const form of [hash.copy().digest('hex'), hash.copy().digest('base64url')]) expect(kept).not.toContain(form.slice(0, 16));
  }
  expect(plan?.inputHash).toHaveLength(64);
});
