import type { EventDraft } from '../events/model.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import type { UserError } from '../kit/result.ts';
import type { PlanRecord, PlanState } from '../plans/model.ts';
import type { Store, Writes } from '../plans/ports.ts';
import { planEntry, type Asked } from './audit.ts';
import { jobNameNow, planEvent } from './journal.ts';
import type { ChronosPort } from './chronos/port.ts';
import type { LeaseHold } from './lease.ts';
import type { MonitoringPort } from './monitoring/port.ts';
import { mintToken } from './secret-token.ts';
import type { Call, CrashPoint, MarathonPort, World } from './ports.ts';

export interface ActionsLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface ActionsDeps {
  readonly store: Store;
  readonly world: World;
  readonly marathons: ReadonlyMap<string, MarathonPort>;
  /** What Falcon is told to watch; undefined where none is configured. */
  readonly monitoring?: MonitoringPort | undefined;
  /** Whose jobs call when a schedule is due; undefined where none is configured. */
  readonly chronos?: ChronosPort | undefined;
  readonly clock: Clock;
  readonly newId: () => string;
  /** This process, as plans name it. */
  readonly owner: string;
  readonly log: ActionsLog;
  /** Resolves when `world` reflects the log up to this place; without it the world is taken to be current when a write resolves. */
  readonly reflected?: (seq: number) => Promise<void>;
  /** How long after its intent a step may still be sent; later, nobody knows who else has looked. */
  readonly startWithinMs?: number;
  readonly planLifeMs?: number;
  readonly crashAt?: (point: CrashPoint) => void | Promise<void>;
  /** Aborted when the process stops and has let its callers finish: readings end, writes do not. */
  readonly signal?: AbortSignal;
}

/** How long after its intent a step may still be sent, unless configured. */
export const START_WITHIN_MS = 15_000;

/** For how long whoever has a plan's turn may be at a step of it. */
export const turnMs = ({ startWithinMs = START_WITHIN_MS }: ActionsDeps, target?: Pick<MarathonPort, 'writeDeadlineMs'>): number =>
  startWithinMs + (target?.writeDeadlineMs ?? 0);

/** Resolves when what is answered from here shows the log up to this place; or does not yet, which harms nothing that was written. */
export const shown = async ({ reflected, log }: ActionsDeps, seq: number): Promise<void> =>
  reflected?.(seq).catch((error: unknown) => log.warn({ seq, error }, 'the live copy is behind the log'));

export const stopping = (): Fault => new Fault('SHUTTING_DOWN', 'This process is stopping; nothing was done.');

export type Change = (plan: PlanRecord) => PlanRecord;
export type Also = (tx: Writes) => Promise<void>;
/** Goes with the change that ends the plan. */
export type Ending = (tx: Writes, plan: PlanRecord) => Promise<void>;

const ENDS: ReadonlySet<PlanState> = new Set(['DONE', 'STOPPED', 'UNKNOWN', 'CANCELLED', 'EXPIRED']);

/** What ended a run before its plan's end: thrown to the caller once the plan is stopped. */
export class NothingDone extends Error {
  readonly plan: PlanRecord;
  readonly fault: Fault;

  constructor(plan: PlanRecord, fault: Fault) {
    super(fault.message);
    this.plan = plan;
    this.fault = fault;
  }
}

/** Another process has taken the plan over; what it makes of it is in the store. */
export class TakenOver extends Error {}

/** A plan while it runs: every change is a transaction that raises its revision and tells the log of a new state. */
export class Run {
  readonly #deps: ActionsDeps;
  readonly actor: string;
  /** What the caller gave; undefined when nobody waits for this run. */
  readonly input: unknown;
  readonly lease: LeaseHold | undefined;
  plan: PlanRecord;
  seq: number | null = null;
  /** Of what was made and has one. */
  secret: string | undefined;
  /** Errors about a plan that has not ended: the write's outcome is not known yet. */
  open: readonly UserError[] = [];
  #stored: boolean;
  #opening: Also | undefined;
  readonly #ending: Ending | undefined;
  readonly #from: Pick<Asked, 'address' | 'requestId'>;

  constructor(
    deps: ActionsDeps,
    plan: PlanRecord,
    options: {
      readonly actor: string;
      readonly input: unknown;
      readonly stored: boolean;
      readonly opening?: Also;
      readonly ending?: Ending;
      readonly lease?: LeaseHold | undefined;
      /** Where and by which request it was asked for; not given: Canopy itself goes on with it. */
      readonly from?: Pick<Call, 'address' | 'requestId'>;
    },
  ) {
    this.#deps = deps;
    this.plan = options.lease ? { ...plan, lease: options.lease.name } : plan;
    this.actor = options.actor;
    this.input = options.input;
    this.lease = options.lease;
    this.#stored = options.stored;
    this.#opening = options.opening;
    this.#ending = options.ending;
    this.#from = options.from ?? { address: null, requestId: null };
  }

  readonly mint = (tokenId: string): string => {
    const { text, hash } = mintToken(tokenId);
    this.secret = text;
    return hash;
  };

  /** Makes the change and whatever goes with it, or nothing. Someone else's change to the row comes first, then this one on top of it. */
  async change(change: Change, also: Also = async () => {}): Promise<void> {
    for (;;) {
      const before = this.plan;
      const next = { ...change(before), revision: this.#stored ? before.revision + 1 : 0 };
      try {
        await this.#write(next, before, also);
        return;
      } catch (error) {
        if (!this.#stored || !isConflict(error)) throw error;
        await this.#catchUp(before);
      }
    }
  }

  async #write(next: PlanRecord, before: PlanRecord, also: Also): Promise<void> {
    const from = this.#stored ? before.state : null;
    const { seq } = await this.#deps.store.write(async (tx) => {
      await tx.putPlan(next);
      await this.#opening?.(tx);
      await also(tx);
      if (ENDS.has(next.state)) await this.#ending?.(tx, next);
      if (next.state !== from) tx.event(this.#event(next, from));
      const entry = planEntry(next, from, { ...this.#from, at: this.#deps.clock.now(), actor: this.actor });
      if (entry) tx.audit(entry);
    });
    this.plan = next;
    this.seq = seq;
    this.#stored = true;
    this.#opening = undefined;
    await shown(this.#deps, seq);
  }

  async #catchUp(before: PlanRecord): Promise<void> {
    const stored = await this.#deps.store.plan(before.id);
    if (!stored || stored.revision === before.revision) throw new Fault('CONFLICT', `Plan ${before.id} cannot be written.`);
    const mine = stored.fence === before.fence && stored.owner === before.owner && stored.state === before.state;
    if (!mine) throw new TakenOver(`Plan ${before.id} runs elsewhere.`);
    this.plan = stored;
  }

  #event(next: PlanRecord, from: PlanRecord['state'] | null): EventDraft {
    const { clock, world } = this.#deps;
    return planEvent(next, from, { at: clock.now(), actor: this.actor, jobName: jobNameNow(next, world) });
  }
}

const isConflict = (error: unknown): boolean => error instanceof Fault && error.code === 'CONFLICT';
