import type { ApiToken } from './model.ts';

/** Begins every token, so that a scanner finds one that was left lying about. */
export const TOKEN_PREFIX = 'canopy_';

/** `canopy_<id>_<secret>`: the id is no secret and is shown with the token; undefined for what is none. */
export function readToken(text: string): { readonly id: string } | undefined {
  const [, id] = /^canopy_([a-z0-9]{12})_[\w-]{43}$/.exec(text) ?? [];
  return id === undefined ? undefined : { id };
}

export const tokenText = (id: string, secret: string): string => `${TOKEN_PREFIX}${id}_${secret}`;

/** In force, of one owner. */
export const MOST_TOKENS = 100;

/** Neither over nor revoked. */
export const isInForce = ({ expiresAt, revokedAt }: Pick<ApiToken, 'expiresAt' | 'revokedAt'>, now: number): boolean =>
  revokedAt === null && now < expiresAt;
