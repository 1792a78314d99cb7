import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduled, startChronos, type ChronosSandbox } from './chronos.ts';
import { startReceiver } from './receiver.ts';
import { until } from './start.ts';

describe.each(['2', '3'] as const)('jobs of Chronos %s', (version) => {
  let sandbox: ChronosSandbox;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  beforeAll(async () => {
    [sandbox, receiver] = await Promise.all([startChronos(version), startReceiver()]);
  });
  afterAll(async () => {
    receiver.stop();
    await sandbox.stop();
  });

  const runsOf = async (name: string) => (await sandbox.runs()).filter(({ key }) => key === name).map(({ detail }) => detail);
  const call = (path: string) => `curl -sf ${receiver.url}/${path}`;

  it('fire at their instants, move on and count down until they are disabled', async () => {
    const start = Date.now() + 500;
    const schedule = `R2/${new Date(start).toISOString()}/PT2S`;
    await sandbox.put({ name: 'twice', command: call('twice'), schedule });
    const first = await sandbox.once('twice', ({ successCount }) => successCount === 1);
    expect(first.schedule).toBe(`R1/${new Date(start + 2_000).toISOString()}/PT2S`);
    expect(Date.parse(first.lastSuccess)).toBeGreaterThanOrEqual(start);
    const last = await sandbox.once('twice', ({ disabled }) => disabled);
    expect(last).toMatchObject({ schedule: `R0/${new Date(start + 4_000).toISOString()}/PT2S`, successCount: 2, lastError: '' });
    expect((await runsOf('twice')).map(({ at }) => at)).toEqual([start, start + 2_000]);
    expect(receiver.received.filter(({ path }) => path === '/twice')).toHaveLength(2);
  });

  it('without a start fire at once', async () => {
    await sandbox.put({ name: 'now', command: call('now'), schedule: 'R//PT1H' });
    const job = await sandbox.once('now', ({ successCount }) => successCount === 1);
    expect(job.schedule).toMatch(/^R\/\d{4}-.*Z\/PT1H$/);
  });

  it('that are overdue run at once in the second era; in the first they wait for their next instant', async () => {
    const start = new Date(Date.now() - 90 * 60_000).toISOString();
    await sandbox.put({ name: 'overdue', schedule: `R/${start}/PT1H` });
    await sandbox.put({ name: 'within', schedule: `R/${start}/PT1H`, epsilon: 'PT1H' });
    await sandbox.once('within', ({ successCount }) => successCount === 1);
    if (version === '3') await sandbox.once('overdue', ({ successCount }) => successCount === 1);
    else expect(await sandbox.job('overdue')).toMatchObject({ successCount: 0, schedule: `R/${start}/PT1H` });
  });

  it('that are disabled do not fire, and do when they are enabled', async () => {
    const schedule = `R/${new Date(Date.now() + 100).toISOString()}/PT1S`;
    await sandbox.put({ name: 'asleep', schedule, disabled: true });
    await sandbox.put({ name: 'awake', schedule });
    await sandbox.once('awake', ({ successCount }) => successCount === 2);
    expect(await sandbox.job('asleep')).toMatchObject({ successCount: 0, schedule });
    await sandbox.put({ name: 'asleep', schedule });
    await sandbox.once('asleep', ({ successCount }) => successCount > 0);
    for (const name of ['awake', 'asleep']) await sandbox.api('DELETE', `/job/${name}`);
  });

  it('that fail are tried again before they count as an error', async () => {
    await sandbox.put({ name: 'fails', command: 'exit 3', retries: 2 });
    await sandbox.api('PUT', '/job/fails');
    const job = await sandbox.once('fails', ({ errorCount }) => errorCount > 0);
    expect(job).toMatchObject({ errorCount: 1, errorsSinceLastSuccess: 1, successCount: 0, lastSuccess: '' });
    expect((await runsOf('fails')).map(({ attempt, code }) => [attempt, code])).toEqual([0, 1, 2].map((attempt) => [attempt, 3]));
    await sandbox.api('PUT', '/job/fails');
    await sandbox.once('fails', ({ errorCount }) => errorCount === 2);
    expect(await runsOf('fails')).toHaveLength(4);
    expect((await sandbox.api('GET', '/graph/csv')).body).toContain('node,fails,failure,idle\n');
  });

  it('run with what they are told: their words, their variables, and who they are', async () => {
    const environmentVariables = [{ name: 'COLOUR', value: 'blue' }];
    const command = `curl -sf -G ${receiver.url}/env --data-urlencode colour="$COLOUR" --data-urlencode job="$CHRONOS_JOB_NAME"`;
    await sandbox.put({ name: 'words', command, environmentVariables });
    await sandbox.api('PUT', `/job/words?arguments=${encodeURIComponent('--data-urlencode more=1')}`);
    const { query } = await receiver.next('it', ({ path }) => path === '/env');
    expect(Object.fromEntries(query)).toEqual({ colour: 'blue', job: 'words', more: '1' });
    const words = ['-sf', '-G', `${receiver.url}/bare`, '--data-urlencode', "said=it's $HOME"];
    await sandbox.put({ name: 'bare', shell: false, command: 'curl', arguments: words });
    await sandbox.api('PUT', '/job/bare');
    expect((await receiver.next('it', ({ path }) => path === '/bare')).query.get('said')).toBe("it's $HOME");
  });

  it('run two at a time, and never beside themselves', async () => {
    const held = Promise.withResolvers<void>();
    receiver.answer.holdFor = held.promise;
    for (const name of ['a', 'b', 'c']) {
      await sandbox.put({ name, command: call(`held-${name}`) });
      await sandbox.api('PUT', `/job/${name}`);
    }
    await receiver.next('b', ({ path }) => path === '/held-b');
    const { body } = await sandbox.api('GET', '/graph/csv');
    expect(body).toContain(`node,b,fresh,${version === '3' ? '1 ' : ''}running\n`);
    expect(body).toContain('node,c,fresh,queued\n');
    await sandbox.api('PUT', '/job/a');
    held.resolve();
    await sandbox.once('c', ({ successCount }) => successCount === 1);
    receiver.answer.holdFor = Promise.resolve();
    expect(receiver.received.some(({ path }) => path === '/held-c')).toBe(true);
  });

  it.runIf(version === '3')('that take longer than they may are ended, which is an error', async () => {
    await sandbox.put({ name: 'endless', command: 'sleep 30', maxCompletionTime: 300, retries: 0 });
    await sandbox.api('PUT', '/job/endless');
    await sandbox.once('endless', ({ errorCount }) => errorCount === 1);
    expect(await runsOf('endless')).toMatchObject([{ code: null }]);
  });

  it('with parents run once all of them have', async () => {
    for (const name of ['left', 'right']) await sandbox.put({ name });
    await sandbox.api('POST', '/dependency', { name: 'both', command: 'true', parents: ['left', 'right'] });
    await sandbox.api('PUT', '/job/left');
    await sandbox.once('left', ({ successCount }) => successCount === 1);
    expect(await sandbox.job('both')).toMatchObject({ successCount: 0 });
    await sandbox.api('PUT', '/job/right');
    await sandbox.once('both', ({ successCount }) => successCount === 1);
  });

  it('that are deleted while they run end, and leave nothing', async () => {
    await sandbox.put({ name: 'gone', command: 'sleep 30' });
    await sandbox.api('PUT', '/job/gone');
    await until('it to run', async () => (await sandbox.api('GET', '/graph/csv')).body.includes(',gone,fresh,idle') !== true || undefined);
    await sandbox.api('DELETE', '/job/gone');
    await until('its end', async () => ((await runsOf('gone')).length > 0 ? true : undefined));
    expect(await sandbox.job('gone')).toBeUndefined();
  });

  it('tell how long they took', async () => {
    const { histogram, taskStatHistory } = (await sandbox.api('GET', '/job/stat/now')).body;
    expect(histogram).toMatchObject({ count: 1, median: expect.any(Number), '99thPercentile': expect.any(Number) });
    expect(taskStatHistory).toEqual([]);
  });
});

describe('a sandbox that is killed outright', () => {
  it('leaves no command behind', async () => {
    const sandbox = await startChronos('3');
    const receiver = await startReceiver();
    const command = `curl -sf "${receiver.url}/pid?pid=$$"; sleep 60`;
    await sandbox.api('POST', '/iso8601', scheduled({ name: 'long', command, schedule: 'R//PT1H' }));
    const { query } = await receiver.next('its start', ({ path }) => path === '/pid');
    sandbox.child.kill('SIGKILL');
    await until('its end', () => !runs(Number(query.get('pid'))) || undefined);
    receiver.stop();
  });
});

/** Not a process that has ended and waits to be looked at. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
