import { randomUUID } from 'node:crypto';
import type { Ledger } from '../ledger.ts';
import type { Supervisor } from '../supervise.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import { failed, succeeded } from './outcome.ts';

/** The agents of a small company have room for so many commands. */
const AT_ONCE = 2;
const LONGEST_MS = 60_000;
const GRACE_MS = 500;
/** Of as many the durations are kept. */
const KEPT = 1_000;

interface Run {
  readonly name: string;
  /** The instant it is for. */
  readonly at: number;
  readonly attempt: number;
  /** Words that a trigger adds to the command. */
  readonly words: string;
  /** Somebody wanted it to end: that is neither a success nor an error. */
  killed: boolean;
}

interface Deps {
  readonly jobs: Jobs;
  readonly ledger: Ledger;
  readonly supervisor: Supervisor;
  /** Between two attempts of a run. */
  readonly retryMs: number;
}

/** Runs of jobs: they wait in a queue, a few at a time are real processes, and what becomes of each changes its job. */
export class Runs {
  readonly #deps: Deps;
  readonly #queue: Run[] = [];
  readonly #running = new Map<string, Run>();
  readonly #retries = new Set<NodeJS.Timeout>();
  readonly #durations = new Map<string, number[]>();
  #stopped = false;
  /** A run has ended, and its job may be another one. */
  onEnd: () => void = () => {};

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  enqueue(job: Job, at: number, { attempt = 0, words = '' } = {}): void {
    const run = { name: job.name, at, attempt, words, killed: false };
    if (job.highPriority) this.#queue.unshift(run);
    else this.#queue.push(run);
    this.#next();
  }

  stateOf(name: string): { readonly running: number; readonly queued: boolean } {
    const running = [...this.#running.values()].filter((run) => run.name === name).length;
    return { running, queued: this.#queue.some((run) => run.name === name) };
  }

  /** How long runs of a job took in ms, from the instant they were for. */
  durationsOf(name: string): readonly number[] {
    return this.#durations.get(name) ?? [];
  }

  /** Ends what runs of a job; with `queued` what waits is forgotten too. */
  kill(name: string, queued = false): void {
    for (const [id, run] of this.#running) {
      if (run.name !== name) continue;
      run.killed = true;
      // One that is still starting has nothing that could be left behind.
      if (this.#deps.supervisor.find(id)) this.#deps.supervisor.crash(id);
      else this.#deps.supervisor.stop(id);
    }
    const left = queued ? this.#queue.filter((run) => run.name !== name) : [...this.#queue];
    this.#queue.splice(0, Infinity, ...left);
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#retries.forEach((timer) => clearTimeout(timer));
    return this.#deps.supervisor.stopAll();
  }

  #next(): void {
    while (this.#running.size < AT_ONCE && !this.#stopped) {
      const run = this.#queue.shift();
      if (!run) return;
      const job = this.#deps.jobs.find(run.name);
      // One that runs already does not run beside itself: the later run is dropped.
      if (!job || (!job.concurrent && this.stateOf(job.name).running > 0)) continue;
      this.#start(job, run);
    }
  }

  #start(job: Job, run: Run): void {
    const id = `chronos.${randomUUID()}`;
    const { supervisor } = this.#deps;
    this.#running.set(id, run);
    this.#deps.jobs.began(job.name);
    const orders = { id, name: job.name, cmd: commandOf(job, run.words), ip: '127.0.0.1', ports: [], graceMs: GRACE_MS };
    const late = setTimeout(() => supervisor.crash(id), Math.min(job.maxCompletionTime ?? LONGEST_MS, LONGEST_MS));
    const ended = (code: number | null) => {
      clearTimeout(late);
      this.#running.delete(id);
      this.#ended(run, code);
      this.onEnd();
      this.#next();
    };
    supervisor.start({ ...orders, env: envOf(job, run) }, { running: () => {}, failed: () => ended(null), ended });
  }

  #ended(run: Run, code: number | null): void {
    const { jobs, ledger } = this.#deps;
    const now = Date.now();
    ledger.told('chronos_run', run.name, { taskId: taskIdOf(run), at: run.at, attempt: run.attempt, code });
    const job = jobs.find(run.name);
    if (!job || run.killed || this.#stopped) return;
    if (code === 0) {
      this.#durations.set(run.name, [...this.durationsOf(run.name).slice(-KEPT), now - run.at]);
      succeeded(job, now);
    } else if (failed(job, run.attempt, now) === 'again') return this.#again(run);
    if (code === 0 || job.softError) this.follow(job);
  }

  /** A job has run, or counts as if it had: those that wait for it follow. */
  follow(job: Job): void {
    for (const child of this.#deps.jobs.ready(job.name)) this.enqueue(child, Date.now());
  }

  #again(run: Run): void {
    const { jobs, retryMs } = this.#deps;
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      const job = jobs.find(run.name);
      if (job) this.enqueue(job, run.at, { ...run, attempt: run.attempt + 1 });
    }, retryMs);
    timer.unref();
    this.#retries.add(timer);
  }
}

const taskIdOf = ({ at, attempt, name, words }: Run): string => `ct:${at}:${attempt}:${name}:${words}`;

/** Without a shell, each word stands for itself. */
function commandOf(job: Job, words: string): string {
  const command = words === '' ? job.command : `${job.command} ${words}`;
  return job.shell ? command : [command, ...job.arguments].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}

const envOf = (job: Job, run: Run): Record<string, string> => ({
  ...Object.fromEntries(job.environmentVariables.map(({ name, value }) => [name, value])),
  mesos_task_id: taskIdOf(run),
  CHRONOS_JOB_NAME: job.name,
  CHRONOS_JOB_OWNER: job.owner,
  CHRONOS_JOB_RUN_TIME: String(run.at),
  CHRONOS_JOB_RUN_ATTEMPT: String(run.attempt),
});
