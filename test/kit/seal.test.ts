import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Seal } from '../../src/kit/seal.ts';

describe('Seal', () => {
  const seal = new Seal(new Uint8Array(32).fill(7));

  it('opens what it sealed, and seals equal texts alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(seal.open(seal.seal(text))).toBe(text);
        expect(seal.seal(text)).toBe(seal.seal(text));
      }),
    );
  });

  it('opens nothing that was changed, cut, or sealed with another key', () => {
    const sealed = seal.seal('["l","x","a"]');
    const bytes = Buffer.from(sealed, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      expect(seal.open(changed.toString('base64url'))).toBeUndefined();
    }
    for (const text of ['', 'x', sealed.slice(0, -4), new Seal(new Uint8Array(32)).seal('x')]) expect(seal.open(text)).toBeUndefined();
  });

  it('shows nothing of the text', () =>
    expect(Buffer.from(seal.seal('secret-name'), 'base64url').toString('latin1')).not.toContain('secret'));
});
