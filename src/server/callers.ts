import { callerOf, holds, isAdministrator, type ClaimNames } from '../access/caller.ts';
import { OPEN, type Administrators, type Caller } from '../access/model.ts';
import type { Viewer } from '../context.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import { Joined } from '../kit/joined.ts';
import { Recent } from '../kit/recent.ts';

/** Who asks, and whether everything is theirs to see. */
export interface Known {
  readonly caller: Caller;
  readonly administrator: boolean;
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
  readonly administrators: Administrators;
  readonly clock: Clock;
}

const KEPT = 10_000;
const known = (caller: Caller, administrator: boolean): Known => ({
  caller,
  administrator,
  viewer: { name: caller.name, kind: caller.kind, roles: administrator ? ['ADMIN'] : [] },
});
const EVERYBODY = known(OPEN, true);

/** From the header of a request to who sent it. A token is verified once; until its end it is known by its text. */
export class Callers {
  readonly #known = new Recent<Known>(KEPT);
  /** Many requests come with the same new token at once. */
  readonly #verifying = new Joined();

  constructor(private readonly deps: CallersDeps) {}

  /** Without waiting: who is known already, and still holds. */
  known(authorization: string | undefined): Known | undefined {
    if (this.deps.issuers === undefined) return EVERYBODY;
    if (authorization === undefined) return undefined;
    const found = this.#known.get(authorization);
    if (found === undefined || holds(found.caller, this.deps.clock.now())) return found;
    this.#known.delete(authorization);
    return undefined;
  }

  /** Rejects with UNAUTHENTICATED, saying why. */
  async of(authorization: string | undefined): Promise<Known> {
    const found = this.known(authorization);
    if (found) return found;
    if (authorization === undefined) throw new Fault('UNAUTHENTICATED', 'Send a bearer token in the header Authorization.');
    return this.#verifying.run(authorization, () => this.#verify(authorization));
  }

  async #verify(authorization: string): Promise<Known> {
    const { issuers, administrators, clock } = this.deps;
    const [, token] = /^bearer +([\w~+/.=-]+)$/i.exec(authorization) ?? [];
    if (token === undefined) throw new Fault('UNAUTHENTICATED', 'The header Authorization is not "Bearer" and a token.');
    const issuer = issuers?.get(issuerOf(token));
    if (!issuer) throw new Fault('UNAUTHENTICATED', 'The bearer token is of no issuer that is configured here.');
    const found = callerOf(await issuer.verify(token), issuer.claims);
    if (!found.ok) throw new Fault('UNAUTHENTICATED', found.userErrors[0]?.message ?? 'The token tells of nobody.');
    const verified = known(found.value, isAdministrator(found.value, administrators));
    // Within the clocks' difference a token may be over already: it is good for this once.
    if (holds(verified.caller, clock.now())) this.#known.set(authorization, verified);
    return verified;
  }
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
