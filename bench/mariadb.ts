import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real server on loopback, as it comes, killed with this process; undefined where none is installed. */
export async function startMariadb(): Promise<{ readonly url: string; stop(): Promise<void> } | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-bench-mariadb-'));
  const user = userInfo().username;
  const made = spawnSync(
    'mariadb-install-db',
    ['--no-defaults', `--user=${user}`, `--datadir=${folder}/data`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { stdio: 'ignore' },
  );
  if (made.status !== 0) return undefined;
  const port = await freePort();
  writeFileSync(join(folder, 'init.sql'), 'create database canopy;\n');
  const server = spawn(
    'sh',
    ['-c', 'dir=$1; shift; "$@" >"$dir/log" 2>&1 & cat >/dev/null; kill -9 $!; wait; rm -rf "$dir"', 'sh', folder, 'mariadbd']
      .concat(['--no-defaults', `--user=${user}`, `--datadir=${folder}/data`, `--socket=${folder}/s`, `--pid-file=${folder}/pid`])
      .concat([`--port=${port}`, '--bind-address=127.0.0.1', `--init-file=${folder}/init.sql`]),
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const stopped = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  while (!(await listens(port))) await sleep(50);
  return {
    url: `mysql://root@127.0.0.1:${port}/canopy`,
    stop: () => {
      server.stdin.end();
      return stopped;
    },
  };
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('data', () => (socket.destroy(), resolve(true)));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
