import { createHash } from 'node:crypto';
import { canonical, type Json } from '../kit/json.ts';

/** The input as it counts: an argument that is null is one that was not given. */
export function cleaned<I extends object>(input: I): I {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined)) as I;
}

export const inputHash = (input: object): string => sha256(canonical(input));

/** Tells equal from different without telling what it is. */
export const digest = (salt: string, value: unknown): Json => ({ sha256: sha256(`${salt}\n${canonical(value)}`) });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
