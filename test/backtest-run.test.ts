import { afterEach, describe, expect, it } from 'vitest';
import { openBacktests } from '../src/backtest-run.ts';
import { apply } from '../src/live/facts.ts';
import { SeriesReads, type HistoryReader } from '../src/live/series.ts';
import { Allowance } from '../src/live/series-bounds.ts';
import type { EventRecord } from '../src/events/model.ts';
import type { Store } from '../src/plans/ports.ts';
import { policyOf } from '../src/scaling/input.ts';
import { StoppedClock } from './support/clock.ts';
import { aGraph, anApp, aTask } from './support/graph.ts';

const naming = {
  ...{ endpoint: '{taskId}', tags: '', hostEndpoint: '{host}' },
  counters: { CPU_IDLE: 'idle', MEM_FREE: 'free', PROC_QPS: 'qps', PROC_DELAY: 'delay' },
};
const DAY_MS = 86_400_000;
const who = () => ({ allowance: new Allowance(), caller: 'vic' });
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** Thirty days of one container at steps of a minute. */
function setUp(pointsOf: (at: number) => number | null = (at) => 50 + 40 * Math.sin(at / 3_600_000), events: readonly object[] = []) {
  const clock = new StoppedClock(30 * DAY_MS);
  const { graph, copy } = aGraph(clock);
  const path = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const nodes = path.map((name, depth) => ({ id: name, parentId: path[depth - 1] ?? null, depth, name, createdAt: 0 }));
  const none = { aliases: [], attachments: [], claims: [], freezes: [], watchRules: [], controllers: [], scalingRules: [], schedules: [] };
  apply(graph, { ...none, nodes, gone: new Map(), seq: 1 });
  graph.applyApp(copy, { app: anApp(), tasks: [aTask({ startedAt: 0, stagedAt: -5_000 })], unreadable: [] }, '', { mono: 1, wall: 0 });
  const reader: HistoryReader = {
    async history({ endpoints, counters, from, to }) {
      const points = Array.from({ length: Math.floor((to - from) / 60_000) }, (_, n) => ({
        at: from + n * 60_000,
        value: pointsOf(from + n * 60_000),
      }));
      const items = endpoints.flatMap((endpoint) => counters.map((counter) => ({ endpoint, counter, stepMs: 60_000, points })));
      return { at: 0, monotonicAt: 0, value: { items, unreadable: [], failed: 0 } };
    },
  };
  const placesOf = ({
    taskId,
    hostName,
    ip,
    marathonId: app,
    cluster,
  }: {
    taskId: string;
    hostName: string | null;
    ip: string | null;
    marathonId: string;
    cluster: string;
  }) => ({ taskId, host: hostName, ip, app, cluster });
  const series = new SeriesReads({ source: 'falcon', reader, naming, placesOf, clock: clock.patient, concurrent: 2, deadlineMs: 5_000 });
  const closing = new AbortController();
  const store: Pick<Store, 'events'> = { events: async ({ limit }) => events.slice(0, limit) as EventRecord[] };
  const backtests = openBacktests({ graph, store, clock: clock.patient, series, closing: closing.signal });
  closers.push(
    () => closing.abort(),
    () => series.close(),
  );
  const app = [...copy.slots.values()][0]?.app;
  if (!backtests || !app) throw new Error('Nothing to try.');
  return { backtests, app, closing };
}

const policy = policyOf({ min: 1, max: 20, metrics: [{ metric: 'CPU_IDLE', target: 50 }] }, 0);

describe('backtests', () => {
  it('run in a thread of their own, one after the other, over thirty days', async () => {
    const { backtests, app } = setUp();
    const range = { from: 0, to: 30 * DAY_MS };
    const [one, two] = await Promise.all([
      backtests.of(app, [policy], range, who()),
      backtests.of(app, [policy, { ...policy, max: 1 }], range, who()),
    ]);
    expect(one).toMatchObject({ result: { stepMs: 60_000 }, startMs: 5_000, containers: 1, userErrors: [] });
    expect(one.result?.rules[0]?.changes.length).toBeGreaterThan(100);
    expect(two.result?.rules[0]).toEqual(one.result?.rules[0]);
    expect(two.result?.rules[1]?.changes).toEqual([]);
  });

  it('say so when Falcon has nothing of it, and end with the process', async () => {
    const { backtests, app, closing } = setUp(() => null);
    const range = { from: 0, to: DAY_MS };
    expect((await backtests.of(app, [policy], range, who())).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    await expect(backtests.of(app, [policy], { from: DAY_MS, to: 0 }, who())).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const busy = setUp();
    const running = busy.backtests.of(busy.app, [policy], { from: 0, to: 30 * DAY_MS }, who());
    busy.closing.abort();
    await expect(running).rejects.toThrow();
    closing.abort();
  });

  it('count in whom the log tells of while it was there, and refuse what the log tells too much of', async () => {
    const about = (kind: string, taskId: string, at: number, body: object = {}) => ({
      ...{ kind: `CONTAINER_${kind}`, at, subject: `Container:main:${taskId}` },
      body: { app: anApp().marathonId, ...body },
    });
    const events = [
      about('STARTED', 'early', 3_600_000),
      about('ENDED', 'early', 2 * 3_600_000, { before: { host: 'h1', ip: null } }),
      about('ENDED', 'before-that', 3_600_000),
      about('STARTED', 'after', 2 * DAY_MS),
      about('ENDED', 'after', 3 * DAY_MS),
      about('STARTED', 'endless', 3_600_000),
      { ...about('ENDED', 'another', 3_600_000), body: { app: '/acme/other' } },
    ];
    const { backtests, app } = setUp(undefined, events);
    const range = { from: 0, to: DAY_MS };
    expect((await backtests.of(app, [policy], range, who())).containers).toBe(3);
    const many = setUp(
      undefined,
      Array.from({ length: 5_000 }, (_, n) => about('ENDED', `t${n}`, 1)),
    );
    await expect(many.backtests.of(many.app, [policy], range, who())).rejects.toMatchObject({ code: 'TOO_BROAD' });
  });
});
