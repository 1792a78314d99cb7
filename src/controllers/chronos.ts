import type { HeldBack } from '../actions/held-back.ts';
import type { LeaseKeeper } from '../actions/lease-keeper.ts';
import type { Actions, Call } from '../actions/ports.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import type { ControllerModeName, DecisionInput } from '../plans/model.ts';
import { failedAgain, LONGEST_WAIT_MS, type Failed } from './retry.ts';

/** A schedule of which Chronos has other jobs than it should. */
export interface JobsDifference {
  readonly scheduleId: string;
  /** Of what differs: equal ones are the same difference. */
  readonly digest: string;
  /** A job of it runs, or is due in a moment: that is not disturbed. */
  readonly busy: boolean;
}

/** What the controller looks at. */
export interface ChronosView {
  /** chronos:main */
  readonly system: string;
  mode(): ControllerModeName;
  /** Asks Chronos what it has. */
  read(): Promise<void>;
  /** Why nothing can be judged; undefined: it can. */
  blind(): string | undefined;
  /** Of what was read last. */
  differences(): readonly JobsDifference[];
  /** Schedules that Chronos cannot express, or of which it has a job that cannot be read; each with why. */
  unfit(): readonly string[];
  /** How many jobs it has that are Canopy's. */
  jobs(): number;
}

export interface ChronosDeps {
  readonly view: ChronosView;
  readonly actions: Pick<Actions, 'run'>;
  readonly lease: LeaseKeeper;
  readonly holdBack: (held: HeldBack) => Promise<void>;
  readonly clock: Clock;
  readonly everyMs: number;
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void };
}

const ACTOR = 'controller:chronos';
const SUBJECT = 'Controller:CHRONOS';
const START_MS = 10_000;
const SOON_MS = 500;

/** Keeps the jobs that Chronos has of schedules equal to the schedules, in the one process that holds the lease. */
export class ChronosController {
  /** What was done of each schedule, by the digest of the difference. */
  readonly #done = new Map<string, string>();
  /** What OBSERVE has told of already. */
  readonly #observed = new Map<string, string>();
  readonly #failed = new Map<string, Failed>();
  #heldBack: string | undefined;
  #wake = new AbortController();
  #calls = 0;
  readonly #begunMono: number;

  constructor(private readonly deps: ChronosDeps) {
    this.#begunMono = deps.clock.monotonic();
  }

  /** A schedule is another one, or how far it may go is. */
  told(): void {
    this.#wake.abort();
  }

  /** The first look is at once: every process tells how its source stands, whoever holds the lease. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, everyMs, lease, log } = this.deps;
    for (let waitMs = everyMs; !signal.aborted;) {
      await this.look(signal).catch((error: unknown) => log.warn({ err: error }, 'jobs of Chronos could not be seen to'));
      await clock.sleep(waitMs, AbortSignal.any([signal, this.#wake.signal]));
      // What it was told of may not be shown here yet: it looks once more soon after.
      waitMs = this.#wake.signal.aborted ? Math.min(everyMs, SOON_MS) : everyMs;
      if (this.#wake.signal.aborted) this.#wake = new AbortController();
    }
    await lease.release().catch(() => undefined);
  }

  /** One look, and what follows from it. */
  async look(signal: AbortSignal): Promise<void> {
    const { view, lease } = this.deps;
    await view.read();
    if (signal.aborted || view.mode() === 'OFF' || !(await lease.keep())) return this.#forget();
    const blind = view.blind();
    if (blind !== undefined) return this.#hold(`Nothing is changed. ${blind}`, 'blind');
    const unfit = view.unfit();
    if (unfit.length > 0) await this.#hold(unfit.join(' '), unfit.join('\n'));
    else this.#heldBack = undefined;
    const differences = view.differences();
    this.#tidy(new Map(differences.map((each) => [each.scheduleId, each])));
    const due = differences.filter(({ busy }) => !busy);
    if (view.mode() === 'ACT') await lease.during(() => this.#actAll(due, signal));
    else await this.#observe(due, signal);
  }

  /** Whoever holds the lease looks; what they do is not known here. */
  #forget(): void {
    this.#done.clear();
    this.#failed.clear();
    this.#heldBack = undefined;
  }

  #tidy(differences: ReadonlyMap<string, JobsDifference>): void {
    // What was done and differs in the same way all the same: somebody else does the contrary. It is tried ever more seldom.
    for (const [id, { digest }] of differences) {
      if (this.#done.get(id) !== digest) continue;
      this.#done.delete(id);
      this.#failedAgain(id);
    }
    for (const id of this.#observed.keys()) if (!differences.has(id)) this.#observed.delete(id);
    // Long enough to know again what comes back.
    const old = this.deps.clock.monotonic() - LONGEST_WAIT_MS;
    for (const [id, { until }] of this.#failed) if (!differences.has(id) && until <= old) this.#failed.delete(id);
    for (const id of this.#done.keys()) if (!differences.has(id) && !this.#failed.has(id)) this.#done.delete(id);
  }

  async #actAll(due: readonly JobsDifference[], signal: AbortSignal): Promise<void> {
    const { view, lease, clock } = this.deps;
    for (const { scheduleId, digest } of due) {
      if (signal.aborted || view.mode() !== 'ACT' || view.blind() !== undefined || lease.renewal() === undefined) return;
      if ((this.#failed.get(scheduleId)?.until ?? 0) > clock.monotonic()) continue;
      await this.#repair(scheduleId, digest);
    }
  }

  async #repair(scheduleId: string, digest: string): Promise<void> {
    const { actions, log } = this.deps;
    try {
      const { plan, userErrors } = await actions.run('repairChronos', { schedule: scheduleId }, this.#call('APPLY'));
      if (userErrors.length === 0) {
        this.#done.set(scheduleId, digest);
        log.info({ schedule: scheduleId, plan: plan?.id, steps: plan?.steps.length }, 'jobs of Chronos were brought in line');
        return;
      }
      log.warn({ schedule: scheduleId, plan: plan?.id, userErrors }, 'jobs of Chronos could not be brought in line');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn({ schedule: scheduleId, err: error }, 'jobs of Chronos could not be brought in line');
    }
    this.#failedAgain(scheduleId);
  }

  #failedAgain(scheduleId: string): void {
    this.#failed.set(scheduleId, failedAgain(this.#failed.get(scheduleId), this.deps.clock.monotonic()));
  }

  /** A plan of each difference, once. */
  async #observe(due: readonly JobsDifference[], signal: AbortSignal): Promise<void> {
    const { actions, lease } = this.deps;
    for (const { scheduleId, digest } of due) {
      if (this.#observed.get(scheduleId) === digest) continue;
      if (signal.aborted || !(await lease.keep())) return;
      await actions.run('repairChronos', { schedule: scheduleId }, this.#call('PLAN'));
      this.#observed.set(scheduleId, digest);
    }
  }

  /** Equal ones that follow each other are told once. Of a start it is no news that not everything has been read. */
  async #hold(reason: string, sort: string): Promise<void> {
    const { holdBack, view, clock, log } = this.deps;
    if (this.#heldBack === sort || (sort === 'blind' && clock.monotonic() - this.#begunMono < START_MS)) return;
    const seen = (name: string, value: string, source: string): DecisionInput => ({ name, value, source, observedAt: clock.now() });
    await holdBack({
      ...{ actor: ACTOR, subject: SUBJECT, reason },
      inputs: [seen('mode', view.mode(), 'store'), seen('jobs of Canopy', String(view.jobs()), view.system)],
      rejected: [{ choice: 'change jobs of Chronos', reason }],
    });
    this.#heldBack = sort;
    log.warn({ reason }, 'jobs of Chronos are left as they are');
  }

  #call(mode: 'APPLY' | 'PLAN'): Call {
    this.#calls++;
    return {
      ...{ mode, planToken: null, idempotencyKey: null, caller: ACTOR, requestId: `chronos-${this.#calls}` },
      ...{ address: null, permit: 'ALL', lease: this.deps.lease },
    };
  }
}
