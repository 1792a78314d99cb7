import { ROLES, type Role } from './model.ts';

const rank = (role: Role): number => ROLES.indexOf(role);

export const atLeast = (held: Role | undefined, wanted: Role): boolean => held !== undefined && rank(held) >= rank(wanted);

export const higher = (a: Role | undefined, b: Role | undefined): Role | undefined => (a && b ? (rank(a) >= rank(b) ? a : b) : (a ?? b));

export const lower = (a: Role | undefined, b: Role | undefined): Role | undefined => (a && b ? (rank(a) <= rank(b) ? a : b) : undefined);
