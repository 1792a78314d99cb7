import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { until } from './ask.ts';
import { freePort, ownFolder, Reaped } from './reaped.ts';

/** A real server on loopback, killed with this process. */
export interface Mariadb {
  readonly url: string;
  /** By SIGKILL. */
  kill(): Promise<void>;
  /** Over the data that it was killed with. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** As it comes, unless told otherwise; undefined where none is installed. */
export async function startMariadb(settings: readonly string[] = []): Promise<Mariadb | undefined> {
  const folder = ownFolder('mariadb');
  const user = userInfo().username;
  const made = spawnSync(
    'mariadb-install-db',
    ['--no-defaults', `--user=${user}`, `--datadir=${folder}/data`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { stdio: 'ignore' },
  );
  if (made.status !== 0) return undefined;
  const port = await freePort();
  writeFileSync(`${folder}/init.sql`, 'create database if not exists canopy;\n');
  const command = ['mariadbd', '--no-defaults', `--user=${user}`, `--datadir=${folder}/data`, `--socket=${folder}/s`]
    .concat([`--pid-file=${folder}/pid`, `--port=${port}`, '--bind-address=127.0.0.1', `--init-file=${folder}/init.sql`])
    .concat(settings);
  let server: Reaped | undefined;
  const start = async () => {
    server = new Reaped(command, { logFile: `${folder}/log` });
    await until(() => listens(port), 'mariadbd listens');
  };
  await start();
  return {
    url: `mysql://root@127.0.0.1:${port}/canopy`,
    start,
    kill: async () => server?.kill(),
    stop: async () => {
      await server?.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It speaks first. */
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });
