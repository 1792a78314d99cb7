import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCanopy, type Running } from '../support/canopy.ts';

describe('what Docker says of a container', () => {
  let running: Running;
  let taskId: string;
  let host: string;
  let url: string;
  const detail =
    'query($id: String!) { container(taskId: $id) { taskId state docker { name status pid limits { memMiB } usage { cpus memMiB pids } restartCount } filesystems { kind mountPoint } network { ip mac gateway } top { pid command } logs(tail: 5) { lines { stream text } } } }';
  beforeAll(async () => {
    running = await startCanopy({ sandbox: { real: true, simulatedTasks: 20 } });
    const { data } = await running.ask(
      '{ containers(first: 1000, filter: { health: HEALTHY }) { nodes { taskId ip ports hostName app { labels { name } } } } }',
    );
    const real = data.containers.nodes.find(
      (each: any) => each.ports.length > 0 && !each.app.labels.some((label: any) => label.name === 'sandbox.simulated'),
    );
    taskId = real.taskId;
    host = real.hostName;
    url = `http://${real.ip}:${real.ports[0]}`;
  });
  afterAll(() => running.stop());

  it('refuses a tail beyond the limit', async () => {
    const { errors } = await running.ask('query($id: String!) { container(taskId: $id) { logs(tail: 5000) { lines { text } } } }', {
      id: taskId,
    });
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('5000'), extensions: { code: 'BAD_USER_INPUT', limit: 1000 } });
  });

  it('is true of the real process: it burns, and the figure rises', async () => {
    const first = await running.ask(detail, { id: taskId });
    expect(first.errors).toBeUndefined();
    const { docker, network, filesystems, top, logs } = first.data.container;
    expect(docker).toMatchObject({ status: 'running', restartCount: 0, pid: expect.any(Number) });
    expect(docker.usage.memMiB).toBeGreaterThan(1);
    expect(network.ip).toMatch(/^127\./);
    expect(filesystems.map((each: any) => each.kind)).toContain('ROOT');
    expect(top.map((each: any) => each.pid)).toContain(docker.pid);
    expect(logs.lines.length).toBeGreaterThan(0);
    const burning = fetch(`${url}/burn?ms=3000`).catch(() => undefined);
    await expect
      .poll(async () => (await running.ask(detail, { id: taskId })).data.container.docker.usage.cpus, { timeout: 15_000, interval: 500 })
      .toBeGreaterThan(0.1);
    await burning;
  });

  it('is null, without an error, for a task that exists only as a record', async () => {
    const { data } = await running.ask(
      '{ apps(first: 100, filter: { label: { name: "sandbox.simulated" } }) { nodes { containers(first: 1) { nodes { taskId } } } } }',
    );
    const simulated = data.apps.nodes.flatMap((each: any) => each.containers.nodes)[0].taskId;
    const answer = await running.ask(detail, { id: simulated });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.container).toMatchObject({ state: 'RUNNING', docker: null, network: null });
  });

  it('costs its own fields when the host does not answer, and never the page', async () => {
    // Another host than before: what an engine said is good for a few seconds.
    const all = await running.ask('{ containers(first: 1000) { nodes { hostName app { labels { name } } } } }');
    const other = all.data.containers.nodes.find(
      (each: any) => each.hostName !== host && !each.app.labels.some((label: any) => label.name === 'sandbox.simulated'),
    ).hostName;
    await running.sandbox.control('/faults', { dockerDown: other });
    const page = '{ containers(first: 1000) { nodes { taskId hostName state docker { status } } } }';
    const { data, errors } = await running.ask(page);
    const here = data.containers.nodes.filter((each: any) => each.hostName === other);
    expect(here.length).toBeGreaterThan(0);
    expect(here.every((each: any) => each.state !== null && each.docker === null)).toBe(true);
    expect(data.containers.nodes.some((each: any) => each.hostName !== other && each.docker?.status === 'running')).toBe(true);
    expect(errors?.[0]).toMatchObject({
      path: ['containers', 'nodes', expect.any(Number), 'docker'],
      extensions: { source: `docker:${other}`, retryable: true },
    });
    const { data: said } = await running.ask('{ platform { datasources { name kind state syncedAt lastError } } }');
    const by = (name: string) => said.platform.datasources.find((each: any) => each.name === name);
    expect(by('docker')).toMatchObject({ kind: 'docker', state: 'LIVE', syncedAt: expect.any(String) });
    expect(by('store')).toMatchObject({ kind: 'sqlite', state: 'LIVE', lastError: null });
    await running.sandbox.control('/faults', { dockerDown: null });
  });
});
