import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { freePort } from './free-port.ts';
import { programNamed } from './program.ts';

const program = programNamed('mariadbd');
export const mariadbInstalled = program !== undefined;

export interface Mariadb {
  readonly port: number;
  /** An address of the server, as its administrator. */
  url(database: string): string;
  /** Makes an empty database and answers its address. */
  create(): Promise<string>;
  /** Runs statements as the administrator. */
  query(sql: string): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * A real server on loopback with a folder of its own. It hangs on a pipe from this process: when the pipe closes,
 * however this process ends, the server is killed and its folder removed.
 */
export async function startMariadb(options: readonly string[] = []): Promise<Mariadb> {
  if (program === undefined) throw new Error('mariadbd is not installed (Debian: apt install mariadb-server)');
  const folder = mkdtempSync(join(tmpdir(), 'canopy-mariadb-'));
  cpSync(template(), join(folder, 'data'), { recursive: true });
  const port = await freePort();

  const server = spawn(
    'sh',
    ['-c', 'dir=$1; shift; "$@" >"$dir/log" 2>&1 & cat >/dev/null; kill -9 $!; wait; rm -rf "$dir"', 'sh', folder, program]
      .concat(['--no-defaults', `--user=${userInfo().username}`, `--datadir=${folder}/data`, `--tmpdir=${folder}`])
      .concat([`--socket=${folder}/s`, `--pid-file=${folder}/pid`, `--port=${port}`, '--bind-address=127.0.0.1'])
      .concat(['--skip-name-resolve', '--innodb-buffer-pool-size=32M', '--innodb-log-file-size=8M'])
      .concat(['--key-buffer-size=1M', '--aria-pagecache-buffer-size=1M', '--max-connections=80'])
      .concat(options),
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const stopped = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const url = (database: string) => `mysql://root@127.0.0.1:${port}/${database}`;
  const query = async (sql: string) => {
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', multipleStatements: true });
    try {
      return (await connection.query(sql))[0];
    } finally {
      await connection.end();
    }
  };

  await ready(query);
  let databases = 0;
  return {
    port,
    url,
    query,
    create: async () => {
      const database = `canopy_${++databases}`;
      await query(`create database ${database}`);
      return url(database);
    },
    stop: () => {
      server.stdin.end();
      return stopped;
    },
  };
}

/** An empty data folder takes a second to make and a moment to copy: it is made once per machine and user. */
function template(): string {
  const made = join(tmpdir(), `canopy-mariadb-template-${userInfo().username}`);
  if (existsSync(made)) return made;
  const making = mkdtempSync(join(tmpdir(), 'canopy-mariadb-making-'));
  mkdirSync(join(making, 'data'));
  execFileSync(
    programNamed('mariadb-install-db') ?? 'mariadb-install-db',
    ['--no-defaults', `--datadir=${making}/data`, '--auth-root-authentication-method=normal', '--skip-test-db'].concat([
      `--user=${userInfo().username}`,
      '--innodb-log-file-size=8M',
    ]),
    { stdio: 'ignore' },
  );
  try {
    renameSync(join(making, 'data'), made);
  } catch (error) {
    // Another test file was quicker.
    if (!existsSync(made)) throw error;
  }
  rmSync(making, { recursive: true, force: true });
  return made;
}

async function ready(query: (sql: string) => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + 20_000; ;) {
    try {
      await query('select 1');
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
