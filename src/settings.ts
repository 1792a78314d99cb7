/* Kinds of settings, each with what is said when one is not right. */
import { z } from 'zod';
import { notJson } from './kit/json.ts';
import { Secret } from './kit/secret.ts';

/** The environment gives strings; nothing else is bent into a number. */
export const numeric = (schema: z.ZodNumber) =>
  z.preprocess((value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value), schema);
export const ms = numeric(z.number().int().positive());
export const count = numeric(z.number().int().positive());
/** As the environment says it, too. */
export const flag = z.preprocess(
  (value) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value),
  z.boolean(),
);
export const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
/** A URL is shown and logged. What cannot be read as one is told by another rule. */
const isBare = (text: string): boolean => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === '');
const BARE = 'credentials do not belong into a URL, which is shown and logged';
export const url = z.url({ protocol: /^https?$/ }).refine(isBare, `${BARE}: use basic or token`);

/** Where the engine of each host listens, as an engine's address is made of it. */
const filled = (template: string): string => template.replaceAll('{host}', 'host').replaceAll('{ip}', '127.0.0.1');
export const template = z
  .string()
  .min(1)
  .refine((text) => isBare(filled(text)), `${BARE}: use tls`)
  .refine(
    (text) => text === '' || filled(text).startsWith('unix:///') || /^https?:$/.test(URL.parse(filled(text))?.protocol ?? ''),
    'expected an address such as https://{host}:2376, http://{ip}:2375 or unix:///run/engines/{host}.sock',
  );

/** As a browser says it: what differs by a slash would never be equal to it. */
export const origin = z
  .string()
  .refine((text) => /^https?:/.test(text) && URL.parse(text)?.origin === text, 'expected an origin such as https://portal.example.com');

/** What is wrong with it is said without it: there may be a password in it. */
export const storeUrl = z
  .string()
  .refine((text) => {
    const { protocol, hostname, pathname } = URL.parse(text) ?? { protocol: '', hostname: '', pathname: '' };
    return /^(mysql|mariadb):$/.test(protocol) && hostname !== '' && pathname.length > 1;
  }, 'expected mysql://user:password@host:3306/database')
  .transform((value) => new Secret(value));

/** Of Redis, as its own clients write it; what is wrong with it is said without it. */
export const redisSchema = z.strictObject({
  url: z
    .string()
    .refine((text) => /^rediss?:\/\/[^/]/.test(text) && URL.canParse(text), 'expected redis://:password@host:6379, or rediss:// for TLS')
    .transform((value) => new Secret(value)),
});

export const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** As text, or each byte as one character. */
export type ReadFile = (path: string, encoding?: 'utf8' | 'latin1') => string;

/** What a setting's file holds, read with the configuration: one that is not there is a mistake like any other. */
const contents = (readFile: ReadFile, encoding?: 'latin1') =>
  z.string().transform((path, context) => {
    try {
      return readFile(path, encoding);
    } catch (error) {
      context.addIssue(`${path} cannot be read: ${whyOf(error)}`);
      return z.NEVER;
    }
  });

/** A file of PEM blocks. */
export const pem = (readFile: ReadFile, what: 'CERTIFICATE' | 'PRIVATE KEY') =>
  contents(readFile).refine(
    (text) => new RegExp(`-----BEGIN [A-Z ]*${what}-----`).test(text),
    `expected a file with a PEM block "${what}"`,
  );

/** A key as hex, as base64, or as the bytes themselves, given as latin1; undefined when it is shorter than 32 bytes. */
export function keyOf(text: string): Uint8Array | undefined {
  const line = text.trim();
  const encoding = /^([0-9a-f]{2})+$/i.test(line) ? 'hex' : /^[\w+/-]+={0,2}$/.test(line) ? 'base64' : undefined;
  const key = encoding ? Buffer.from(line, encoding) : Buffer.from(text, 'latin1');
  return key.length >= 32 ? key : undefined;
}

/** A file with such a key. */
export const keyFile = (readFile: ReadFile) =>
  contents(readFile, 'latin1').transform((text, context) => {
    const key = keyOf(text);
    if (key) return new Secret(Buffer.from(key).toString('base64'));
    context.addIssue('expected a file with a key of at least 32 bytes, as hex, as base64 or as they are');
    return z.NEVER;
  });

/** A rule over these settings, by their paths, is looked at whatever is wrong with others: mistakes are told at once. */
export const over = (...paths: readonly string[]) => ({
  when: ({ issues }: { readonly issues: readonly { readonly path?: readonly PropertyKey[] | undefined }[] }) =>
    !issues.some(({ path = [] }) => paths.some((each) => isWithin(path.join('.'), each) || isWithin(each, path.join('.')))),
});

const isWithin = (path: string, block: string): boolean => path === block || path.startsWith(`${block}.`);

export const tlsSchema = (readFile: ReadFile) =>
  z
    .strictObject({
      caFile: pem(readFile, 'CERTIFICATE').optional(),
      certFile: pem(readFile, 'CERTIFICATE').optional(),
      keyFile: pem(readFile, 'PRIVATE KEY').optional(),
    })
    .refine((tls) => (tls.certFile === undefined) === (tls.keyFile === undefined), {
      message: 'certFile and keyFile come together',
      ...over('certFile', 'keyFile'),
    })
    .transform(({ caFile: ca, certFile: cert, keyFile: key }) => ({ ca, cert, key: key === undefined ? undefined : new Secret(key) }));

/** A JSON file of documents by their id. */
export const documents = (readFile: ReadFile) =>
  contents(readFile)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        context.addIssue(`expected a JSON file { id: document }: it is ${notJson(error)}`);
        return z.NEVER;
      }
    })
    .pipe(z.record(z.string(), z.string(), 'expected a JSON file { id: document }'));

export const basic = z.strictObject({ user: z.string().min(1), password: secret });
