import { expect, it } from 'vitest';
import type { Inputs } from '../../src/actions/inputs.ts';
import { House } from './house.ts';
import { anApp } from './marathon.ts';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
/** As JSON arrives, whatever the schema calls it. */
const asDefinition = (value: unknown) => ({ definition: value as NonNullable<Inputs['deployApp']['definition']> });

it.each([
  [{ instances: 2_000_000_000 }, ['input', 'instances']],
  [{ instances: 100_001 }, ['input', 'instances']],
  [{ instances: -1 }, ['input', 'instances']],
  [asDefinition({ instances: 2_000_000_000 }), ['input', 'definition', 'instances']],
  [asDefinition({ instances: 'many' }), ['input', 'definition', 'instances']],
  [asDefinition('abc'), ['input', 'definition']],
  [asDefinition(5), ['input', 'definition']],
  [asDefinition(true), ['input', 'definition']],
  [asDefinition([1, 2]), ['input', 'definition']],
  [asDefinition({ x: nested(64) }), ['input']],
  [asDefinition({ x: nested(3_000) }), ['input']],
])('deployApp refuses %j', async (change, path) => {
  const house = await House.open();
  house.marathon.put(anApp({ marathonId: '/shop' }));
  const { userErrors, plan } = await house.apply('deployApp', { app: '/shop', ...change });
  expect(userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path }]);
  expect(plan).toBeNull();
  expect(house.marathon.arrived).toEqual([]);
});

it('deployApp takes as many instances as scaleApp, and what is nested within bounds', async () => {
  const house = await House.open();
  house.marathon.put(anApp({ marathonId: '/shop' }));
  await house.done('deployApp', { app: '/shop', instances: 100_000, definition: { x: nested(50) } });
  expect((await house.apply('scaleApp', { app: '/shop', instances: 100_001 })).userErrors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
});
