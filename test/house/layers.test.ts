import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { importsOf, sourcesIn, syntaxOf, walk, type Source } from './imports.ts';

interface Layer {
  /** Folders and files of ours that it may import, besides itself. */
  readonly ours: readonly string[];
  /** Of ours, but only their types: ports, and the shapes of what it is handed. */
  readonly types?: readonly string[];
  /** Packages; not given: any. */
  readonly npm?: readonly string[];
  /** Whether it may use Node's own modules. */
  readonly node?: boolean;
}

/** Pure judgement: records, and what to make of them. It is handed the time, randomness and all that it reads. */
const MODELS = [
  'src/access/model',
  'src/alarms/model',
  'src/apps/model',
  'src/audit/model',
  'src/containers/model',
  'src/events/model',
  'src/hosts/model',
  'src/monitoring/model',
  'src/plans/model',
  'src/scaling/model',
  'src/scaling/timed-model',
  'src/tree/model',
];
const DOMAINS = [
  'src/access',
  'src/alarms',
  'src/apps',
  'src/audit',
  'src/containers',
  'src/events',
  'src/hosts',
  'src/monitoring',
  'src/plans',
  'src/scaling',
  'src/tree',
];
const domain: Layer = {
  ours: [...MODELS, 'src/kit/result', 'src/kit/json', 'src/kit/entity'],
  types: ['src/kit/fault'],
  npm: [],
  node: false,
};

/** Reads one outside system: wire in, domain record out. */
const datasource: Layer = { ours: ['src/kit', ...MODELS], npm: ['dockerode', 'undici'] };

/** Where things are built and joined. Nobody imports it, save tests and the bench. */
const WIRING = [
  'src/app',
  'src/audit-key',
  'src/backtest-run',
  'src/callback',
  'src/callers',
  'src/chronos',
  'src/control',
  'src/coverage',
  'src/expression-port',
  'src/falcon',
  'src/inbox',
  'src/loaders',
  'src/main',
  'src/marathon-port',
  'src/monitoring-port',
  'src/permit',
  'src/sandbox',
  'src/scaling-control',
  'src/sources',
  'src/streams',
  'src/team-port',
  'src/wake',
  'src/watched-reader',
  'src/world',
  'src/written',
];
const wiring: Layer = {
  ours: [
    ...WIRING,
    'src/config',
    'src/crash',
    'src/chronos-settings',
    'src/falcon-settings',
    'src/settings',
    'src/context',
    'src/server',
    'src/live',
    'src/store',
    'src/actions',
    'src/controllers',
    'src/kit',
    'datasources',
    ...DOMAINS,
  ],
  npm: ['pino'],
};

/** Who may import whom. The longest folder that holds a file counts; every file is in one. DESIGN says why. */
const LAYERS: Readonly<Record<string, Layer>> = {
  // Machinery that has never heard of Canopy. `kit/emit` and `kit/measure` compile GraphQL documents.
  'src/kit': { ours: [], npm: ['graphql', 'undici'] },

  'src/access': domain,
  'src/alarms': domain,
  'src/apps': domain,
  'src/audit': domain,
  'src/containers': domain,
  'src/events': domain,
  'src/hosts': domain,
  'src/monitoring': domain,
  // croner reads cron expressions.
  'src/scaling': { ...domain, npm: ['croner'] },
  'src/plans': domain,
  'src/tree': domain,

  'datasources/chronos': datasource,
  'datasources/docker': datasource,
  'datasources/falcon': { ...datasource, npm: ['ioredis', 'undici'] },
  'datasources/marathon': datasource,
  'datasources/mesos.ts': datasource,
  'datasources/oidc.ts': { ...datasource, npm: ['jose'] },
  'datasources/redis.ts': { ...datasource, npm: ['ioredis'] },

  // The live copies. Also the recorder and reads of the log, by ports of the store; and the view, by the types of the context.
  'src/live': {
    ours: ['datasources', 'src/kit', ...DOMAINS],
    types: ['src/context', 'src/context-monitoring', 'src/context-scaling'],
    npm: ['dataloader'],
  },
  'src/store': { ours: ['src/kit', 'src/audit', ...MODELS, 'src/plans/ports'], npm: ['kysely', 'mysql2'] },
  // The only callers of writes; an action declares the port that it needs.
  'src/actions': { ours: ['src/kit', ...DOMAINS], npm: [] },

  // Observe, decide, act: what they look at is handed over as a port, and what they do is an action.
  'src/controllers': { ours: ['src/actions', 'src/kit', ...DOMAINS], npm: [] },

  'src/context.ts': {
    ours: [],
    types: [...MODELS, 'src/actions/ports', 'src/context-monitoring', 'src/context-scaling', 'src/kit/page', 'src/monitoring'],
    npm: [],
    node: false,
  },
  'src/context-scaling.ts': { ours: [], types: [...MODELS, 'src/kit/page', 'src/scaling'], npm: [], node: false },
  'src/context-monitoring.ts': { ours: [], types: [...MODELS, 'src/kit/page', 'src/monitoring'], npm: [], node: false },
  // Classes without logic. Enums are printed from the domains' lists: codes from the table of faults, facets from the tree's.
  schema: { ours: [...MODELS, 'src/kit/fault', 'src/tree/facets'], npm: ['graphql', 'type-graphql'], node: false },
  resolvers: {
    ours: ['schema', 'src/kit/result', ...DOMAINS],
    types: ['src/context', 'src/context-monitoring', 'src/context-scaling', 'src/actions', 'src/kit/page'],
    npm: ['type-graphql'],
    node: false,
  },
  'src/server': {
    ours: ['resolvers/all', 'schema/seen', 'src/access', 'src/kit', 'src/live', 'src/events'],
    types: ['src/actions', 'src/alarms', 'src/audit', 'src/config', 'src/context', 'src/plans'],
  },

  'src/crash.ts': { ours: ['src/actions/ports'], npm: [] },
  'src/config.ts': {
    ours: ['src/auth-settings', 'src/chronos-settings', 'src/crash', 'src/falcon-settings', 'src/marathon-settings', 'src/settings'],
    npm: ['yaml', 'zod'],
  },
  'src/chronos-settings.ts': { ours: ['src/settings'], npm: ['zod'] },
  'src/marathon-settings.ts': { ours: ['src/settings'], npm: ['zod'] },
  'src/auth-settings.ts': { ours: ['src/access/model', 'src/settings'], npm: ['zod'] },
  'src/falcon-settings.ts': { ours: ['src/monitoring', 'src/settings'], npm: ['zod'] },
  'src/settings.ts': { ours: ['src/kit/json', 'src/kit/secret'], npm: ['zod'] },
  'src/app.ts': wiring,
  'src/audit-key.ts': wiring,
  'src/backtest-run.ts': wiring,
  'src/backtest-worker.ts': wiring,
  'src/callback.ts': wiring,
  'src/chronos.ts': wiring,
  'src/control.ts': wiring,
  'src/coverage.ts': wiring,
  'src/expression-port.ts': wiring,
  'src/callers.ts': wiring,
  'src/falcon.ts': wiring,
  'src/inbox.ts': wiring,
  'src/loaders.ts': wiring,
  'src/main.ts': wiring,
  'src/marathon-port.ts': wiring,
  'src/monitoring-port.ts': wiring,
  'src/permit.ts': wiring,
  'src/sources.ts': wiring,
  'src/sandbox.ts': wiring,
  'src/scaling-control.ts': wiring,
  'src/streams.ts': wiring,
  'src/team-port.ts': wiring,
  'src/wake.ts': wiring,
  'src/watched-reader.ts': wiring,
  'src/world.ts': wiring,
  'src/written.ts': wiring,

  // A mistake that it shared with Canopy would pass every test.
  sandbox: { ours: [] },
  // Installed by others, also in browsers.
  client: { ours: [], npm: ['@graphql-typed-document-node/core'], node: false },
};

const sources = sourcesIn(['src', 'schema', 'resolvers', 'datasources', 'sandbox', 'client']);
const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const layerOf = (path: string): string | undefined =>
  Object.keys(LAYERS)
    .filter((folder) => inside(path, folder))
    .sort((a, b) => b.length - a.length)[0];

/** Imports that the layer of a file does not allow, as `file → target`. */
function straysOf(source: Source): string[] {
  const folder = layerOf(source.path);
  if (folder === undefined) return [`${source.path} is in no layer`];
  const { ours, types = [], npm, node = true } = LAYERS[folder] as Layer;
  const own = folder.replace(/\.ts$/, '');
  const may = ({ target, type }: { target: string; type: boolean }): boolean => {
    if (target.startsWith('node:')) return node;
    if (isOurs(target))
      return inside(target, own) || ours.some((each) => inside(target, each)) || (type && types.some((each) => inside(target, each)));
    // Names of Node's modules without `node:` are packages to nobody.
    return !isBuiltin(target) && !target.includes(' ') && (npm === undefined || npm.includes(target));
  };
  return importsOf(source)
    .filter((each) => !may(each))
    .map(({ target, type }) => `${source.path} → ${target}${type ? ' (type)' : ''}`);
}

const isOurs = (target: string): boolean =>
  /^(src|schema|resolvers|datasources|sandbox|client|bench|scripts|test|console)(\/|$)/.test(target) || target.startsWith('.');

describe('imports', () => {
  it.each(Object.keys(LAYERS))('%s imports only what it may', (folder) => {
    const files = sources.filter(({ path }) => layerOf(path) === folder);
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap(straysOf)).toEqual([]);
  });

  it('every file is in a layer', () => {
    expect(sources.map(({ path }) => path).filter((path) => layerOf(path) === undefined)).toEqual([]);
  });

  it('only tests and the bench import where things are joined', () => {
    const importers = sources.filter(({ path }) => !WIRING.includes(path.replace(/\.ts$/, '')));
    expect(
      importers.flatMap((source) =>
        importsOf(source)
          .filter(({ target }) => WIRING.includes(target))
          .map(({ target }) => `${source.path} → ${target}`),
      ),
    ).toEqual([]);
  });

  const planted = (path: string, line: string): string[] => straysOf({ path, text: `${line}\n${readFileSync(path, 'utf8')}` });

  it.each([
    ['a datasource in a decision', 'src/tree/placement.ts', "import { Mesos } from '../../datasources/mesos.ts';", 'datasources/mesos'],
    [
      "a datasource's type in a decision",
      'src/tree/placement.ts',
      "import type { Mesos } from '../../datasources/mesos.ts';",
      'datasources/mesos (type)',
    ],
    ['the value of a type that may be known', 'src/tree/placement.ts', "import { FAULTS } from '../kit/fault.ts';", 'src/kit/fault'],
    ['a file system in a decision', 'src/tree/placement.ts', "import { readFileSync } from 'node:fs';", 'node:fs'],
    ['a package in a decision', 'src/apps/diff.ts', "import { z } from 'zod';", 'zod'],
    [
      'one datasource in another',
      'datasources/mesos.ts',
      "import { Marathon } from './marathon/client.ts';",
      'datasources/marathon/client',
    ],
    ['the context as more than a type', 'src/live/graph.ts', "import { open } from '../context.ts';", 'src/context'],
    ['the live copies in an action', 'src/actions/run.ts', "export { Graph } from '../live/graph.ts';", 'src/live/graph'],
    ['the store in a resolver', 'resolvers/app.ts', "const store = await import('../src/store/store.ts');", 'src/store/store'],
    [
      'the live copies in a type of a resolver',
      'resolvers/app.ts',
      "type Graph = import('../src/live/graph.ts').Graph;",
      'src/live/graph (type)',
    ],
    ['Canopy in the sandbox', 'sandbox/main.ts', "const { ok } = require('../src/kit/result.ts');", 'src/kit/result'],
    ['the server in the client', 'client/src/client.ts', "import type { Fault } from '../../src/kit/fault.ts';", 'src/kit/fault (type)'],
    ['Node in the client', 'client/src/client.ts', "import { inspect } from 'util';", 'util'],
    ['an import that nobody can follow', 'src/server/lane.ts', 'const other = await import(name);', 'an import that is computed: name'],
  ])('finds %s', (_, path, line, target) => {
    expect(planted(path, line)).toEqual([`${path} → ${target}`]);
  });

  it('finds nothing in a line that is allowed, in a comment or in a text', () => {
    expect(
      planted('src/tree/placement.ts', "import type { FaultCode } from '../kit/fault.ts'; // import '../../datasources/mesos.ts'"),
    ).toEqual([]);
    expect(planted('src/tree/placement.ts', `const text = "import x from 'node:fs'";`)).toEqual([]);
    expect(planted('src/live/graph.ts', "import { type View } from '../context.ts';")).toEqual([]);
  });
});

describe('the domains', () => {
  it.each(DOMAINS)('%s knows no clock, no timer and no randomness', (folder) => {
    expect(sources.filter(({ path }) => inside(path, folder)).flatMap(impure)).toEqual([]);
  });

  it.each([
    'Date.now()',
    'new Date()',
    'Math.random()',
    'performance.now()',
    'setTimeout(go, 1)',
    'crypto.randomUUID()',
    'process.pid',
    'fetch(url)',
  ])('a planted %s is found', (code) => {
    expect(impure({ path: 'src/tree/model.ts', text: `export const planted = () => ${code};` })).toHaveLength(1);
  });

  it('a given instant is no clock', () => {
    expect(
      impure({
        path: 'src/tree/model.ts',
        text: 'export const iso = (at: number) => new Date(at).toISOString() + Math.max(1, Date.parse(""));',
      }),
    ).toEqual([]);
  });
});

const GLOBALS = new Set([
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
  'process',
  'fetch',
  'console',
  'globalThis',
]);

/** What a pure function must not use. */
function impure(source: Source): string[] {
  const found: string[] = [];
  walk(syntaxOf(source), (node) => {
    const text = node.getText();
    if (ts.isPropertyAccessExpression(node) && /^(Date\.now|Math\.random)$/.test(text)) found.push(`${source.path}: ${text}`);
    else if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
      found.push(`${source.path}: ${text}`);
    else if (ts.isIdentifier(node) && GLOBALS.has(node.text) && isUse(node)) found.push(`${source.path}: ${text}`);
  });
  return found;
}

/** A name that is read, rather than one of a property or of something declared here. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return ts.isCallExpression(parent) || ts.isNewExpression(parent) || ts.isBinaryExpression(parent) || ts.isArrowFunction(parent);
}
