import { ok, rejected, type Result, type UserError } from '../../kit/result.ts';
import { chronosOf } from '../../scaling/chronos.ts';
import { togetherErrors } from '../../scaling/overlap.ts';
import { timedErrors } from '../../scaling/timed-check.ts';
import { scheduleOf } from '../../scaling/timed-input.ts';
import { firingAfter, timedOf, type Timed } from '../../scaling/timed.ts';
import type { TimedRule } from '../../scaling/timed-model.ts';
import { scheduleInWords } from '../../scaling/timed-words.ts';
import { scheduleFact } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { World } from '../ports.ts';
import { seenIn } from '../seen.ts';
import { asJson, local, type Draft, type Facts, type Where } from '../spec.ts';
import { findOn, onOf, spotOfOn, whereOn, type On } from './names.ts';
import { ruleStep } from './rule-step.ts';

export const scheduleSubject = (id: string): string => `ScheduledScaling:${id}`;

export function planSetScheduledScaling(input: Inputs['setScheduledScaling'], facts: Facts): Result<Draft> {
  const { world, whole, now, caller, newId } = facts;
  const found = input.id == null ? undefined : findSchedule(world, input.id);
  if (found && !found.ok) return found;
  const held = found?.value.rule;
  const on = found ? ok(found.value.on) : findOn(world, input);
  if (!on.ok) return on;
  const schedule = scheduleOf(held?.schedule.id ?? newId(), input.schedule, now);
  const executor = input.executor ?? held?.executor ?? 'CANOPY';
  const rule: TimedRule = { schedule, on: on.value.id, executor, setBy: caller, setAt: now };
  const errors = [...timedErrors(schedule, now, 'input', 'schedule')];
  const jobs = errors.length > 0 ? ok([]) : asJobs(rule, facts);
  if (!jobs.ok) errors.push(...jobs.userErrors);
  if (errors.length === 0) errors.push(...withOthers(rule, on.value, whole, now));
  if (errors.length > 0) return { ok: false, userErrors: errors };
  const doubts = jobs.ok ? jobs.value : [];
  const base = { subject: scheduleSubject(schedule.id), place: on.value.place };
  const [before, after] = [scheduleInWords(held), scheduleInWords(rule)];
  if (before === after) return ok({ ...base, steps: [], reason: `${on.value.name} has that schedule already.` });
  const step = ruleStep({
    ...{ verb: 'set schedule', on: on.value, before, after, writes: [{ put: 'schedule', value: rule }] },
    dependsOn: { [scheduleFact(schedule.id)]: before },
    event: {
      kind: 'SCALING_SCHEDULE_SET',
      summary: `${on.value.name} is scaled by the schedule ${after}`,
      body: { schedule: schedule.id, before: asJson(held?.schedule ?? null), after: asJson(schedule) },
    },
    guarded: true,
  });
  // Of many the first tells what they are about.
  const [doubt] = doubts;
  return ok({
    ...{ ...base, steps: [step], reason: `${on.value.name}: ${after}.${doubt === undefined ? '' : ` ${doubt}`}` },
    inputs: seenIn(null, now, doubts.length > 0 ? { 'in doubt with Chronos': doubts } : {}),
  });
}

/** What is not known of a Chronos that is to have it fire; it is refused where there is none, or where it cannot. */
function asJobs({ schedule, executor }: TimedRule, { now, chronos }: Facts): Result<readonly string[]> {
  if (executor !== 'CHRONOS') return ok([]);
  if (!chronos) return rejected('BAD_USER_INPUT', 'No Chronos is configured here.', 'input', 'executor');
  const timed = timedOf({ ...schedule, enabled: true });
  // What has fired for the last time needs no job.
  if (!timed.ok || firingAfter(timed.value, now) === null) return ok([]);
  const plan = chronosOf(schedule.recurrence, Math.max(now, (schedule.from ?? -Infinity) - 1));
  if (plan.ok) return ok(plan.value.doubts);
  return { ok: false, userErrors: plan.userErrors.map((error) => ({ ...error, path: ['input', 'schedule', ...error.path] })) };
}

/** Those on the same thing and, as far as they are known here, above it: what holds there holds here as well. */
function withOthers({ schedule, on: id }: TimedRule, { place }: On, whole: World, now: number): readonly UserError[] {
  const above = place ? whole.schedulesAbove(place.nodeId) : [];
  const others = [...new Map([...whole.schedulesOn(id), ...above].map((each) => [each.schedule.id, each])).values()];
  const timed = [...others.map((each) => each.schedule).filter((each) => each.id !== schedule.id), schedule].flatMap(read);
  return togetherErrors(timed, now, 'input', 'schedule');
}

const read = (schedule: TimedRule['schedule']): Timed[] => {
  const found = timedOf(schedule);
  return found.ok ? [found.value] : [];
};

export function planRemoveScheduledScaling({ id }: Inputs['removeScheduledScaling'], { world }: Facts): Result<Draft> {
  const found = findSchedule(world, id);
  if (!found.ok) return found;
  const { rule, on } = found.value;
  const before = scheduleInWords(rule);
  const step = ruleStep({
    ...{ verb: 'remove schedule', on, before, after: null, writes: [{ drop: 'schedule', id: rule.schedule.id }] },
    dependsOn: { [scheduleFact(rule.schedule.id)]: before },
    event: {
      kind: 'SCALING_SCHEDULE_REMOVED',
      summary: `${on.name} is no longer scaled by the schedule ${before}`,
      body: { schedule: rule.schedule.id, before: asJson(rule.schedule), after: null },
    },
    guarded: true,
  });
  return ok({ subject: scheduleSubject(rule.schedule.id), place: on.place, steps: [step], reason: `Set by ${rule.setBy}.` });
}

interface Found {
  readonly rule: TimedRule;
  readonly on: On;
}

function findSchedule(world: World, id: string): Result<Found> {
  const rule = world.schedule(id);
  const on = rule && onOf(world, rule.on);
  return rule && on ? ok({ rule, on }) : rejected('NOT_FOUND', `There is no schedule ${id}.`, 'input', 'id');
}

const whereSchedule: Where<{ readonly id: string }> = ({ id }, { world }) => {
  const found = findSchedule(world, id);
  return found.ok ? ok([spotOfOn(world, found.value.on)]) : found;
};

const whereSet: Where<Inputs['setScheduledScaling']> = (input, desk) =>
  input.id == null ? whereOn(input, desk) : whereSchedule({ id: input.id }, desk);

export const setScheduledScaling = local('setScheduledScaling', whereSet, planSetScheduledScaling);
export const removeScheduledScaling = local('removeScheduledScaling', whereSchedule, planRemoveScheduledScaling);
