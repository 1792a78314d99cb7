import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import { EventsToldDocument } from '../generated/operations.ts';
import { startProcess } from '../store/processes.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { read, type Answer } from '../support/ask.ts';
import { keptLog, startCanopy, startSandboxProcess, until, type Running, type SandboxProcess } from '../support/canopy.ts';
import { listen, STREAM_WAYS } from '../support/listen.ts';
import { mariadbInstalled, startMariadb, type Mariadb } from '../support/mariadb.ts';
import { redisInstalled, startRedis, type RedisServer } from '../support/redis.ts';
import { create, created, heard, tellsSubscribers } from '../support/told.ts';

const DATASOURCES = '{ platform { datasources { name kind url state lastError } } }';
const inCi = process.env['CI'] === 'true';

describe.runIf((mariadbInstalled && redisInstalled) || inCi)('two replicas on one mariadb, woken by Redis', () => {
  let mariadb: Mariadb;
  let redis: RedisServer;
  let sandbox: SandboxProcess;
  let url: string;
  let one: Running;
  let two: Running;
  const { log, lines } = keptLog();
  beforeAll(async () => {
    [mariadb, redis, sandbox] = await Promise.all([startMariadb(), startRedis(), startSandboxProcess()]);
    url = await mariadb.create();
    const options = {
      process: sandbox,
      log,
      config: (from: Parameters<NonNullable<NonNullable<Parameters<typeof startCanopy>[0]>['config']>>[0]) => ({
        ...from,
        store: { ...from.store, url: new Secret(url) },
        redis: { url: new Secret(redis.url) },
        audit: { ...from.audit, key: new Secret(Buffer.from(AUDIT_KEY).toString('base64')) },
      }),
    };
    one = await startCanopy(options);
    two = await startCanopy({ ...options, adopt: false });
    await until(() => two.canopy.graph.sources.every((source) => source.synced));
  });
  afterAll(async () => {
    await one?.stop();
    await two?.stop();
    await redis?.kill();
    await sandbox?.stop();
    await mariadb?.stop();
  });

  const standing = async (running: Running) => {
    const { data } = await read<Answer<{ platform: { datasources: { name: string; state: string }[] } }>>(
      await running.post(JSON.stringify({ query: DATASOURCES })),
    );
    return data.platform.datasources.find(({ name }) => name === 'redis');
  };
  const said = (text: string) => lines.filter(({ msg }) => typeof msg === 'string' && msg.startsWith(text)).length;

  describe('on the first, of what the second does,', () =>
    tellsSubscribers(
      () => one,
      () => two,
    ));
  describe('on the second, of what the first does,', () =>
    tellsSubscribers(
      () => two,
      () => one,
    ));

  it.each(STREAM_WAYS)('are one log: who goes from one to the other, by %s, hears everything once', async (way) => {
    const wanted: string[] = [];
    const names: (string | null)[] = [];
    let after: string | undefined;
    for (let round = 0; round < 6; round++) {
      const [at, by] = round % 2 === 0 ? [one, two] : [two, one];
      const listener = await listen(at, way, EventsToldDocument, { filter: created, after });
      // Some of it on either, and some while nobody listens.
      const mine = [await create(by), await create(at)];
      await until(heard(listener, mine[1]!));
      await until(heard(listener, mine[0]!));
      const last = listener.told.at(-1);
      after = last?.__typename === 'Gap' ? last.to : last?.cursor;
      listener.close();
      await listener.ended;
      wanted.push(...mine, await create(by));
      names.push(...listener.events().map(({ jobName }) => jobName));
    }
    const listener = await listen(two, way, EventsToldDocument, { filter: created, after });
    await until(heard(listener, wanted.at(-1)!));
    listener.close();
    expect([...names, ...listener.events().map(({ jobName }) => jobName)]).toEqual(wanted);
  });

  it('lose nothing while Redis is gone, say so once, and are woken again when it is back', async () => {
    await until(async () => (await standing(one))?.state === 'LIVE' && (await standing(two))?.state === 'LIVE');
    expect(await standing(one)).toMatchObject({ kind: 'redis', url: `127.0.0.1:${redis.port}`, lastError: null });
    const before = { away: said('Redis does not answer'), back: said('Redis answers') };
    const listener = await listen(two, 'WebSocket', EventsToldDocument, { filter: created });
    const wanted = [await create(one)];
    await redis.kill();
    await until(async () => (await standing(one))?.state === 'DOWN' && (await standing(two))?.state === 'DOWN');
    for (let n = 0; n < 5; n++) wanted.push(await create(one));
    await until(heard(listener, wanted.at(-1)!));
    redis = await startRedis(redis.port);
    await until(async () => (await standing(one))?.state === 'LIVE' && (await standing(two))?.state === 'LIVE');
    wanted.push(await create(one));
    await until(heard(listener, wanted.at(-1)!));
    expect(listener.events().map(({ jobName }) => jobName)).toEqual(wanted);
    expect(listener.told.filter(({ __typename }) => __typename === 'Gap')).toEqual([]);
    // Once by each of them.
    expect([said('Redis does not answer') - before.away, said('Redis answers') - before.back]).toEqual([2, 2]);
    expect(JSON.stringify(lines)).not.toContain('a-password-of-tests');
    listener.close();
  });

  it('go on, and tell all that they wrote, while another one is stopped in the middle of its writing', async () => {
    const listener = await listen(two, 'WebSocket', EventsToldDocument, { filter: created });
    const third = startProcess('write', { driver: 'mysql', url }, 'stopped');
    await until(() => third.lines.length > 20);
    third.child.kill('SIGSTOP');
    const wanted = [await create(one), await create(two), await create(one)];
    await until(heard(listener, wanted.at(-1)!), 15_000);
    third.child.kill('SIGCONT');
    wanted.push(await create(two));
    await until(heard(listener, wanted.at(-1)!));
    const names = listener.events().map(({ jobName }) => jobName);
    expect(names.filter((name) => wanted.includes(name ?? ''))).toEqual(wanted);
    listener.close();
  });
});

describe.runIf(mariadbInstalled || inCi)('a replica on mariadb whose Redis is not there when it starts', () => {
  it('starts all the same, and says where it is not', async () => {
    const mariadb = await startMariadb();
    const store = new Secret(await mariadb.create());
    const { log, lines } = keptLog();
    const running = await startCanopy({
      log,
      adopt: false,
      config: (from) => ({
        ...from,
        store: { ...from.store, url: store },
        redis: { url: new Secret('redis://127.0.0.1:1') },
        audit: { ...from.audit, key: new Secret(Buffer.from(AUDIT_KEY).toString('base64')) },
      }),
    });
    const listener = await listen(running, 'WebSocket', EventsToldDocument, { filter: created });
    const name = await create(running);
    await until(heard(listener, name));
    await until(async () => JSON.stringify((await running.ask(DATASOURCES)).data).includes('"state":"DOWN"'));
    expect(lines.filter(({ msg }) => msg === 'Redis does not answer: replicas hear of each other within 250 ms')).toHaveLength(1);
    listener.close();
    await running.stop();
    await mariadb.stop();
  });
});
