import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppTasksDocument,
  ContainerInDockerDocument,
  ContainerLogsDocument,
  ContainersInDockerDocument,
  DatasourcesDocument,
  WhereContainersRunDocument,
  type ContainerFilter,
} from '../generated/operations.ts';
import { simulatedApp } from '../support/apps.ts';
import { nodesOf } from '../support/ask.ts';
import { startCanopy, type Running } from '../support/canopy.ts';

describe('what Docker says of a container', () => {
  let running: Running;
  let taskId: string;
  let host: string;
  let url: string;
  const detail = (id: string) => running.ask(ContainerInDockerDocument, { taskId: id });
  /** Containers that a process runs. */
  const real = async (filter?: ContainerFilter) =>
    nodesOf((await running.ask(WhereContainersRunDocument, { filter })).data.containers).filter(
      ({ app }) => !app!.labels.some(({ name }) => name === 'sandbox.simulated'),
    );
  beforeAll(async () => {
    running = await startCanopy({ sandbox: { real: true, simulatedTasks: 20 } });
    const one = (await real({ health: 'HEALTHY' })).find(({ ports }) => ports.length > 0)!;
    taskId = one.taskId;
    host = one.hostName!;
    url = `http://${one.ip}:${one.ports[0]}`;
  });
  afterAll(() => running.stop());

  it('refuses a tail beyond the limit', async () => {
    const { errors } = await running.ask(ContainerLogsDocument, { taskId, tail: 5000 });
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('5000'), extensions: { code: 'BAD_USER_INPUT', limit: 1000 } });
  });

  it('is true of the real process: it burns, and the figure rises', async () => {
    const { data, errors } = await detail(taskId);
    expect(errors).toBeUndefined();
    const { docker, network, filesystems, top, logs } = data.container!;
    expect(docker).toMatchObject({ status: 'running', restartCount: 0, pid: expect.any(Number) });
    expect(docker?.usage?.memMiB).toBeGreaterThan(1);
    expect(network?.ip).toMatch(/^127\./);
    expect(filesystems?.map(({ kind }) => kind)).toContain('ROOT');
    expect(top?.map(({ pid }) => pid)).toContain(docker?.pid);
    expect(logs?.lines.length).toBeGreaterThan(0);
    const burning = fetch(`${url}/burn?ms=3000`).catch(() => undefined);
    await expect
      .poll(async () => (await detail(taskId)).data.container?.docker?.usage?.cpus, { timeout: 15_000, interval: 500 })
      .toBeGreaterThan(0.1);
    await burning;
  });

  it('is null, without an error, for a task that exists only as a record', async () => {
    const app = await simulatedApp(running.ask, ({ instances }) => instances > 0);
    const tasks = await running.ask(AppTasksDocument, { app: app.marathonId });
    const { data, errors } = await detail(nodesOf(tasks.data.app?.containers)[0]!.taskId);
    expect(errors).toBeUndefined();
    expect(data.container).toMatchObject({ state: 'RUNNING', docker: null, network: null });
  });

  it('costs its own fields when the host does not answer, and never the page', async () => {
    // Another host than before: what an engine said is good for a few seconds.
    const other = (await real()).find(({ hostName }) => hostName !== host)!.hostName!;
    await running.sandbox.control('/faults', { dockerDown: other });
    const { data, errors } = await running.ask(ContainersInDockerDocument, { first: 1000 });
    const page = nodesOf(data.containers);
    const here = page.filter(({ hostName }) => hostName === other);
    expect(here.length).toBeGreaterThan(0);
    expect(here.every(({ state, docker }) => state !== null && docker === null)).toBe(true);
    expect(page.some(({ hostName, docker }) => hostName !== other && docker?.status === 'running')).toBe(true);
    expect(errors?.[0]).toMatchObject({
      path: ['containers', 'nodes', expect.any(Number), 'docker'],
      extensions: { source: `docker:${other}`, retryable: true },
    });
    const { data: said } = await running.ask(DatasourcesDocument);
    const by = (name: string) => said.platform?.datasources.find((each) => each.name === name);
    expect(by('docker')).toMatchObject({ kind: 'docker', state: 'LIVE', syncedAt: expect.any(String) });
    expect(by('store')).toMatchObject({ kind: 'sqlite', state: 'LIVE', lastError: null });
    await running.sandbox.control('/faults', { dockerDown: null });
  });
});
