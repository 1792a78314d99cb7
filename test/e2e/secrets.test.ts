import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import {
  AppVersionsDocument,
  DeleteAppDocument,
  DeployAppDocument,
  EventsDocument,
  OutsideNowDocument,
  RollbackAppDocument,
  WhyDocument,
  type DeployAppInput,
} from '../generated/operations.ts';
import { settled } from '../support/apps.ts';
import { asker, nodesOf, type Ask } from '../support/ask.ts';
import { mariadbInstalled, startMariadb } from '../support/mariadb.ts';
import { startCanopy, type Running } from '../support/canopy.ts';
import { mutate, type How } from '../support/mutate.ts';
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
  'audit key': 'YXVkaXQta2V5LTRRcyBvZiAzMiBieXRlcyBvciBtb3Jl',
} as const;

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
        audit: { ...config.audit, key: new Secret(secrets['audit key']) },
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
  const ask = asker(async (body) => {
    const response = await running.post(body);
    const text = await response.clone().text();
    answers.push(text, text.replaceAll('\\\\', '\\'));
    return response;
  });
  await live(running, ask);
  await running.canopy.stop();
  return {
    logs: lines.join(''),
    answers: answers.join('\n'),
    store: server ? await dumpOf(server.url('canopy_1')) : bytesOf(file),
  };
}

/** Everything that takes a definition, or shows one. */
async function live(running: Running, ask: Ask): Promise<void> {
  const app = '/secrets/app';
  const idle = () => settled(running.ask, app);
  const deploy = (input: DeployAppInput, how?: How) => mutate(ask, DeployAppDocument, input, how);
  /** What GraphQL itself refuses, because the input is of another type. */
  const mistype = async (input: object) =>
    expect(JSON.stringify((await ask(String(DeployAppDocument), { input })).errors)).toContain('got invalid value');
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
  const planned = await deploy(input, { mode: 'PLAN' });
  expect(await deploy(input, { planToken: planned.planToken, idempotencyKey: 'k1' })).toMatchObject({ userErrors: [] });
  await deploy(input, { idempotencyKey: 'k2' });
  await idle();
  const args = { app, definition: { cmd: null, args: ['run', '--token', secrets['argument after a flag']] } };
  expect(await deploy(args)).toMatchObject({ userErrors: [] });
  await idle();
  const { data } = await ask(AppVersionsDocument, { app });
  const change = { app, env: [{ name: 'MODE', value: secrets['new env value'] }] };
  // Refused by Marathon, by Canopy and by GraphQL.
  await deploy({ ...change, definition: { constraints: 'nonsense', env: { X: secrets['refused env value'] } } });
  await deploy({ ...change, cpus: -1 });
  await mistype({ ...change, env: { MODE: secrets['refused env value'] } });
  await mistype({ ...change, env: [{ name: 'MODE', value: { is: secrets['refused env value'] } }] });
  await mistype({ ...change, cpus: `; ${secrets['refused env value']}` });
  await ask(`mutation { deployApp(input: { app: "${app}", env: "${secrets['refused env value']}" }) { cursor } }`);
  // Sent, and the answer is lost: settled by looking.
  await running.sandbox.control('/faults', { loseWrites: 'after' });
  await deploy(change, { idempotencyKey: 'k3' });
  await running.sandbox.control('/faults', { loseWrites: null });
  await idle();
  await deploy({ ...change, cpus: 0.2 }, { idempotencyKey: 'k3' });
  await mutate(ask, RollbackAppDocument, { app, version: data.app!.versions!.at(-1)!.version });
  await idle();
  await mutate(ask, DeleteAppDocument, { app }, { mode: 'PLAN' });
  await mutate(ask, DeleteAppDocument, { app, force: true });
  expect((await ask(WhyDocument, { id: data.app!.id })).data.why).not.toHaveLength(0);
  expect(nodesOf((await ask(EventsDocument, { last: 200 })).data.events)).not.toHaveLength(0);
  await ask(OutsideNowDocument);
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
