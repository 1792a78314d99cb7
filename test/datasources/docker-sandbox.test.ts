import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import { Fault } from '../../src/kit/fault.ts';
import { startSandbox, until } from '../sandbox/start.ts';
import { handClock } from '../support/hand-clock.ts';
import { hostsAt, never, open } from './docker-engine.ts';

describe('Docker engines', () => {
  it('of the sandbox tell kills for want of memory since the start, without waiting for a time to come', async () => {
    const sandbox = await startSandbox({ company: 'none' });
    open.push({ [Symbol.asyncDispose]: () => sandbox.stop() });
    for (const id of ['/starved', '/fed']) await sandbox.ask('POST', '/v2/apps', { id, cmd: 'serve', cpus: 0.1, mem: 32 });
    const [starved, fed] = await Promise.all(['/starved', '/fed'].map(async (id) => (await sandbox.settled(id)).tasks[0]));
    const { slaves } = (await sandbox.get(`${sandbox.places.mesos.url}/slaves`)).body;
    const asked = handClock();
    const hosts = hostsAt(sandbox.places.docker.template, { clock: { ...systemClock, now: () => asked.now() } });
    const killsOf = async (task: { id: string; slaveId: string }) => {
      const { hostname, pid } = slaves.find(({ id }: { id: string }) => id === task.slaveId);
      const at = { name: hostname, ip: pid.replace(/^.*@|:\d+$/g, '') };
      const facts = (await hosts.inspectMany(at, [task.id], never)).value.get(task.id);
      return facts instanceof Fault ? facts : facts?.oomKills;
    };
    expect([await killsOf(starved), await killsOf(fed)]).toEqual([0, 0]);
    for (let kill = 0; kill < 2; kill++) await sandbox.control('POST', '/oom', { taskId: starved.id });
    expect(await until('both kills', async () => ((await killsOf(starved)) === 2 ? true : undefined))).toBe(true);
    expect(await killsOf(fed)).toBe(0);
  });

  it('of the sandbox tell true figures of real tasks', async () => {
    const sandbox = await startSandbox({ company: 'small', simulatedTasks: 0 });
    open.push({ [Symbol.asyncDispose]: () => sandbox.stop() });
    const { apps } = (await sandbox.get('/v2/apps?embed=apps.tasks')).body;
    const slaves: { id: string; hostname: string; pid: string }[] = (await sandbox.ask('GET', `${sandbox.places.mesos.url}/slaves`)).body
      .slaves;
    const tasks: { id: string; slaveId: string }[] = apps.flatMap(({ tasks = [] }: { tasks?: object[] }) => tasks);
    const hosts = hostsAt(sandbox.places.docker.template);
    let told = 0;
    for (const { id, hostname, pid } of slaves) {
      const ids = tasks.filter(({ slaveId }) => slaveId === id).map((task) => task.id);
      const { value } = await hosts.inspectMany({ name: hostname, ip: pid.replace(/^.*@|:\d+$/g, '') }, ids, never);
      for (const facts of value.values()) {
        if (!('dockerId' in facts)) continue;
        told++;
        expect(facts.limits.memMiB).toBeGreaterThan(0);
        // A task of the company that crashes on purpose may have ended since it was listed.
        if (facts.usage?.pids) expect(facts.usage.memMiB).toBeGreaterThan(0);
      }
    }
    expect(told).toBeGreaterThan(0);
  });
});
