import { OPEN, type Administrators, type ApiToken, type Caller, type HolderKind, type Role, type RoleBinding } from './model.ts';
import { higher } from './roles.ts';

/** Roles by node id; '' is the root. What is held on a node is held on all below it. */
export type Held = ReadonlyMap<string, Role>;

/**
 * What somebody may do. Each way by itself is enough, and of its layers the least counts: a token acts by what its owner
 * holds and by its own scopes and bindings, whichever is less.
 */
export type Rights = readonly (readonly Held[])[];

export const ROOT = '';

/** Open means open: where nobody is asked who they are, everybody is an administrator. */
export const ALL_RIGHTS: Rights = [[new Map([[ROOT, 'ADMIN']])]];

/** Where rights are looked up. */
export interface Standing {
  readonly administrators: Administrators;
  bindingsOf(kind: HolderKind, holder: string): readonly RoleBinding[];
  token(id: string): ApiToken | undefined;
  /** That this owner of tokens came with last. */
  groupsOf(owner: string): readonly string[];
}

/** What this caller may do by all that is bound to them, their groups or, of a token, its owner. */
export function rightsOf(caller: Caller, standing: Standing): Rights {
  if (caller === OPEN) return ALL_RIGHTS;
  if (caller.kind !== 'TOKEN') return [[personal(caller.name, caller.groups, standing)]];
  const token = standing.token(tokenIdOf(caller.name));
  if (!token) return [];
  const owners = personal(token.owner, standing.groupsOf(token.owner), standing);
  return [[owners, heldBy([...token.scopes, ...standing.bindingsOf('TOKEN', token.id)])]];
}

/** One text for equal rights: what may be shared between callers is shared by it. */
export const keyOf = (rights: Rights): string =>
  JSON.stringify(rights.map((layers) => layers.map((held) => [...held].sort(([a], [b]) => (a < b ? -1 : 1)))));

export const nameOfToken = (id: string): string => `token:${id}`;
export const tokenIdOf = (name: string): string => name.slice('token:'.length);

function personal(name: string, groups: readonly string[], { administrators, bindingsOf }: Standing): Held {
  const held = heldBy([...bindingsOf('USER', name), ...groups.flatMap((group) => bindingsOf('GROUP', group))]);
  const appointed = administrators.users.includes(name) || groups.some((each) => administrators.groups.includes(each));
  return appointed ? held.set(ROOT, 'ADMIN') : held;
}

function heldBy(bindings: readonly Pick<RoleBinding, 'nodeId' | 'role'>[]): Map<string, Role> {
  const held = new Map<string, Role>();
  for (const { nodeId, role } of bindings) held.set(nodeId ?? ROOT, higher(held.get(nodeId ?? ROOT), role) ?? role);
  return held;
}
