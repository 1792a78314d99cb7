import type { Job } from './job.ts';

/** All jobs, and who waits for whom. They last as long as the sandbox. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  /** Of a job with parents: those that have run since it last did. */
  readonly #done = new Map<string, Set<string>>();

  /** One whose parents are not all there is not either, as long as that is so. */
  all(): Job[] {
    return [...this.#jobs.values()].filter((job) => this.#isWhole(job));
  }

  find(name: string): Job | undefined {
    const job = this.#jobs.get(name);
    return job && this.#isWhole(job) ? job : undefined;
  }

  lacks(names: readonly string[]): boolean {
    return names.some((name) => !this.find(name));
  }

  put(job: Job): void {
    this.#jobs.set(job.name, job);
  }

  /** Its children hang below its parents then; those of a job with a schedule take that over. */
  delete(job: Job): void {
    for (const child of this.children(job.name)) {
      if (job.parents) child.parents = [...new Set([...without(child, job.name), ...job.parents])];
      else {
        const { schedule, scheduleTimeZone } = job;
        Object.assign(child, { parents: null, schedule, scheduleTimeZone });
      }
    }
    this.#jobs.delete(job.name);
    this.#done.delete(job.name);
  }

  children(name: string): Job[] {
    return [...this.#jobs.values()].filter(({ parents }) => parents?.includes(name));
  }

  /** A job has run: which of its children have now waited for all of their parents? */
  ready(name: string): Job[] {
    return this.children(name).filter((child) => {
      const done = this.#done.get(child.name) ?? new Set();
      this.#done.set(child.name, done.add(name));
      return !child.disabled && child.parents?.every((parent) => done.has(parent));
    });
  }

  /** What its parents did before it began counts no more. */
  began(name: string): void {
    this.#done.delete(name);
  }

  #isWhole({ parents }: Job): boolean {
    return (parents ?? []).every((parent) => this.#jobs.has(parent));
  }
}

const without = ({ parents }: Job, name: string): string[] => (parents ?? []).filter((each) => each !== name);
