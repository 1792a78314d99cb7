import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ENVIRONMENT, jsonSchema, readConfig } from '../../src/config.ts';

const example = readFileSync('canopy.example.yml', 'utf8');
/** The example with what is commented out: a `#` right before a setting, or before an indented one. */
const everything = example.replace('marathons: []\n', '').replace(/^( *)#(?=[a-z]| {2})/gm, '$1');
/** What the files hold that it names. */
const holding = (path: string): string | undefined =>
  path === 'trusted.json'
    ? '{"apps":"{ apps { totalCount } }"}'
    : path === 'audit-key'
      ? 'a5'.repeat(32)
      : path.endsWith('-key.pem')
        ? '-----BEGIN RSA PRIVATE KEY-----'
        : path.endsWith('.pem')
          ? '-----BEGIN CERTIFICATE-----'
          : undefined;
const read = (text: string, environment: Record<string, string> = {}) =>
  readConfig({ CANOPY_CONFIG: 'canopy.yml', ...environment }, (path) => holding(path) ?? text);

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly default?: unknown;
}

/** Names of all settings, as server.host or marathons[].name. */
function settings(schema: JsonSchema, at = ''): string[] {
  const shape = schema.anyOf?.find(({ properties }) => properties) ?? schema;
  if (shape.items?.properties) return settings(shape.items, `${at}[]`);
  if (!shape.properties) return [at];
  return Object.entries(shape.properties).flatMap(([name, each]) => settings(each, at === '' ? name : `${at}.${name}`));
}

/** The default of each setting that has one. */
function defaults(schema: JsonSchema, at = ''): [string, unknown][] {
  const shape = schema.anyOf?.find(({ properties }) => properties) ?? schema;
  if (shape.items?.properties) return defaults(shape.items, `${at}[]`);
  if (!shape.properties) return schema.default === undefined ? [] : [[at, schema.default]];
  return Object.entries(shape.properties).flatMap(([name, each]) => defaults(each, at === '' ? name : `${at}.${name}`));
}

/** Every value of a document by its setting. */
function values(value: unknown, at = ''): [string, unknown][] {
  if (Array.isArray(value) && typeof value[0] === 'object') return values(value[0], `${at}[]`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[at, value]];
  return Object.entries(value).flatMap(([name, each]) => values(each, at === '' ? name : `${at}.${name}`));
}

const schema = jsonSchema() as JsonSchema;

describe('canopy.example.yml', () => {
  it('is, as it stands, what Canopy does without a file', () => {
    expect(read(example)).toEqual(readConfig({}));
  });

  it('has every setting, and no other', () => {
    const shown = values(parse(everything)).map(([name]) => name);
    expect(shown.toSorted()).toEqual(settings(schema).toSorted());
  });

  it('shows the default of whatever has one', () => {
    const shown = Object.fromEntries(values(parse(everything)));
    for (const [name, value] of defaults(schema)) expect([name, shown[name]]).toEqual([name, value]);
  });

  it('is valid with everything that it comments out', () => {
    const { marathons, mesos, docker, store, sandbox } = read(everything);
    expect(marathons).toHaveLength(1);
    expect({ mesos, docker, sandbox }).toMatchObject({
      mesos: { everyMs: 30_000 },
      docker: { deadlineMs: 2_000 },
      sandbox: { company: 'full' },
    });
    expect(store.url?.reveal()).toContain('PASSWORD');
  });

  it('holds placeholders where secrets belong', () => {
    const secrets = values(parse(everything)).filter(([name]) => /password|token|store\.url/i.test(name) && name !== 'limits.tokens');
    expect(secrets.map(([name]) => name).toSorted()).toEqual([
      'chronos.basic.password',
      'chronos.hookTokens',
      'falcon.hookTokens',
      'falcon.password',
      'marathons[].basic.password',
      'marathons[].mesos.basic.password',
      'marathons[].token',
      'mesos.basic.password',
      'store.url',
    ]);
    for (const [, value] of secrets) expect(String(value)).toMatch(/PASSWORD|TOKEN/);
  });

  it('says something of every block', () => {
    for (const name of Object.keys(schema.properties ?? {})) expect(example).toMatch(new RegExp(`^#?${name}:`, 'm'));
    const blocks = example.split(/\n\n+/).slice(1);
    for (const block of blocks) expect(block).toMatch(/# \w/);
  });
});

describe('.env.example', () => {
  const lines = readFileSync('.env.example', 'utf8')
    .split('\n')
    .filter((line) => /^\w/.test(line));
  const environment = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

  it('names every variable that is read, and no other', () => {
    expect(Object.keys(environment).toSorted()).toEqual([...Object.keys(ENVIRONMENT), 'CANOPY_CONFIG'].toSorted());
  });

  it('changes nothing as it stands', () => {
    expect(readConfig(environment)).toEqual(readConfig({}));
  });
});
