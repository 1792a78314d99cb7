import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Call } from './actions/ports.ts';
import type { Canopy } from './app.ts';
import type { Config } from './config.ts';
import { chronosDefaults } from './chronos-settings.ts';
import { falconDefaults } from './falcon-settings.ts';
import { Secret } from './kit/secret.ts';

interface Ready {
  readonly marathon: { readonly name: string; readonly urls: string[] };
  readonly mesos: { readonly url: string };
  readonly docker: { readonly template: string };
  readonly falcon?: { readonly api: string; readonly user: string; readonly password: string };
  readonly chronos?: { readonly url: string };
  readonly people?: { readonly issuer: string; readonly tokens: string; readonly administrators: string[] };
}

export interface Sandbox {
  /** The configuration pointed at the sandbox's servers. */
  configure(config: Config): Config;
  /** Makes the tree of the sandbox company, by the same action that anybody would ask for. */
  adopt(canopy: Canopy): Promise<void>;
  /** A folder with a token of each of its people, where it asks who somebody is. */
  readonly tokens: string | undefined;
  onExit(listener: (code: number | null) => void): void;
  stop(): Promise<void>;
}

/** Starts the stand-ins as a child process; it ends with us, because its stdin does. */
export async function startSandbox(options: object, log: Logger): Promise<Sandbox> {
  const entry = ['../sandbox/main.js', '../sandbox/main.ts']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (!entry) throw new Error('The sandbox is not part of this installation; configure marathons.');
  const folder = mkdtempSync(join(tmpdir(), 'canopy-'));
  // In a group of its own: a terminal's Ctrl-C must not take the Marathon away from writes that are still to finish.
  const child = spawn(process.execPath, [entry, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const line = await Promise.race<string>([
    new Promise((done) => createInterface({ input: child.stdout }).once('line', done)),
    exited.then((code) => {
      throw new Error(`The sandbox ended while it started (code ${code}); its words stand above.`);
    }),
  ]);
  const ready = JSON.parse(line) as Ready;
  log.info({ marathon: ready.marathon.urls, ...(ready.chronos && { chronos: ready.chronos.url }) }, 'sandbox ready');
  return {
    configure: (config) => ({
      ...config,
      // The company is another one at each start: a log of an earlier one would only tell of its end.
      store:
        config.store.file === undefined && config.store.url === undefined
          ? { ...config.store, file: join(folder, 'canopy.sqlite') }
          : config.store,
      marathons: [
        {
          name: ready.marathon.name,
          urls: ready.marathon.urls,
          timeoutMs: 5_000,
          listTimeoutMs: 120_000,
          relistMs: 60_000,
          canaryMs: 30_000,
          coalesceMs: 200,
        },
      ],
      mesos: { urls: [ready.mesos.url], everyMs: 10_000, timeoutMs: 5_000 },
      docker: { template: ready.docker.template, deadlineMs: 2_000 },
      ...(ready.falcon && { falcon: falconOf(ready.falcon) }),
      // The configured one knows nothing of the company: there is the company's own, or none.
      chronos: ready.chronos && { ...chronosDefaults({ urls: [ready.chronos.url], hookTokens: [HOOK_TOKEN] }), everyMs: 2_000 },
      ...(ready.people && { auth: authOf(ready.people) }),
    }),
    tokens: ready.people?.tokens,
    adopt: async (canopy) => {
      while (!canopy.graph.sources.every((source) => source.synced || source.kind === 'falcon' || source.kind === 'chronos'))
        await new Promise((done) => setTimeout(done, 25));
      const call = {
        mode: 'APPLY',
        planToken: null,
        idempotencyKey: null,
        caller: 'sandbox',
        requestId: 'sandbox',
        permit: 'ALL',
        address: null,
      } as const;
      const { userErrors } = await canopy.actions.run('adoptApps', {}, call);
      if (userErrors.length > 0) log.error({ userErrors: userErrors.slice(0, 5) }, 'the company could not be adopted');
      if (ready.falcon) await watchCompany(canopy, call);
      if (ready.chronos) await canopy.actions.run('setControllerMode', { controller: 'CHRONOS', mode: 'ACT' }, call);
      if (!ready.people) return;
      for (const [holder, role] of ROLES)
        await canopy.actions.run('setRoleBinding', { jobName: DEPARTMENT, kind: 'USER', holder, role }, call);
    },
    onExit: (listener) => void exited.then(listener),
    stop: async () => {
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(late);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const DEPARTMENT = 'cop.acme_owt.search';
const ROLES = [
  ['acme:olga', 'OWNER'],
  ['acme:vic', 'VIEWER'],
] as const;

/** The usual, and in each department its own people; from then on whatever appears is monitored by itself. */
async function watchCompany({ actions, graph }: Canopy, call: Call): Promise<void> {
  const usual = { points: 3, steps: 3 };
  const watches = [
    { metric: 'CPU_IDLE', thresholds: [{ ...usual, side: 'BELOW', value: 5, priority: 2, note: 'busy' }] },
    { metric: 'MEM_FREE', thresholds: [{ ...usual, side: 'BELOW', value: 5, priority: 2, note: 'memory' }] },
    { metric: 'PROC_DELAY', thresholds: [{ ...usual, side: 'ABOVE', value: 2_000, priority: 3, note: 'slow' }] },
  ] as const;
  await actions.run('setMonitoring', { jobName: 'cop.acme', watches, teams: ['infra'] }, call);
  for (const department of ['shop', 'pay', 'search', 'ads'])
    await actions.run('setMonitoring', { jobName: `cop.acme_owt.${department}`, teams: [department] }, call);
  for (const { name } of graph.hosts.inOrder()) await actions.run('attachHost', { jobName: 'cop.acme_owt.infra', host: name }, call);
  await actions.run('setControllerMode', { controller: 'COVERAGE', mode: 'ACT' }, call);
}

/** Known to everybody: whoever reaches the sandbox may try what a callback does. */
const HOOK_TOKEN = 'sandbox-hook';

/** The stand-in's endpoints and counters are what is the default. */
const falconOf = ({ api, user, password }: NonNullable<Ready['falcon']>): NonNullable<Config['falcon']> => ({
  ...falconDefaults({ url: api, user, password }),
  ...{ everyMs: 5_000, stepMs: 5_000, hookTokens: [new Secret(HOOK_TOKEN)] },
});

const authOf = ({ issuer, administrators }: NonNullable<Ready['people']>): NonNullable<Config['auth']> => ({
  oidc: [
    {
      ...{ name: 'acme', issuer, audience: ['canopy'], algorithms: ['RS256'], clockSkewMs: 30_000 },
      ...{ nameClaim: 'sub', groupsClaim: 'groups', timeoutMs: 5_000 },
    },
  ],
  administrators: { users: [], groups: administrators.map((each) => `acme:${each}`) },
});
