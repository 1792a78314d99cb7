import type { LeaseKeeper } from '../actions/lease-keeper.ts';
import type { Actions, Call } from '../actions/ports.ts';
import { Breather, GENTLE_MS } from '../kit/breathe.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import { Gate } from '../kit/gate.ts';
import { leastMode, type ControllerModeName } from '../plans/model.ts';
import type { Store } from '../plans/ports.ts';
import { effectiveAt, type Effective } from '../scaling/effective.ts';
import { SCALING_ACTOR, type Look, type Verdict } from '../scaling/model.ts';
import { boundsAt, NO_BOUNDS, overridesOf } from '../scaling/timed.ts';
import { decisionOf, subjectOf, toldOf } from '../scaling/told.ts';
import { Firings } from './firings.ts';
import { LooksKeeper, take, type Taken } from './looks-keeper.ts';
import { refusalOf } from './refused.ts';
import { basisOf, type ScalingView, type SizedView } from './scaling-view.ts';
import { scales, SizedApp } from './sized-app.ts';

export interface ScalingDeps {
  readonly view: ScalingView;
  readonly actions: Pick<Actions, 'run'>;
  readonly store: Pick<Store, 'write' | 'looks' | 'decisionsOf' | 'firings'>;
  readonly lease: LeaseKeeper;
  readonly clock: Clock;
  readonly newId: () => string;
  /** A look is taken at least so often. */
  readonly lookMs: number;
  /** What was looked at is kept after so long at the latest; at once where something comes of it. */
  readonly keepMs: number;
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void };
}

const DECISIONS_BACK = 20;
/** It wakes at least so often, to keep the lease, and for what is due; a judgement that waited longer for its turn is made anew. */
const [WAKE_MS, LATE_MS] = [500, 15_000];
/** Apps of which what was known is read at once; that are acted on at once; and of which is kept, in one look, what is no news. */
const [LOADED_AT_ONCE, ACTED_AT_ONCE, KEPT_AT_ONCE] = [16, 32, 500];

/** Makes apps larger and smaller by their rules, in the one process that holds the lease. */
export class ScalingController {
  readonly #apps = new Map<string, SizedApp>();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #acting = new Set<Promise<void>>();
  readonly #gate = new Gate(ACTED_AT_ONCE);
  readonly #stop = new AbortController();
  readonly #keeper: LooksKeeper;
  readonly #firings: Firings;
  #due = new Set<string>();
  #wake = new AbortController();
  #fence: number | undefined;
  #calls = 0;

  constructor(private readonly deps: ScalingDeps) {
    this.#keeper = new LooksKeeper(deps);
    this.#firings = new Firings(deps.store, SCALING_ACTOR);
  }

  /** Something of the app has changed. Of one that is not held here nobody wakes: that may be any, and happens all the time. */
  told(id: string): void {
    if (!this.#apps.has(id)) return;
    this.#due.add(id);
    this.#wake.abort();
  }

  /** An alarm fires: its figures are read anew before it is looked at, for the alarm was quicker than they. */
  alarmed(id: string, seq: number): void {
    const app = this.#apps.get(id);
    if (!app) return;
    app.alarm(seq, this.deps.clock.monotonic());
    if (app.measuring === 'NO') void this.#measure(app);
    else app.measuring = 'AGAIN';
  }

  async #measure(app: SizedApp): Promise<void> {
    do {
      app.measuring = 'ONCE';
      await this.deps.view.measure(app.id).catch(() => undefined);
      this.told(app.id);
    } while ((app.measuring as SizedApp['measuring']) === 'AGAIN');
    app.measuring = 'NO';
  }

  /** A Chronos has called, here or elsewhere. */
  readonly fired = (scheduleId: string, at: number): void => this.#firings.heard(scheduleId, at);

  async run(signal: AbortSignal): Promise<void> {
    const { clock, lease, log } = this.deps;
    for (let well = true; ;) {
      // Where it could not look, it waits its time, whatever it is told.
      await clock.sleep(WAKE_MS, well ? AbortSignal.any([signal, this.#wake.signal]) : signal);
      if (this.#wake.signal.aborted) this.#wake = new AbortController();
      if (signal.aborted) break;
      const failure = await this.look().then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      well = failure === undefined;
      if (failure) log.warn({ err: failure.error }, 'sizes could not be judged');
    }
    // What waits for its turn is not begun any more.
    this.#stop.abort();
    await Promise.allSettled(this.#acting);
    if (lease.renewal()) await this.#keeper.keep([...this.#apps.values()].flatMap((app) => take(app, WHOLE))).catch(() => undefined);
    await lease.release().catch(() => undefined);
  }

  /** One look at all that is due. */
  async look(): Promise<void> {
    const { view, clock, lease, log } = this.deps;
    if (!(await this.#holds())) return;
    if (view.blind() !== undefined) return;
    const due = this.#due;
    this.#due = new Set();
    const ids = new Set(view.ids());
    const mono = clock.monotonic();
    const breather = new Breather(GENTLE_MS);
    const news: Taken[] = [...this.#apps.values()].flatMap((app) => (ids.has(app.id) ? [] : this.#leave(app)));
    for (const id of ids) {
      if (breather.due) await breather.breathe();
      const app = this.#apps.get(id);
      if (!app) this.#load(id);
      else if (due.has(id) || app.nextMono <= mono) news.push(...this.#tried(app));
    }
    await this.#keeper.keep([...news, ...this.#old()]);
    // A record, on which nothing hangs.
    await this.#firings
      .look(view.schedules(), clock.now(), lease)
      .catch((error: unknown) => log.warn({ err: error }, 'that schedules have fired could not be recorded'));
  }

  async #holds(): Promise<boolean> {
    const { lease } = this.deps;
    const holds = await lease.keep();
    const fence = holds ? lease.renewal()?.lease.fence : undefined;
    // In between another has judged, or may have.
    if (fence !== this.#fence) this.#forgetAll();
    this.#fence = fence;
    return holds;
  }

  #forgetAll(): void {
    this.#apps.clear();
    this.#firings.forget();
    this.#due.clear();
  }

  /** No rule reaches it any more, or it is gone. What is being done about it comes to its end first. */
  #leave(app: SizedApp): readonly Taken[] {
    const { view, clock } = this.deps;
    // What schedules have made of it is given back first.
    const owes = app.history.owed !== null && view.of(app.id, clock.now()) !== undefined;
    if (app.busy || (owes && app.nextMono > clock.monotonic())) return [];
    if (owes) return this.#tried(app);
    this.#apps.delete(app.id);
    return take(app, WHOLE);
  }

  /** What was known of it before; once, and beside some others. */
  #load(id: string): void {
    if (this.#loading.has(id) || this.#loading.size >= LOADED_AT_ONCE) return;
    const { store, view, lease, clock, lookMs, log } = this.deps;
    const load = async () => {
      const fence = lease.renewal()?.lease.fence;
      const [rows, decisions] = await Promise.all([store.looks(id, clock.now()), store.decisionsOf(id, DECISIONS_BACK)]);
      const before = view.of(id, clock.now());
      // Whether a change has come about is seen in its size, as it is by now.
      if (before && rows.at(-1)?.looks.at(-1)?.acted) await view.confirm(before.cluster, before.app).catch(() => undefined);
      const sized = view.of(id, clock.now());
      // Another may have judged in between.
      if (!sized || fence === undefined || lease.renewal()?.lease.fence !== fence) return;
      const decision = decisions.find(({ actor }) => actor === SCALING_ACTOR);
      this.#apps.set(id, SizedApp.resumed(id, lookMs, sized.seen({ metrics: [] }), { rows, decision }));
    };
    const loading = load()
      .catch((error: unknown) => log.warn({ err: error, app: id }, 'what was known of an app could not be read'))
      .finally(() => {
        this.#loading.delete(id);
        this.told(id);
      });
    this.#loading.set(id, loading);
  }

  /** What goes wrong with one keeps no other from being looked at. */
  #tried(app: SizedApp): readonly Taken[] {
    try {
      return this.#one(app);
    } catch (error) {
      this.deps.log.warn({ err: error, app: app.id }, 'an app could not be looked at');
      return [];
    }
  }

  #one(app: SizedApp): readonly Taken[] {
    const { view, clock, newId, lookMs } = this.deps;
    if (app.busy) return [];
    const now = app.atOf(clock.now());
    const sized = view.of(app.id, now);
    if (!sized) return [];
    const timed = sized.timed.map((each) => this.#firings.counted(each, now));
    const overrides = sized.rule ? overridesOf(sized.rule.policy) : [];
    const changesAt = boundsAt([...timed, ...overrides], NO_BOUNDS, now).changesAt ?? Infinity;
    app.nextMono = clock.monotonic() + Math.min(lookMs, changesAt - now);
    app.place = sized.place;
    const effective = effectiveAt(sized.rule, timed, app.history, now);
    const mode = effective ? leastMode(sized.limit, effective.mode) : 'OFF';
    if (!effective || mode === 'OFF') return [];
    const at = sized.seen(effective.policy);
    const seen = { ...at, held: at.held ?? app.waits(clock.monotonic()) };
    const { verdict, acted, isNew } = app.look(effective.policy, seen, (each) => mode === 'ACT' && scales(each));
    if (!isNew) return [];
    const made: Made = { sized, effective, mode, verdict, seen, causedBy: app.takeAlarms(clock.monotonic()) };
    if (scales(verdict)) {
      this.#start(app, made, acted ? 'APPLY' : 'PLAN');
      return [];
    }
    return take(app, { news: decisionOf(made, { id: newId(), actor: SCALING_ACTOR }) });
  }

  #start(app: SizedApp, made: Made, mode: Call['mode']): void {
    app.busy = true;
    const acting = this.#gate
      .run(() => this.#act(app, made, mode), this.#stop.signal)
      .catch((error: unknown) => this.#failed(app, made, mode, error))
      .finally(() => {
        app.busy = false;
        this.#acting.delete(acting);
        this.told(app.id);
      });
    this.#acting.add(acting);
  }

  async #act(app: SizedApp, made: Made, mode: Call['mode']): Promise<void> {
    const { actions, view, clock, log } = this.deps;
    const { sized, verdict, causedBy } = made;
    const { cluster } = sized;
    // What it rests on is kept before anything is sent: whoever takes over knows that it was begun.
    await this.#keeper.keep(take(app, WHOLE));
    const now = view.of(sized.id, clock.now());
    // Before its turn came somebody may have changed, or switched off, what it was judged by.
    if (basisOf(now) !== basisOf(sized) || clock.now() - made.seen.now > Math.max(this.deps.lookMs, LATE_MS))
      return mode === 'APPLY' ? app.undone() : undefined;
    const { reason, inputs, rejected } = toldOf(made);
    const input = {
      ...{ app: sized.app, cluster, from: made.seen.instances, to: verdict.to, rule: subjectOf(made.effective) },
      ...{ reason, inputs, rejected },
    };
    const { userErrors, decision, plan } = await actions.run('autoscaleApp', input, this.#call(mode, causedBy));
    app.decision = decision ?? undefined;
    if (mode === 'PLAN' && plan) return;
    if (userErrors.length > 0) {
      log.warn({ app: app.id, plan: plan?.id, userErrors }, 'an app could not be scaled');
      // Of what nobody knows the outcome of it is taken that it was done.
      if (mode === 'APPLY' && plan?.state !== 'UNKNOWN' && plan?.state !== 'RUNNING') app.undone();
      const { reason, longestMs } = refusalOf({ userErrors, plan });
      app.failedAgain(reason, clock.monotonic(), longestMs);
    } else {
      app.failed = undefined;
      log.info({ app: app.id, plan: plan?.id, from: made.seen.instances, to: verdict.to }, 'an app was scaled');
    }
    await view.confirm(cluster, sized.app).catch(() => undefined);
  }

  /** It may have failed when all was done but its record: that shows in the app's size. */
  async #failed(app: SizedApp, { sized, verdict }: Made, mode: Call['mode'], error: unknown): Promise<void> {
    const { view, clock, log } = this.deps;
    log.warn({ err: error, app: app.id }, 'an app could not be scaled');
    if (mode === 'APPLY') {
      await view.confirm(sized.cluster, sized.app).catch(() => undefined);
      if (view.of(app.id, clock.now())?.instances === verdict.to) return;
      app.undone();
    }
    app.failedAgain(error instanceof Fault ? error.message : 'It could not be scaled.', clock.monotonic());
  }

  #old(): readonly Taken[] {
    const old = this.deps.clock.now() - this.deps.keepMs;
    return [...this.#apps.values()]
      .filter((app) => !app.busy && (app.unkeptSince ?? Infinity) <= old)
      .slice(0, KEPT_AT_ONCE)
      .flatMap((app) => take(app));
  }

  #call(mode: Call['mode'], causedBy: readonly number[]): Call {
    this.#calls++;
    return {
      ...{ mode, planToken: null, idempotencyKey: null, caller: SCALING_ACTOR, requestId: `scaling-${this.#calls}` },
      ...{ address: null, permit: 'ALL', lease: this.deps.lease, causedBy },
    };
  }
}

const WHOLE = { whole: true };
interface Made {
  readonly sized: SizedView;
  readonly effective: Effective;
  readonly mode: ControllerModeName;
  readonly verdict: Verdict;
  readonly seen: Look['seen'];
  readonly causedBy: readonly number[];
}
