import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** A key that signs, and its public half as others fetch it. */
interface Pair {
  readonly kid: string;
  readonly alg: string;
  readonly key: CryptoKey;
  readonly jwk: JWK;
}

export interface IssueOptions {
  /** Seconds from now on. */
  readonly lifetimeS?: number;
  readonly audience?: string | string[];
}

/** A small OpenID Connect issuer: discovery, keys that rotate, and tokens for whoever asks it in code. It has no login. */
export class Issuer {
  readonly #server = createServer((request, response) => this.#answer(request, response));
  #pairs: Pair[] = [];
  #made = 0;
  /** How often its keys were fetched. */
  fetched = 0;
  /** Answers nothing but 503 while it is set. */
  away = false;

  readonly #algorithm: string;

  private constructor(algorithm: string) {
    this.#algorithm = algorithm;
  }

  static async start(algorithm = 'RS256'): Promise<Issuer> {
    const issuer = new Issuer(algorithm);
    await issuer.rotate();
    await new Promise<void>((done) => issuer.#server.listen(0, '127.0.0.1', done));
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The newest pair of keys. */
  get pair(): Pair {
    return this.#pairs[0] as Pair;
  }

  /** A new key signs from now on; those before stay published until they are withdrawn. */
  async rotate(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(this.#algorithm, { extractable: true });
    const kid = `key-${++this.#made}`;
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: this.#algorithm, use: 'sig' };
    this.#pairs.unshift({ kid, alg: this.#algorithm, key: privateKey, jwk });
  }

  /** Only the newest key is published any more. */
  withdraw(): void {
    this.#pairs = this.#pairs.slice(0, 1);
  }

  async issue(claims: Record<string, unknown>, { lifetimeS = 300, audience = 'canopy' }: IssueOptions = {}): Promise<string> {
    const { kid, alg, key } = this.pair;
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ iss: this.url, aud: audience, iat: now, exp: now + lifetimeS, ...claims })
      .setProtectedHeader({ alg, kid, typ: 'JWT' })
      .sign(key);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(() => done()));
  }

  #answer({ url }: IncomingMessage, response: ServerResponse): void {
    const body =
      url === '/.well-known/openid-configuration'
        ? { issuer: this.url, jwks_uri: `${this.url}/keys`, id_token_signing_alg_values_supported: [this.#algorithm] }
        : url === '/keys'
          ? { keys: this.#pairs.map(({ jwk }) => jwk) }
          : undefined;
    if (url === '/keys') this.fetched++;
    const status = this.away ? 503 : body ? 200 : 404;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(status === 200 ? body : { error: 'none' }));
  }
}
