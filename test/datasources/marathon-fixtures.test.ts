import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { decodeApp, decodeTask, UNKNOWN_APP } from '../../datasources/marathon/decode-app.ts';
import { decodeEvent, meaningsFor } from '../../datasources/marathon/decode-event.ts';
import {
  decodeAccepted,
  decodeDeployment,
  decodeGroup,
  decodeInfo,
  decodePending,
  decodeTasks,
  stepsOf,
} from '../../datasources/marathon/decode-rest.ts';
import { readList } from '../../datasources/marathon/list.ts';
import { refusal } from '../../datasources/marathon/refusal.ts';
import type { ListedApp, MarathonSignal } from '../../datasources/marathon/model.ts';
import { fields, listAt } from '../../src/kit/fields.ts';
import { Whole } from '../../src/kit/http.ts';
import { SseParser } from '../../src/kit/sse.ts';

const root = join(import.meta.dirname, '../../../shared/contracts/fixtures');
const files = existsSync(root) ? globSync('{marathon/**/*,derived/marathon*}.json', { cwd: root }).sort() : [];
/** Not valid JSON as published (fixtures/README.md). */
const broken = new Set(['marathon/1.1.0/examples/app.json']);

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
/** Of an old Marathon, and of a later one. */
const ages = [meaningsFor(null), meaningsFor('1.11.0')];
const one = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const inCluster = (value: unknown) => decodeApp('c', value);

/** What must be read from a file of that name; what a decoder refuses, it throws. */
const decoders: readonly (readonly [RegExp, (value: unknown) => unknown])[] = [
  [/\/app_list\.json$|\/scale\//, (value) => listAt(fields(value), 'apps').map(inCluster)],
  [/\/(app|apps_create|app-check-http-example)\.json$/, (value) => one(value).map(inCluster)],
  [/\/app-definitions\/Group\.json$/, (value) => listAt(fields(value), 'groups').map((group) => fields(group))],
  [/\/app-definitions\//, (value) => inCluster({ id: '/unnamed', ...fields(value) })],
  [/\/app_task\.json$/, (value) => one(fields(value)['task']).map((task) => decodeTask(task, UNKNOWN_APP))],
  [/\/(app_)?tasks\.json$/, (value) => expect(decodeTasks(value).unreadable).toEqual([])],
  [/\/deployments\.json$/, (value) => one(value).map((deployment) => decodeDeployment('c', deployment))],
  [
    /\/deployment_steps\.json$/,
    (value) =>
      expect(
        stepsOf(fields(value))
          .flat()
          .map(({ action }) => action),
      ).not.toContain('UNKNOWN'),
  ],
  [
    /\/deployments_result\.json$/,
    (value) => expect(decodeAccepted(value, null)).toEqual({ deploymentId: expect.any(String), version: expect.any(Number) }),
  ],
  [/\/queue\.json$/, (value) => listAt(fields(value), 'queue').map(decodePending)],
  [/\/info\.json$/, decodeInfo],
  [/\/group\.json$/, decodeGroup],
  [/\/events\/|marathon-event/, (value) => expect(ages.flatMap((age) => unreadable(decodeEvent('', value, age)))).toEqual([])],
  [/marathon-error/, (value) => refusal('m', 'PUT /v2/apps', answer(422, value)).message],
  [/\/(pod|apps?_patch)\.json$|\/schema\//, (value) => one(value).map((item) => fields(item))],
];

const answer = (status: number, value: unknown) =>
  new Whole(
    status,
    () => undefined,
    Buffer.from(JSON.stringify(value)),
    (text) => JSON.parse(text) as unknown,
  );
const unreadable = (signals: readonly MarathonSignal[]) =>
  signals.filter((signal) => signal.kind === 'dirty-all' && signal.reason.startsWith('unreadable'));

async function listed(text: string): Promise<ListedApp[]> {
  const apps: ListedApp[] = [];
  for await (const app of readList('c', 'marathon:c', Readable.from([Buffer.from(text)]), {})) apps.push(app);
  return apps;
}

describe.skipIf(files.length === 0)('Marathon fixtures, versions 0.13 to 1.11 (skipped without ../shared)', () => {
  it.each(files.filter((file) => !broken.has(file)))('%s is read', (file) => {
    const decoder = decoders.find(([pattern]) => pattern.test(file));
    expect(decoder, `no decoder claims ${file}`).toBeDefined();
    decoder?.[1](JSON.parse(textOf(file)));
  });

  it.each([...broken])('%s, which is not JSON as published, costs only itself in a list', async (file) => {
    const apps = await listed(`{"apps":[{"id":"/a"},${textOf(file)},{"id":"/b"}]}`);
    expect(apps.map(({ kind }) => kind)).toEqual(['reading', 'unreadable', 'reading']);
    expect(apps[1]).toMatchObject({ unreadable: { id: '/foo' } });
  });

  it('cuts the list of Marathon’s own benchmark into its 100 apps', async () => {
    const apps = await listed(textOf('marathon/scale/155_100.json'));
    expect(apps).toHaveLength(100);
    expect(apps.every(({ kind }) => kind === 'reading')).toBe(true);
  });

  it('reads a queue item with its offers', () => {
    const [, second] = listAt(fields(JSON.parse(textOf('marathon/1.11-head/examples/queue.json'))), 'queue').map(decodePending);
    expect(second).toMatchObject({
      marathonId: '/foo',
      count: 2,
      delayMs: 0,
      processedOffers: 123,
      lastUsedOfferAt: Date.parse('2016-02-28T16:41:41.090Z'),
    });
    expect(second?.reasons[3]).toEqual({ reason: 'InsufficientCpus', declined: 75, processed: 123 });
  });

  it('reads the three shapes of deployment steps alike', () => {
    const shapes = ['marathon/1.1.0/examples/deployments.json', 'marathon/1.11-head/examples/deployments.json']
      .map(textOf)
      .map((text) => JSON.parse(text) as unknown[]);
    expect(shapes.map(([first]) => decodeDeployment('c', first).steps)).toEqual([
      [[{ action: 'START_APPLICATION', target: '/foo' }], [{ action: 'SCALE_APPLICATION', target: '/foo' }]],
      [[{ action: 'SCALE_APPLICATION', target: '/foo' }], [{ action: 'SCALE_POD', target: '/bla' }]],
    ]);
    expect(stepsOf({ steps: [{ actions: [{ type: 'StopApplication', app: '/a' }] }] })).toEqual([
      [{ action: 'STOP_APPLICATION', target: '/a' }],
    ]);
  });

  it('reads the stream as Jetty frames it', () => {
    const parser = new SseParser({ maxFrameBytes: 100_000 });
    const frames = [...parser.push(readFileSync(join(root, 'derived/marathon-sse-jetty-framing.sse')))];
    expect(frames).toHaveLength(9);
    const signals = frames.flatMap(({ event, data }) => decodeEvent(event, JSON.parse(data), meaningsFor('1.3.9')));
    expect(unreadable(signals)).toEqual([]);
    expect(signals.map(({ kind }) => kind)).toEqual([
      'attached',
      'dirty',
      'dirty',
      'dirty',
      'dirty',
      'task',
      'dirty',
      'health',
      'dirty',
      'dirty',
      'deployment',
      'dirty',
    ]);
  });

  it.each(globSync('marathon/*/examples/events.txt', { cwd: root }))('%s is read as a stream', (file) => {
    const frames = [...new SseParser({ maxFrameBytes: 100_000 }).push(Buffer.from(textOf(file)))];
    expect(
      frames.flatMap(({ event, data }) => decodeEvent(event, JSON.parse(data), meaningsFor('1.3.9'))).map(({ kind }) => kind),
    ).toContain('task');
  });
});
