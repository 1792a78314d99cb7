import { expect, it } from 'vitest';
import { aBinding, accessOf } from '../support/access.ts';

it('a copy of who may what is settled only when it has what was heard of, though the store could not be read at first', async () => {
  const { store, access } = accessOf();
  await access.start();
  expect(access.isSettled).toBe(true);
  store.set({ bindings: [aBinding({})] });
  store.away = true;
  store.tell('ROLE_BINDING_SET');
  expect(access.isSettled).toBe(false);
  await expect(access.settled()).rejects.toThrow('away');
  // Nobody looks: it is asked for again, not taken for granted.
  await expect(access.settled()).rejects.toThrow('away');
  expect([access.isSettled, access.facts.bindings.length]).toEqual([false, 0]);
  store.away = false;
  await access.settled();
  expect([access.isSettled, access.facts.bindings.length]).toEqual([true, 1]);
  const { asked } = store;
  await access.settled();
  store.tell('APP_CHANGED');
  await access.settled();
  expect(store.asked).toBe(asked);
});
