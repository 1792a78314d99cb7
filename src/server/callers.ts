import { hash, timingSafeEqual } from 'node:crypto';
import { callerOf, holds, type ClaimNames } from '../access/caller.ts';
import { OPEN, type ApiToken, type Caller } from '../access/model.ts';
import { nameOfToken, tokenIdOf } from '../access/rights.ts';
import { isInForce, readToken } from '../access/token.ts';
import type { Viewer } from '../context.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import { Joined } from '../kit/joined.ts';
import { Recent } from '../kit/recent.ts';
import type { AccessMirror } from '../live/access.ts';
import type { Scope } from '../live/scope.ts';

/** Who asks, and what is theirs to see. */
export interface Known {
  readonly caller: Caller;
  readonly scope: Scope;
  readonly viewer: Viewer;
}

/** Whose tokens are taken, by their claim `iss`. */
export interface Issuer {
  readonly claims: ClaimNames;
  verify(token: string): Promise<Readonly<Record<string, unknown>>>;
}

export interface CallersDeps {
  /** Undefined: nobody is asked who they are. */
  readonly issuers: ReadonlyMap<string, Issuer> | undefined;
  readonly access: Pick<
    AccessMirror,
    'version' | 'isFresh' | 'requireFresh' | 'scopeOf' | 'token' | 'look' | 'settled' | 'signedIn' | 'used'
  >;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** As of one version of who may what. */
interface Kept {
  readonly version: number;
  readonly known: Known;
  /** Of an API token. */
  readonly tokenId: string | undefined;
}

/** Of what is kept of tokens: some 50,000 of a common length. */
const KEPT_BYTES = 128 * 1024 * 1024;
const sizeOf = (token: string, { known }: Kept): number => 500 + token.length + 64 * known.caller.groups.length;
const SIGNED_IN = 50_000;
/** Longer is no token that anybody issues, and would only be kept while it is looked at. */
const LONGEST = 16_384;
const BEARER = 'bearer ';
/** How often a token that is not known makes Canopy look whether it has just been made. */
const LOOK_MS = 1_000;

/** From the header of a request to who sent it. A token is verified once; until its end it is known by its text. */
export class Callers {
  readonly #kept = new Recent<Kept>(KEPT_BYTES, sizeOf);
  /** Hashes of tokens of which it was told that somebody came with them. */
  readonly #signedIn = new Recent<true>(SIGNED_IN);
  /** Many requests come with the same new token at once. */
  readonly #verifying = new Joined();
  #everybody: Known | undefined;
  #lookedMono = -Infinity;

  constructor(private readonly deps: CallersDeps) {}

  /** Without waiting: who is known already, and still holds. */
  known(authorization: string | undefined): Known | undefined {
    if (this.deps.issuers === undefined) return (this.#everybody ??= this.#knownOf(OPEN));
    if (authorization === undefined) return undefined;
    const { access, clock } = this.deps;
    const token = tokenIn(authorization);
    const kept = this.#kept.used(token);
    if (kept === undefined || !access.isFresh) return undefined;
    if (holds(kept.known.caller, clock.now())) {
      if (kept.tokenId !== undefined) access.used(kept.tokenId);
      return kept.version === access.version ? kept.known : this.#again(token, kept.known);
    }
    this.#kept.delete(token);
    return undefined;
  }

  /** Rejects with UNAUTHENTICATED, saying why. */
  async of(authorization: string | undefined, address: string | null = null): Promise<Known> {
    const found = this.known(authorization);
    if (found) return found;
    if (authorization === undefined) throw new Fault('UNAUTHENTICATED', 'Send a bearer token in the header Authorization.');
    const token = tokenIn(authorization);
    if (!/^[\w~+/.=-]+$/.test(token))
      throw new Fault(
        'UNAUTHENTICATED',
        `The header Authorization is not "Bearer", one space and a token of at most ${LONGEST} characters.`,
      );
    this.deps.access.requireFresh();
    return this.#verifying.run(token, () => this.#verify(token, address));
  }

  /** The same somebody by what they hold now. */
  again({ caller }: Known): Known {
    return this.#knownOf(caller);
  }

  async #verify(text: string, address: string | null): Promise<Known> {
    const api = readToken(text);
    const caller = api ? await this.#byApiToken(text, api.id) : await this.#byIssuer(text, address);
    const known = this.#knownOf(caller);
    // Within the clocks' difference a token may be over already: it is good for this once.
    if (holds(caller, this.deps.clock.now())) this.#keep(text, known);
    return known;
  }

  async #byIssuer(text: string, address: string | null): Promise<Caller> {
    const issuer = this.deps.issuers?.get(issuerOf(text));
    if (!issuer) throw new Fault('UNAUTHENTICATED', 'The bearer token is of no issuer that is configured here.');
    const found = callerOf(await issuer.verify(text), issuer.claims);
    if (!found.ok) throw new Fault('UNAUTHENTICATED', found.userErrors[0]?.message ?? 'The token tells of nobody.');
    this.#signIn(found.value, hashOfToken(text), address);
    return found.value;
  }

  /** Each token tells of it once: two with other groups, of which none is the older one, would contradict each other for ever. */
  #signIn(caller: Caller, token: string, address: string | null): void {
    const { access, onError } = this.deps;
    if (this.#signedIn.get(token)) return;
    this.#signedIn.set(token, true);
    // Nobody waits for it: who they are is known without.
    access.signedIn(caller, address).catch((error: unknown) => {
      this.#signedIn.delete(token);
      onError(error);
    });
  }

  /** One that another replica has just made is not in the copy yet. */
  async #byApiToken(text: string, id: string): Promise<Caller> {
    const { access, clock } = this.deps;
    if (!access.token(id)) {
      const due = clock.monotonic() - this.#lookedMono >= LOOK_MS;
      if (due) this.#lookedMono = clock.monotonic();
      // Who comes meanwhile waits for the look that is under way.
      await (due ? access.look() : access.settled());
    }
    const token = access.token(id);
    // The same words whatever is wrong: whether there was a token of that id is nobody's business.
    if (!token || !isSecretOf(token, text) || !isInForce(token, clock.now()))
      throw new Fault('UNAUTHENTICATED', 'The API token is not valid: it has ended, was revoked, or never was.');
    access.used(id);
    return { name: nameOfToken(id), kind: 'TOKEN', groups: [], expiresAt: token.expiresAt };
  }

  /** Who may what has changed: the same person, by what holds now. */
  #again(token: string, { caller }: Known): Known | undefined {
    const { access } = this.deps;
    const gone = caller.kind === 'TOKEN' && !access.token(tokenIdOf(caller.name));
    if (gone) {
      this.#kept.delete(token);
      return undefined;
    }
    const known = this.#knownOf(caller);
    this.#keep(token, known);
    return known;
  }

  #keep(token: string, known: Known): void {
    const { name, kind } = known.caller;
    const tokenId = kind === 'TOKEN' ? tokenIdOf(name) : undefined;
    this.#kept.set(token, { version: this.deps.access.version, known, tokenId });
  }

  #knownOf(caller: Caller): Known {
    const { access } = this.deps;
    const { name, kind } = caller;
    return { caller, scope: access.scopeOf(caller), viewer: { name, kind, expiresAt: caller.expiresAt, groups: caller.groups } };
  }
}

export const hashOfToken = (text: string): string => hash('sha256', text, 'base64url');

const isSecretOf = (token: ApiToken, text: string): boolean => timingSafeEqual(Buffer.from(token.hash), Buffer.from(hashOfToken(text)));

/** What a header says behind the scheme, so that one token is one however that is written; empty for what can be none. */
function tokenIn(authorization: string): string {
  const token = authorization.slice(BEARER.length);
  return token.length <= LONGEST && authorization.slice(0, BEARER.length).toLowerCase() === BEARER ? token : '';
}

/** Whose token it says it is: not believed, only looked up. */
function issuerOf(token: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const { iss } = claims as { iss?: unknown };
    return typeof iss === 'string' ? iss : '';
  } catch {
    return '';
  }
}
