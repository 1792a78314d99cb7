import { createHmac } from 'node:crypto';
import { canonical, type Json } from '../kit/json.ts';
import type { Store } from '../plans/ports.ts';

/** The input as it counts: an argument that is null is one that was not given. */
export function cleaned<I extends object>(input: I): I {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined)) as I;
}

/** Tells equal from different without telling what it is; one salt each time, so that equal values of two plans are not seen to be. */
export type Digest = (salt: string, value: unknown) => Json;

/**
 * With keys of the store's own: from a plain hash that is kept or shown, a short password is found by trying. Each purpose
 * has a key of its own, so that nothing said for one can be taken for another.
 */
export function digestsOf(store: Pick<Store, 'cursorKey'>): { readonly digest: Digest; readonly inputHash: (input: object) => string } {
  const keyFor = (purpose: string) => createHmac('sha256', store.cursorKey()).update(purpose).digest();
  const values = keyFor('values of definitions');
  const inputs = keyFor('inputs of mutations');
  return {
    digest: (salt, value) => ({ hmac: hmac(values, `${salt}\n${canonical(value)}`).slice(0, 32) }),
    inputHash: (input) => hmac(inputs, canonical(input)),
  };
}

const hmac = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('hex');
