import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChronos, type ChronosSandbox } from './chronos.ts';
import { differences, fixture, names, present } from './fixtures.ts';

/*
 * Jobs of its documentation are sent as they stand, and what is told of them is laid beside. Each way in which the
 * answers differ has its reason here; one that explains nothing any more fails as well.
 */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^(?!job-0\d-\w+ (epsilon|async|parents|schedule)\b)[\w-]+ [\w.[\]]+: extra$/, 'all members are told, whatever was sent'],
  [/^[\w-]+ (epsilon|async): extra$/, 'the first era tells them of each job'],
  [/^[\w-]+ (epsilon|async): absent$/, 'the second era knows neither'],
  [/^job-03-\w+ (cpus|mem): string → number$/, 'numbers are sent as texts too, and told as numbers'],
];

describe.skipIf(!present)('jobs of the documentation beside what is told of them', () => {
  const used = new Set<RegExp>();
  const sandboxes = new Map<string, ChronosSandbox>();
  beforeAll(async () => {
    for (const version of ['2', '3'] as const) sandboxes.set(version, await startChronos(version));
  });
  afterAll(async () => {
    for (const sandbox of sandboxes.values()) await sandbox.stop();
  });

  const cases = names('chronos').flatMap((file) => ['2', '3'].map((version) => [version, file] as const));
  it.each(cases)('Chronos %s: %s', async (version, file) => {
    const sandbox = sandboxes.get(version)!;
    const sent = fixture(`chronos/${file}`);
    for (const name of sent.parents ?? []) await sandbox.put({ name });
    // They are years old, which the later one refuses, and would run: what is compared are the members.
    const later = sent.schedule === undefined ? {} : { schedule: sent.schedule.replace(/\/\d{4}/, '/2100') };
    const path = sent.parents ? '/dependency' : '/iso8601';
    expect((await sandbox.api('POST', path, { ...sent, ...later })).status).toBe(204);
    const found = differences(sent, await sandbox.job(sent.name)).filter((difference) => {
      const [reason] = reasons.find(([form]) => form.test(`${file.replace('.json', '')} ${difference}`)) ?? [];
      if (reason) used.add(reason);
      return !reason;
    });
    expect(found).toEqual([]);
  });

  it('every reason explains something', () => {
    expect(reasons.filter(([form]) => !used.has(form)).map(([, why]) => why)).toEqual([]);
  });

  it('values come back as they were sent', async () => {
    const { schedule: _, epsilon: __, async: ___, ...sent } = fixture('chronos/job-04-camus_kafka2hdfs.json');
    expect(await sandboxes.get('3')!.job(sent.name)).toMatchObject({ ...sent, uris: ['https://url-to-file'] });
  });
});
