import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

interface Places {
  readonly marathon: { readonly name: string; readonly urls: readonly string[] };
  readonly mesos: { readonly url: string };
  readonly docker: { readonly template: string };
  readonly falcon: { readonly api: string; readonly user: string; readonly password: string };
}

/** The sandbox company with figures every second, and Canopy beside it, each a process of its own as in a company. */
export interface Platform {
  /** Of Canopy. */
  readonly url: string;
  stop(): Promise<void>;
}

const START_MS = 60_000;
const STOP_MS = 15_000;
const LOOK_MS = 100;

export async function startPlatform(signal: AbortSignal): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-demo-'));
  const children: { readonly child: ChildProcess; readonly end: () => void }[] = [];
  const stop = async () => {
    // Canopy first: a Marathon that goes before it would be an outage.
    for (const { child, end } of children.toReversed()) await ended(child, end);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const options = { company: 'small', simulatedTasks: 100, falconStepS: 1 };
    // In a group of its own: a terminal's Ctrl-C must not take it away from Canopy.
    const sandbox = spawn(process.execPath, [pathOf('../../sandbox/main'), JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    children.push({ child: sandbox, end: () => sandbox.stdin.end() });
    const places = JSON.parse(await lineOf(sandbox, /^\{/, 'the sandbox', signal)) as Places;
    const file = join(folder, 'canopy.json');
    writeFileSync(file, JSON.stringify(configOf(places, folder)));
    const canopy = spawn(process.execPath, ['--enable-source-maps', pathOf('../../src/main')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production', CANOPY_CONFIG: file, PORT: '0' },
    });
    children.push({ child: canopy, end: () => canopy.kill('SIGTERM') });
    const banner = await lineOf(canopy, /GraphQL +http:\S+\/graphql/, 'Canopy', signal);
    const url = /http:\S+(?=\/graphql)/.exec(banner)?.[0] ?? '';
    await ready(url, signal);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** All that it follows has been read once. */
async function ready(url: string, signal: AbortSignal): Promise<void> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  while (!(await fetch(`${url}/readyz`, { signal: within })).ok) await sleep(LOOK_MS);
}

/** As anybody would configure it, but for the steps: real agents report every minute, and nobody wants to watch that. */
const configOf = ({ marathon, mesos, docker, falcon }: Places, folder: string) => ({
  store: { file: join(folder, 'canopy.sqlite') },
  marathons: [marathon],
  mesos: { urls: [mesos.url] },
  docker: { template: docker.template },
  falcon: { url: falcon.api, user: falcon.user, password: falcon.password, stepMs: 1_000, everyMs: 500 },
  log: { level: 'error' },
  sandbox: false,
});

/** Built, or as it is written. */
function pathOf(path: string): string {
  const [js, ts] = ['.js', '.ts'].map((ending) => fileURLToPath(new URL(`${path}${ending}`, import.meta.url)));
  return js !== undefined && existsSync(js) ? js : (ts ?? '');
}

async function lineOf(child: ChildProcess, wanted: RegExp, name: string, signal: AbortSignal): Promise<string> {
  if (!child.stdout) throw new Error(`${name} says nothing.`);
  const lines = createInterface({ input: child.stdout });
  const within = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  return new Promise((done, failed) => {
    lines.on('line', (line) => wanted.test(line) && done(line));
    child.once('exit', (code) => failed(new Error(`${name} ended while it started (code ${code}).`)));
    child.once('error', failed);
    within.addEventListener('abort', () => failed(signal.aborted ? signal.reason : new Error(`${name} did not start in time.`)));
  });
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  end();
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(late);
}
