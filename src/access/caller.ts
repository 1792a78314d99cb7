import { rejected, ok, type Result } from '../kit/result.ts';
import type { Administrators, Caller } from './model.ts';

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
  if (typeof who !== 'string' || who === '' || who.length > NAME_MAX)
    return rejected('UNAUTHENTICATED', `The token has no claim "${name}" that is a text of 1 to ${NAME_MAX} characters.`);
  const { exp } = claims;
  if (typeof exp !== 'number') return rejected('UNAUTHENTICATED', 'The token has no end.');
  const listed = claims[groups];
  return ok({
    name: `${issuer}:${who}`,
    kind: 'USER',
    groups: Array.isArray(listed) ? listed.filter((each) => typeof each === 'string').slice(0, GROUPS_MAX) : [],
    expiresAt: exp * 1_000,
  });
}

/** Open means open: where nobody is asked who they are, everybody is an administrator. */
export function isAdministrator({ kind, name, groups }: Caller, administrators: Administrators): boolean {
  return kind === 'OPEN' || administrators.users.includes(name) || groups.some((each) => administrators.groups.includes(each));
}

export const holds = ({ expiresAt }: Caller, now: number): boolean => expiresAt === null || now < expiresAt;
