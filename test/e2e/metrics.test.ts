import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasourcesDocument, LatestOfContainersDocument, LatestUpTheTreeDocument } from '../generated/operations.ts';
import { nodesOf } from '../support/ask.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';

describe('the newest figures', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startCanopy({ sandbox: { falconStepS: 1 }, config: (config) => ({ ...config, ...quick(config) }) });
  });
  afterAll(() => running.stop());

  const company = 'cop.acme';
  const latest = async () => nodesOf((await running.ask(LatestOfContainersDocument, { first: 1000 })).data.containers);
  const up = async (taskId: string) => (await running.ask(LatestUpTheTreeDocument, { taskId, jobName: company })).data;
  const falcon = async () => (await running.ask(DatasourcesDocument)).data.platform?.datasources.find(({ name }) => name === 'falcon');

  it('come to every container that runs, each with its time', async () => {
    await until(async () => (await latest()).every(({ state, latest }) => state !== 'RUNNING' || latest?.delayMs != null));
    const all = (await latest()).filter(({ state }) => state === 'RUNNING');
    expect(all.length).toBeGreaterThan(100);
    for (const { latest } of all) {
      expect(latest?.cpuIdlePercent).toMatchObject({ value: expect.any(Number), stale: false });
      expect(Date.parse(latest?.qps?.at ?? '')).toBeLessThanOrEqual(Date.now());
    }
    expect(await falcon()).toMatchObject({ kind: 'falcon', state: 'LIVE', lastError: null });
  });

  it('move the app and every node above when one of them moves', async () => {
    const taskId = (await latest()).find(({ state }) => state === 'RUNNING')!.taskId;
    await running.sandbox.control('/falcon/force', { endpoint: taskId, metric: 'proc.delay', value: 250_000, forMs: 60_000 });
    await running.sandbox.control('/falcon/force', { endpoint: taskId, metric: 'cpu.idle', value: 0, forMs: 60_000 });
    await until(async () => (await up(taskId)).treeNode?.summary?.metrics?.cpuIdlePercent?.worst === 0);
    const { container, treeNode } = await up(taskId);
    expect(container?.latest).toMatchObject({ delayMs: { value: 250_000, stale: false }, cpuIdlePercent: { value: 0 } });
    for (const figures of [container?.app?.latest, treeNode?.summary?.metrics]) {
      expect(figures?.delayMs?.worst).toBeGreaterThan(250_000 / 1.05);
      expect(figures?.delayMs?.worst).toBeLessThan(250_000 * 1.05);
      expect(figures).toMatchObject({ cpuIdlePercent: { worst: 0 }, stale: false });
    }
    const { containers, cpus, memMiB, metrics } = treeNode?.summary ?? {};
    expect(metrics?.cpuIdlePercent?.reported).toBe(containers?.running);
    expect(cpus?.used).toBeGreaterThan(0);
    expect(cpus?.used).toBeLessThan(cpus?.asked ?? 0);
    expect(memMiB?.used).toBeGreaterThan(0);
    // What is kept of this very question has let the newer figures in.
    await until(async () => (await up(taskId)).treeNode?.summary?.metrics?.at !== metrics?.at);
  });

  it('stay and say that they are stale while Falcon does not answer, beside all else, and come back', async () => {
    const [first] = await latest();
    const { taskId } = first!;
    await running.sandbox.control('/faults', { falconDown: 'refuse' });
    await until(async () => (await falcon())?.state === 'DOWN');
    const { container, treeNode } = await up(taskId);
    expect(container?.latest).toMatchObject({ cpuIdlePercent: { value: expect.any(Number), stale: true } });
    expect(treeNode?.summary).toMatchObject({ containers: { running: expect.any(Number) }, metrics: { stale: true } });
    expect((await falcon())?.lastError).toContain('graph/lastpoint');
    await running.sandbox.control('/faults', { falconDown: null });
    await until(async () => (await up(taskId)).container?.latest?.cpuIdlePercent?.stale === false);
    expect(await falcon()).toMatchObject({ state: 'LIVE', lastError: null });
  });
});

const quick = ({ falcon }: Parameters<NonNullable<NonNullable<Parameters<typeof startCanopy>[0]>['config']>>[0]) =>
  falcon && { falcon: { ...falcon, everyMs: 200, stepMs: 1_000 } };
