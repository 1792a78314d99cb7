/** Who asks. Everything that is decided, recorded and refused carries this name. */
export interface Caller {
  /** `<issuer's name>:<who>`, `token:<id>`, or `open` where nobody is asked who they are. */
  readonly name: string;
  readonly kind: 'OPEN' | 'USER' | 'TOKEN';
  /** `<issuer's name>:<group>`, by the issuer's word. */
  readonly groups: readonly string[];
  /** When that word ends, in ms since 1970; null: never. */
  readonly expiresAt: number | null;
  /** When it was given; not told: not known. */
  readonly issuedAt?: number;
}

/** Who is an administrator, as the configuration says it. */
export interface Administrators {
  /** Names of callers, as `viewer { name }` shows them. */
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** On loopback, with nothing configured. */
export const OPEN: Caller = { name: 'open', kind: 'OPEN', groups: [], expiresAt: null };

/** What an issuer may sign with: only pairs of keys, so that what is public cannot be taken for a shared secret. */
export const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** From the least; each may do all that those before it may. ADMIN is held at the root alone. */
export const ROLES = ['VIEWER', 'DEVELOPER', 'OPERATOR', 'OWNER', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** A role that something needs, at a node by its id and its name then; null: at the root. */
export interface Need {
  readonly role: Role;
  readonly nodeId: string | null;
  readonly jobName: string | null;
}

/** What each mutation needs where it acts. Where there is no node to it, at the root; null: of whoever calls. */
export const MUTATION_ROLES = {
  createTreeNode: 'OWNER',
  renameTreeNode: 'OWNER',
  moveTreeNode: 'OWNER',
  deleteTreeNode: 'OWNER',
  removeTreeAlias: 'OWNER',
  attachHost: 'OPERATOR',
  detachHost: 'OPERATOR',
  confirmPlacement: 'OWNER',
  adoptApps: 'ADMIN',
  deployApp: 'DEVELOPER',
  scaleApp: 'DEVELOPER',
  restartApp: 'DEVELOPER',
  rollbackApp: 'DEVELOPER',
  deleteApp: 'OWNER',
  killContainer: 'OPERATOR',
  cancelDeployment: 'OPERATOR',
  cancelPlan: 'DEVELOPER',
  acknowledgeAlarm: 'OPERATOR',
  setFreeze: 'OWNER',
  removeFreeze: 'OWNER',
  setMonitoring: 'OPERATOR',
  removeMonitoring: 'OPERATOR',
  deliverHost: 'OPERATOR',
  retireHost: 'OPERATOR',
  setMaintenance: 'OPERATOR',
  endMaintenance: 'OPERATOR',
  repairMonitoring: 'OPERATOR',
  setTeam: 'ADMIN',
  removeTeam: 'ADMIN',
  setExpression: 'ADMIN',
  removeExpression: 'ADMIN',
  setControllerMode: 'ADMIN',
  setScalingRule: 'OPERATOR',
  removeScalingRule: 'OPERATOR',
  setScalingMode: 'OPERATOR',
  setScheduledScaling: 'OPERATOR',
  removeScheduledScaling: 'OPERATOR',
  setRoleBinding: 'OWNER',
  removeRoleBinding: 'OWNER',
  createApiToken: null,
  revokeApiToken: null,
} as const satisfies Readonly<Record<string, Role | null>>;

/** What only controllers do: no mutation of the schema, though the needs of its plans are asked as of any. */
export const CONTROLLER_ROLES = { autoscaleApp: 'DEVELOPER', repairChronos: 'OPERATOR' } as const satisfies Readonly<Record<string, Role>>;

export const HOLDERS = ['USER', 'GROUP', 'TOKEN'] as const;
/** What a role is bound to: a caller by name, a group by name, a token by id. */
export type HolderKind = (typeof HOLDERS)[number];

/** Somebody holds a role on a node and all below it. One for each (node, kind, holder). */
export interface RoleBinding {
  readonly id: string;
  /** Null: the root, above the companies. */
  readonly nodeId: string | null;
  readonly kind: HolderKind;
  readonly holder: string;
  readonly role: Role;
  readonly setBy: string;
  readonly setAt: number;
}

/** Where a token may act, and as what at most. */
export interface TokenScope {
  /** Null: wherever its owner may. */
  readonly nodeId: string | null;
  readonly role: Role;
}

/** A secret that stands for its owner, within its scopes. The secret itself is nowhere; what is kept is its hash. */
export interface ApiToken {
  readonly id: string;
  readonly label: string;
  /** The caller who made it; it may never do more than they. */
  readonly owner: string;
  readonly hash: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** The groups that somebody came with last: their tokens go by these. */
export interface SignIn {
  readonly name: string;
  readonly groups: readonly string[];
  /** When the issuer gave its word. */
  readonly at: number;
}

/** How a caller stands with the cost points of the window that is now. */
export interface Rate {
  readonly limit: number;
  /** Of what is asked right now. */
  readonly cost: number;
  readonly remaining: number;
  /** When the next window begins, in ms since 1970. */
  readonly resetAt: number;
}

/** Everything that says who may what, as of one version. */
export interface AccessFacts {
  readonly version: number;
  readonly bindings: readonly RoleBinding[];
  /** Those that are neither revoked nor long expired. */
  readonly tokens: readonly ApiToken[];
  /** Of those who have tokens. */
  readonly signIns: readonly SignIn[];
}
