import { rejected, ok, type Result } from '../kit/result.ts';
import type { Caller } from './model.ts';

/** Which claims of an issuer tell who somebody is. */
export interface ClaimNames {
  readonly issuer: string;
  readonly name: string;
  readonly groups: string;
}

const NAME_MAX = 200;
const GROUPS_MAX = 1_000;

/** The caller whom verified claims are about. A person whose name cannot be told is nobody. */
export function callerOf(claims: Readonly<Record<string, unknown>>, { issuer, name, groups }: ClaimNames): Result<Caller> {
  const who = claims[name];
  if (!isName(who))
    return rejected('UNAUTHENTICATED', `The token has no claim "${name}" that is a text of 1 to ${NAME_MAX} characters in one line.`);
  const { exp, iat } = claims;
  if (typeof exp !== 'number') return rejected('UNAUTHENTICATED', 'The token has no end.');
  const listed: readonly unknown[] = Array.isArray(claims[groups]) ? claims[groups] : [];
  return ok({
    name: `${issuer}:${who}`,
    kind: 'USER',
    // Two issuers may have groups of one name; by either's word somebody is in its own alone.
    groups: listed
      .filter(isName)
      .slice(0, GROUPS_MAX)
      .map((each) => `${issuer}:${each}`)
      .sort(),
    expiresAt: exp * 1_000,
    ...(typeof iat === 'number' && { issuedAt: iat * 1_000 }),
  });
}

/** What ends a line could look like two. */
const isName = (text: unknown): text is string =>
  typeof text === 'string' && text !== '' && text.length <= NAME_MAX && !/\p{Cc}/u.test(text);

export const holds = ({ expiresAt }: Pick<Caller, 'expiresAt'>, now: number): boolean => expiresAt === null || now < expiresAt;
