import { describe, expect, it } from 'vitest';
import {
  isBusy,
  isPut,
  jobChanges,
  jobName,
  scheduleOfJob,
  wantedJobs,
  type HeldJob,
  type WantedJob,
} from '../../src/actions/chronos/jobs.ts';
import type { Executor } from '../../src/scaling/timed-model.ts';
import type { TimedInput } from '../../src/scaling/timed-input.ts';
import { scheduled } from '../scaling/schedules.ts';
import { aJob } from './chronos.ts';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const NOW = Date.UTC(2026, 5, 1, 9);
const DAY_MS = 86_400_000;
const SHANGHAI = 'Asia/Shanghai';
const COMMAND = 'curl …';
const of = { prefix: 'canopy', scheduleId: ID, command: COMMAND };

function wanted(over: Partial<TimedInput> = {}, now = NOW, executor: Executor = 'CHRONOS'): readonly WantedJob[] {
  const found = wantedJobs({ schedule: scheduled({ zone: SHANGHAI, ...over }, ID), executor }, now);
  if (!found.ok) throw new Error(found.userErrors[0]?.message);
  return found.value;
}
const heldOf = (job: WantedJob, n = 1, over: Partial<HeldJob> = {}): HeldJob =>
  aJob({ ...job, name: jobName('canopy', ID, n), command: COMMAND, ...over });
const verbs = (jobs: readonly WantedJob[], held: readonly HeldJob[], now = NOW) =>
  jobChanges(jobs, held, now, of).map(({ put, name }) => `${put ? 'put' : 'delete'} ${scheduleOfJob('canopy', name)?.n}`);

describe('the jobs of a schedule', () => {
  it.each<[string, readonly WantedJob[]]>([
    ['of Canopy itself', wanted({}, NOW, 'CANOPY')],
    ['that is switched off', wanted({ enabled: false })],
    ['that is over', wanted({ until: NOW })],
    ['that has fired for the last time', wanted({ recurrence: 'R1/2026-06-01T08:00:00Z/P1D' })],
  ])('are none of one %s', (_, jobs) => expect(jobs).toEqual([]));

  it('begin when it does', () => {
    const [job] = wanted({ from: Date.UTC(2026, 7, 1) });
    expect(job?.schedule).toBe('R/2026-08-01T08:00:00.000+08:00/P1D');
  });

  it('are not known of what Chronos cannot say', () => {
    const schedule = scheduled({ recurrence: '0 8 L * *' }, ID);
    expect(wantedJobs({ schedule, executor: 'CHRONOS' }, NOW)).toMatchObject({ ok: false });
  });

  it('are another one in their words when the schedule is, and the same at all times', () => {
    const words = (over: Partial<TimedInput>, now?: number) => wanted(over, now).map(({ description }) => description);
    expect(words({}, NOW + 40 * DAY_MS)).toEqual(words({}));
    for (const over of [{ recurrence: '1 8 * * *' }, { zone: 'UTC' }, { until: NOW + DAY_MS }, { from: NOW }, { name: 'other' }])
      expect(words(over)).not.toEqual(words({}));
  });

  it.each(['theirs', 'canopy-backup-1', `other-${ID}-1`, `canopy-${ID}`, `canopy-${ID}-0`, `canopy-${ID}-x`, `my-canopy-${ID}-1`])(
    'are not %s',
    (name) => expect(scheduleOfJob('canopy', name)).toBeUndefined(),
  );
});

describe('what a Chronos lacks', () => {
  const two = wanted({ recurrence: '30 8,20 * * *' });
  const [first, second] = two as [WantedJob, WantedJob];

  it('is all at first, and nothing once it has it', () => {
    expect(verbs(two, [])).toEqual(['put 1', 'put 2']);
    expect(verbs(two, [heldOf(first, 1), heldOf(second, 2)])).toEqual([]);
  });

  it('is nothing when jobs have run: which is which is told by their times, not by their numbers', () => {
    const later = NOW + 10.5 * DAY_MS;
    const held = [
      heldOf(first, 1, { schedule: 'R/2026-06-11T20:30:00.000+08:00/P1D' }),
      heldOf(second, 2, { schedule: 'R/2026-06-12T08:30:00.000+08:00/P1D' }),
    ];
    const now = Date.parse('2026-06-11T21:00:00Z');
    expect(verbs(wanted({ recurrence: '30 8,20 * * *' }, now), held, later)).toEqual([]);
    // One is behind: it runs what is due in a moment.
    expect(verbs(wanted({ recurrence: '30 8,20 * * *' }, now), held, Date.parse('2026-06-12T00:30:01Z'))).toEqual([]);
  });

  it('counts down with it', () => {
    const jobs = wanted({ recurrence: 'R5/2026-05-31T08:00:00+08:00/P1D' });
    expect(jobs.map(({ schedule }) => schedule)).toEqual(['R3/2026-06-02T08:00:00.000+08:00/P1D']);
    const held = heldOf(jobs[0] as WantedJob, 1, { schedule: 'R2/2026-06-03T08:00:00.000+08:00/P1D' });
    expect(verbs(jobs, [held], NOW + DAY_MS)).toEqual([]);
    expect(verbs(jobs, [{ ...held, schedule: 'R9/2026-06-03T08:00:00.000+08:00/P1D' }], NOW + DAY_MS)).toEqual(['put 1']);
    expect(verbs(jobs, [{ ...held, schedule: 'R0/2026-06-05T08:00:00.000+08:00/P1D', disabled: true }], NOW + 5 * DAY_MS)).toEqual([
      'delete 1',
    ]);
  });

  it.each<[string, Partial<HeldJob>]>([
    ['another command', { command: 'true' }],
    ['another time', { schedule: 'R/2026-06-02T21:30:00.000+08:00/P1D' }],
    ['a day that is left out', { schedule: 'R/2026-06-03T20:30:00.000+08:00/P1D' }],
    ['another period', { schedule: 'R/2026-06-01T20:30:00.000+08:00/P2D' }],
    ['an end', { schedule: 'R3/2026-06-01T20:30:00.000+08:00/P1D' }],
    ['another zone', { scheduleTimeZone: 'UTC' }],
    ['an owner', { owner: 'ann@example.com' }],
    ['other words', { description: null }],
    ['parents', { schedule: null, parents: ['theirs'] }],
    ['nothing that can be read as a time', { schedule: 'R/soon/P1D' }],
    ['being switched off', { disabled: true }],
  ])('is a job that somebody has given %s: it is put in its place', (_, over) => {
    expect(verbs(two, [heldOf(first, 1, over), heldOf(second, 2)])).toEqual(['put 1']);
  });

  it('is the end of what should not be there', () => {
    expect(verbs([], [heldOf(first, 1), heldOf(second, 3)])).toEqual(['delete 1', 'delete 3']);
    expect(verbs(two, [heldOf(first, 2), heldOf(first, 3), heldOf(second, 4)])).toEqual(['delete 3']);
    expect(verbs([], [aJob({ name: 'theirs' }), aJob({ name: `canopy-${ID.replace('0', '1')}-1` })])).toEqual([]);
  });
});

describe('a job', () => {
  const [job] = wanted() as [WantedJob];

  it('was put when it is there, also when it has run since', () => {
    expect(isPut(heldOf(job), job, COMMAND)).toBe(true);
    expect(isPut(heldOf(job, 1, { schedule: 'R/2026-06-08T08:00:00.000+08:00/P1D' }), job, COMMAND)).toBe(true);
    const once = wanted({ recurrence: 'R1/2026-06-02T08:00:00+08:00/P1D' })[0] as WantedJob;
    expect(isPut(heldOf(once, 1, { schedule: 'R0/2026-06-03T08:00:00.000+08:00/P1D', disabled: true }), once, COMMAND)).toBe(true);
    for (const held of [
      undefined,
      heldOf(job, 1, { command: 'x' }),
      heldOf(job, 1, { schedule: 'R/2026-06-01T08:00:00.000+08:00/P1D' }),
      heldOf(job, 1, { schedule: 'R/2026-06-08T08:01:00.000+08:00/P1D' }),
      heldOf(job, 1, { disabled: true }),
    ])
      expect(isPut(held, job, COMMAND)).toBe(false);
  });

  it('is left alone while it runs, waits or is due; one that does not call Canopy never is', () => {
    const due = Date.parse('2026-06-02T00:00:00Z');
    expect(isBusy(heldOf(job), COMMAND, NOW)).toBe(false);
    expect(isBusy(heldOf(job), COMMAND, due + 1)).toBe(true);
    expect(isBusy(heldOf(job), COMMAND, due + 60_000)).toBe(false);
    expect(isBusy(heldOf(job, 1, { state: null }), COMMAND, NOW)).toBe(false);
    for (const state of [
      { running: 1, queued: false },
      { running: 0, queued: true },
    ]) {
      expect(isBusy(heldOf(job, 1, { state }), COMMAND, NOW)).toBe(true);
      expect(isBusy(heldOf(job, 1, { state, command: 'sleep 1000' }), COMMAND, NOW)).toBe(false);
      expect(isBusy(heldOf(job, 1, { state, disabled: true }), COMMAND, NOW)).toBe(false);
    }
  });
});
