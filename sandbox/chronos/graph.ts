import type { JsonObject } from '../web.ts';
import type { Era } from './era.ts';
import { lastOf, type Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { Runs } from './runs.ts';

interface Deps {
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly era: Era;
}

function stateOf({ name }: Job, { runs, era }: Deps): string {
  const { running, queued } = runs.stateOf(name);
  if (running > 0) return era.countsRunning ? `${running} running` : 'running';
  return queued ? 'queued' : 'idle';
}

/** Each job with how it went and what it does, and each of its bonds, line by line. */
export function csvOf(deps: Deps): string {
  const jobs = deps.jobs.all();
  const nodes = jobs.map((job) => `node,${job.name},${lastOf(job)},${stateOf(job, deps)}\n`);
  const links = jobs.flatMap(({ name, parents }) => (parents ?? []).map((parent) => `link,${parent},${name}\n`));
  return [...nodes, ...links].join('');
}

export const summaryOf = (deps: Deps): JsonObject => ({
  jobs: deps.jobs.all().map((job) => ({
    name: job.name,
    status: lastOf(job),
    state: stateOf(job, deps),
    schedule: job.schedule,
    parents: job.parents ?? [],
    disabled: job.disabled,
  })),
});

/** Durations of a job's runs in ms. Without a Cassandra there is no history. */
export function statOf({ name }: Job, { runs }: Deps): JsonObject {
  const sorted = runs.durationsOf(name).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const histogram = {
    ...{ '75thPercentile': at(0.75), '95thPercentile': at(0.95), '98thPercentile': at(0.98), '99thPercentile': at(0.99) },
    ...{ median: at(0.5), mean: at(0.5), count: sorted.length },
  };
  return { histogram, taskStatHistory: [] };
}
