import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import type { Ledger } from '../../sandbox/ledger.ts';
import { createCanopy, type Canopy } from '../../src/app.ts';
import { readConfig, type Config } from '../../src/config.ts';
import { falconDefaults } from '../../src/falcon-settings.ts';
import { AdoptAppsDocument, EventsDocument } from '../generated/operations.ts';
import { asker, nodesOf, poster, type Ask, type Post } from './ask.ts';
import { mutate } from './mutate.ts';

export interface Running {
  readonly canopy: Canopy;
  readonly url: string;
  readonly sandbox: SandboxProcess;
  readonly ask: Ask;
  readonly post: Post;
  stop(): Promise<void>;
}

export interface SandboxProcess {
  readonly child: ChildProcess;
  readonly ready: {
    readonly marathon: { readonly name: string; readonly urls: string[] };
    readonly mesos: { readonly url: string };
    readonly docker: { readonly template: string };
    readonly falcon?: { readonly api: string; readonly transfer: string; readonly user: string; readonly password: string };
    readonly chronos?: { readonly url: string };
    readonly control: { readonly url: string; readonly token: string };
  };
  /** Asks the control port, as tests do to make things go wrong. */
  control(path: string, body?: unknown): Promise<unknown>;
  ledger(): Promise<ReturnType<Ledger['read']>>;
  stop(): Promise<void>;
}

/** The sandbox as a process of its own, as Canopy starts it. */
export async function startSandboxProcess(options: Record<string, unknown> = {}): Promise<SandboxProcess> {
  const child = spawn(
    process.execPath,
    ['sandbox/main.ts', JSON.stringify({ company: 'small', real: false, simulatedTasks: 200, ...options })],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const line = await new Promise<string>((done, failed) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', (code) => failed(new Error(`sandbox ended with ${code}`)));
  });
  const ready = JSON.parse(line) as SandboxProcess['ready'];
  const headers = { authorization: `Bearer ${ready.control.token}`, 'content-type': 'application/json' };
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${ready.control.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  return {
    child,
    ready,
    control: (path, body = {}) => call('POST', path, body),
    ledger: async () => (await call('GET', '/ledger')) as ReturnType<Ledger['read']>,
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}

/** A whole Canopy on a free port, over the real wire to a sandbox of its own. */
export async function startCanopy(
  options: {
    sandbox?: Record<string, unknown>;
    adopt?: boolean;
    config?: (config: Config, sandbox: SandboxProcess) => Config;
    file?: string;
    process?: SandboxProcess;
    log?: Logger;
  } = {},
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-e2e-'));
  const sandbox = options.process ?? (await startSandboxProcess(options.sandbox));
  const base = readConfig({
    PORT: '0',
    CANOPY_LOG_LEVEL: process.env['CANOPY_LOG_LEVEL'] ?? 'silent',
    CANOPY_STORE_FILE: options.file ?? join(folder, 'canopy.sqlite'),
  });
  const { marathon, mesos, docker, falcon } = sandbox.ready;
  const pointed: Config = {
    ...base,
    marathons: [
      {
        name: marathon.name,
        urls: marathon.urls,
        timeoutMs: 2_000,
        listTimeoutMs: 120_000,
        relistMs: 60_000,
        canaryMs: 60_000,
        coalesceMs: 50,
      },
    ],
    mesos: { urls: [mesos.url], everyMs: 5_000, timeoutMs: 2_000 },
    docker: { template: docker.template, deadlineMs: 2_000 },
    ...(falcon && {
      falcon: {
        ...falconDefaults({ url: falcon.api, user: falcon.user, password: falcon.password }),
        ...{ everyMs: 1_000, stepMs: 5_000, timeoutMs: 2_000 },
      },
    }),
  };
  const config = options.config ? options.config(pointed, sandbox) : pointed;
  const canopy = await createCanopy(config, options.log ?? pino({ level: config.log.level }), 'test');
  const url = await canopy.listen();
  const post = poster(url);
  const ask = asker(post);
  const running: Running = {
    canopy,
    url,
    sandbox,
    ask,
    post,
    stop: async () => {
      await canopy.stop();
      if (!options.process) await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (options.adopt !== false) {
    await until(() => canopy.graph.sources.every((source) => source.synced));
    const { userErrors } = await mutate(ask, AdoptAppsDocument, {});
    if (userErrors.length > 0) throw new Error(`adoptApps: ${JSON.stringify(userErrors)}`);
    // From the baseline on, everything that happens is recorded.
    const filter = { kinds: ['BASELINE'], actor: `source:marathon:${marathon.name}` } as const;
    await until(async () => nodesOf((await ask(EventsDocument, { filter, last: 1 })).data.events).length === 1);
  }
  return running;
}

/** A log that is kept for the test to read. */
export function keptLog(): { log: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: pino({ level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) }) };
}

/** Waits for something to become true; a deadline, not a sleep, decides when to give up. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not true within ${withinMs} ms: ${holds.toString()}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
