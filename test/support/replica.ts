import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeFileSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Passing } from '../../src/crash.ts';
import type { StoreOptions } from '../../src/store/store.ts';
import { AdoptAppsDocument, EventsDocument } from '../generated/operations.ts';
import { auditKeyFile } from './audit-key.ts';
import { asker, nodesOf, poster, type Ask } from './ask.ts';
import { until, type SandboxProcess } from './canopy.ts';
import { mutate } from './mutate.ts';

/** A whole Canopy as the built program, in a process of its own: to be stopped and killed. */
export interface Replica {
  readonly url: string;
  readonly ask: Ask;
  /** Resolves with the code or the signal by which it ended. */
  readonly ended: Promise<number | string>;
  /** Sends the signal; one that ends it is waited for. */
  signal(signal: NodeJS.Signals): Promise<void>;
}

export interface ReplicaOptions {
  readonly folder: string;
  readonly name: string;
  readonly port: number;
  readonly sandbox: SandboxProcess;
  readonly store: StoreOptions;
  readonly redis?: string;
  readonly crashAt?: Passing;
}

const LASTS: ReadonlySet<NodeJS.Signals> = new Set(['SIGSTOP', 'SIGCONT']);

/** Resolves when it serves and holds copies of everything. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { folder, name, port } = options;
  const file = join(folder, `${name}.yml`);
  writeFileSync(file, JSON.stringify(configOf(options)));
  const words = join(folder, `${name}.log`);
  const log = openSync(words, 'a');
  const child = spawn(process.execPath, ['dist/src/main.js'], {
    stdio: ['ignore', log, log],
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production', CANOPY_CONFIG: file, CANOPY_LOG_LEVEL: 'info' },
  });
  closeSync(log);
  let gone = false;
  const ended = once(child, 'exit').then(([code, signal]) => ((gone = true), (code ?? signal) as number | string));
  const url = `http://127.0.0.1:${port}`;
  const ready = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(async () => gone || (await ready()), 30_000);
  if (gone) throw new Error(`${name} ended by itself: ${readFileSync(words, 'utf8').slice(-2_000)}`);
  return {
    url,
    ask: asker(poster(url)),
    ended,
    signal: async (signal) => {
      child.kill(signal);
      if (!LASTS.has(signal)) await ended;
    },
  };
}

function configOf({ folder, port, sandbox, store, redis, crashAt }: ReplicaOptions): object {
  const { marathon, mesos } = sandbox.ready;
  return {
    server: { port },
    store: store.driver === 'sqlite' ? { file: store.file } : { url: store.url },
    audit: { keyFile: auditKeyFile(folder) },
    ...(redis !== undefined && { redis: { url: redis } }),
    marathons: [{ ...marathon, timeoutMs: 2_000, coalesceMs: 50 }],
    mesos: { urls: [mesos.url] },
    sandbox: false,
    ...(crashAt !== undefined && { crashAt }),
  };
}

/** Makes the tree of the company; when it resolves, all that happens from then on is recorded. */
export async function settleIn({ ask }: Replica, { ready: { marathon } }: SandboxProcess): Promise<void> {
  const { userErrors } = await mutate(ask, AdoptAppsDocument, {});
  if (userErrors.length > 0) throw new Error(`adoptApps: ${JSON.stringify(userErrors)}`);
  const filter = { kinds: ['BASELINE'], actor: `source:marathon:${marathon.name}` } as const;
  await until(async () => nodesOf((await ask(EventsDocument, { filter, last: 1 })).data.events).length === 1);
}
