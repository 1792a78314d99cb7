import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseOf, scheduled, startChronos, type ChronosSandbox } from './chronos.ts';
import { until } from './start.ts';

const COMMON = [
  ...['name', 'command', 'shell', 'executor', 'executorFlags', 'taskInfoData', 'retries', 'owner', 'ownerName', 'description'],
  ...['successCount', 'errorCount', 'lastSuccess', 'lastError', 'cpus', 'disk', 'mem', 'disabled', 'softError'],
  ...['dataProcessingJobType', 'errorsSinceLastSuccess', 'fetch', 'uris', 'environmentVariables', 'arguments', 'highPriority'],
  ...['runAsUser', 'constraints'],
];
const OWN = { '2': ['epsilon', 'async'], '3': ['concurrent'] };

describe.each(['2', '3'] as const)('Chronos %s', (version) => {
  let sandbox: ChronosSandbox;
  const late = version === '3';
  beforeAll(async () => {
    sandbox = await startChronos(version);
  });
  afterAll(() => sandbox.stop());

  const refusal = (status: number, words: string) =>
    late
      ? { status: status === 400 ? 'Bad Request' : 'Internal Server Error', message: expect.stringContaining(words) }
      : expect.stringContaining(words);
  const statusOf = async (method: string, path: string, body?: unknown) => (await sandbox.api(method, path, body)).status;

  it('is where its era has it, and nowhere else', async () => {
    const status = async (path: string) => (await sandbox.get(`${sandbox.chronos.url}${path}`)).status;
    expect(await status(`${baseOf[version]}/jobs`)).toBe(200);
    expect(await status(`${baseOf[late ? '2' : '3']}/jobs`)).toBe(404);
    expect(await status('/leader')).toBe(late ? 200 : 404);
    if (late) expect((await sandbox.get(`${sandbox.chronos.url}/leader`)).body).toEqual({ leader: new URL(sandbox.chronos.url).host });
  });

  it('keeps a job with all of its members, and has defaults for what is not sent', async () => {
    expect(await sandbox.put({ name: 'whole', cpus: '0.5' })).toMatchObject({ status: 204, body: '' });
    const job = await sandbox.job('whole');
    expect(Object.keys(job).toSorted()).toEqual([...COMMON, ...OWN[version], 'schedule', 'scheduleTimeZone'].toSorted());
    expect(job).toMatchObject({
      ...{ command: 'true', schedule: 'R/2100-01-01T00:00:00.000Z/PT1H', scheduleTimeZone: '', owner: 'ops@acme.example' },
      ...{ shell: true, retries: 2, cpus: 0.5, disk: 256, mem: 128, runAsUser: 'root', disabled: false, constraints: [] },
      ...{ successCount: 0, errorCount: 0, lastSuccess: '', lastError: '' },
    });
    await sandbox.api('POST', '/dependency', { name: 'child', command: 'true', parents: ['whole'] });
    expect(Object.keys(await sandbox.job('child')).toSorted()).toEqual([...COMMON, ...OWN[version], 'parents'].toSorted());
  });

  it('replaces a job as a whole: what is not sent again is gone', async () => {
    await sandbox.put({ name: 'twice', successCount: 7, description: 'first' });
    await sandbox.put({ name: 'twice', command: 'false' });
    expect(await sandbox.job('twice')).toMatchObject({ command: 'false', description: '', successCount: 0 });
    expect((await sandbox.jobs()).filter(({ name }) => name === 'twice')).toHaveLength(1);
  });

  it('takes a PUT of a job in its first era only', async () => {
    expect(await statusOf('PUT', '/iso8601', scheduled({ name: 'putted' }))).toBe(late ? 405 : 204);
  });

  it.each([
    ['a schedule that is none', { schedule: 'every day' }],
    ['a start that is none', { schedule: 'R/tomorrow/PT1H' }],
    ['a period that is none', { schedule: 'R//1H' }],
    ['a period that lasts no time', { schedule: 'R//PT0S' }],
  ])('refuses %s', async (_, over) => {
    const { status, body } = await sandbox.put({ name: 'bad', ...over });
    expect(status).toBe(400);
    expect(body).toEqual(late ? refusal(400, 'Cannot parse schedule') : '');
  });

  it('refuses a name with signs of its own, and has another idea of spaces than the other era', async () => {
    expect(await sandbox.put({ name: 'a/b' })).toMatchObject({ status: 400, body: refusal(400, "the job's name is invalid") });
    expect((await sandbox.put({ name: 'two words #2' })).status).toBe(late ? 400 : 204);
    if (!late) expect(await statusOf('DELETE', `/job/${encodeURIComponent('two words #2')}`)).toBe(204);
  });

  it('takes a new job that began years ago in its first era only', async () => {
    const { status } = await sandbox.put({ name: 'old', schedule: 'R/2012-10-01T05:52:00Z/P1Y' });
    expect(status).toBe(late ? 400 : 204);
  });

  it('answers a body that is no job', async () => {
    expect((await sandbox.api('POST', '/iso8601', '{')).status).toBe(400);
    expect(await sandbox.api('POST', '/iso8601', {})).toMatchObject({ status: 500, body: refusal(500, late ? 'NullPointer' : '') });
  });

  it.each([
    ['DELETE', '/job/none'],
    ['PUT', '/job/none'],
    ['GET', '/job/stat/none'],
    ['DELETE', '/task/kill/none'],
  ])('says 400 to %s %s, never 404', async (method, path) => {
    const { status, body, headers } = await sandbox.api(method, path);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/json');
    expect(late ? body.message : '').toMatch(late ? /^java\.lang\.IllegalArgumentException: .*'none' not found\n\tat / : '');
  });

  it('tells one job, the summary and a success by decree in its second era only', async () => {
    await sandbox.put({ name: 'alone' });
    expect(await statusOf('GET', '/job/alone')).toBe(late ? 200 : 405);
    expect(await statusOf('GET', '/job/none')).toBe(late ? 400 : 405);
    expect(await statusOf('GET', '/jobs/summary')).toBe(late ? 200 : 404);
    expect(await statusOf('PUT', '/job/success/alone')).toBe(late ? 200 : 404);
    if (!late) return;
    expect((await sandbox.api('GET', '/job/alone')).body).toMatchObject({ name: 'alone', successCount: 1 });
    expect((await sandbox.api('PUT', '/job/success/none')).body).toBe('marked job none as successful: false');
    const { jobs } = (await sandbox.api('GET', '/jobs/summary')).body;
    expect(jobs.find(({ name }: { name: string }) => name === 'alone')).toEqual({
      ...{ name: 'alone', status: 'success', state: 'idle', parents: [], disabled: false },
      schedule: 'R/2100-01-01T00:00:00.000Z/PT1H',
    });
  });

  it('finds ten jobs unless more are asked for', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => sandbox.put({ name: `many-${index}`, command: `echo ${index}` })));
    const found = async (query: string) =>
      (await sandbox.api('GET', `/jobs/search?${query}`)).body.map(({ name }: { name: string }) => name);
    expect(await found('name=MANY')).toHaveLength(10);
    expect(await found('name=many&limit=100')).toHaveLength(12);
    expect(await found('name=many&limit=100&offset=11')).toHaveLength(1);
    expect(await found('command=echo+7')).toEqual(['many-7']);
    expect(await found('name=none&any=echo+7')).toEqual(['many-7']);
  });

  it('tells of each job and bond in lines, with what it does', async () => {
    await sandbox.put({ name: 'above' });
    await sandbox.api('POST', '/dependency', { name: 'below', command: 'sleep 20', parents: ['above'] });
    const { body, headers } = await sandbox.api('GET', '/graph/csv');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toContain('node,above,fresh,idle\n');
    expect(body).toContain('link,above,below\n');
    await sandbox.api('PUT', '/job/below');
    const line = `node,below,fresh,${late ? '1 running' : 'running'}\n`;
    await until('it to run', async () => (await sandbox.api('GET', '/graph/csv')).body.includes(line) || undefined);
    expect(await statusOf('DELETE', '/task/kill/below')).toBe(204);
    const idle = async () => (await sandbox.api('GET', '/graph/csv')).body.includes('node,below,fresh,idle\n') || undefined;
    await until('it to end', idle);
    expect(await sandbox.job('below')).toMatchObject({ successCount: 0, errorCount: 0, lastError: '' });
  });

  it('rewires the children of a job that is deleted', async () => {
    await sandbox.put({ name: 'top', schedule: 'R/2101-01-01T00:00:00.000Z/P1D' });
    const below = (name: string, parents: string[]) => sandbox.api('POST', '/dependency', { name, command: 'true', parents });
    await below('middle', ['top']);
    await below('bottom', ['middle']);
    expect(await statusOf('DELETE', '/job/middle')).toBe(204);
    expect(await sandbox.job('bottom')).toMatchObject({ parents: ['top'] });
    expect(await statusOf('DELETE', '/job/top')).toBe(204);
    const bottom = await sandbox.job('bottom');
    expect(bottom).toMatchObject({ schedule: 'R/2101-01-01T00:00:00.000Z/P1D' });
    expect(bottom).not.toHaveProperty('parents');
  });

  it('waits for parents that are not there in its second era, and refuses them in its first', async () => {
    const orphan = { name: 'orphan', command: 'true', parents: ['later'] };
    expect(await statusOf('POST', '/dependency', orphan)).toBe(late ? 204 : 400);
    expect(await sandbox.job('orphan')).toBeUndefined();
    await sandbox.put({ name: 'later' });
    expect((await sandbox.job('orphan'))?.parents).toEqual(late ? ['later'] : undefined);
  });

  it('counts what took effect, and every request', async () => {
    await sandbox.control('DELETE', '/ledger');
    await sandbox.put({ name: 'told' });
    await sandbox.put({ name: 'told', schedule: 'never' });
    await statusOf('DELETE', '/job/told');
    await statusOf('DELETE', '/job/told');
    const { writes, requests } = (await sandbox.control('GET', '/ledger')).body;
    expect(writes.map(({ kind, target }: Record<string, string>) => `${kind} ${target}`)).toEqual([
      'chronos.put told',
      'chronos.delete told',
    ]);
    expect(requests.map(({ system, method, status }: Record<string, unknown>) => [system, method, status])).toEqual([
      ['chronos', 'POST', 204],
      ['chronos', 'POST', 400],
      ['chronos', 'DELETE', 204],
      ['chronos', 'DELETE', 400],
    ]);
  });
});

describe('the switches of Chronos', () => {
  let sandbox: ChronosSandbox;
  beforeAll(async () => {
    sandbox = await startChronos('3');
    await sandbox.put({ name: 'well' });
    await sandbox.put({ name: 'ill' });
  });
  afterAll(() => sandbox.stop());

  it('refuse, answer with a status, and are slow', async () => {
    await sandbox.fault({ chronosDown: 'refuse' });
    await expect(sandbox.jobs()).rejects.toThrow();
    await sandbox.fault({ chronosDown: 503 });
    expect((await sandbox.api('GET', '/jobs')).status).toBe(503);
    await sandbox.fault({ chronosDown: null, chronosSlowMs: 150 });
    const began = performance.now();
    await sandbox.jobs();
    expect(performance.now() - began).toBeGreaterThan(140);
    await sandbox.fault({ chronosSlowMs: 0 });
  });

  it('hang: a request is taken, and nothing is said', async () => {
    await sandbox.fault({ chronosDown: 'hang' });
    const asked = fetch(`${sandbox.chronos.url}/v1/scheduler/jobs`, { signal: AbortSignal.timeout(200) });
    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
    await sandbox.fault({ chronosDown: null });
  });

  it('lose a write before it takes effect, or its answer afterwards', async () => {
    await sandbox.fault({ chronosLoseWrites: 'before' });
    await expect(sandbox.put({ name: 'lost' })).rejects.toThrow();
    expect(await sandbox.job('lost')).toBeUndefined();
    await sandbox.fault({ chronosLoseWrites: 'after' });
    await expect(sandbox.put({ name: 'lost' })).rejects.toThrow();
    expect(await sandbox.job('lost')).toMatchObject({ name: 'lost' });
  });

  it('spoil one job of a list', async () => {
    await sandbox.fault({ chronosMalformed: 'ill' });
    expect(await sandbox.job('ill')).toMatchObject({ command: null, successCount: 'many' });
    expect(await sandbox.job('well')).toMatchObject({ command: 'true', successCount: 0 });
  });
});
