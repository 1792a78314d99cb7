import { Fault, messageOf } from '../../src/kit/fault.ts';
import type { Observed } from '../../src/kit/observed.ts';
import type { Readings } from '../../src/kit/readings.ts';
import { decodeCsv, decodeJobs, decodeSummary, type States } from './decode.ts';
import type { ChronosOptions, Era, JobReading, JobRecord, ScheduledJob } from './model.ts';
import { Transport } from './transport.ts';

/** More than have a name in common. */
const MOST_FOUND = 10_000;

/** One Chronos cluster, versions 2.x and 3.x. No retries and no cache here: it has nothing to watch, so it is read anew. */
export class Chronos {
  readonly cluster: string;
  readonly source: string;
  readonly #transport: Transport;

  constructor(options: ChronosOptions) {
    this.cluster = options.cluster;
    this.#transport = new Transport(options);
    this.source = this.#transport.source;
  }

  /** Which of its eras it is of. */
  era(signal: AbortSignal): Promise<Era> {
    return this.#transport.era(signal);
  }

  /** Every job, with what it does now. States are a reading of their own, a moment later; where that fails the jobs are told without. */
  async jobs(signal: AbortSignal): Promise<Observed<JobReading>> {
    const { value, ...seen } = await this.#transport.find('/jobs', signal, (answer) => decodeJobs(this.cluster, answer.json()));
    const { states, problem } = await this.#states(signal);
    const items = value.items.map((job) => ({ ...job, state: states.get(job.name) ?? null }));
    return { ...seen, value: { items, unreadable: value.unreadable, stateProblem: problem } };
  }

  /** Those that have this in their names, in small letters or not; without their states. */
  async jobsWith(part: string, signal: AbortSignal): Promise<Observed<Readings<JobRecord>>> {
    const path = `/jobs/search?${new URLSearchParams({ name: part, limit: String(MOST_FOUND) })}`;
    return this.#transport.find(path, signal, (answer) => decodeJobs(this.cluster, answer.json()));
  }

  /** One job, without its state; undefined where there is none of that name. */
  async job(name: string, signal: AbortSignal): Promise<Observed<JobRecord | undefined>> {
    const { value, ...seen } = await this.jobsWith(name, signal);
    const found = value.items.find((job) => job.name === name);
    const broken = value.unreadable.find(({ id }) => id === name);
    if (!found && broken) throw new Fault('UPSTREAM_MALFORMED', `GET /jobs/search: ${broken.problem}`, { source: this.source });
    return { ...seen, value: found };
  }

  /**
   * Makes a job, or puts this one in the place of the one of that name: of it nothing is kept, its counts and last times begin
   * anew, and a start that has passed may run at once. Sent at most once; nothing checks what was there before.
   */
  async putScheduled(job: ScheduledJob, signal: AbortSignal): Promise<void> {
    if (!/^(?!\.{1,2}$)[\w.-]+$/.test(job.name)) throw unfit(`${JSON.stringify(job.name)} is no name for a job.`);
    if (/^R\d*\/\//.test(job.schedule) && job.scheduleTimeZone)
      throw unfit('A job that begins at once can have no zone: Chronos writes its next start in UTC, and reads it in the zone then.');
    const bad = { code: 'BAD_USER_INPUT', words: 'it refuses the name or the schedule' } as const;
    await this.#transport.write({ method: 'POST', path: '/iso8601', route: '/iso8601', body: job, bad }, signal);
  }

  /** Ends what runs of it, too. Jobs that follow it hang below its parents then, or take over its schedule. NOT_FOUND where it is not there. */
  async deleteJob(name: string, signal: AbortSignal): Promise<void> {
    // It stands in a path, where these would lead elsewhere.
    if (/^\.{0,2}$/.test(name)) throw unfit(`${JSON.stringify(name)} is no name of a job.`);
    const path = `/job/${encodeURIComponent(name)}`;
    const bad = { code: 'NOT_FOUND', words: 'there is no such job' } as const;
    await this.#transport.write({ method: 'DELETE', path, route: '/job/{name}', bad }, signal);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #states(signal: AbortSignal): Promise<States> {
    try {
      const era = await this.#transport.era(signal);
      const { value } =
        era === '3.x'
          ? await this.#transport.read(era, '/jobs/summary', signal, (answer) => decodeSummary(answer.json()))
          : await this.#transport.read(era, '/graph/csv', signal, (answer) => decodeCsv(answer.text));
      return value;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Fault)) throw error;
      return { states: new Map(), problem: messageOf(error) };
    }
  }
}

const unfit = (message: string): Fault => new Fault('BAD_USER_INPUT', message, { details: { sent: false } });
