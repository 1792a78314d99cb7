import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A program that hangs on a pipe from this process: when the pipe closes, however this process ends, it is killed by SIGKILL. Not of
 * its group, so that a Ctrl-C does not take the reaper alone.
 */
export class Reaped {
  readonly #reaper: ChildProcess;
  readonly #gone: Promise<unknown>;

  constructor(command: readonly string[], { logFile, env = process.env }: { readonly logFile: string; readonly env?: NodeJS.ProcessEnv }) {
    const script = 'log=$1; shift; "$@" >>"$log" 2>&1 & cat >/dev/null; kill -9 $!; wait';
    this.#reaper = spawn('sh', ['-c', script, 'sh', logFile, ...command], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env });
    this.#gone = once(this.#reaper, 'exit');
  }

  /** By SIGKILL: it is told nothing, and can do nothing about it. */
  async kill(): Promise<void> {
    this.#reaper.stdin?.end();
    await this.#gone;
  }
}

/** A temporary folder, gone a moment after this process has ended, however it ends. */
export function ownFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `canopy-bench-${name}-`));
  const script = 'cat >/dev/null; sleep 1; rm -rf "$1"';
  // What writes to it is killed by the same end.
  const remover = spawn('sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  remover.unref();
  (remover.stdin as Socket).unref();
  return folder;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
