import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chronos } from '../../datasources/chronos/client.ts';
import type { ScheduledJob } from '../../datasources/chronos/model.ts';
import { startChronos, type ChronosSandbox } from '../sandbox/chronos.ts';
import { startReceiver } from '../sandbox/receiver.ts';
import { until } from '../sandbox/start.ts';
import { chronosAt } from '../support/chronos.ts';
import { deadUrl } from '../support/wire.ts';

const { signal } = new AbortController();
const nightly: ScheduledJob = {
  ...{ name: 'nightly', command: 'true', schedule: 'R/2100-01-01T02:00:00.000Z/P1D', scheduleTimeZone: 'Asia/Shanghai' },
  ...{ owner: 'ops@acme.example', description: 'grows what is busy at night', retries: 0, disabled: false },
};

describe.each(['2', '3'] as const)('jobs of Chronos %s', (version) => {
  let sandbox: ChronosSandbox;
  let chronos: Chronos;
  beforeAll(async () => {
    sandbox = await startChronos(version);
    chronos = chronosAt([sandbox.chronos.url]);
  });
  afterAll(async () => {
    await chronos.close();
    await sandbox.stop();
  });
  const find = async (name: string) => (await chronos.jobs(signal)).value.items.find((job) => job.name === name);
  const asked = async () => {
    const { requests } = (await sandbox.control('POST', '/ledger/take')).body;
    return requests.map(({ method, path }: Record<string, string>) => `${method} ${path?.replace(/\?.*/, '')}`);
  };

  it('are found wherever its era has them, and looked for once', async () => {
    await using fresh = chronosAt([sandbox.chronos.url]);
    await sandbox.control('DELETE', '/ledger');
    expect(await fresh.era(signal)).toBe(`${version}.x`);
    await fresh.jobs(signal);
    const base = version === '2' ? '/scheduler' : '/v1/scheduler';
    expect(await asked()).toEqual([
      'GET /v1/scheduler/jobs/search',
      ...(version === '2' ? [`GET ${base}/jobs/search`] : []),
      `GET ${base}/jobs`,
      `GET ${base}${version === '2' ? '/graph/csv' : '/jobs/summary'}`,
    ]);
  });

  it('are made, told, put another in place of, and deleted', async () => {
    const before = Date.now();
    await chronos.putScheduled(nightly, signal);
    const { at, value } = await chronos.jobs(signal);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(value).toMatchObject({ unreadable: [], stateProblem: null });
    const { retries: _, ...told } = nightly;
    expect(value.items.find(({ name }) => name === 'nightly')).toEqual({
      ...{ ...told, cluster: 'main', parents: [], successCount: 0, errorCount: 0, errorsSinceLastSuccess: 0 },
      ...{ lastSuccess: null, lastError: null, state: { running: 0, queued: false } },
    });
    await chronos.putScheduled({ ...nightly, command: 'false', disabled: true }, signal);
    expect((await chronos.job('nightly', signal)).value).toMatchObject({ command: 'false', disabled: true, state: null });
    expect((await chronos.job('night', signal)).value).toBeUndefined();
    await chronos.deleteJob('nightly', signal);
    expect(await find('nightly')).toBeUndefined();
    await expect(chronos.deleteJob('nightly', signal)).rejects.toMatchObject({ code: 'NOT_FOUND', source: 'chronos:main' });
  });

  it('run, and tell of it', async () => {
    const receiver = await startReceiver();
    const held = Promise.withResolvers<void>();
    receiver.answer.holdFor = held.promise;
    await chronos.putScheduled(
      { ...nightly, name: 'call', command: `curl -sf ${receiver.url}/hook`, ...{ schedule: 'R//PT1H', scheduleTimeZone: '' } },
      signal,
    );
    await until('it to run', async () => (await find('call'))?.state?.running === 1 || undefined);
    held.resolve();
    const done = await until('its end', async () => {
      const job = await find('call');
      return job?.lastSuccess ? job : undefined;
    });
    receiver.stop();
    expect(done).toMatchObject({ successCount: 1, errorCount: 0, lastError: null, state: { running: 0, queued: false } });
    expect(done.schedule).not.toBe('R//PT1H');
    await chronos.deleteJob('call', signal);
  });

  it('that cannot be read do not spoil the others', async () => {
    await chronos.putScheduled({ ...nightly, name: 'ill' }, signal);
    await chronos.putScheduled({ ...nightly, name: 'well' }, signal);
    await sandbox.fault({ chronosMalformed: 'ill' });
    const { items, unreadable } = (await chronos.jobs(signal)).value;
    expect(items.map(({ name }) => name)).toContain('well');
    expect(unreadable).toEqual([{ id: 'ill', problem: 'disabled: expected true or false, found a string' }]);
    await expect(chronos.job('ill', signal)).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
    await sandbox.fault({ chronosMalformed: null });
    for (const name of ['ill', 'well']) await chronos.deleteJob(name, signal);
  });

  it.each([
    ['a name', { name: 'two words' }],
    ['a name that leads elsewhere', { name: '..' }],
    ['a schedule', { schedule: 'every day' }],
    ['a zone without a start', { schedule: 'R2//PT1H' }],
  ])('with %s that is none are BAD_USER_INPUT, without the stack of whoever refused', async (_, over) => {
    const refused = await chronos.putScheduled({ ...nightly, ...over }, signal).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(inspect(refused, { depth: 10 })).not.toMatch(/java|scala|wtf/);
  });

  it('of other hands are deleted by names that need care', async () => {
    if (version === '2') {
      await sandbox.put({ name: 'odd #1 a' });
      await chronos.deleteJob('odd #1 a', signal);
      expect(await find('odd #1 a')).toBeUndefined();
    }
    for (const name of ['', '.', '..']) await expect(chronos.deleteJob(name, signal)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(chronos.deleteJob('../jobs', signal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['refuse', 'UPSTREAM_UNAVAILABLE'],
    [503, 'UPSTREAM_UNAVAILABLE'],
    [403, 'UPSTREAM_REFUSED'],
  ])('that do not come (%s) are %s', async (chronosDown, code) => {
    await sandbox.fault({ chronosDown });
    await expect(chronos.jobs(signal)).rejects.toMatchObject({ code, source: 'chronos:main' });
    await expect(chronos.deleteJob('any', signal)).rejects.toMatchObject({ code, details: { sent: true } });
    await using fresh = chronosAt([sandbox.chronos.url]);
    await expect(fresh.deleteJob('any', signal)).rejects.toMatchObject({ code, details: { sent: false } });
    await sandbox.fault({ chronosDown: null });
  });

  it('that come too late are UPSTREAM_TIMEOUT, also where nothing is ever said', async () => {
    await using hasty = chronosAt([sandbox.chronos.url], { timeoutMs: 200 });
    for (const faults of [{ chronosSlowMs: 2_000 }, { chronosSlowMs: 0, chronosDown: 'hang' }]) {
      await sandbox.fault(faults);
      await expect(hasty.jobs(signal)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    }
    await sandbox.fault({ chronosDown: null });
  });

  it('are written once, and a lost answer says that something was sent', async () => {
    await sandbox.control('DELETE', '/ledger');
    await sandbox.fault({ chronosLoseWrites: 'after' });
    await using two = chronosAt([sandbox.chronos.url, sandbox.chronos.url]);
    await expect(two.putScheduled(nightly, signal)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { sent: true } });
    const { writes } = (await sandbox.control('GET', '/ledger')).body;
    expect(writes.map(({ kind }: { kind: string }) => kind)).toEqual(['chronos.put']);
    await chronos.deleteJob(nightly.name, signal);
  });

  it('come from the next place when one is away, reads and writes alike', async () => {
    await using two = chronosAt([await deadUrl(), sandbox.chronos.url]);
    await two.putScheduled(nightly, signal);
    expect((await two.jobs(signal)).value.items.map(({ name }) => name)).toEqual(['nightly']);
    await two.deleteJob('nightly', signal);
  });
});
