import { isObject, parseJson, type Answer, type JsonObject } from '../web.ts';
import { NO_CONTENT, refused, required, Thrown, type Call } from './call.ts';
import type { Era } from './era.ts';
import { jobOf, type Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import { parseSchedule } from './schedule.ts';

const YEAR_MS = 365 * 86_400_000;

interface Deps {
  readonly jobs: Jobs;
  readonly era: Era;
  readonly wrote: (kind: string, name: string) => void;
}

/** A job with a schedule is made, or takes the place of the one of that name. */
export function putScheduled({ body }: Call, { jobs, era, wrote }: Deps): Answer {
  const { parents: _, ...sent } = sentIn(body, era);
  const job = jobOf(sent, era);
  const before = jobs.find(job.name);
  checkName(job, before, era);
  const schedule = parseSchedule(job.schedule, job.scheduleTimeZone, Date.now());
  if (!schedule) return refused(era, `Cannot parse schedule '${job.schedule}' (wtf bro)`);
  if (era.refusesOld && !before && schedule.start < Date.now() - YEAR_MS)
    return refused(era, `Scheduled start date '${new Date(schedule.start).toISOString()}' is more than 1 year in the past!`);
  if (era.refusesOld && !before && job.uris.length > 0 && job.fetch.length > 0)
    return refused(era, `Tried to add both uri (deprecated) and fetch parameters on ${job.name}`);
  jobs.put(job);
  wrote('put', job.name);
  return NO_CONTENT;
}

/** A job that runs once all of its parents have. The later one waits for parents that are not there, and does not tell. */
export function putDependent({ body }: Call, { jobs, era, wrote }: Deps): Answer {
  const job = jobOf(sentIn(body, era), era);
  const before = jobs.find(job.name);
  checkName(job, before, era);
  const parents = job.parents ?? [];
  if (parents.length === 0) throw new Thrown(`java.lang.${before ? 'IllegalArgument' : ''}Exception`, 'Error, parent does not exist');
  required((era.patient && !before) || !jobs.lacks(parents), 'Some parents do not exist');
  jobs.put(job);
  wrote('put', job.name);
  return NO_CONTENT;
}

function sentIn(body: string, era: Era): JsonObject {
  let sent: unknown;
  try {
    sent = parseJson(body);
  } catch {
    sent = undefined;
  }
  if (!isObject(sent)) throw new Thrown('java.lang.IllegalArgumentException', 'No JSON object');
  const needed = era.patient ? ['name'] : ['name', 'command'];
  if (needed.some((key) => sent[key] === undefined)) throw new Thrown('java.lang.NullPointerException', 'null');
  return sent;
}

/** Looked at when it is new only. */
function checkName({ name }: Job, before: Job | undefined, era: Era): void {
  required(before !== undefined || era.names.test(name), `the job's name is invalid. Allowed names: '${era.names.source}'`);
}
