import { describe, expect, it } from 'vitest';
import { eraOf } from '../../sandbox/chronos/era.ts';
import { jobOf, lastOf, shapeOf } from '../../sandbox/chronos/job.ts';
import { Jobs } from '../../sandbox/chronos/jobs.ts';
import { failed, succeeded } from '../../sandbox/chronos/outcome.ts';

const late = eraOf('3');
const job = (over: object = {}) => jobOf({ name: 'a', command: 'true', schedule: 'R/2100-01-01T00:00:00.000Z/PT1H', ...over }, late);

describe('the outcome of a run', () => {
  it('is tried again while it has attempts left', () => {
    const tried = job({ retries: 1 });
    expect(failed(tried, 0, 1_000)).toBe('again');
    expect(tried).toMatchObject({ errorCount: 0, lastError: '' });
    expect(failed(tried, 1, 2_000)).toBe('error');
    expect(tried).toMatchObject({ errorCount: 1, errorsSinceLastSuccess: 1, lastError: '1970-01-01T00:00:02.000Z' });
  });

  it('is not tried again where the last one was an error too, and is after a success', () => {
    const ill = job({ lastSuccess: '2024-01-01T00:00:00.000Z', lastError: '2024-01-02T00:00:00.000Z' });
    expect(failed(ill, 0, 1_000)).toBe('error');
    const well = job({ lastSuccess: '2024-01-02T00:00:00.000Z', lastError: '2024-01-01T00:00:00.000Z' });
    expect(failed(well, 0, 1_000)).toBe('again');
  });

  it('enables a job that was disabled meanwhile when it is an error', () => {
    const disabled = job({ disabled: true, retries: 0 });
    failed(disabled, 0, 1_000);
    expect(disabled.disabled).toBe(false);
  });

  it('disables a job that has run for the last time', () => {
    const last = job({ schedule: 'R0/2024-01-01T00:00:00.000Z/PT1H', errorsSinceLastSuccess: 3 });
    succeeded(last, 1_000);
    expect(last).toMatchObject({ disabled: true, successCount: 1, errorsSinceLastSuccess: 0, lastSuccess: '1970-01-01T00:00:01.000Z' });
  });

  it.each([
    ['', '', 'fresh'],
    ['2024-01-01T00:00:00.000Z', '', 'success'],
    ['', '2024-01-01T00:00:00.000Z', 'failure'],
    ['2024-01-02T00:00:00.000Z', '2024-01-01T00:00:00.000Z', 'success'],
    ['2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z', 'failure'],
  ])('of success %j and error %j is %s', (lastSuccess, lastError, last) => {
    expect(lastOf(job({ lastSuccess, lastError }))).toBe(last);
  });
});

describe('a job', () => {
  it('is read whatever types it was sent with', () => {
    const sent = { name: 7, cpus: '0.5', mem: 'much', retries: '4', disabled: 'true', shell: 'false', owner: null, arguments: [1, 'b'] };
    expect(job(sent)).toMatchObject({
      ...{ name: '7', cpus: 0.5, mem: 128, retries: 4, disabled: true, shell: false, owner: '', arguments: ['1', 'b'] },
    });
  });

  it('without schedule and parents is for once, and now', () => {
    expect(jobOf({ name: 'a', command: 'true' }, late)).toMatchObject({ schedule: 'R1//PT24H', parents: null });
  });

  it('says where to fetch from in both ways, in the list alone', () => {
    const uris = job({ uris: ['http://a/b.tgz'] });
    const fetched = { uri: 'http://a/b.tgz', executable: false, cache: false, extract: true };
    expect(shapeOf(uris, late, true)).toMatchObject({ uris: ['http://a/b.tgz'], fetch: [fetched] });
    expect(shapeOf(uris, late)).toMatchObject({ uris: ['http://a/b.tgz'], fetch: [] });
    expect(shapeOf(job({ fetch: [{ uri: 'http://a/b.tgz' }] }), late, true)).toMatchObject({ uris: ['http://a/b.tgz'], fetch: [fetched] });
  });

  it('tells its container as each era does, and how long it may take where that is bounded', () => {
    const network = { name: 'n', labels: [{ key: 'k', value: 1 }], portMappings: [{ hostPort: 0, containerPort: 80 }] };
    const container = { type: 'docker', image: 'a/b', networkInfos: [network], volumes: [{ containerPath: '/c', mode: 'rw' }] };
    const told = { image: 'a/b', network: 'HOST', volumes: [{ containerPath: '/c', mode: 'RW' }], forcePullImage: false, parameters: [] };
    expect(shapeOf(job({ container, maxCompletionTime: 5_000 }), late)).toMatchObject({
      maxCompletionTime: 5_000,
      container: {
        ...{ ...told, type: 'DOCKER' },
        networkInfos: [{ name: 'n', labels: [{ key: 'k', value: '1' }], portMappings: [{ hostPort: '0', containerPort: '80' }] }],
      },
    });
    const early = eraOf('2');
    expect(shapeOf(jobOf({ name: 'a', command: 'true', container }, early), early)['container']).toEqual({ ...told, type: 'docker' });
  });
});

describe('children', () => {
  const jobs = new Jobs();
  for (const name of ['a', 'b']) jobs.put(job({ name }));
  jobs.put(jobOf({ name: 'c', command: 'true', parents: ['a', 'b'] }, late));

  it('are ready once all of their parents have run since they last did', () => {
    const ready = (name: string) => jobs.ready(name).map((child) => child.name);
    expect([ready('a'), ready('a'), ready('b')]).toEqual([[], [], ['c']]);
    jobs.began('c');
    expect([ready('b'), ready('a')]).toEqual([[], ['c']]);
  });

  it('are not ready while they are disabled', () => {
    Object.assign(jobs.find('c') ?? {}, { disabled: true });
    expect([...jobs.ready('a'), ...jobs.ready('b')]).toEqual([]);
  });
});
