import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import { mariadbInstalled, startMariadb } from '../support/mariadb.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { bytesOf, dumpOf, scan } from '../support/secrets.ts';

/** One of each kind, none like the other, with characters that JSON and URLs write in another way. */
const secrets = {
  'env value': 'plain-env-7Qx"1',
  'new env value': 'plain-env-7Qx"2',
  'argument after a flag': 'arg-flag-8Ty3',
  'command line': 'cmd-flag-2Lp4',
  'header in a command': 'bearer-5Gh6',
  'image credentials': 'image-cred-9Vb7',
  'uri credentials': 'uri-cred-4Nm8',
  'docker env': 'docker-env-3Kj9',
  'label by name': 'label-token-6Fd0',
  'definition by name': 'definition-secret-1As2',
  'refused env value': 'refused-env-8Zx4',
  'basic password': 'basic-pass-0Qw5',
  'API token': 'api-token-2Er6',
  'TLS key': 'tls-key-7Ui8',
  'MySQL password': 'mysql-pass/3Op@9',
} as const;

const FIELDS =
  'cursor userErrors { code message path } planToken plan { id state steps { system verb target before after outcome } blockedBy } decision { outcome reason inputs { name value } rejected { choice reason } causes }';

async function run(store: 'sqlite' | 'mariadb') {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'canopy.sqlite');
  const key = `-----BEGIN PRIVATE KEY-----\n${secrets['TLS key']}\n-----END PRIVATE KEY-----\n`;
  const lines: string[] = [];
  const server = store === 'mariadb' ? await startMariadb() : undefined;
  if (server) {
    onTestFinished(() => server.stop());
    await server.create();
    await server.query(`create user canopy identified by '${secrets['MySQL password']}'; grant all on *.* to canopy`);
  }
  const running = await startCanopy({
    file,
    log: pino(
      { level: 'trace', redact: ['req.headers.authorization', 'req.headers.cookie'] },
      { write: (line: string) => void lines.push(line) },
    ),
    config: (config) => ({
      ...config,
      ...(server && {
        store: {
          ...config.store,
          url: new Secret(`mysql://canopy:${encodeURIComponent(secrets['MySQL password'])}@127.0.0.1:${server.port}/canopy_1`),
        },
      }),
      marathons: config.marathons.map((each) =>
        store === 'sqlite'
          ? { ...each, basic: { user: 'robot', password: new Secret(secrets['basic password']) } }
          : { ...each, token: new Secret(secrets['API token']) },
      ),
      // Engines that speak no TLS, and a key that is none: all that can go wrong with it does.
      docker: {
        ...config.docker!,
        template: config.docker!.template.replace('http:', 'https:'),
        tls: { ca: undefined, cert: key, key: new Secret(key) },
      },
    }),
  });
  onTestFinished(() => running.stop());
  const answers: string[] = [];
  const ask = async (query: string, variables?: Record<string, unknown>) => {
    const answer = await running.ask(query, variables);
    answers.push(JSON.stringify(answer), JSON.stringify(answer).replaceAll('\\\\', '\\'));
    return answer;
  };
  const mutate = async (name: string, input: object, how: object = {}) => {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const { data, errors } = await ask(
      `mutation($input: ${type}!, $mode: Mode!, $planToken: String, $idempotencyKey: String) {
        ${name}(input: $input, mode: $mode, planToken: $planToken, idempotencyKey: $idempotencyKey) { ${FIELDS} } }`,
      { input, mode: 'APPLY', ...how },
    );
    if (!data?.[name] && !JSON.stringify(errors).includes('got invalid value')) throw new Error(JSON.stringify(errors));
    return data?.[name];
  };
  await live(running, ask, mutate);
  await running.canopy.stop();
  return {
    logs: lines.join(''),
    answers: answers.join('\n'),
    store: server ? await dumpOf(server.url('canopy_1')) : bytesOf(file),
  };
}

type Ask = Running['ask'];

/** Everything that takes a definition, or shows one. */
async function live(running: Running, ask: Ask, mutate: (name: string, input: object, how?: object) => Promise<any>): Promise<void> {
  const app = '/secrets/app';
  const idle = () =>
    until(async () => {
      const { data } = await running.ask(`{ app(marathonId: "${app}") { deploying } }`);
      return data.app?.deploying === false;
    });
  const definition = {
    cmd: `run --token ${secrets['command line']} && curl -H "Authorization: Bearer ${secrets['header in a command']}" http://x`,
    fetch: [{ uri: `https://robot:${secrets['uri credentials']}@files.example/a.tgz` }],
    container: {
      type: 'DOCKER',
      docker: {
        image: `robot:${secrets['image credentials']}@registry.example/app:1`,
        parameters: [{ key: 'env', value: `MODE=${secrets['docker env']}` }],
      },
    },
    secrets: { db: { source: secrets['definition by name'] } },
  };
  const input = {
    app,
    instances: 1,
    cpus: 0.1,
    memMiB: 32,
    labels: [
      { name: 'sandbox.simulated', value: 'true' },
      { name: 'api-token', value: secrets['label by name'] },
    ],
    env: [{ name: 'MODE', value: secrets['env value'] }],
    definition,
  };
  const planned = await mutate('deployApp', input, { mode: 'PLAN' });
  expect(await mutate('deployApp', input, { planToken: planned.planToken, idempotencyKey: 'k1' })).toMatchObject({ userErrors: [] });
  await mutate('deployApp', input, { idempotencyKey: 'k2' });
  await idle();
  const args = { app, definition: { cmd: null, args: ['run', '--token', secrets['argument after a flag']] } };
  expect(await mutate('deployApp', args)).toMatchObject({ userErrors: [] });
  await idle();
  const { data } = await ask(
    `{ app(marathonId: "${app}") { id image command labels { name value } versions(first: 5) { version command image labels { value } } } }`,
  );
  const change = { app, env: [{ name: 'MODE', value: secrets['new env value'] }] };
  // Refused by Marathon, by Canopy and by GraphQL.
  await mutate('deployApp', { ...change, definition: { constraints: 'nonsense', env: { X: secrets['refused env value'] } } });
  await mutate('deployApp', { ...change, cpus: -1 });
  await mutate('deployApp', { ...change, env: { MODE: secrets['refused env value'] } });
  await mutate('deployApp', { ...change, env: [{ name: 'MODE', value: { is: secrets['refused env value'] } }] });
  await mutate('deployApp', { ...change, cpus: `; ${secrets['refused env value']}` });
  await ask(`mutation { deployApp(input: { app: "${app}", env: "${secrets['refused env value']}" }) { cursor } }`);
  // Sent, and the answer is lost: settled by looking.
  await running.sandbox.control('/faults', { loseWrites: 'after' });
  await mutate('deployApp', change, { idempotencyKey: 'k3' });
  await running.sandbox.control('/faults', { loseWrites: null });
  await idle();
  await mutate('deployApp', { ...change, cpus: 0.2 }, { idempotencyKey: 'k3' });
  await mutate('rollbackApp', { app, version: data.app.versions.at(-1).version });
  await idle();
  await mutate('deleteApp', { app }, { mode: 'PLAN' });
  await mutate('deleteApp', { app, force: true });
  await ask(
    'query($id: ID!) { why(id: $id) { actor outcome reason inputs { value } causes plan { mutation input steps { before after } } } }',
    {
      id: data.app.id,
    },
  );
  await ask('{ events(last: 200) { nodes { kind summary subject body } } }');
  await ask(
    '{ containers(first: 2) { nodes { docker { image } logs(tail: 1) { lines { text } } } } platform { datasources { name url state lastError } unreadable { id problem } } }',
  );
}

const found: Record<string, string> = {};

describe.each(['sqlite', 'mariadb'] as const)('secrets over %s', (store) => {
  it.skipIf(store === 'mariadb' && !mariadbInstalled && process.env['CI'] !== 'true')(
    'reach no log, no answer and nothing that is kept',
    async () => {
      const places = await run(store);
      for (const [place, text] of Object.entries(places)) {
        found[`${place} over ${store}`] = text;
        // The places were written to by what this was about.
        expect(text).toContain(place === 'logs' ? 'settled by looking' : 'deployApp');
      }
      expect(scan(places, secrets)).toEqual([]);
    },
    60_000,
  );

  it.each(Object.entries(secrets))('are found when they are there: %s', (kind, secret) => {
    const places = Object.keys(found).filter((each) => each.endsWith(store));
    expect(places).toHaveLength(store === 'sqlite' || mariadbInstalled ? 3 : 0);
    for (const place of places) {
      const planted = (text: string) => scan({ [place]: `${found[place]}${text}` }, { [kind]: secret });
      expect(planted(JSON.stringify({ value: `x${secret}` }))).toContain(`${kind} in ${place}, in JSON`);
      expect(planted(`authorization: Basic ${Buffer.from(secret).toString('base64')}`)).not.toEqual([]);
      expect(planted('')).toEqual([]);
    }
  });
});
