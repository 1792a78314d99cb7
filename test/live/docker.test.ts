import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DockerHosts } from '../../datasources/docker/hosts.ts';
import { Container } from '../../src/containers/model.ts';
import type { Clock } from '../../src/kit/clock.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { DockerReads } from '../../src/live/docker.ts';
import { Graph } from '../../src/live/graph.ts';
import { startSandbox, type Sandbox } from '../sandbox/start.ts';

describe('what an engine said of a container', () => {
  let sandbox: Sandbox;
  let reads: DockerReads;
  let container: Container;
  let passed = 0;
  const clock: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() + passed };

  beforeAll(async () => {
    sandbox = await startSandbox();
    await sandbox.ask('POST', '/v2/apps', { id: '/web', cmd: 'serve', cpus: 0.1, mem: 32 });
    const [task] = (await sandbox.settled('/web')).tasks;
    const { slaves } = (await sandbox.get(`${sandbox.places.mesos.url}/slaves`)).body;
    const { pid } = slaves.find(({ id }: { id: string }) => id === task.slaveId);
    const template = sandbox.places.docker.template.replace('{ip}', /@(.*):/.exec(pid)?.[1] ?? '');
    reads = new DockerReads(new DockerHosts({ template, clock }), new Graph(clock), clock);
    const record = { taskId: task.id, host: task.host, slaveId: task.slaveId, ip: null, ports: [], stagedAt: null, startedAt: null };
    container = new Container('c', '/web', { ...record, state: 'RUNNING', health: 'UNKNOWN', version: null }, 0.1, 32);
  });
  afterAll(async () => {
    reads.close();
    await sandbox.stop();
  });

  async function asked(verb: string): Promise<number> {
    const { requests } = (await sandbox.control('GET', '/ledger')).body;
    return requests.filter(({ path }: { path: string }) => path.includes(`/${verb}`)).length;
  }

  it.each([
    ['top', () => reads.processes(container), 10_000],
    ['logs', () => reads.logs(container, 5, null), 1_000],
  ] as const)('by %s is good for all who ask together, and for a while', async (verb, read, freshMs) => {
    const [first, second] = await Promise.all([read(), read()]);
    expect([first !== null, second]).toEqual([true, first]);
    expect(await read()).toEqual(first);
    expect(await asked(verb)).toBe(1);
    passed += freshMs;
    await read();
    expect(await asked(verb)).toBe(2);
  });

  it('is asked for again after a failure', async () => {
    passed += 20_000;
    await sandbox.control('POST', '/faults', { dockerDown: '*' });
    await expect(reads.processes(container)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await sandbox.control('POST', '/faults', { dockerDown: null });
    expect(await reads.processes(container)).not.toBeNull();
  });
});
