import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { until } from './ask.ts';
import { freePort, ownFolder, Reaped } from './reaped.ts';

/** A real server on loopback that keeps nothing, killed with this process. */
export interface RedisServer {
  readonly url: string;
  /** By SIGKILL. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Undefined where none is installed. */
export async function startRedis(): Promise<RedisServer | undefined> {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status !== 0) return undefined;
  const folder = ownFolder('redis');
  const port = await freePort();
  const command = ['redis-server', '--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  let server: Reaped | undefined;
  const start = async () => {
    server = new Reaped(command, { logFile: `${folder}/log` });
    await until(() => answers(port), 'redis-server answers');
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, start, kill: async () => server?.kill() };
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('error', () => resolve(false));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });
