import { describe, expect, it } from 'vitest';
import { hashGiven, PersistedTexts } from '../../src/server/persisted.ts';

describe('registered texts', () => {
  it('stay within their budget; the one that was not asked for longest goes first', () => {
    const texts = new PersistedTexts(420);
    texts.set('a', '12345');
    texts.set('b', '12345');
    expect(texts.get('a')).toBe('12345');
    texts.set('c', '12345');
    expect(['a', 'b', 'c'].map((hash) => texts.get(hash) !== undefined)).toEqual([true, false, true]);
    expect(texts.bytes).toBe(420);
  });

  it('count a text once, however often it is registered, and keep none that is larger than all may be', () => {
    const texts = new PersistedTexts(420);
    for (let i = 0; i < 5; i++) texts.set('a', '12345');
    expect(texts.bytes).toBe(210);
    texts.set('b', 'x'.repeat(111));
    expect([texts.get('b'), texts.bytes]).toEqual([undefined, 0]);
  });
});

describe('the hash that stands for a text', () => {
  const persistedQuery = { version: 1, sha256Hash: 'abc' };
  it.each([
    [{ extensions: { persistedQuery } }, 'abc'],
    [{ query: null, extensions: { persistedQuery } }, 'abc'],
    [{ query: '', extensions: { persistedQuery } }, undefined],
    [{ query: '{ a }', extensions: { persistedQuery } }, undefined],
    [{ extensions: { persistedQuery: { ...persistedQuery, version: 2 } } }, undefined],
    [{ extensions: { persistedQuery: { version: 1, sha256Hash: 7 } } }, undefined],
    [{ extensions: 'persistedQuery' }, undefined],
    [{}, undefined],
  ])('of %j is %s', (operation, hash) => expect(hashGiven(operation)).toBe(hash));
});
