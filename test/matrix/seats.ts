import { ROLES, type Role } from '../../src/access/model.ts';
import type { Guarded } from '../support/guarded.ts';
import { HIDDEN_HOSTS, MARK } from './company.ts';

/** Somebody who asks, and what no answer to them may hold. */
export interface Seat {
  readonly who: string;
  /** Held at the visible place. */
  readonly role: Role | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: sees everything. */
  readonly forbidden: RegExp | undefined;
}

const HIDDEN = [MARK, ...HIDDEN_HOSTS];
const not = (...more: string[]) => new RegExp([...HIDDEN, ...more].join('|'));

/** By the role that is bound to them at the department that is seen. */
export const HOLDERS = { vic: 'VIEWER', dev: 'DEVELOPER', oper: 'OPERATOR', olga: 'OWNER' } as const satisfies Record<string, Role>;

export interface Seats {
  readonly root: Seat;
  readonly nobody: Seat;
  /** Could do something there once. */
  readonly gus: Seat;
  readonly vic: Seat;
  readonly dev: Seat;
  readonly olga: Seat;
  /** A single job is theirs. */
  readonly dee: Seat;
  readonly all: readonly Seat[];
  readonly restricted: readonly Seat[];
  /** One for each role, from none to ADMIN. */
  readonly byRole: readonly Seat[];
}

/** Everybody who asks; the token is of the owner, for less than they hold. */
export async function seatsOf(house: Guarded, token: string): Promise<Seats> {
  const seat = async (who: string, role: Role | undefined, forbidden: RegExp | undefined): Promise<Seat> => ({
    ...{ who, role, forbidden },
    headers: await house.bearer(who),
  });
  const root = await seat('root', 'ADMIN', undefined);
  const nobody = await seat('nik', undefined, not('corp', 'c3-node', 'far-'));
  const held = await Promise.all(Object.entries(HOLDERS).map(([who, role]) => seat(who, role, not())));
  const dee = await seat('dee', 'VIEWER', not('far-', 'c3-node03'));
  const tok: Seat = { who: 'tok', role: 'VIEWER', headers: { authorization: `Bearer ${token}` }, forbidden: not() };
  const gus = await seat('gus', undefined, nobody.forbidden);
  const byRole = [nobody, ...held, root].sort((a, b) => rank(a.role) - rank(b.role));
  const [vic = nobody, dev = nobody, , olga = nobody] = held;
  return {
    root,
    nobody,
    gus,
    vic,
    dev,
    olga,
    dee,
    byRole,
    restricted: [nobody, gus, ...held, dee, tok],
    all: [nobody, gus, ...held, dee, tok, root],
  };
}

/** Nothing is less than VIEWER, and whoever calls has that. */
export const rank = (role: string | undefined): number =>
  role === 'ANY' || role === undefined ? -1 : (ROLES as readonly string[]).indexOf(role);
