import { createHmac } from 'node:crypto';
import { CompactSign, exportSPKI, importJWK, SignJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Oidc, type OidcOptions } from '../../datasources/oidc.ts';
import { Issuer } from '../../sandbox/oidc/issuer.ts';
import { systemClock } from '../../src/kit/clock.ts';

const open: { close(): Promise<void> }[] = [];
let issuer: Issuer;
let oidc: Oidc;

const clientOf = (of: Issuer, over: Partial<OidcOptions> = {}): Oidc => {
  const client = new Oidc({
    ...{ name: 'acme', issuer: of.url, audience: ['canopy'], algorithms: ['RS256', 'ES256'] },
    ...{ clockSkewMs: 2_000, timeoutMs: 2_000, clock: systemClock, refetchMs: 50 },
    ...over,
  });
  open.push(client);
  return client;
};

beforeAll(async () => {
  issuer = await Issuer.start();
  oidc = clientOf(issuer);
  open.push(issuer);
});
afterAll(async () => {
  for (const each of open) await each.close();
});

const part = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1_000);
/** What a token says, as it stands in it. */
const claims = (over: object = {}) => ({ iss: issuer.url, aud: 'canopy', sub: 'ann', iat: now(), exp: now() + 300, ...over });
/** Signed rightly, whatever the payload's text is. */
const signed = (payload: string, header: object = {}, key: CryptoKey = issuer.pair.key) =>
  new CompactSign(Buffer.from(payload)).setProtectedHeader({ alg: 'RS256', kid: issuer.pair.kid, ...header }).sign(key);

describe('a token', () => {
  it('of the issuer, for us, tells its claims', async () => {
    expect(await oidc.verify(await issuer.issue({ sub: 'ann', groups: ['ops'] }))).toMatchObject({ sub: 'ann', groups: ['ops'] });
  });

  it('costs one fetch of keys, however many there are', async () => {
    const before = issuer.fetched;
    const fresh = clientOf(issuer);
    for (let n = 0; n < 3; n++) await fresh.verify(await issuer.issue({ sub: `user${n}` }));
    expect(issuer.fetched).toBe(before + 1);
  });

  it('of a new key is taken at once, and of a withdrawn one no more than its keys are kept', async () => {
    const own = await Issuer.start('ES256');
    open.push(own);
    const client = clientOf(own);
    const old = await own.issue({ sub: 'ann' });
    await client.verify(old);
    await new Promise((done) => setTimeout(done, 60));
    await own.rotate();
    expect(await client.verify(await own.issue({ sub: 'bob' }))).toMatchObject({ sub: 'bob' });
    own.withdraw();
    await expect(clientOf(own).verify(old)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  const hostile: Record<string, () => Promise<string> | string> = {
    'of another issuer': async () => signed(JSON.stringify(claims({ iss: 'https://elsewhere.example.com' }))),
    'for another audience': () => issuer.issue({ sub: 'ann' }, { audience: 'another' }),
    'that has expired': () => issuer.issue({ sub: 'ann' }, { lifetimeS: -10 }),
    'that is not valid yet': () => issuer.issue({ sub: 'ann', nbf: now() + 60 }),
    'without an end': async () => signed(JSON.stringify(claims({ exp: undefined }))),
    'without a subject': () => issuer.issue({}),
    'with an end that is a text': async () => signed(JSON.stringify(claims({ exp: String(now() + 300) }))),
    'that is not signed at all': () => `${part({ alg: 'none', typ: 'JWT' })}.${part(claims())}.`,
    'that is not signed, in capitals': () => `${part({ alg: 'NONE' })}.${part(claims())}.`,
    'signed with the public key as a secret': async () => {
      const spki = await exportSPKI((await importJWK(issuer.pair.jwk, 'RS256')) as CryptoKey);
      const head = `${part({ alg: 'HS256', kid: issuer.pair.kid })}.${part(claims())}`;
      return `${head}.${createHmac('sha256', spki).update(head).digest('base64url')}`;
    },
    'signed in an allowed way by a key of another kind': async () => {
      const other = await Issuer.start('ES256');
      open.push(other);
      return signed(JSON.stringify(claims()), { alg: 'ES256' }, other.pair.key);
    },
    'signed by somebody else under a known key id': async () => {
      const other = await Issuer.start();
      open.push(other);
      return signed(JSON.stringify(claims()), {}, other.pair.key);
    },
    'that brings its own key along': async () => {
      const other = await Issuer.start();
      open.push(other);
      return new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', jwk: other.pair.jwk, jku: `${other.url}/keys`, kid: other.pair.kid })
        .sign(other.pair.key);
    },
    'with a key id that nobody has': async () => signed(JSON.stringify(claims()), { kid: '../../etc/passwd' }),
    'that is cut short': async () => (await issuer.issue({ sub: 'ann' })).slice(0, -20),
    'whose signature is written in another way': async () => {
      const token = await issuer.issue({ sub: 'ann' });
      const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      return token.slice(0, -1) + digits[digits.indexOf(token.at(-1) ?? '') + 1];
    },
    'without its signature': async () => (await issuer.issue({ sub: 'ann' })).replace(/\.[^.]*$/, '.'),
    'whose claims were changed': async () => {
      const [head, , tail] = (await issuer.issue({ sub: 'ann' })).split('.');
      return `${head}.${part(claims({ sub: 'root' }))}.${tail}`;
    },
    'of 20,000 characters': () => issuer.issue({ sub: 'ann', pad: 'x'.repeat(20_000) }),
    'that names a claim twice': async () => signed(JSON.stringify(claims()).replace('"sub"', '"sub":"root","sub"')),
    'that names a claim twice, once in escapes': async () => signed(JSON.stringify(claims()).replace('"sub"', '"s\\u0075b":"root","sub"')),
    'whose claims are no object': async () => signed('[]'),
    'whose claims are no JSON': async () => signed('{"sub":'),
    'with an extension that must be understood': () =>
      new CompactSign(Buffer.from(JSON.stringify(claims())))
        .setProtectedHeader({ alg: 'RS256', kid: issuer.pair.kid, crit: ['must'], must: 1 })
        .sign(issuer.pair.key, { crit: { must: true } }),
    'that is encrypted': () => `${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`,
    'that is no token': () => 'open sesame',
    'that is nothing': () => '',
  };

  it.each(Object.keys(hostile))('%s is refused, and nothing of it is repeated', async (name) => {
    const token = await hostile[name]?.();
    const refused: unknown = await oidc.verify(token ?? '').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringMatching(/^The bearer token /) });
    for (const piece of (token ?? '').split(/[.\s]/)) if (piece.length > 8) expect(String(refused)).not.toContain(piece);
    expect(String(refused)).not.toMatch(/root|passwd|elsewhere/);
  });
});

describe('an issuer', () => {
  it('that does not answer is no reason to call a token wrong, and is asked again', async () => {
    const own = await Issuer.start();
    open.push(own);
    own.away = true;
    const client = clientOf(own);
    const token = await own.issue({ sub: 'ann' });
    await expect(client.verify(token)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', source: 'oidc:acme', retryable: true });
    own.away = false;
    expect(await client.verify(token)).toMatchObject({ sub: 'ann' });
    own.away = true;
    expect(await client.verify(await own.issue({ sub: 'bob' }))).toMatchObject({ sub: 'bob' });
  });

  it('whose discovery document is of another one is not believed', async () => {
    const other = await Issuer.start();
    open.push(other);
    const client = clientOf(other, { issuer: `${other.url}/` });
    await expect(client.verify(await other.issue({ sub: 'ann', iss: `${other.url}/` }))).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: expect.stringContaining('of another issuer'),
    });
  });

  it('may name its keys without a discovery document', async () => {
    const client = clientOf(issuer, { jwksUrl: `${issuer.url}/keys` });
    expect(await client.verify(await issuer.issue({ sub: 'ann' }))).toMatchObject({ sub: 'ann' });
  });
});
