import { hash, randomBytes, randomInt } from 'node:crypto';
import { tokenText } from '../access/token.ts';

/** 256 bits from the system's generator: a plain hash of it cannot be tried out. */
export function mintToken(id: string): { readonly text: string; readonly hash: string } {
  const text = tokenText(id, randomBytes(32).toString('base64url'));
  return { text, hash: hash('sha256', text, 'base64url') };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Told apart, and found by a scanner; no secret. */
export const newTokenId = (): string => Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
