/** Who asks. Everything that is decided, recorded and refused carries this name. */
export interface Caller {
  /** `<issuer's name>:<who>`, or `open` where nobody is asked who they are. */
  readonly name: string;
  readonly kind: 'OPEN' | 'USER';
  /** By the issuer's word. */
  readonly groups: readonly string[];
  /** When that word ends, in ms since 1970; null: never. */
  readonly expiresAt: number | null;
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
