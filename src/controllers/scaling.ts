import type { LeaseKeeper } from '../actions/lease-keeper.ts';
import type { Actions, Call } from '../actions/ports.ts';
import { keepLooks, type Kept } from '../actions/scaling/keep-looks.ts';
import type { Place } from '../actions/spec.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import type { ControllerModeName, DecisionRecord } from '../plans/model.ts';
import type { Store } from '../plans/ports.ts';
import type { Look, ScalingRule, Verdict } from '../scaling/model.ts';
import { toldOf } from '../scaling/told.ts';
import { SizedApp } from './sized-app.ts';

/** An app under a rule, as of now. */
export interface SizedView {
  readonly id: string;
  readonly app: string;
  readonly cluster: string;
  readonly place: Place | null;
  readonly rule: ScalingRule;
  /** As far as the rule, and the controller's own mode, let it go. */
  readonly mode: ControllerModeName;
  readonly seen: Look['seen'];
  /** When what Marathon says of it was read. */
  readonly readAt: number;
}

/** What the controller looks at. */
export interface ScalingView {
  /** Why nothing can be judged yet; undefined: it can. */
  blind(): string | undefined;
  /** Global ids of all apps that a rule reaches which is not off. */
  ids(): readonly string[];
  /** Undefined: it is gone, or no rule reaches it any more. */
  of(id: string, now: number): SizedView | undefined;
  /** Brings what is held of its figures up to now. */
  measure(id: string): Promise<void>;
  /** Brings what is held of its size up to now. */
  confirm(cluster: string, app: string): Promise<void>;
}

export interface ScalingDeps {
  readonly view: ScalingView;
  readonly actions: Pick<Actions, 'run'>;
  readonly store: Pick<Store, 'write' | 'looks' | 'decisionsOf'>;
  readonly lease: LeaseKeeper;
  readonly clock: Clock;
  readonly newId: () => string;
  /** A look is taken at least so often. */
  readonly lookMs: number;
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void };
}

export const SCALING_ACTOR = 'controller:scaling';
/** It wakes at least so often: to keep the lease, and for what is due. */
const WAKE_MS = 500;
/** What was looked at is kept after so long at the latest; at once where something comes of it. */
const KEEP_MS = 10_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
const DECISIONS_BACK = 20;

/** Makes apps larger and smaller by their rules, in the one process that holds the lease. */
export class ScalingController {
  readonly #apps = new Map<string, SizedApp>();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #acting = new Set<Promise<void>>();
  #due = new Set<string>();
  readonly #causes = new Map<string, number[]>();
  #wake = new AbortController();
  #calls = 0;

  constructor(private readonly deps: ScalingDeps) {}

  /** Something of the app has changed. */
  told(id: string): void {
    this.#due.add(id);
    this.#wake.abort();
  }

  /** An alarm fires: its figures are read anew before it is looked at, for the alarm was quicker than they. */
  alarmed(id: string, seq: number): void {
    if (!this.deps.lease.renewal()) return;
    this.#causes.set(id, [...(this.#causes.get(id) ?? []), seq]);
    this.deps.view.measure(id).then(
      () => this.told(id),
      () => this.told(id),
    );
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, lease, log } = this.deps;
    while (!signal.aborted) {
      await clock.sleep(WAKE_MS, AbortSignal.any([signal, this.#wake.signal]));
      if (this.#wake.signal.aborted) this.#wake = new AbortController();
      if (signal.aborted) break;
      await this.look().catch((error: unknown) => log.warn({ err: error }, 'sizes could not be judged'));
    }
    await Promise.allSettled(this.#acting);
    if (lease.renewal()) await this.#keep([...this.#apps.values()].flatMap((app) => app.unkept() ?? [])).catch(() => undefined);
    await lease.release().catch(() => undefined);
  }

  /** One look at all that is due. */
  async look(): Promise<void> {
    const { view, lease, clock } = this.deps;
    if (!(await lease.keep())) return this.#forgetAll();
    if (view.blind() !== undefined) return;
    const due = this.#due;
    this.#due = new Set();
    const ids = new Set(view.ids());
    for (const id of this.#apps.keys()) if (!ids.has(id)) this.#leave(id);
    const mono = clock.monotonic();
    for (const id of ids) {
      const app = this.#apps.get(id);
      if (!app) this.#load(id);
      else if (due.has(id) || app.nextMono <= mono) await this.#one(app);
    }
    await this.#keepOld();
  }

  #forgetAll(): void {
    this.#apps.clear();
    this.#due.clear();
    this.#causes.clear();
  }

  #leave(id: string): void {
    const kept = this.#apps.get(id)?.unkept();
    this.#apps.delete(id);
    if (kept) void this.#keep([kept]).catch(() => undefined);
  }

  /** What was known of it before; once, and beside the others. */
  #load(id: string): void {
    if (this.#loading.has(id)) return;
    const { store, view, clock, lookMs, log } = this.deps;
    const load = async () => {
      const renewal = this.deps.lease.renewal();
      const [rows, decisions] = await Promise.all([store.looks(id, clock.now()), store.decisionsOf(id, DECISIONS_BACK)]);
      const sized = view.of(id, clock.now());
      // Another may have judged in between.
      if (!sized || !renewal || this.deps.lease.renewal()?.lease.fence !== renewal.lease.fence) return;
      const decision = decisions.find(({ actor }) => actor === SCALING_ACTOR);
      this.#apps.set(id, SizedApp.resumed(id, { policy: sized.rule.policy, lookMs }, sized.seen, { rows, decision }));
      this.told(id);
    };
    const loading = load()
      .catch((error: unknown) => log.warn({ err: error, app: id }, 'what was known of an app could not be read'))
      .finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
  }

  async #one(app: SizedApp): Promise<void> {
    const { view, clock, lookMs } = this.deps;
    if (app.busy) return;
    const sized = view.of(app.id, app.atOf(clock.now()));
    if (!sized || sized.mode === 'OFF') return;
    app.nextMono = clock.monotonic() + lookMs;
    app.place = sized.place;
    const { rule, mode } = sized;
    const seen = { ...sized.seen, held: sized.seen.held ?? this.#waits(app) };
    const scales = ({ choice }: Verdict) => choice === 'SCALE_OUT' || choice === 'SCALE_IN';
    const { verdict, acted, isNew } = app.look(rule.policy, seen, (each) => mode === 'ACT' && scales(each));
    if (!isNew) return;
    const causedBy = this.#causes.get(app.id) ?? [];
    this.#causes.delete(app.id);
    const made = { sized, verdict, seen, causedBy };
    if (acted) return this.#start(app, made);
    if (scales(verdict)) return this.#start(app, made, 'PLAN');
    app.decision = this.#decisionOf(made);
    const kept = app.unkept(true);
    if (kept) await this.#keep([kept]);
  }

  /** Why it is left alone for a while: what was tried did not go through. */
  #waits({ failed }: SizedApp): string | null {
    if (!failed || failed.until <= this.deps.clock.monotonic()) return null;
    return `${failed.reason} It is tried again in a while.`;
  }

  #start(app: SizedApp, made: Made, mode: Call['mode'] = 'APPLY'): void {
    app.busy = true;
    const acting = this.#act(app, made, mode)
      .catch((error: unknown) => {
        this.deps.log.warn({ err: error, app: app.id }, 'an app could not be scaled');
        if (mode === 'APPLY') app.undone();
        this.#failedAgain(app, error instanceof Fault ? error.message : 'It could not be scaled.');
      })
      .finally(() => {
        app.busy = false;
        this.#acting.delete(acting);
        this.told(app.id);
      });
    this.#acting.add(acting);
  }

  async #act(app: SizedApp, made: Made, mode: Call['mode']): Promise<void> {
    const { actions, view, log } = this.deps;
    const { sized, verdict, causedBy } = made;
    const { cluster } = sized;
    // What it rests on is kept before anything is sent: whoever takes over knows that it was begun.
    const kept = app.unkept();
    if (kept) await this.#keep([kept]);
    const { reason, inputs, rejected } = toldOf(made);
    const input = {
      ...{ app: sized.app, cluster, from: made.seen.instances, to: verdict.to, rule: `ScalingRule:${sized.rule.id}` },
      ...{ reason, inputs, rejected },
    };
    const { userErrors, decision, plan } = await actions.run('autoscaleApp', input, this.#call(mode, causedBy));
    app.decision = decision ?? undefined;
    if (mode === 'PLAN') return;
    if (userErrors.length > 0) {
      log.warn({ app: app.id, plan: plan?.id, userErrors }, 'an app could not be scaled');
      // Of what nobody knows the outcome of it is taken that it was done.
      if (plan?.state !== 'UNKNOWN' && !userErrors.some(({ code }) => code === 'OUTCOME_UNKNOWN')) app.undone();
      this.#failedAgain(app, userErrors.map(({ message }) => message).join(' '));
    } else {
      app.failed = undefined;
      log.info({ app: app.id, plan: plan?.id, from: made.seen.instances, to: verdict.to }, 'an app was scaled');
    }
    await view.confirm(cluster, sized.app).catch(() => undefined);
  }

  #failedAgain(app: SizedApp, reason: string): void {
    const times = (app.failed?.times ?? 0) + 1;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (times - 1));
    app.failed = { times, until: this.deps.clock.monotonic() + wait, reason };
  }

  async #keepOld(): Promise<void> {
    const old = this.deps.clock.now() - KEEP_MS;
    const kept = [...this.#apps.values()]
      .filter((app) => !app.busy && (app.unkeptSince ?? Infinity) <= old)
      .flatMap((app) => app.unkept() ?? []);
    if (kept.length > 0) await this.#keep(kept);
  }

  async #keep(kept: readonly Kept[]): Promise<void> {
    const { store, lease, clock } = this.deps;
    try {
      await keepLooks(store, kept, lease);
    } catch (error) {
      for (const each of kept) this.#apps.get(each.app)?.lost(each, clock.now());
      throw error;
    }
  }

  #decisionOf(made: Made): DecisionRecord {
    const { sized, verdict, seen, causedBy } = made;
    const { reason, inputs, rejected } = toldOf(made);
    return {
      ...{ id: this.deps.newId(), actor: SCALING_ACTOR, subject: sized.id, at: seen.now },
      ...{ nodeId: sized.place?.nodeId ?? null, jobName: sized.place?.jobName ?? null },
      ...{ outcome: verdict.choice === 'HOLD' ? 'HOLD' : 'NOTHING_TO_DO', reason, inputs, rejected, planId: null },
      ...{ causes: [causedBy.length > 0 ? 'An alarm fires.' : 'A look that it takes by itself.'], causedBy },
    };
  }

  #call(mode: Call['mode'], causedBy: readonly number[]): Call {
    this.#calls++;
    return {
      ...{ mode, planToken: null, idempotencyKey: null, caller: SCALING_ACTOR, requestId: `scaling-${this.#calls}` },
      ...{ address: null, permit: 'ALL', lease: this.deps.lease, causedBy },
    };
  }
}

interface Made {
  readonly sized: SizedView;
  readonly verdict: Verdict;
  readonly seen: Look['seen'];
  readonly causedBy: readonly number[];
}
