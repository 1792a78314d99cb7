import { afterEach, describe, expect, it } from 'vitest';
import { Container } from '../../src/containers/model.ts';
import { Host } from '../../src/hosts/model.ts';
import { Fault } from '../../src/kit/fault.ts';
import { Allowance } from '../../src/live/series-bounds.ts';
import { SeriesReads, type HistoryReader, type SeriesDeps } from '../../src/live/series.ts';
import type { History } from '../../src/monitoring/model.ts';
import type { Naming } from '../../src/monitoring/naming.ts';
import { StoppedClock } from '../support/clock.ts';
import { aTask } from '../support/graph.ts';

const NAMING: Naming = {
  ...{ endpoint: '{taskId}', tags: '', hostEndpoint: '{host}' },
  counters: { CPU_IDLE: 'idle', MEM_FREE: 'free', PROC_QPS: 'qps', PROC_DELAY: 'delay' },
};
const range = { from: 0, to: 60_000, maxPoints: 300 };
const one = (taskId: string) => new Container('main', '/a', aTask({ taskId }), 1, 1);
const host = new Host({
  ...{ name: 'h1', ip: null, agentId: null, active: true, cpus: null, memMiB: null, diskMiB: null, usedCpus: null },
  ...{ usedMemMiB: null, attributes: [], version: null, registeredAt: null },
});
type Question = Parameters<HistoryReader['history']>[0];

const opened: SeriesReads[] = [];
afterEach(() => opened.splice(0).forEach((each) => each.close()));

/** A Falcon that knows every counter but those that begin with `none`, unless a test says otherwise. */
function setUp(over: Partial<SeriesDeps> = {}) {
  const clock = new StoppedClock(120_000);
  const questions: Question[] = [];
  const falcon: { answer?: (question: Question) => Promise<{ items: History[]; failed: number }>; held: (() => void)[]; under: number } = {
    held: [],
    under: 0,
  };
  const reader: HistoryReader = {
    async history(question) {
      questions.push(question);
      falcon.under++;
      const { endpoints, counters } = question;
      const items = endpoints.flatMap((endpoint) =>
        counters
          .filter((counter) => !counter.startsWith('none'))
          .map((counter) => ({ endpoint, counter, stepMs: 1_000, points: [{ at: 1_000, value: 1 }] })),
      );
      const { failed, items: told } = (await falcon.answer?.(question)) ?? { items, failed: 0 };
      falcon.under--;
      return { at: 0, monotonicAt: 0, value: { items: told.toReversed(), unreadable: [], failed } };
    },
  };
  const placesOf = ({ taskId, hostName, ip, marathonId: app, cluster }: Container) => ({ taskId, host: hostName, ip, app, cluster });
  const reads = new SeriesReads({
    ...{ source: 'falcon', reader, naming: NAMING, placesOf, clock: clock.patient, concurrent: 2, deadlineMs: 5_000, ...over },
  });
  opened.push(reads);
  const any = () => new Allowance();
  return { clock, questions, falcon, reads, any };
}

describe('histories', () => {
  it('have a gap where Falcon put something in the place of one of the four figures; any other counter is as it is', async () => {
    const { reads, falcon, any } = setUp();
    falcon.answer = async ({ endpoints, counters }) => ({
      items: endpoints.flatMap((endpoint) =>
        counters.map((counter) => ({
          ...{ endpoint, counter, stepMs: 1_000 },
          points: [1_000, 2_000].map((at) => ({ at, value: at === 1_000 ? -1 : 5 })),
        })),
      ),
      failed: 0,
    });
    const [figure] = await reads.figures([one('t1')], ['CPU_IDLE'], range, any());
    const [counter] = await reads.ofContainer(one('t1'), ['load'], range, any());
    expect(figure).toMatchObject({ points: [{ value: null }, { value: 5 }] });
    expect(counter).toMatchObject({ points: [{ value: -1 }, { value: 5 }] });
  });

  it('are asked for in one question by all who ask together, and not again shortly after', async () => {
    const { reads, questions, any, clock } = setUp();
    const ask = () =>
      Promise.all([
        reads.figures([one('a'), one('b')], ['CPU_IDLE', 'PROC_QPS'], range, any()),
        reads.figures([one('b')], ['CPU_IDLE'], range, any()),
      ]);
    const [both, again] = await ask();
    expect(both.map((each) => (each instanceof Error ? each : `${each.endpoint} ${each.counter} ${each.metric}`))).toEqual([
      'a idle CPU_IDLE',
      'a qps PROC_QPS',
      'b idle CPU_IDLE',
      'b qps PROC_QPS',
    ]);
    expect(again).toHaveLength(1);
    expect(questions).toEqual([{ endpoints: ['a', 'b'], counters: ['idle', 'qps'], from: 0, to: 60_000 }]);
    await ask();
    expect(questions).toHaveLength(1);
    clock.pass(5_001);
    await ask();
    expect(questions).toHaveLength(2);
  });

  it('of who wants different things are asked for apart, in parts of a bounded size', async () => {
    const { reads, questions, any } = setUp();
    const many = Array.from({ length: 120 }, (_, n) => one(`t${n}`));
    await Promise.all([reads.figures(many, ['CPU_IDLE', 'MEM_FREE'], range, any()), reads.ofHost(host, ['load'], range, any())]);
    expect(questions.map(({ endpoints, counters }) => endpoints.length * counters.length)).toEqual([100, 100, 40, 1]);
  });

  it('run so many at once', async () => {
    const { reads, falcon, any } = setUp();
    const gate = Promise.withResolvers<void>();
    let most = 0;
    falcon.answer = async () => {
      most = Math.max(most, falcon.under);
      await gate.promise;
      return { items: [], failed: 0 };
    };
    const asked = reads.figures(
      Array.from({ length: 400 }, (_, n) => one(`t${n}`)),
      ['CPU_IDLE'],
      { ...range, maxPoints: 10 },
      any(),
    );
    gate.resolve();
    await asked;
    expect(most).toBe(2);
  });

  it('that nobody knows are empty; beside one that failed, nobody can tell', async () => {
    const { reads, falcon, any } = setUp();
    expect(await reads.ofContainer(one('a'), ['none'], range, any())).toMatchObject([{ counter: 'none', stepMs: null, points: [] }]);
    falcon.answer = () => Promise.resolve({ items: [{ endpoint: 'b', counter: 'x', stepMs: 1_000, points: [] }], failed: 1 });
    const [known, lost] = await reads.ofContainer(one('b'), ['x', 'y'], range, any());
    expect(known).toMatchObject({ counter: 'x', stepMs: 1_000 });
    expect(lost).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', source: 'falcon' });
  });

  it('are not asked for while Falcon does not answer, and are again later', async () => {
    const { reads, falcon, questions, clock, any } = setUp();
    falcon.answer = () => Promise.reject(new Fault('UPSTREAM_TIMEOUT', 'POST /graph/history: no answer in 5000 ms'));
    const ask = (from: number) => reads.figures([one('a')], ['CPU_IDLE'], { ...range, from }, any());
    for (const from of [1, 2, 3]) expect(await ask(from)).toMatchObject([{ code: 'UPSTREAM_TIMEOUT' }]);
    expect(await ask(4)).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE', message: expect.stringContaining('Not asked') }]);
    expect(questions).toHaveLength(3);
    delete falcon.answer;
    clock.pass(10_000);
    expect(await ask(4)).toMatchObject([{ stepMs: 1_000 }]);
  });
});

describe('counters of who shares an endpoint', () => {
  const shared = { ...NAMING, endpoint: '{host}', tags: 'id={taskId}' };

  it("are a container's own, whatever it is asked for", async () => {
    const { reads, any } = setUp({ naming: shared });
    const series = await reads.ofContainer(one('a'), ['cpu', 'cpu/id=other', 'disk/mount=/'], range, any());
    expect(series).toMatchObject([{ counter: 'cpu/id=a' }, { counter: 'cpu/id=a' }, { counter: 'disk/id=a,mount=/' }]);
  });

  it('are not told by the host', async () => {
    const { reads, any, questions } = setUp({ naming: shared });
    await expect(reads.ofHost(host, ['load', 'cpu/id=a'], range, any())).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(questions).toEqual([]);
    expect(await reads.ofHost(host, ['load/b=1,a=2'], range, any())).toMatchObject([{ endpoint: 'h1', counter: 'load/a=2,b=1' }]);
  });
});

describe('what one request may ask for', () => {
  it.each([
    ['a range that ends before it begins', 1, { from: 2, to: 1 }, 'BAD_USER_INPUT'],
    ['more than 400 days', 1, { from: 0, to: 401 * 86_400_000 }, 'BAD_USER_INPUT'],
    ['too few points', 1, { maxPoints: 9 }, 'BAD_USER_INPUT'],
    ['too many points of one', 1, { maxPoints: 2_001 }, 'BAD_USER_INPUT'],
    ['too many series', 501, { maxPoints: 10 }, 'TOO_BROAD'],
    ['too many points', 101, { maxPoints: 2_000 }, 'TOO_BROAD'],
  ])('is not %s', (_, series, over, code) => {
    expect(() => new Allowance().take(series, { ...range, ...over })).toThrow(expect.objectContaining({ code }));
  });

  it('is counted together', () => {
    const allowance = new Allowance();
    allowance.take(300, { ...range, maxPoints: 10 });
    expect(() => allowance.take(300, { ...range, maxPoints: 10 })).toThrow(expect.objectContaining({ code: 'TOO_BROAD' }));
  });

  it.each([[['']], [['a b']], [['/tag=1']], [['x'.repeat(513)]], [[]], [Array.from({ length: 21 }, () => 'x')]])(
    'is no counter %j',
    (counters) => {
      expect(() => new Allowance().takeCounters(counters, range)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    },
  );
});
