import { describe, expect, it } from 'vitest';
import { Joined } from '../../src/kit/joined.ts';

describe('work under way', () => {
  it('is joined by whoever asks for the same meanwhile, and begun anew by whoever comes later', async () => {
    const joined = new Joined();
    const begun: string[] = [];
    const work = (key: string) => joined.run(key, () => Promise.resolve(`${key}${begun.push(key)}`));
    expect(await Promise.all([work('a'), work('b'), work('a')])).toEqual(['a1', 'b2', 'a1']);
    expect(await work('a')).toBe('a3');
  });

  it('that fails, fails for all who joined, and is tried again by the next', async () => {
    const joined = new Joined();
    let tries = 0;
    const work = () => joined.run('a', () => (++tries === 1 ? Promise.reject(new Error('no')) : Promise.resolve(tries)));
    const both = await Promise.allSettled([work(), work()]);
    expect([both.map(({ status }) => status), tries]).toEqual([['rejected', 'rejected'], 1]);
    expect(await work()).toBe(2);
  });
});
