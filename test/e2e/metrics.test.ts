import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CountersOverTimeDocument,
  FiguresOfManyDocument,
  FiguresOverTimeDocument,
  type FiguresOverTimeQueryVariables,
  DatasourcesDocument,
  LatestOfContainersDocument,
  LatestUpTheTreeDocument,
} from '../generated/operations.ts';
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

describe('figures over time', () => {
  let running: Running;
  let [taskId, app, host] = ['', '', ''];
  const hour = () => ({ from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString() });
  const figures = (over: Partial<FiguresOverTimeQueryVariables> = {}) =>
    running.ask(FiguresOverTimeDocument, { taskId, app, metrics: ['CPU_IDLE', 'PROC_DELAY'], ...hour(), ...over });
  const counters = (names: string[], range = hour()) => running.ask(CountersOverTimeDocument, { taskId, host, counters: names, ...range });
  beforeAll(async () => {
    running = await startCanopy({ sandbox: { falconStepS: 1 }, config: (config) => ({ ...config, ...quick(config) }) });
    const where = nodesOf((await running.ask(LatestOfContainersDocument, {})).data.containers);
    const one = where.find(({ hostName }) => hostName !== null)!;
    [taskId, app, host] = [one.taskId, one.app!.marathonId, one.hostName!];
    await until(async () => {
      const { data } = await figures();
      return data.container?.metrics?.[0]?.points.some(({ value }) => value !== null) === true;
    });
  });
  afterAll(() => running.stop());

  it('are asked of Falcon once for all who ask together, and come in the order asked for', async () => {
    const { data, errors } = await figures();
    expect(errors).toBeUndefined();
    const [idle, delay] = data.container?.metrics ?? [];
    expect([idle, delay]).toMatchObject([
      { metric: 'CPU_IDLE', counter: 'cpu.idle', endpoint: taskId, stepMs: 1_000 },
      { metric: 'PROC_DELAY', counter: 'proc.delay', endpoint: taskId },
    ]);
    const times = idle!.points.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(idle!.points.length).toBeLessThanOrEqual(300);
    const ofApp = data.app?.metrics ?? [];
    expect(ofApp.map((each) => `${each?.endpoint} ${each?.metric}`)).toContain(`${taskId} CPU_IDLE`);
    expect(ofApp.length % 2).toBe(0);
  });

  it('come of any counter by its name, of a container and of a host; what nobody knows is empty', async () => {
    const { data, errors } = await counters(['load.1min', 'proc.qps', 'none.such/b=2,a=1']);
    expect(errors).toBeUndefined();
    const steps = (series: readonly (null | { stepMs: number | null })[] | null | undefined) => series?.map((each) => each?.stepMs);
    expect(steps(data.container?.series)).toEqual([null, 1_000, null]);
    expect(steps(data.host?.series)).toEqual([1_000, null, null]);
    expect(data.host?.series?.[2]).toEqual({
      ...{ metric: null, counter: 'none.such/a=1,b=2', endpoint: host, stepMs: null, points: [] },
    });
  });

  it('are refused where they would be too many', async () => {
    const { to, from } = hour();
    const codes = async (asked: ReturnType<typeof figures> | ReturnType<typeof counters>) =>
      [...new Set((await asked).errors?.map(({ extensions }) => extensions.code))].join();
    expect(await codes(figures({ from: to, to: from }))).toBe('BAD_USER_INPUT');
    expect(await codes(figures({ maxPoints: 5_000 }))).toBe('BAD_USER_INPUT');
    expect(await codes(figures({ from: '2020-01-01T00:00:00Z' }))).toBe('BAD_USER_INPUT');
    expect(await codes(counters([]))).toBe('BAD_USER_INPUT');
    expect(await codes(counters(['not a name']))).toBe('BAD_USER_INPUT');
    const many = nodesOf((await running.ask(LatestOfContainersDocument, { first: 1000 })).data.containers).length;
    expect(many).toBeGreaterThan(126);
    const { errors } = await running.ask(FiguresOfManyDocument, { ...hour(), metrics: ['CPU_IDLE', 'MEM_FREE', 'PROC_QPS', 'PROC_DELAY'] });
    expect(errors?.[0]?.extensions.code).toBe('TOO_BROAD');
  });

  it('fail alone while Falcon does not answer, whoever runs the query', async () => {
    await running.sandbox.control('/faults', { falconDown: 503 });
    // By graphql-js, then by graphql-jit.
    for (const ago of [1, 2, 3]) {
      const { data, errors } = await figures({ from: new Date(Date.now() - ago * 60_000).toISOString() });
      expect(data.container).toEqual({ state: expect.any(String), metrics: [null, null] });
      expect(errors?.[0]).toMatchObject({
        path: ['container', 'metrics', 0],
        extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'falcon', retryable: true },
      });
    }
    await running.sandbox.control('/faults', { falconDown: null });
  });
});

const quick = ({ falcon }: Parameters<NonNullable<NonNullable<Parameters<typeof startCanopy>[0]>['config']>>[0]) =>
  falcon && { falcon: { ...falcon, everyMs: 200, stepMs: 1_000 } };
