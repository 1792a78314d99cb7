import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { programNamed } from './program.ts';

const program = programNamed('redis-server');
export const redisInstalled = program !== undefined;

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** By SIGKILL: nobody is told. */
  kill(): Promise<void>;
}

/** Only who knows it may use the server, so that no test passes without having said it. */
const PASSWORD = 'a-password-of-tests';

/**
 * A real server on loopback with a folder of its own. It hangs on a pipe from this process: when the pipe closes, however this process
 * ends, the server is killed and its folder removed.
 */
export async function startRedis(port?: number): Promise<RedisServer> {
  if (program === undefined) throw new Error('redis-server is not installed (Debian: apt install redis-server)');
  const folder = mkdtempSync(join(tmpdir(), 'canopy-redis-'));
  const at = port ?? (await freePort());
  const server = spawn(
    'sh',
    ['-c', 'dir=$1; shift; "$@" >"$dir/log" 2>&1 & cat >/dev/null; kill -9 $!; wait; rm -rf "$dir"', 'sh', folder, program]
      .concat(['--port', `${at}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'])
      .concat(['--requirepass', PASSWORD, '--daemonize', 'no']),
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const stopped = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await ready(at);
  return {
    port: at,
    url: `redis://:${PASSWORD}@127.0.0.1:${at}`,
    kill: () => {
      server.stdin.end();
      return stopped;
    },
  };
}

async function ready(port: number): Promise<void> {
  for (const until = Date.now() + 10_000; ;) {
    const answers = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', () => resolve(false));
      socket.once('data', () => (socket.destroy(), resolve(true)));
      socket.once('connect', () => socket.write('PING\r\n'));
    });
    if (answers) return;
    if (Date.now() > until) throw new Error('redis-server does not answer');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
