import type { Answer } from '../web.ts';
import { NO_CONTENT, required, type Call, type Route } from './call.ts';
import type { Era } from './era.ts';
import { csvOf, statOf, summaryOf } from './graph.ts';
import { shapeOf, type Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import { succeeded } from './outcome.ts';
import type { Runs } from './runs.ts';
import { putDependent, putScheduled } from './submit.ts';

interface Deps {
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly era: Era;
  readonly wrote: (kind: string, name: string) => void;
}

/** What is asked below the base. */
export function routesOf(deps: Deps): readonly Route[] {
  const { jobs, runs, era, wrote } = deps;
  const named = ([name = '']: readonly string[]): Job => {
    const job = jobs.find(name);
    required(job !== undefined, `Job '${name}' not found`);
    return job;
  };
  const both: Route[] = [
    ['POST', /^\/iso8601$/, (call) => putScheduled(call, deps)],
    ['POST', /^\/dependency$/, (call) => putDependent(call, deps)],
    ['GET', /^\/jobs$/, () => ok(jobs.all().map((job) => shapeOf(job, era, true)))],
    ['GET', /^\/jobs\/search$/, (call) => ok(search(call, jobs.all()).map((job) => shapeOf(job, era)))],
    ['GET', /^\/job\/stat\/([^/]+)$/, ({ params }) => ok(statOf(named(params), deps))],
    ['GET', /^\/graph\/csv$/, () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: csvOf(deps) })],
    [
      'PUT',
      /^\/job\/([^/]+)$/,
      ({ params, query }) => {
        const job = named(params);
        wrote('run', job.name);
        runs.enqueue(job, Date.now(), { words: query.get('arguments')?.trim() ?? '' });
        return NO_CONTENT;
      },
    ],
    [
      'DELETE',
      /^\/job\/([^/]+)$/,
      ({ params }) => {
        const job = named(params);
        jobs.delete(job);
        runs.kill(job.name, true);
        wrote('delete', job.name);
        return NO_CONTENT;
      },
    ],
    [
      'DELETE',
      /^\/task\/kill\/([^/]+)$/,
      ({ params }) => {
        const job = named(params);
        runs.kill(job.name);
        wrote('kill', job.name);
        return NO_CONTENT;
      },
    ],
  ];
  const early: Route[] = [
    ['PUT', /^\/iso8601$/, (call) => putScheduled(call, deps)],
    ['PUT', /^\/dependency$/, (call) => putDependent(call, deps)],
  ];
  const late: Route[] = [
    ['GET', /^\/jobs\/summary$/, () => ok(summaryOf(deps))],
    ['GET', /^\/job\/([^/]+)$/, ({ params }) => ok(shapeOf(named(params), era))],
    ['PUT', /^\/job\/success\/([^/]+)$/, ({ params }) => declare(params[0] ?? '', deps)],
  ];
  return [...both, ...(era.puts ? early : []), ...(era.summary ? late : [])];
}

const ok = (body: NonNullable<Answer['body']>): Answer => ({ status: 200, body });

/** A run that counts as a success without having been one; also of a job that does not exist, which it says. */
function declare(name: string, { jobs, runs, wrote }: Deps): Answer {
  const job = jobs.find(name);
  if (job) {
    succeeded(job, Date.now());
    jobs.began(name);
    runs.follow(job);
    wrote('success', name);
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: `marked job ${name} as successful: ${job !== undefined}` };
}

/** Ten, unless more are asked for. `any` widens what the others have narrowed. */
function search({ query }: Call, jobs: readonly Job[]): Job[] {
  const asked = (key: string) => query.get(key)?.toLowerCase() ?? '';
  const [inName, inCommand, any] = [asked('name'), asked('command'), asked('any')];
  const found = jobs.filter((job) => {
    const [name, command] = [job.name.toLowerCase(), job.command.toLowerCase()];
    if (name.includes(inName) && command.includes(inCommand)) return true;
    return any !== '' && (name.includes(any) || command.includes(any));
  });
  const [limit, offset] = [Number(query.get('limit') ?? 10), Number(query.get('offset') ?? 0)];
  return found.slice(offset, offset + limit);
}
