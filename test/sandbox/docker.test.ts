import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, until, type Sandbox } from './start.ts';

describe('the Docker engine of a host', () => {
  let sandbox: Sandbox;
  let docker: Docker;
  let place: URL;

  let task: any;
  let container: Docker.Container;

  beforeAll(async () => {
    sandbox = await startSandbox();
    await sandbox.ask('POST', '/v2/apps', {
      id: '/web',
      cpus: 0.25,
      mem: 128,
      cmd: 'serve',
      portDefinitions: [{ port: 0 }],
      labels: { owner: 'me' },
    });
    await sandbox.ask('POST', '/v2/apps', {
      id: '/shell',
      cpus: 0.1,
      mem: 32,
      cmd: 'echo one; echo two >&2; sleep 1000',
      constraints: [['hostname', 'CLUSTER', 'c3-node03']],
    });
    task = (await sandbox.settled('/web')).tasks[0];
    docker = await engineOf(task.host);
    const [row] = await docker.listContainers({ filters: { label: [`MESOS_TASK_ID=${task.id}`] } });
    container = docker.getContainer(row?.Id ?? '');
  });

  afterAll(() => sandbox.stop());

  async function engineOf(host: string): Promise<Docker> {
    const { body } = await sandbox.get(`${sandbox.places.mesos.url}/slaves`);
    const { pid } = body.slaves.find(({ hostname }: { hostname: string }) => hostname === host);
    const [, ip] = /@(.*):/.exec(pid) ?? [];
    place = new URL(sandbox.places.docker.template.replace('{ip}', ip ?? ''));
    const { hostname, port } = place;
    return new Docker({ protocol: 'http', host: hostname, port: Number(port), version: 'v1.24' });
  }

  it('knows a real task as a container with its name, limits, address and process', async () => {
    const seen = await container.inspect();
    expect(seen.Name).toMatch(/^\/mesos-[0-9a-f-]{36}$/);
    expect(seen.Config.Env).toContain(`MESOS_TASK_ID=${task.id}`);
    expect(seen.Config.Labels).toMatchObject({ MARATHON_APP_ID: '/web', owner: 'me' });
    expect(seen.HostConfig).toMatchObject({ Memory: 128 * 1_048_576, CpuShares: 256 });
    expect(seen.State).toMatchObject({
      Running: true,
      OOMKilled: false,
      FinishedAt: '0001-01-01T00:00:00Z',
    });
    expect(() => process.kill(seen.State.Pid, 0)).not.toThrow();
    expect(seen.NetworkSettings.Networks['acme']?.IPAddress).toBe(task.ipAddresses[0].ipAddress);
    expect(seen.NetworkSettings.Networks['acme']?.MacAddress).toMatch(/^02:42:7f:/);
  });

  it('tells true figures: burning a processor and taking memory shows', async () => {
    const one = async () => JSON.parse(await get(`/containers/${container.id}/stats?stream=false&one-shot=true`));
    const before = await one();
    const base = `http://${task.ipAddresses[0].ipAddress}:${task.ports[0]}`;
    await fetch(`${base}/burn?ms=400`);
    await fetch(`${base}/alloc?mib=30`);
    const after = await one();
    const used = after.cpu_stats.cpu_usage.total_usage - before.cpu_stats.cpu_usage.total_usage;
    expect(used).toBeGreaterThan(300_000_000);
    expect(after.memory_stats.usage - before.memory_stats.usage).toBeGreaterThan(25 * 1_048_576);
    expect(after.cpu_stats.system_cpu_usage).toBeGreaterThan(before.cpu_stats.system_cpu_usage);
    expect(after.memory_stats.limit).toBe(128 * 1_048_576);
  });

  /** From the engine that was looked up last. */
  async function get(path: string): Promise<string> {
    return (await fetch(`${place.origin}${path}`)).text();
  }

  it('answers without a stream with two samples, a second apart', async () => {
    const stats = await container.stats({ stream: false });
    expect(stats.precpu_stats.system_cpu_usage).toBeLessThan(stats.cpu_stats.system_cpu_usage);
    expect(Date.parse(stats.read)).toBeGreaterThan(Date.parse(stats.preread));
    expect(stats.networks['eth0']).toHaveProperty('rx_bytes');
  });

  it('lists the processes of a shell command without what wraps it', async () => {
    const shell = await sandbox.settled('/shell');
    const engine = await engineOf(shell.tasks[0].host);
    const [row] = await engine.listContainers();
    const { Titles, Processes } = await engine.getContainer(row?.Id ?? '').top();
    expect(Titles).toContain('CMD');
    expect(Processes.map((row: string[]) => row[7])).toEqual(expect.arrayContaining(['sleep 1000']));
    expect(Processes.every((row: string[]) => !row[7]?.includes('task-program'))).toBe(true);
  });

  it('keeps the logs and sends them in frames that dockerode can take apart', async () => {
    const shell = await sandbox.settled('/shell');
    const engine = await engineOf(shell.tasks[0].host);
    const [row] = await engine.listContainers();
    const raw: Buffer = await until('both lines', async () => {
      const bytes = await engine.getContainer(row?.Id ?? '').logs({ stdout: true, stderr: true });
      return bytes.length >= 24 ? bytes : undefined;
    });
    const frames: [number | undefined, string][] = [];
    for (let at = 0; at < raw.length; at += 8 + raw.readUInt32BE(at + 4)) {
      frames.push([raw[at], raw.toString('utf8', at + 8, at + 8 + raw.readUInt32BE(at + 4))]);
    }
    expect(frames.toSorted()).toEqual([
      [1, 'one\n'],
      [2, 'two\n'],
    ]);
  });

  it('shows an ended task as an exited container, and says what it cannot do', async () => {
    const { id } = (await sandbox.settled('/shell')).tasks[0];
    const engine = await engineOf('c3-node03');
    await sandbox.control('POST', '/kill', { taskId: id });
    const exited = await until('the exited container', async () => {
      const rows = await engine.listContainers({ all: true });
      return rows.find((row) => row.Labels['MESOS_TASK_ID'] === id && row.State === 'exited');
    });
    expect(exited.Status).toMatch(/^Exited \(137\)/);
    await expect(engine.getContainer(exited.Id).top()).rejects.toMatchObject({ statusCode: 409 });
    await expect(engine.getContainer('nothing').inspect()).rejects.toMatchObject({
      statusCode: 404,
    });
    const tooNew = JSON.parse(await get('/v1.99/info'));
    expect(tooNew.message).toMatch(/too new/);
  });

  it('goes away and comes back with its switch', async () => {
    await sandbox.control('POST', '/faults', { dockerDown: '*' });
    await expect(docker.ping()).rejects.toThrow();
    await sandbox.control('POST', '/faults', { dockerDown: null });
    await expect(docker.ping()).resolves.toBeTruthy();
  });
});
