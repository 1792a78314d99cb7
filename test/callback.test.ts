import { expect, it } from 'vitest';
import { Callback } from '../src/callback.ts';
import { falconDefaults } from '../src/falcon-settings.ts';
import { Secret } from '../src/kit/secret.ts';

const TOKEN = 'a-token-of-this-test-0123456789abcdef';
const falcon = falconDefaults({ url: 'http://127.0.0.1:8080', user: 'canopy', password: 'secret' });
const hooked = { ...falcon, hookTokens: [new Secret(TOKEN)] };
const listening = (config: ConstructorParameters<typeof Callback>[0], address: string) => {
  const warned: string[] = [];
  const callback = new Callback(config, { warn: (message) => warned.push(message) });
  callback.listensAt(address);
  return { url: callback.url(), warned };
};

it.each([
  ['it listens on the loopback address', hooked, 'http://127.0.0.1:4000', `http://127.0.0.1:4000/hooks/falcon/${TOKEN}`],
  ['an address is given', { ...hooked, callback: 'https://canopy/' }, 'http://10.0.0.1:4000', `https://canopy/hooks/falcon/${TOKEN}`],
  ['there is no token', { ...falcon, hookTokens: [] }, 'http://10.0.0.1:4000', undefined],
  ['there is no Falcon', undefined, 'http://10.0.0.1:4000', undefined],
])('nothing is said where %s', (_what, config, address, url) => {
  expect(listening(config, address)).toEqual({ url, warned: [] });
});

it('a Falcon elsewhere that is told the loopback address calls itself, and that is said', () => {
  expect(listening({ ...hooked, url: 'http://falcon:8080' }, 'http://127.0.0.1:4000').warned).toHaveLength(1);
  expect(listening({ ...hooked, url: 'http://falcon:8080', callback: 'http://canopy' }, 'http://127.0.0.1:4000').warned).toEqual([]);
});

it('where there are tokens, and nothing that could be called with them, that is said', () => {
  const { url, warned } = listening(hooked, 'http://10.0.0.1:4000');
  expect(url).toBeUndefined();
  expect(warned).toEqual([expect.stringContaining('falcon.callback')]);
  expect(warned.join()).not.toContain(TOKEN);
});
