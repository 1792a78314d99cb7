import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import { AlarmsDocument, DatasourcesDocument, EventsDocument, MalformedCallsDocument } from '../generated/operations.ts';
import { nodesOf } from '../support/ask.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { redisInstalled, startRedis, type RedisServer } from '../support/redis.ts';

const LIST = 'mirrored:events';

describe.skipIf(!redisInstalled && !process.env['CI'])("a mirrored queue of Falcon's events (redis)", () => {
  let running: Running;
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url, { retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    running = await startCanopy({
      config: (config) => ({
        ...config,
        ...(config.falcon && { falcon: { ...config.falcon, stepMs: 600_000, queue: { url: new Secret(server.url), lists: [LIST] } } }),
      }),
    });
  });
  afterAll(async () => {
    redis.disconnect();
    await running.stop();
    await server.kill();
  });

  const seconds = Math.floor(Date.now() / 1_000) - 600;
  const event = (endpoint: string, over: object = {}) =>
    JSON.stringify({
      ...{ id: 's_3_x', expression: null, status: 'PROBLEM', endpoint, leftValue: 1, currentStep: 1, eventTime: seconds, pushedTags: null },
      strategy: {
        id: 3,
        metric: 'load.1min',
        tags: {},
        func: 'all(#1)',
        operator: '>',
        rightValue: 9,
        maxStep: 3,
        priority: 2,
        note: '',
        tpl: { id: 8 },
      },
      ...over,
    });
  const alarms = async () => nodesOf((await running.ask(AlarmsDocument, { filter: {}, first: 1000 })).data.alarms);

  it("becomes alarms in the order of its events, each once, and is emptied; the lists of Falcon's own alarm are left alone", async () => {
    await redis.lpush('event:p2', event('not-ours'));
    const first = event('mirrored-1');
    await redis.lpush(LIST, first, first, event('mirrored-1', { currentStep: 2, eventTime: seconds + 60 }), event('mirrored-2'));
    await redis.lpush(LIST, event('mirrored-2', { status: 'OK', eventTime: seconds + 120 }), 'no event at all');
    await until(async () => (await redis.llen(LIST)) === 0 && (await alarms()).length === 2);
    await until(async () => (await alarms()).some(({ state }) => state === 'OK'));
    const told = (await alarms()).map(({ endpoint, state, step }) => [endpoint, state, step]).toSorted();
    expect(told).toEqual([
      ['mirrored-1', 'FIRING', 2],
      ['mirrored-2', 'OK', 0],
    ]);
    const filter = { kinds: ['ALARM_FIRING' as const, 'ALARM_STEPPED' as const, 'ALARM_OK' as const] };
    expect(nodesOf((await running.ask(EventsDocument, { filter, last: 50 })).data.events)).toHaveLength(4);
    const { data } = await running.ask(MalformedCallsDocument, {});
    expect(nodesOf(data.platform?.malformedCalls).map(({ raw }) => raw)).toContain('no event at all');
    expect(await redis.llen('event:p2')).toBe(1);
  });

  it('goes on where it was when Redis comes back, and says meanwhile that it is away', async () => {
    const state = async () =>
      (await running.ask(DatasourcesDocument, {})).data.platform?.datasources.find(({ name }) => name === 'falcon:queue')?.state;
    await until(async () => (await state()) === 'LIVE');
    const { port } = server;
    await server.kill();
    await until(async () => (await state()) === 'DOWN');
    server = await startRedis(port);
    await until(async () => redis.status === 'ready');
    await redis.lpush(LIST, event('mirrored-3'));
    await until(async () => (await alarms()).some(({ endpoint }) => endpoint === 'mirrored-3'));
    expect(await state()).toBe('LIVE');
  });
});
