import type { Observed } from '../kit/observed.ts';
import { Fault } from '../kit/fault.ts';
import type { Source } from './source.ts';

/** All jobs as one read told them. */
export interface JobsRead<J> {
  readonly items: readonly J[];
  readonly unreadable: readonly { readonly id: string; readonly problem: string }[];
}

/** What a Chronos has, by its last read: it tells nothing by itself. */
export class ChronosMirror<J> {
  #last: JobsRead<J> = { items: [], unreadable: [] };

  constructor(
    readonly source: Source,
    private readonly reader: { jobs(signal: AbortSignal): Promise<Observed<JobsRead<J>>> },
  ) {}

  get items(): readonly J[] {
    return this.#last.items;
  }

  /** Names of those that could not be read, each with why. */
  get unreadable(): JobsRead<J>['unreadable'] {
    return this.#last.unreadable;
  }

  /** What it does not answer for leaves what is held, and says so. */
  async read(signal: AbortSignal): Promise<void> {
    try {
      const { value, at, monotonicAt } = await this.reader.jobs(signal);
      this.#last = value;
      this.source.listed(monotonicAt, at);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (!signal.aborted) this.source.lost(error.message);
    }
  }
}
