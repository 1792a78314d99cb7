import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { makeCompany } from '../../sandbox/company.ts';
import { Random } from '../../sandbox/random.ts';
import { startSandbox, until } from './start.ts';

/** Commands that a sandbox runs as health checks. */
function checksOf(parent: number | undefined): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
        return rest.split(' ')[1] === String(parent) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('kill -9 0');
      } catch {
        return false;
      }
    });
}

/** Processes that carry the sandbox's network in their orders or environment. */
function processesOf(network: string): number[] {
  const prefix = network.replace('.0.0/16', '.');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
        return text.includes(prefix) && !/\) [ZX] /.test(stat);
      } catch {
        return false;
      }
    });
}

const apps = [
  { id: '/serve', cmd: 'serve', instances: 2, cpus: 0.1, mem: 32 },
  // Ignores what it is asked politely, and has children of its own.
  {
    id: '/stubborn',
    cmd: 'trap "" TERM HUP; sleep 1000 & sleep 1000 & while :; do sleep 1; done',
    cpus: 0.1,
    mem: 32,
  },
];

describe.skipIf(process.platform !== 'linux')('the end of a sandbox', () => {
  async function withTasks() {
    const sandbox = await startSandbox();
    const check = { protocol: 'COMMAND', command: { value: 'sleep 1000; true' }, timeoutSeconds: 1000, intervalSeconds: 1 };
    await sandbox.ask('POST', '/v2/apps', { id: '/checked', cmd: 'sleep 1000', cpus: 0.1, mem: 32, healthChecks: [check] });
    for (const app of apps) await sandbox.ask('POST', '/v2/apps', app);
    for (const { id } of apps) await sandbox.settled(id);
    expect(processesOf(sandbox.places.network).length).toBeGreaterThanOrEqual(6);
    await until('the running check', () => checksOf(sandbox.child.pid).length > 0 || undefined);
    return sandbox;
  }

  it('takes every task with it when it is killed outright', async () => {
    const sandbox = await withTasks();
    const checks = checksOf(sandbox.child.pid);
    sandbox.child.kill('SIGKILL');
    await until('the check to be gone', () => checks.every((pid) => !existsSync(`/proc/${pid}`)) || undefined, 5_000);
    await until('all of them to be gone', () => processesOf(sandbox.places.network).length === 0 || undefined, 5_000);
  });

  it.each(['stdin', 'SIGTERM'])('is clean by %s: no task is left, and the exit code is 0', async (how) => {
    const sandbox = await withTasks();
    const ended = once(sandbox.child, 'exit');
    if (how === 'stdin') sandbox.child.stdin.end();
    else sandbox.child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
    expect(processesOf(sandbox.places.network)).toEqual([]);
    expect(sandbox.complaints()).toBe('');
  });

  it('leaves no folder behind, and clears away those of killed ones', async () => {
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('canopy-sandbox-'));
    const first = await startSandbox();
    const own = folders().filter((name) => name.startsWith(`canopy-sandbox-${first.child.pid}-`));
    expect(own).toHaveLength(1);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await startSandbox();
    expect(folders()).not.toEqual(expect.arrayContaining(own));
    await second.stop();
    expect(folders().filter((name) => name.startsWith(`canopy-sandbox-${second.child.pid}-`))).toEqual([]);
  });

  it('lets several run at once, each in a network of its own', async () => {
    const [a, b] = await Promise.all([startSandbox(), startSandbox()]);
    expect(a.places.network).not.toBe(b.places.network);
    await Promise.all([a.stop(), b.stop()]);
  });
});

describe('the company', () => {
  it('is the same for the same seed, and another one for another', () => {
    const size = { company: 'full' as const, simulatedTasks: 2_000, real: true };
    expect(makeCompany(new Random(7), size)).toEqual(makeCompany(new Random(7), size));
    expect(makeCompany(new Random(7), size)).not.toEqual(makeCompany(new Random(8), size));
  });

  it('works on a machine whose loopback is a single address', async () => {
    const sandbox = await startSandbox({ company: 'small', oneAddress: true, leaders: 2 });
    expect(new URL(sandbox.url).hostname).toBe('127.0.0.1');
    const app = await until('healthy tasks', async () => {
      const { app: seen } = (await sandbox.get('/v2/apps/acme/infra/monitor/c3/graph/query/main/online')).body;
      return seen.tasksHealthy === 6 ? seen : undefined;
    });
    const ports = app.tasks.map((task: { ports: number[] }) => task.ports[0]);
    expect(new Set(ports).size).toBe(6);
    const url = sandbox.places.docker.template.replace('{ip}', '127.0.0.1');
    expect((await sandbox.get(`${url}/containers/json`)).body.length).toBeGreaterThanOrEqual(6);
    await sandbox.stop();
  });

  it('is up within 20 seconds, with what every platform has some of', async () => {
    const began = performance.now();
    const sandbox = await startSandbox({ company: 'full' });
    expect(performance.now() - began).toBeLessThan(20_000);
    const { body } = await sandbox.get('/v2/apps?embed=apps.tasks&embed=apps.lastTaskFailure');
    type App = {
      id: string;
      instances: number;
      tasksRunning: number;
      tasksUnhealthy: number;
      labels: Record<string, string>;
      tasks: unknown[];
      lastTaskFailure?: object;
    };
    const list: App[] = body.apps;
    const real = list.filter(({ labels }) => labels['sandbox.simulated'] !== 'true');
    const sum = (some: App[]) => some.reduce((all, { instances }) => all + instances, 0);
    expect(sum(real)).toBeGreaterThanOrEqual(38);
    expect(list.filter((app) => !real.includes(app)).reduce((all, { tasks }) => all + tasks.length, 0)).toBeGreaterThan(1_990);
    expect(list.length).toBeGreaterThan(60);
    expect(list.filter(({ id }) => id.split('/').length === 9).length).toBeGreaterThan(55);
    expect(list.some(({ labels }) => labels['jobname'])).toBe(true);
    expect(list.some(({ tasksUnhealthy }) => tasksUnhealthy > 0)).toBe(true);
    expect(list.some(({ lastTaskFailure }) => lastTaskFailure)).toBe(true);
    expect((await sandbox.get('/v2/queue')).body.queue.some(({ count }: { count: number }) => count === 3)).toBe(true);
    expect((await sandbox.get(`${sandbox.places.mesos.url}/slaves`)).body.slaves).toHaveLength(24);
    const crashed = await until(
      'a crash',
      async () => (await sandbox.get('/v2/apps/acme/ads/feed/c3/stream/parser/main/online')).body.app.lastTaskFailure,
    );
    expect(crashed.message).toBe('Command exited with status 3');
    await sandbox.stop();
  });
});
