import type { ChronosPort } from '../../src/actions/chronos/port.ts';
import type { HeldJob, WantedJob } from '../../src/actions/chronos/jobs.ts';
import { Fault } from '../../src/kit/fault.ts';

export const HOOK_TOKEN = 'a-token-of-this-test-0123456789abcdef';

/** A job that has not run yet. */
export const aJob = (over: Partial<HeldJob> = {}): HeldJob => ({
  ...{ name: 'theirs', command: 'true', schedule: 'R/2026-06-02T08:00:00.000Z/P1D', scheduleTimeZone: 'UTC', parents: [] },
  ...{ disabled: false, owner: null, description: null, state: { running: 0, queued: false } },
  ...over,
});

/** A Chronos in memory, which can lose answers. */
export class TestChronos implements ChronosPort {
  readonly system = 'chronos:main';
  readonly prefix = 'canopy';
  readonly writeDeadlineMs = 5_000;
  readonly held = new Map<string, HeldJob>();
  /** Every write that arrived, in order. */
  readonly arrived: string[] = [];
  readonly accidents: ('lost-before' | 'lost-after')[] = [];
  onArrival: () => void = () => {};
  away: string | undefined = undefined;
  token: string | undefined = HOOK_TOKEN;

  down(): string | undefined {
    return this.away;
  }

  command(scheduleId: string): string | undefined {
    return this.token && `curl http://canopy/hooks/chronos/${this.token}/${scheduleId}`;
  }

  async job(name: string): Promise<HeldJob | undefined> {
    if (this.away !== undefined) throw new Fault('UPSTREAM_UNAVAILABLE', this.away, { source: this.system });
    return this.held.get(name);
  }

  async jobsWith(part: string): Promise<readonly HeldJob[]> {
    return [...this.held.values()].filter(({ name }) => name.includes(part));
  }

  put(name: string, { schedule, scheduleTimeZone, description }: WantedJob, command: string): Promise<void> {
    return this.#write(`put ${name}`, () => {
      this.held.set(name, aJob({ name, schedule, scheduleTimeZone, description, command }));
    });
  }

  drop(name: string): Promise<void> {
    return this.#write(`delete ${name}`, () => void this.held.delete(name));
  }

  async #write(what: string, work: () => void): Promise<void> {
    this.arrived.push(what);
    this.onArrival();
    const accident = this.accidents.shift();
    if (accident !== 'lost-before') work();
    if (accident) throw new Fault('UPSTREAM_TIMEOUT', 'No answer came.', { source: this.system, details: { sent: true } });
  }
}
