import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import { item, now, startFalcon, type FalconSandbox } from '../sandbox/falcon.ts';
import { until } from '../sandbox/start.ts';
import { falconAt } from '../support/falcon.ts';

describe("Falcon's figures", () => {
  let sandbox: FalconSandbox;
  const { signal } = new AbortController();
  const logins = async () => {
    const { body } = await sandbox.control('GET', '/ledger');
    return (body.requests as { path: string }[]).filter(({ path }) => path.endsWith('/user/login')).length;
  };
  const forgets = () => sandbox.api('GET', '/user/logout');
  beforeAll(async () => {
    sandbox = await startFalcon();
    await sandbox.push([item({ value: 1 }), item({ metric: 'disk.used', tags: 'b=2,a=1', value: 7 })]);
    await until('the push to be there', async () => (await sandbox.last('box', 'disk.free')).timestamp > 0);
  });
  afterAll(() => sandbox.stop());

  it('are read after one login, however many ask at once', async () => {
    await using falcon = falconAt(sandbox.falcon);
    const before = await logins();
    const asked = [
      { endpoint: 'box', counter: 'disk.used/a=1,b=2' },
      { endpoint: 'box', counter: 'none.such' },
      { endpoint: 'box', counter: 'disk.free' },
    ];
    const answers = await Promise.all([1, 2, 3].map(() => falcon.lastPoints(asked, signal)));
    for (const { value } of answers) {
      expect(value.items.map(({ counter, value }) => [counter, value])).toEqual([
        ['disk.used/a=1,b=2', 7],
        ['disk.free', 1],
      ]);
      for (const { at } of value.items) expect(Math.abs(at / 1000 - now())).toBeLessThan(60);
    }
    expect(await logins()).toBe(before + 1);
  });

  it('are read after another login when the session is gone', async () => {
    await using falcon = falconAt(sandbox.falcon);
    const asked = [{ endpoint: 'box', counter: 'disk.free' }];
    await falcon.lastPoints(asked, signal);
    const before = await logins();
    await forgets();
    expect((await falcon.lastPoints(asked, signal)).value.items).toHaveLength(1);
    expect(await logins()).toBe(before + 1);
  });

  it('are refused in its own words to a wrong password, which nobody repeats', async () => {
    await using falcon = falconAt({ ...sandbox.falcon, password: 'not-the-one' });
    const refused = await falcon.lastPoints([], signal).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'UPSTREAM_REFUSED', source: 'falcon', message: 'POST /user/login: password error' });
    expect(inspect({ refused, falcon, secret: new Secret('not-the-one') }, { depth: 10 })).not.toContain('not-the-one');
  });

  it('over time keep their gaps, by name whatever the order', async () => {
    await using falcon = falconAt(sandbox.falcon);
    const range = { from: Date.now() - 30_000, to: Date.now() };
    const { value } = await falcon.history({ endpoints: ['nobody', 'box'], counters: ['none.such', 'disk.free'], ...range }, signal);
    expect(value).toMatchObject({ failed: 0, unreadable: [], items: [{ endpoint: 'box', counter: 'disk.free', stepMs: 1_000 }] });
    const values = new Set(value.items[0]?.points.map((point) => point.value));
    expect(values).toContain(1);
    expect(values).toContain(null);
  });

  it('say how many could not be read', async () => {
    await using falcon = falconAt(sandbox.falcon);
    await sandbox.control('POST', '/faults', { falconNulls: true });
    const range = { from: Date.now() - 30_000, to: Date.now() };
    const { value } = await falcon.history({ endpoints: ['box'], counters: ['disk.free', 'disk.used/a=1,b=2'], ...range }, signal);
    await sandbox.control('POST', '/faults', { falconNulls: false });
    expect(value).toMatchObject({ items: [{ counter: 'disk.free' }], failed: 1 });
  });

  it('have names that can be looked for', async () => {
    await using falcon = falconAt(sandbox.falcon);
    const { value: found } = await falcon.endpoints('^box$', 10, signal);
    expect(found.items.map(({ endpoint }) => endpoint)).toEqual(['box']);
    const { value } = await falcon.counters([found.items[0]!.id], 'disk', 10, signal);
    expect(value.items.map(({ counter, stepMs }) => [counter, stepMs]).sort()).toEqual([
      ['disk.free', 1_000],
      ['disk.used/a=1,b=2', 1_000],
    ]);
  });

  it.each([
    ['refuse', 'UPSTREAM_UNAVAILABLE'],
    [503, 'UPSTREAM_UNAVAILABLE'],
    [417, 'UPSTREAM_REFUSED'],
  ])('that do not come (%s) are %s', async (falconDown, code) => {
    await using falcon = falconAt(sandbox.falcon);
    await sandbox.control('POST', '/faults', { falconDown });
    await expect(falcon.lastPoints([{ endpoint: 'box', counter: 'disk.free' }], signal)).rejects.toMatchObject({ code, source: 'falcon' });
    await sandbox.control('POST', '/faults', { falconDown: null });
  });

  it('that come too late are UPSTREAM_TIMEOUT', async () => {
    await using falcon = falconAt(sandbox.falcon, { timeoutMs: 300 });
    await sandbox.control('POST', '/faults', { falconSlowMs: 2_000 });
    await expect(falcon.lastPoints([], signal)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    await sandbox.control('POST', '/faults', { falconSlowMs: 0 });
  });
});
