import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CalendarDocument,
  EventsDocument,
  RemoveScalingRuleDocument,
  RemoveScheduleDocument,
  SchedulesDocument,
  SchedulesOfDocument,
  SetScalingRuleDocument,
  SetScheduleDocument,
  WhySizeDocument,
  type ScheduleInput,
} from '../generated/operations.ts';
import { nodesOf } from '../support/ask.ts';
import { startCanopy, until, type Running } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';
import { appOfTwo, sizeOf } from '../support/sized.ts';

let running: Running;
let app: string;
let jobName: string;

beforeAll(async () => {
  running = await startCanopy();
  ({ app, jobName } = appOfTwo(running));
});
afterAll(() => running.stop());

const size = () => sizeOf(running, app);
const given = (over: Partial<ScheduleInput> = {}): ScheduleInput => ({
  ...{ name: 'night', recurrence: '0 22 * * *', zone: 'America/New_York', durationSeconds: 3_600, exact: 5, ...over },
});
const set = (schedule: ScheduleInput, on: object = { app, cluster: 'sandbox' }) =>
  mutate(running.ask, SetScheduleDocument, { ...on, schedule });
const remove = (id: string) => mutate(running.ask, RemoveScheduleDocument, { id });
/** Every 30 s, from so many seconds ago on, for so long. */
const soon = (seconds: number, over: Partial<ScheduleInput>): ScheduleInput =>
  given({ recurrence: `R1/${new Date(Date.now() + seconds * 1_000).toISOString()}/P1D`, zone: 'UTC', ...over });

describe('a schedule', () => {
  it('holds an app to its size while it lasts, gives the size back, and fires once', async () => {
    const { subject, userErrors } = await set(soon(1, { durationSeconds: 4 }));
    expect(userErrors).toEqual([]);
    await until(() => size() === 5, 15_000);
    await until(() => size() === 2, 15_000);
    const { data } = await running.ask(EventsDocument, { filter: { kinds: ['SCALING_SCHEDULE_FIRED'] }, last: 10 });
    expect(nodesOf(data.events)).toHaveLength(1);
    const why = (await running.ask(WhySizeDocument, { id: `App:sandbox:${app}` })).data?.why ?? [];
    const steps = why.flatMap((each) => each?.plan?.steps.map(({ before, after }) => `${before} to ${after}`) ?? []);
    expect(steps).toEqual(['instances: 5 to instances: 2', 'instances: 2 to instances: 5']);
    expect(why[1]?.inputs.find(({ name }) => name === 'schedule')?.value).toContain('night: exactly 5');
    expect(why[0]?.reason).toContain('it has its 2 back');
    await remove(subject?.id ?? '');
  });

  it('may switch an app off, which is on again afterwards', async () => {
    const { subject } = await set(soon(0, { durationSeconds: 3, exact: 0, name: 'off' }));
    await until(() => size() === 0, 15_000);
    await until(() => size() === 2, 15_000);
    await remove(subject?.id ?? '');
  });

  it('gives the size back where it is removed while it holds, though nothing reaches the app any more', async () => {
    const { subject } = await set(soon(0, { durationSeconds: 600, exact: 4, name: 'long' }));
    await until(() => size() === 4, 15_000);
    await remove(subject?.id ?? '');
    await until(() => size() === 2, 15_000);
  });

  it('is told with what reaches an app, the nearest first, page by page', async () => {
    const own = await set(given({ name: 'own' }));
    const above = await set(given({ name: 'above', exact: null, min: 1 }), { jobName: jobName.split('_')[0] });
    const { data } = await running.ask(SchedulesOfDocument, { app, jobName });
    expect(data?.app?.scheduledScalings?.map((each) => each?.name)).toEqual(['own', 'above']);
    expect(data?.treeNode?.scheduledScalings?.map((each) => each?.name)).toEqual(['above']);
    const page = (await running.ask(SchedulesDocument, { first: 1 })).data?.scheduledScalings;
    const next = (await running.ask(SchedulesDocument, { first: 1, after: page?.pageInfo.endCursor ?? '' })).data?.scheduledScalings;
    expect([page, next].flatMap((each) => each?.nodes.map((node) => node?.id)).sort()).toEqual([own.subject?.id, above.subject?.id].sort());
    expect(next?.pageInfo.hasNextPage).toBe(false);
    const changed = await mutate(running.ask, SetScheduleDocument, {
      id: own.subject?.id ?? '',
      schedule: given({ name: 'own', exact: 3, enabled: false }),
    });
    expect(changed.subject).toMatchObject({ id: own.subject?.id, exact: 3, enabled: false, app: { marathonId: app } });
    expect((await running.ask(SchedulesDocument, { filter: { enabled: false } })).data?.scheduledScalings?.nodes.length).toBe(1);
    await remove(own.subject?.id ?? '');
    await remove(above.subject?.id ?? '');
  });

  it('is in the calendar, with the hours that are skipped and those that come twice', async () => {
    const skipped = await set(given({ name: 'early', recurrence: '30 2 * * *' }));
    const twice = await set(given({ name: 'late', recurrence: '30 1 * * *', exact: null, min: 1 }));
    const calendar = async (from: string, to: string) =>
      (await running.ask(CalendarDocument, { scope: jobName, from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` })).data?.scalingCalendar ??
      [];
    const spring = await calendar('2027-03-14', '2027-03-15');
    expect(spring.find((each) => each?.schedule?.name === 'early')).toMatchObject({ at: '2027-03-14T07:00:00.000Z', note: 'AFTER_GAP' });
    const autumn = await calendar('2027-11-07', '2027-11-08');
    expect(autumn.find((each) => each?.schedule?.name === 'late')).toMatchObject({ at: '2027-11-07T05:30:00.000Z', note: 'FIRST_OF_TWO' });
    expect(autumn).toHaveLength(2);
    const rule = {
      min: 1,
      max: 5,
      metrics: [{ metric: 'CPU_IDLE' as const, target: 50 }],
      schedule: [given({ name: 'of a rule', exact: null, min: 2 })],
    };
    const { subject } = await mutate(running.ask, SetScalingRuleDocument, { app, cluster: 'sandbox', rule });
    const withRule = (await calendar('2027-11-07', '2027-11-08')).filter((each) => each?.rule !== null);
    expect(withRule).toMatchObject([
      { name: 'of a rule', rule: { id: subject?.id }, schedule: null, min: 2, at: '2027-11-07T02:00:00.000Z' },
    ]);
    await mutate(running.ask, RemoveScalingRuleDocument, { id: subject?.id ?? '' });
    const broad = await running.ask(CalendarDocument, { from: '2027-01-01T00:00:00Z', to: '2029-01-01T00:00:00Z' });
    expect(broad.errors?.[0]?.extensions).toMatchObject({ code: 'TOO_BROAD' });
    for (const { subject } of [skipped, twice]) await remove(subject?.id ?? '');
  });

  it.each([
    ['a zone that nobody knows', given({ zone: 'Mars/Base' }), 'input.schedule.zone'],
    ['no cron', given({ recurrence: '99 * * * *' }), 'input.schedule.recurrence'],
    ['no duration', given({ durationSeconds: 0 }), 'input.schedule.durationSeconds'],
    ['min above max', given({ exact: null, min: 5, max: 2 }), 'input.schedule.max'],
    ['nothing', given({ exact: null }), 'input.schedule'],
  ])('is refused at its place, and nothing is stored: %s', async (_, schedule, path) => {
    const { userErrors } = await set(schedule);
    expect(userErrors.map((each) => [each.code, each.path.join('.')])).toEqual([['BAD_USER_INPUT', path]]);
    expect((await running.ask(SchedulesDocument, {})).data?.scheduledScalings?.nodes).toEqual([]);
  });

  it('is refused where two want exact sizes at once', async () => {
    const first = await set(given());
    const { userErrors } = await set(given({ name: 'other', recurrence: '30 22 * * *', exact: 3 }));
    expect(userErrors).toMatchObject([
      { code: 'BAD_USER_INPUT', path: ['input', 'schedule', 'exact'], message: expect.stringContaining('night') },
    ]);
    await remove(first.subject?.id ?? '');
  });
});
