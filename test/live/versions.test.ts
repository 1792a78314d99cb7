import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { App } from '../../src/apps/model.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { VersionReads } from '../../src/live/versions.ts';
import { until } from '../support/canopy.ts';
import { anApp } from '../support/graph.ts';
import { handClock } from '../support/hand-clock.ts';
import { marathonAt } from '../support/marathon.ts';
import { httpWire, json } from '../support/wire.ts';

const STAMPS = ['2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
const app = (name: string) => new App(anApp({ cluster: 'c', marathonId: `/${name}`, version: Date.parse(STAMPS[1] as string) }));

/** Answers like a Marathon whose apps all have three versions. */
function answer(path: string, response: ServerResponse): void {
  const [, stamp] = /\/versions\/(.+)$/.exec(path) ?? [];
  json(
    response,
    200,
    stamp === undefined ? { versions: STAMPS } : { id: path, cmd: decodeURIComponent(stamp), instances: 1, cpus: 1, mem: 1 },
  );
}

describe('versions of apps', () => {
  it('come newest first, each as it was, with the one in force marked', async () => {
    await using wire = await httpWire(({ url = '' }, response) => answer(url, response));
    await using marathon = marathonAt([wire.url]);
    const versions = await new VersionReads(new Map([['c', marathon]]), systemClock).newest(app('a'), 2);
    expect(versions.map(({ command, current }) => [command, current])).toEqual([
      ['2026-01-03T00:00:00.000Z', true],
      ['2026-01-02T00:00:00.000Z', false],
    ]);
  });

  it('are read once for all who ask at once, and what never changes is not read again', async () => {
    await using wire = await httpWire(({ url = '' }, response) => answer(url, response));
    await using marathon = marathonAt([wire.url]);
    const reads = new VersionReads(new Map([['c', marathon]]), systemClock);
    const counts = await Promise.all([1, 3, 2, ...Array<number>(50).fill(3)].map((first) => reads.newest(app('a'), first)));
    expect(counts.map(({ length }) => length)).toEqual([1, 3, 2, ...Array<number>(50).fill(3)]);
    expect(wire.asked).toHaveLength(4);
    await reads.newest(app('a'), 3);
    expect(wire.asked).toHaveLength(5);
    await reads.newest(app('b'), 1);
    expect(wire.asked).toHaveLength(7);
  });

  it('are asked for four at a time, over all requests together', async () => {
    const open: (() => void)[] = [];
    let most = 0;
    await using wire = await httpWire(({ url = '' }, response) => {
      open.push(() => answer(url, response));
      most = Math.max(most, open.length);
    });
    await using marathon = marathonAt([wire.url]);
    const reads = new VersionReads(new Map([['c', marathon]]), systemClock);
    const all = Promise.all(Array.from({ length: 10 }, (_, i) => reads.newest(app(`a${i}`), 3)));
    let ended = false;
    void all.then(() => (ended = true));
    await until(() => open.length === 4);
    await until(() => {
      open.shift()?.();
      return ended;
    });
    expect([most, wire.asked.length]).toEqual([4, 40]);
    expect((await all).map(({ length }) => length)).toEqual(Array(10).fill(3));
  });

  it('that do not come in time are a fault that names the Marathon, also for who still waits for his turn', async () => {
    await using wire = await httpWire(() => undefined);
    const clock = handClock();
    await using marathon = marathonAt([wire.url], { clock, timeoutMs: 60_000 });
    const reads = new VersionReads(new Map([['c', marathon]]), clock);
    const all = Promise.allSettled(Array.from({ length: 6 }, (_, i) => reads.newest(app(`a${i}`), 3)));
    await until(() => wire.asked.length === 4);
    clock.advance(5_000);
    for (const each of await all) {
      expect(each).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'UPSTREAM_TIMEOUT',
          source: 'marathon:c',
          retryable: true,
          message: expect.stringMatching(/^The versions of \/a\d/),
        },
      });
    }
    expect(wire.asked).toHaveLength(4);
    expect(clock.sleepers).toBe(0);
  });

  it('that cannot be read cost the app that they are of, and no other', async () => {
    await using wire = await httpWire(({ url = '' }, response) =>
      url.startsWith('/v2/apps/bad/') ? json(response, 500, { message: 'broken' }) : answer(url, response),
    );
    await using marathon = marathonAt([wire.url]);
    const reads = new VersionReads(new Map([['c', marathon]]), systemClock);
    const [bad, good] = await Promise.allSettled([reads.newest(app('bad'), 3), reads.newest(app('good'), 3)]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { source: 'marathon:c' } });
    expect(good).toMatchObject({ status: 'fulfilled', value: [{}, {}, {}] });
  });

  it.each([-1, 21])('are not asked for when %i of them are wanted', async (first) => {
    await expect(new VersionReads(new Map(), systemClock).newest(app('a'), first)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
