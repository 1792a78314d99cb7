import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Algorithm } from '../src/access/model.ts';
import type { Clock } from '../src/kit/clock.ts';
import { Fault } from '../src/kit/fault.ts';
import { Http, type Tls } from '../src/kit/http.ts';
import { isObject, repeatsKey } from '../src/kit/json.ts';

export interface OidcOptions {
  /** As faults and callers' names have it. */
  readonly name: string;
  /** As the claim `iss` says it, to the letter. */
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Where its keys are; without it, where its discovery document says. */
  readonly jwksUrl?: string | undefined;
  readonly algorithms: readonly Algorithm[];
  /** How far its clock and ours may be apart. */
  readonly clockSkewMs: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly tls?: Tls | undefined;
  /** How soon after a fetch of its keys an unknown key may cause the next one. */
  readonly refetchMs?: number | undefined;
}

export type Claims = Readonly<Record<string, unknown>>;

/** Longer is no token that anybody issues, and would only cost time. */
const LONGEST = 16_384;
/** After this long its keys are fetched anew, though all were known: one that was withdrawn must not last. */
const KEYS_MS = 600_000;

/** One OpenID Connect issuer: the claims of the tokens that it has signed for us. */
export class Oidc {
  readonly source: string;
  readonly #options: OidcOptions;
  readonly #http: Http;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(options: OidcOptions) {
    this.#options = options;
    this.source = `oidc:${options.name}`;
    this.#http = new Http({ source: this.source, clock: options.clock, tls: options.tls });
  }

  /** Rejects with UNAUTHENTICATED, saying what is wrong with the token, or with UPSTREAM_UNAVAILABLE when its keys cannot be had. */
  async verify(token: string): Promise<Claims> {
    if (token.length > LONGEST) throw refused(`is longer than ${LONGEST} characters`);
    const { issuer, audience, algorithms, clockSkewMs, clock } = this.#options;
    const keys = await this.#keySet();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: [...audience],
        algorithms: [...algorithms],
        clockTolerance: clockSkewMs / 1_000,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp', 'sub'],
      });
      // What one reader takes from the first of two, another takes from the second.
      if (repeatsKey(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())) throw refused('names a claim twice');
      // The signature's last character has room for bits that nobody reads: one token would be known as sixteen.
      const signature = token.slice(token.lastIndexOf('.') + 1);
      if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) throw refused('is not written as its issuer writes it');
      return payload;
    } catch (error) {
      throw this.#told(error);
    }
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** Found out once; what fails is asked again by whoever comes next. */
  #keySet(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#discover().catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    const { issuer, jwksUrl, timeoutMs, refetchMs = 5_000 } = this.#options;
    const url = jwksUrl ?? (await this.#jwksUrl(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`));
    return createRemoteJWKSet(new URL(url), {
      timeoutDuration: timeoutMs,
      cooldownDuration: refetchMs,
      cacheMaxAge: KEYS_MS,
      [customFetch]: async (at, { signal }) => {
        const answer = await this.#http.send({ method: 'GET', url: new URL(at), route: 'its keys', timeoutMs, signal });
        return new Response(answer.text, { status: answer.status });
      },
    });
  }

  async #jwksUrl(discovery: string): Promise<string> {
    const { issuer, timeoutMs } = this.#options;
    const route = '/.well-known/openid-configuration';
    const answer = await this.#http.send({ method: 'GET', url: new URL(discovery), route, timeoutMs });
    const found: unknown = answer.status === 200 ? answer.json() : undefined;
    if (!isObject(found)) throw this.#away(`GET ${route}: status ${answer.status}`);
    // Another issuer's document would put its keys in this one's place.
    if (found['issuer'] !== issuer) throw this.#away(`GET ${route} is of another issuer`);
    const { jwks_uri: url } = found;
    if (typeof url !== 'string' || !URL.canParse(url)) throw this.#away(`GET ${route}: jwks_uri is no address`);
    return url;
  }

  #told(error: unknown): unknown {
    if (error instanceof errors.JWTExpired) return refused('has expired');
    if (error instanceof errors.JWTClaimValidationFailed) return refused(`is not for us: its claim "${error.claim}" ${why(error.reason)}`);
    if (error instanceof errors.JOSEAlgNotAllowed) return refused('is signed in a way that is not allowed');
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
      return refused('is signed with a key that its issuer does not have');
    if (error instanceof errors.JWSSignatureVerificationFailed) return refused('has a wrong signature');
    if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return this.#away(`the keys: ${error.message}`);
    if (error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC') return refused('is no token of ours');
    if (error instanceof Fault) return error;
    // What is not about the token is about the way to its issuer.
    return this.#away('the keys cannot be had');
  }

  #away(message: string): Fault {
    return new Fault('UPSTREAM_UNAVAILABLE', message, { source: this.source });
  }
}

/** Never a word of the token itself. */
const refused = (why: string): Fault => new Fault('UNAUTHENTICATED', `The bearer token ${why}.`);

const why = (reason: string): string => (reason === 'missing' ? 'is missing' : 'is another one');
