import { describe, expect, it } from 'vitest';
import { Recent } from '../../src/kit/recent.ts';

describe('what is remembered', () => {
  it('is so many of the newest', () => {
    const recent = new Recent<number>(2);
    for (const [at, key] of ['a', 'b', 'b', 'c'].entries()) recent.set(key, at);
    expect([...recent.entries()]).toEqual([
      ['b', 2],
      ['c', 3],
    ]);
  });

  it('stays longer when it was used', () => {
    const recent = new Recent<number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    expect(recent.used('a')).toBe(1);
    recent.set('c', 3);
    expect([...recent.entries()].map(([key]) => key)).toEqual(['a', 'c']);
  });

  it('is so much in all, where it is weighed: a large one takes the place of many, and leaves it again', () => {
    const recent = new Recent<string>(10, (key, value) => key.length + value.length);
    const held = () => [...recent.entries()].map(([key]) => key);
    for (const key of ['a', 'b', 'c']) recent.set(key, 'xx');
    recent.set('d', 'xxxxxx');
    expect(held()).toEqual(['c', 'd']);
    recent.delete('d');
    for (const key of ['e', 'f']) recent.set(key, 'xx');
    expect(held()).toEqual(['c', 'e', 'f']);
    recent.set('g', 'x'.repeat(10));
    expect(held()).toEqual([]);
  });
});
