import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { Secret } from './kit/secret.ts';

/** The environment gives strings; nothing else is bent into a number. */
const numeric = (schema: z.ZodNumber) =>
  z.preprocess((value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value), schema);
const ms = numeric(z.number().int().positive());
const count = numeric(z.number().int().positive());
const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
const url = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''),
    'credentials do not belong into a URL, which is shown and logged: use basic or token',
  );

const Tls = z
  .strictObject({ caFile: z.string().optional(), certFile: z.string().optional(), keyFile: z.string().optional() })
  .refine((tls) => (tls.certFile === undefined) === (tls.keyFile === undefined), 'certFile and keyFile come together');

const Marathon = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'a-z, 0-9 and "-"'),
  urls: z.array(url).min(1),
  basic: z.strictObject({ user: z.string().min(1), password: secret }).optional(),
  token: secret.optional(),
  timeoutMs: ms.default(5_000),
  relistMs: ms.default(300_000),
  canaryMs: ms.default(60_000),
  coalesceMs: ms.default(200),
  trustLeader: z.boolean().optional(),
});

const Config = z.strictObject({
  server: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: numeric(z.number().int().min(0).max(65_535)).default(4_000),
      /** Pages of these origins may call from a browser. */
      origins: z.array(z.string()).default([]),
      introspection: z.boolean().default(true),
      graphiql: z.boolean().default(true),
      /** A JSON file of trusted documents, { hash: document }; with `onlyTrusted` nothing else runs. */
      trustedDocuments: z.string().optional(),
      onlyTrusted: z.boolean().default(false),
      stopWithinMs: ms.default(10_000),
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
      answersBytes: count.default(268_435_456),
      textsBytes: count.default(268_435_456),
    })
    .prefault({}),
  store: z
    .strictObject({
      /** The SQLite file; canopy.sqlite unless given (with the sandbox: a file that goes with it). Its folder must exist. */
      file: z.string().optional(),
      /** mysql://user:password@host/database: several processes may share it. Used in place of the file. */
      url: secret.optional(),
      eventAgeMs: ms.default(30 * 86_400_000),
      decisionAgeMs: ms.default(90 * 86_400_000),
      eventCount: count.default(5_000_000),
    })
    .prefault({}),
  marathons: z
    .array(Marathon)
    .refine((all) => new Set(all.map((each) => each.name)).size === all.length, 'two of them have the same name')
    .default([]),
  mesos: z.strictObject({ url, everyMs: ms.default(30_000), timeoutMs: ms.default(5_000) }).optional(),
  docker: z
    .strictObject({
      /** One engine per host: {host} and {ip} are filled in. */
      template: z.string().min(1),
      tls: Tls.optional(),
      deadlineMs: ms.default(2_000),
    })
    .optional(),
  log: z.strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info') }).prefault({}),
  /** True: bring up the sandbox company beside Canopy. Without any `marathons` this is the default. */
  sandbox: z
    .union([
      z.boolean(),
      z.strictObject({ company: z.enum(['full', 'small', 'none']).optional(), simulatedTasks: z.number().int().min(0).optional() }),
    ])
    .optional(),
  /** For crash tests only: the named point of a mutation at which the process ends. */
  crashAt: z.string().optional(),
});

export type Config = z.output<typeof Config>;

/** Environment variables that override the file, and where they go. */
export const ENVIRONMENT = {
  HOST: ['server', 'host'],
  PORT: ['server', 'port'],
  CANOPY_STORE_FILE: ['store', 'file'],
  CANOPY_STORE_URL: ['store', 'url'],
  CANOPY_LOG_LEVEL: ['log', 'level'],
  CANOPY_CRASH_AT: ['crashAt'],
} as const;

export const jsonSchema = (): unknown => z.toJSONSchema(Config, { io: 'input', unrepresentable: 'any' });

type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of environment and file. Every mistake is reported at once, by name, with what is expected. */
export function readConfig(environment: Environment, readFile: (path: string) => string = (path) => readFileSync(path, 'utf8')): Config {
  const path = environment['CANOPY_CONFIG'];
  const merged = path ? toObject(parseYaml(readFile(path)), path) : {};
  for (const [name, [first, second]] of Object.entries(ENVIRONMENT)) {
    const value = environment[name];
    if (value === undefined || value === '') continue;
    if (second === undefined) merged[first] = value;
    else merged[first] = { ...toObject(merged[first] ?? {}, first), [second]: value };
  }
  const parsed = Config.safeParse(merged);
  if (!parsed.success) throw new ConfigError(parsed.error);
  refuseOpenDoor(parsed.data);
  return parsed.data;
}

export class ConfigError extends Error {
  constructor(cause: z.ZodError) {
    super(`The configuration is not valid:\n${z.prettifyError(cause)}`);
    this.name = 'ConfigError';
  }
}

/** Open as an administrator is for loopback alone. */
function refuseOpenDoor({ server }: Config): void {
  if (/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(server.host)) return;
  throw new Error(
    `server.host is ${server.host}: without authentication Canopy serves loopback only. Set server.host (or HOST) to 127.0.0.1; authentication settings do not exist yet.`,
  );
}

function toObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  if (value === null || value === undefined) return {};
  throw new Error(`${where}: an object is expected.`);
}
