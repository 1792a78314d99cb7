import { expect, it } from 'vitest';
import { Callback, Callbacks } from '../src/callback.ts';
import { chronosDefaults } from '../src/chronos-settings.ts';
import { falconDefaults } from '../src/falcon-settings.ts';
import { Secret } from '../src/kit/secret.ts';

const TOKEN = 'a-token-of-this-test-0123456789abcdef';
const falcon = falconDefaults({ url: 'http://127.0.0.1:8080', user: 'canopy', password: 'secret' });
const hooked = { ...falcon, hookTokens: [new Secret(TOKEN)] };
const listening = (config: typeof hooked | undefined, address: string) => {
  const warned: string[] = [];
  const callback = new Callback(config && { ...config, urls: [config.url] }, { warn: (message) => warned.push(message) }, 'falcon');
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

it('a Chronos has a token and an address of its own; of several, each must be near', () => {
  const warned: string[] = [];
  const callbacksOf = (...urls: string[]) => {
    const chronos = chronosDefaults({ urls, hookTokens: ['first', 'second'] });
    const callbacks = new Callbacks({ falcon: hooked, chronos }, { warn: (message) => warned.push(message) });
    expect([callbacks.chronos.pending, callbacks.chronos.url()]).toEqual([true, undefined]);
    callbacks.listensAt('http://127.0.0.1:4000');
    return callbacks;
  };
  const near = callbacksOf('http://127.0.0.1:4400', 'http://127.0.0.2:4400');
  expect(near.chronos.url()).toBe('http://127.0.0.1:4000/hooks/chronos/first');
  expect(near.falcon).toBe(`http://127.0.0.1:4000/hooks/falcon/${TOKEN}`);
  expect(warned).toEqual([]);
  expect(callbacksOf('http://127.0.0.1:4400', 'http://chronos:4400').chronos.url()).toBeUndefined();
  expect(warned).toEqual([expect.stringContaining('chronos.callback')]);
});
