import type { Json } from '../../kit/json.ts';
import { ok, type Result } from '../../kit/result.ts';
import type { PlanStep } from '../../plans/model.ts';
import { scheduleInWords } from '../../scaling/timed-words.ts';
import type { Digest } from '../hash.ts';
import type { Inputs } from '../inputs.ts';
import { onOf, spotOfOn } from '../scaling/names.ts';
import { scheduleSubject } from '../scaling/scheduled-scaling.ts';
import { seenIn, seenInStore } from '../seen.ts';
import { asJson, looking, type Desk, type Draft, type Facts, type RemoteVerb, type StepDraft, type Where } from '../spec.ts';
import { AT_ROOT } from '../where.ts';
import { fixedOf, isPut, jobChanges, jobInWords, wantedJobs, type HeldJob, type JobChange, type WantedJob } from './jobs.ts';
import { chronosPort, commandFor, reachChronos, type ChronosPort } from './port.ts';

/** What a step needs to be sent and, after a crash, to be recognised. What the job runs is a secret, and is made anew. */
interface JobRequest {
  /** None: what calls when a schedule is due follows the schedules, frozen or not. */
  readonly guards: readonly string[];
  readonly scheduleId: string;
  readonly name: string;
  /** Null: it goes. */
  readonly job: WantedJob | null;
  readonly salt: string;
}

export const jobRequest = (step: Pick<PlanStep, 'request'>) => step.request as unknown as JobRequest;

/** A job with what it should run; empty of one that goes. */
interface JobReading {
  readonly held: HeldJob | undefined;
  readonly command: string;
}

export const JOB_VERB: RemoteVerb<ChronosPort, JobRequest, JobReading> = {
  read: async (port, { name, scheduleId, job }, signal) => {
    // Until it is known, as right after a start, nobody can tell whether what is there is what was put.
    const command = job ? commandFor(port, scheduleId) : '';
    return { held: await port.job(name, signal), command };
  },
  facts: ({ held }, { salt }, digest) => restsOn(held, salt, digest),
  send: async (port, { name, scheduleId, job }) => {
    if (job) await port.put(name, job, commandFor(port, scheduleId));
    else await port.drop(name);
    return { deploymentId: null, version: null };
  },
  settle: ({ job }, { held, command }) => {
    const done = job ? isPut(held, job, command) : held === undefined;
    return done ? { outcome: 'DONE', deploymentId: null, version: null } : { outcome: 'NOT_DONE' };
  },
};

const restsOn = (held: HeldJob | undefined, salt: string, digest: Digest): { readonly [fact: string]: Json } => ({
  job: held ? digest(salt, fixedOf(held)) : null,
});

interface Seen {
  readonly there: readonly HeldJob[];
  readonly port: Pick<ChronosPort, 'system' | 'prefix'>;
  readonly command: string;
}

/** The jobs of one schedule, there or not, as they should be. */
export function planRepairChronos({ schedule: id }: Inputs['repairChronos'], facts: Facts, { there, port, command }: Seen): Result<Draft> {
  const { whole, now } = facts;
  const rule = whole.schedule(id);
  const on = rule && onOf(whole, rule.on);
  const read = rule ? wantedJobs(rule, now) : ok([]);
  const wanted = read.ok ? read.value : [];
  const changes = jobChanges(wanted, there, now, { prefix: port.prefix, scheduleId: id, command });
  const what = rule?.schedule.name ?? 'A schedule that is gone';
  const cannot = read.ok ? '' : ` ${read.userErrors.map(({ message }) => message).join(' ')}`;
  return ok({
    ...{ subject: scheduleSubject(id), place: on?.place ?? null },
    steps: changes.map((change) => stepOf(change, id, port.system, facts)),
    reason:
      changes.length === 0
        ? `${what} has the jobs that it should have.${cannot}`
        : `${what}: ${changes.length} of the jobs that call Canopy are not as they should be.${cannot}`,
    inputs: [
      ...seenInStore(now, { schedule: scheduleInWords(rule) }),
      ...seenIn(null, now, { 'jobs that there should be': wanted.map(jobInWords) }),
      ...seenIn(port.system, now, { 'jobs that there are': there.map((each) => `${each.name}: ${jobInWords(each)}`) }),
    ],
  });
}

function stepOf({ put, name, held }: JobChange, scheduleId: string, system: string, { newId, digest }: Facts): StepDraft {
  const request: JobRequest = { guards: [], scheduleId, name, job: put, salt: newId() };
  const same = held && put && jobInWords(held) === jobInWords(put) ? ', something else of it changed' : '';
  const rests = { dependsOn: restsOn(held ?? undefined, request.salt, digest), request: asJson(request), absolute: true };
  const [before, target] = [held && jobInWords(held) + same, `job ${name}`];
  if (put) return { ...rests, system, verb: 'put job', target, before, after: jobInWords(put) };
  return { ...rests, system, verb: 'delete job', target, before, after: null };
}

const where: Where<Inputs['repairChronos']> = ({ schedule }, { world }) => {
  const rule = world.schedule(schedule);
  const on = rule && onOf(world, rule.on);
  return ok([on ? spotOfOn(world, on) : AT_ROOT]);
};

async function look({ schedule }: Inputs['repairChronos'], desk: Desk): Promise<Result<Seen>> {
  const port = reachChronos(desk);
  const command = commandFor(port, schedule);
  return ok({ there: await port.jobsWith(schedule, desk.signal), port: chronosPort(desk), command });
}

export const repairChronos = looking({
  ...{ mutation: 'repairChronos', local: false, where },
  ...{ look, plan: planRepairChronos },
});
