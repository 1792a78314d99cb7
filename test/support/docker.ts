import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';

/** Why a real engine cannot be started here; null when it can. In CI that is a failure, elsewhere a skip that says why. */
export function whyNoDocker(): string | null {
  const missing = ['dockerd', 'containerd', 'unshare', 'setpriv', 'busybox'].filter(
    (program) => spawnSync('which', [program]).status !== 0,
  );
  const why = process.getuid?.() !== 0 ? 'not root' : missing.length > 0 ? `${missing.join(', ')} not installed` : null;
  if (why !== null && process.env['CI'] === 'true') throw new Error(`the real Docker engine cannot be started: ${why}`);
  return why;
}

export interface RealDocker {
  readonly docker: Docker;
  readonly socket: string;
  stop(): Promise<void>;
}

const IMAGE = 'canopy-test';

/**
 * A Docker engine of its own in a temp folder, with one image made of busybox. Everything it starts lives in a process
 * namespace that ends with it, and it ends with this process, however that ends.
 */
export async function startDocker(extraFlags: readonly string[] = []): Promise<RealDocker> {
  const folder = mkdtempSync(join(tmpdir(), 'cd-'));
  const socket = join(folder, 'd.sock');
  const cgroup = `canopy-${process.pid}`;
  writeFileSync(join(folder, 'empty.json'), '{}');
  const log = openSync(join(folder, 'log'), 'a');
  const flags = [
    ...['--config-file', join(folder, 'empty.json'), '--host', `unix://${socket}`, '--data-root', join(folder, 'data')],
    ...['--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'pid'), '--storage-driver', 'vfs', '--log-level', 'warn'],
    ...['--cgroup-parent', `/${cgroup}`, '--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
    ...extraFlags,
  ];
  const namespace = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...namespace, 'dockerd', ...flags], { stdio: ['ignore', log, log] });
  const kill = (): boolean => child.kill('SIGKILL');
  process.on('exit', kill);
  const docker = new Docker({ socketPath: socket });
  const stop = async (): Promise<void> => {
    const containers = await docker.listContainers({ all: true }).catch(() => []);
    await Promise.all(
      containers.map(({ Id }) =>
        docker
          .getContainer(Id)
          .remove({ force: true })
          .catch(() => {}),
      ),
    );
    await ended(child, kill);
    process.off('exit', kill);
    rmSync(folder, { recursive: true, force: true });
    forget(cgroup);
  };
  try {
    await ready(docker, child, folder);
    await importImage(docker, folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return { docker, socket, stop };
}

async function ended(child: ChildProcess, kill: () => boolean): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  // The first process of the namespace, so that its parent is still there to see it end; all others end with it.
  const inner = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'));
  if (inner > 0) process.kill(inner, 'SIGKILL');
  else kill();
  await exit;
}

async function ready(docker: Docker, child: ChildProcess, folder: string): Promise<void> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
    if (child.exitCode !== null) break;
    if (
      await docker.ping().then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((done) => setTimeout(done, 30));
  }
  throw new Error(`dockerd is not up:\n${readFileSync(join(folder, 'log'), 'utf8')}`);
}

async function importImage(docker: Docker, folder: string): Promise<void> {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'bin'), { recursive: true });
  mkdirSync(join(root, 'tmp'));
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
  for (const name of ['sh', 'sleep', 'echo', 'head', 'tail', 'dd', 'true', 'cat']) symlinkSync('busybox', join(root, 'bin', name));
  const tar = spawnSync('tar', ['-C', root, '-cf', join(folder, 'root.tar'), '.']);
  if (tar.status !== 0) throw new Error(String(tar.stderr));
  const stream = await docker.importImage(join(folder, 'root.tar'), { repo: IMAGE, tag: 'latest' });
  for await (const _ of stream);
}

/** Empty cgroups stay behind when their engine is killed. */
function forget(cgroup: string): void {
  const roots = ['/sys/fs/cgroup', ...readdirSync('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name))];
  for (const path of roots.map((root) => join(root, cgroup)).filter((each) => existsSync(each))) {
    for (const inner of readdirSync(path, { withFileTypes: true })) if (inner.isDirectory()) tryRemove(join(path, inner.name));
    tryRemove(path);
  }
}

function tryRemove(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Something still lives in it; an empty cgroup costs nothing.
  }
}

export interface Wanted {
  readonly taskId: string;
  readonly script: string;
  /** Told by a label, or only by the environment as older Mesos does. */
  readonly byLabel?: boolean;
  readonly host?: Docker.HostConfig;
  readonly tty?: boolean;
}

/** A container as Mesos starts one for a task. */
export async function runTask(
  docker: Docker,
  { taskId, script, byLabel = true, host = {}, tty = false }: Wanted,
): Promise<Docker.Container> {
  const container = await docker.createContainer({
    name: `mesos-${taskId}`,
    Image: IMAGE,
    Cmd: ['/bin/sh', '-c', script],
    Env: [`MESOS_TASK_ID=${taskId}`, 'MARATHON_APP_ID=/a'],
    Labels: byLabel ? { MESOS_TASK_ID: taskId } : {},
    StopTimeout: 1,
    Tty: tty,
    HostConfig: { NetworkMode: 'none', ...host },
  });
  await container.start();
  return container;
}
