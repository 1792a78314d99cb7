import { readFileSync } from 'node:fs';
import { parseDocument, type YAMLParseError } from 'yaml';
import { z } from 'zod';
import { authSchema } from './auth-settings.ts';
import { chronosSchema } from './chronos-settings.ts';
import { EVERY_POINT } from './crash.ts';
import { falconSchema } from './falcon-settings.ts';
import { marathonSchema, mesosSchema } from './marathon-settings.ts';
import {
  count,
  documents,
  flag,
  keyFile,
  ms,
  numeric,
  origin,
  over,
  pem,
  redisSchema,
  storeUrl,
  template,
  tlsSchema,
  whyOf,
  type ReadFile,
} from './settings.ts';

/** Open as an administrator is for loopback alone. */
const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host);
const OPEN_DOOR = 'without authentication Canopy serves loopback only: set server.host (or HOST) to 127.0.0.1, or configure auth';
const NAMELESS = 'the names by which this server is reached are expected: a request under any other is refused';

const KEYLESS = 'with store.url, a file with the key of the audit log is expected: outside the store, and the same for every replica';

const configSchema = (readFile: ReadFile) =>
  z
    .strictObject({
      server: z
        .strictObject({
          host: z.string().default('127.0.0.1'),
          /** The names by which it is reached, without a port, where that is not loopback. */
          hosts: z.array(z.string().regex(/^[a-z0-9.-]+$/, 'a name in small letters, without a port')).default([]),
          port: numeric(z.number().int().min(0).max(65_535)).default(4_000),
          /** Pages of these origins may call from a browser. */
          origins: z.array(origin).default([]),
          /** Proxies before it: of these, and of nobody else, X-Forwarded-For is believed. */
          proxies: z.array(z.string().regex(/^[0-9a-f.:]+$/, 'an address')).default([]),
          introspection: z.boolean().default(true),
          graphiql: z.boolean().default(true),
          /** A JSON file of trusted documents, { hash: document }; with `onlyTrusted` nothing else runs. */
          trustedDocuments: documents(readFile).optional(),
          onlyTrusted: z.boolean().default(false),
          stopWithinMs: ms.default(10_000),
        })
        .refine((server) => !server.onlyTrusted || server.trustedDocuments !== undefined, {
          ...over('onlyTrusted', 'trustedDocuments'),
          path: ['onlyTrusted'],
          message: 'with onlyTrusted, trustedDocuments is expected: without it nothing would run',
        })
        .prefault({}),
      limits: z
        .strictObject({
          depth: count.default(15),
          aliases: count.default(50),
          cost: count.default(50_000),
          tokens: count.default(4_000),
          batch: count.default(10),
          bodyBytes: count.default(1_048_576),
          /** Cost points that one caller may spend in a window. */
          points: numeric(z.number().int().positive().max(2_147_483_647)).default(1_000_000),
          windowMs: ms.default(60_000),
          /** Requests of one caller under way at once. */
          concurrent: count.default(100),
          answersBytes: count.default(268_435_456),
          textsBytes: count.default(268_435_456),
        })
        .refine((limits) => limits.points >= limits.cost, {
          ...over('points', 'cost'),
          path: ['points'],
          message: 'at least as many as cost are expected: what may be asked must be possible to ask once in a window',
        })
        .prefault({}),
      sockets: z
        .strictObject({
          max: count.default(5_000),
          /** Of one address, or of a caller whom the header of the upgrade names: open at once without their init. */
          beforeInit: count.default(100),
          operations: count.default(100),
          /** Of one caller: open at once, and operations under way at once on all of them. */
          perCaller: count.default(200),
          operationsPerCaller: count.default(1_000),
          pingMs: ms.default(30_000),
          initMs: ms.default(10_000),
        })
        .prefault({}),
      streams: z
        .strictObject({
          /** What may wait for one subscriber before it counts as slow. */
          bufferBytes: count.default(1_048_576),
          /** How many events a slow one may be behind before they are left out, with a Gap. */
          behind: count.default(10_000),
          /** So often every subscriber is told that nothing is withheld; whoever has just been moved to others' rounds waits twice as long. */
          heartbeatMs: numeric(z.number().int().min(50).max(5_000)).default(5_000),
          /** How long a slow one may take nothing at all. */
          stallMs: ms.default(60_000),
          /** The newest events, kept in memory for whoever comes back soon. */
          tail: count.default(10_000),
          /** What a message may cost at most, by the measure of queries. */
          messageCost: count.default(100),
        })
        .prefault({}),
      store: z
        .strictObject({
          /** The SQLite file; canopy.sqlite unless given (with the sandbox: a file that goes with it). Its folder is made. */
          file: z.string().optional(),
          /** mysql://user:password@host/database: several processes may share it. Used in place of the file. */
          url: storeUrl.optional(),
          /** The authority that signed the server's certificate: with it the connection is encrypted. */
          caFile: pem(readFile, 'CERTIFICATE').optional(),
          eventAgeMs: ms.default(30 * 86_400_000),
          decisionAgeMs: ms.default(90 * 86_400_000),
          eventCount: count.default(5_000_000),
        })
        .refine((store) => store.caFile === undefined || store.url !== undefined, {
          ...over('caFile', 'url'),
          path: ['caFile'],
          message: 'with caFile, url is expected: a file is not reached over a connection',
        })
        .transform(({ caFile: ca, ...rest }) => ({ ...rest, ca }))
        .prefault({}),
      /** Wakes other replicas when there is something new; without it they look four times a second. */
      redis: redisSchema.optional(),
      audit: z
        .strictObject({
          /** At least 32 bytes, outside the store: whoever has it can write an audit log that never was. */
          keyFile: keyFile(readFile).optional(),
          ageMs: ms.default(400 * 86_400_000),
        })
        .transform(({ keyFile: key, ageMs }) => ({ key, ageMs }))
        .prefault({}),
      marathons: z
        .array(marathonSchema(readFile))
        .refine((all) => new Set(all.map((each) => each.name)).size === all.length, 'two of them have the same name')
        .default([]),
      mesos: mesosSchema(readFile).optional(),
      docker: z
        .strictObject({
          /** One engine per host: {host} and {ip} are filled in. */
          template,
          tls: tlsSchema(readFile).optional(),
          deadlineMs: ms.default(2_000),
        })
        .optional(),
      falcon: falconSchema(readFile).optional(),
      chronos: chronosSchema(readFile).optional(),
      auth: authSchema.optional(),
      access: z
        .strictObject({
          /** Who may what is read from the store every second; a copy that is older than this answers nobody. */
          maxStaleMs: ms.default(10_000),
        })
        .prefault({}),
      log: z.strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info') }).prefault({}),
      /** True: bring up the sandbox company beside Canopy. Without any `marathons` this is the default. */
      sandbox: z
        .union([
          z.boolean(),
          z.strictObject({
            company: z.enum(['full', 'small', 'none']).optional(),
            simulatedTasks: z.number().int().min(0).optional(),
            /** Asks who somebody is: an issuer, and a token of each of a few people in a file. */
            people: flag.optional(),
            /** A Chronos beside it, as it was in 2016 (2) or is since (3). */
            chronos: z.enum(['2', '3', 'off']).optional(),
          }),
        ])
        .optional(),
      /** For crash tests only: the named point at which the process ends. */
      crashAt: z.enum(EVERY_POINT).optional(),
    })
    .refine(({ auth, server }) => auth !== undefined || isLoopback(server.host), {
      ...over('server.host', 'auth'),
      path: ['server', 'host'],
      message: OPEN_DOOR,
    })
    .refine(({ auth, server }) => auth === undefined || isLoopback(server.host) || server.hosts.length > 0, {
      ...over('server.host', 'server.hosts', 'auth'),
      path: ['server', 'hosts'],
      message: NAMELESS,
    })
    .refine(({ store, redis }) => redis === undefined || store.url !== undefined, {
      ...over('store.url', 'redis'),
      path: ['redis'],
      message: 'with redis, store.url is expected: a SQLite file has one process, which nobody needs to wake',
    })
    .refine(({ store, audit }) => store.url === undefined || audit.key !== undefined, {
      ...over('store.url', 'audit'),
      path: ['audit', 'keyFile'],
      message: KEYLESS,
    });

export type Config = z.output<ReturnType<typeof configSchema>>;

/** Environment variables that override the file, and where they go. */
export const ENVIRONMENT = {
  HOST: ['server', 'host'],
  PORT: ['server', 'port'],
  CANOPY_STORE_FILE: ['store', 'file'],
  CANOPY_STORE_URL: ['store', 'url'],
  CANOPY_REDIS_URL: ['redis', 'url'],
  CANOPY_AUDIT_KEY_FILE: ['audit', 'keyFile'],
  CANOPY_LOG_LEVEL: ['log', 'level'],
  CANOPY_SANDBOX_PEOPLE: ['sandbox', 'people'],
  CANOPY_SANDBOX_CHRONOS: ['sandbox', 'chronos'],
  CANOPY_CRASH_AT: ['crashAt'],
} as const;

export const jsonSchema = (): unknown => z.toJSONSchema(configSchema(fromDisk), { io: 'input', unrepresentable: 'any' });

type Environment = Readonly<Record<string, string | undefined>>;

const fromDisk: ReadFile = (path, encoding = 'utf8') => readFileSync(path, encoding);

/** The only reader of environment and files. Every mistake is reported at once, by name, with what is expected. */
export function readConfig(environment: Environment, readFile: ReadFile = fromDisk): Config {
  const path = environment['CANOPY_CONFIG'];
  const merged = path ? toObject(parsedFile(path, readFile), path) : {};
  for (const [name, [first, second]] of Object.entries(ENVIRONMENT)) {
    const value = environment[name];
    if (value === undefined || value === '') continue;
    if (second === undefined) merged[first] = value;
    else merged[first] = { ...toObject(merged[first] ?? {}, first), [second]: value };
  }
  const parsed = configSchema(readFile).safeParse(merged);
  if (!parsed.success) throw new ConfigError(parsed.error);
  return parsed.data;
}

function parsedFile(path: string, readFile: ReadFile): unknown {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    throw new Error(`CANOPY_CONFIG: ${path} cannot be read: ${whyOf(error)}`, { cause: error });
  }
  const document = parseDocument(text);
  const [wrong] = document.errors;
  // The parser's own words repeat the line, in which a password may stand.
  if (wrong) throw new Error(`CANOPY_CONFIG: ${path} is not YAML: ${wrong.code}${placeOf(wrong)}`);
  try {
    return document.toJS();
  } catch {
    throw new Error(`CANOPY_CONFIG: ${path} is not YAML: what begins with "*" names nothing; a text that does needs quotes`);
  }
}

function placeOf({ linePos }: YAMLParseError): string {
  const at = linePos?.[0];
  return at ? ` at line ${at.line}, column ${at.col}` : '';
}

export class ConfigError extends Error {
  constructor(cause: z.ZodError) {
    super(`The configuration is not valid:\n${z.prettifyError(cause)}`);
    this.name = 'ConfigError';
  }
}

function toObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  if (value === null || value === undefined) return {};
  throw new Error(`${where}: an object is expected.`);
}
