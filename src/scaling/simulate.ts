import type { FigureName } from './figure.ts';
import { decide } from './decide.ts';
import { noHistory, remembered, resumed } from './history.ts';
import { Hpa, HPA_SYNC_MS, type HpaSeen } from './hpa.ts';
import type { Change, History, Outcome, ScalingPolicy, Size, Verdict } from './model.ts';
import { figureOf, loadOf, mostLoadOf } from './propose.ts';
import { withoutSchedule } from './effective.ts';
import { boundsAt, overridesOf } from './timed.ts';
import { turns } from './window.ts';

/** What is asked of all containers together, by one figure. */
export interface Demand {
  readonly metric: FigureName;
  /** What one container should carry; null: that is not said. */
  readonly per: number | null;
  /** A container shows no more than this, whatever it is given. */
  readonly most: number;
}

export interface World {
  readonly demands: readonly Demand[];
  /** In the unit of the demand; NaN: nobody told it. */
  readonly load: (at: number, demand: number) => number;
  readonly from: number;
  readonly to: number;
  /** Between two points, and so between two looks. */
  readonly stepMs: number;
  /** So long a container takes until it works. */
  readonly startMs: number;
  readonly instances: number;
}

/** What whoever decides is told. */
export interface Seen {
  readonly now: number;
  readonly instances: number;
  readonly ready: number;
  /** By demand: the load of each ready container; null: nobody told it. */
  readonly loads: readonly (number | null)[];
}

/** Says how many there should be. */
export type Chooser = (seen: Seen) => number;

const HOUR_MS = 3_600_000;

/** A day of an app in no time: the load is shared by those that work, and who is started works after a while. */
export function simulate(world: World, choose: Chooser): Outcome {
  const { demands, from, to, stepMs, startMs } = world;
  const book = new Book(world);
  let instances = world.instances;
  /** When each that is starting will work. */
  let starting: number[] = [];
  for (let now = from; now < to; now += stepMs) {
    if (starting.length > 0) starting = starting.filter((at) => at > now);
    const ready = Math.max(0, instances - starting.length);
    const told = demands.map((_, n) => world.load(now, n));
    const needed = neededFor(demands, told);
    book.score(instances, ready, needed);
    const loads = demands.map(({ most }, n) => (Number.isNaN(told[n]) || ready === 0 ? null : Math.min(most, (told[n] ?? 0) / ready)));
    const wanted = choose({ now, instances, ready, loads });
    // The youngest go first: those that do not work yet.
    if (wanted > instances) for (let n = instances; n < wanted; n++) starting.push(now + startMs);
    else if (wanted < instances) starting.splice(Math.max(0, starting.length - (instances - wanted)));
    book.size(now, { instances, wanted, ready, needed });
    instances = wanted;
  }
  return book.outcome();
}

/** What was really there, by the same measures: whoever told something was at work. `countAt` 0: nobody told anything. */
export function observed(world: Omit<World, 'startMs'>, countAt: (at: number) => number): Outcome {
  const { demands, from, to, stepMs } = world;
  const book = new Book(world);
  let before = world.instances;
  for (let now = from; now < to; now += stepMs) {
    const count = countAt(now);
    const instances = count === 0 ? before : Math.max(1, Math.round(count));
    const needed = neededFor(
      demands,
      demands.map((_, n) => world.load(now, n)),
    );
    book.score(instances, instances, needed);
    book.size(now, { instances: before, wanted: instances, ready: instances, needed });
    before = instances;
  }
  return book.outcome();
}

/** So many would carry it; null: nobody told it, or no target says. */
function neededFor(demands: readonly Demand[], told: readonly number[]): number | null {
  let needed: number | null = null;
  for (const [n, { per }] of demands.entries()) {
    const load = told[n] ?? NaN;
    if (per === null || Number.isNaN(load)) continue;
    needed = Math.max(needed ?? 1, Math.ceil(Math.round((load / per) * 1e9) / 1e9));
  }
  return needed;
}

/** What comes of each step. */
class Book {
  readonly #stepMs: number;
  readonly #changes: Change[] = [];
  readonly #timeline: Size[] = [];
  #underMs = 0;
  #overMs = 0;

  constructor({ stepMs }: Pick<World, 'stepMs'>) {
    this.#stepMs = stepMs;
  }

  score(instances: number, ready: number, needed: number | null): void {
    if (needed === null) return;
    if (needed > ready) this.#underMs += this.#stepMs;
    this.#overMs += Math.max(0, instances - needed) * this.#stepMs;
  }

  size(at: number, { instances, wanted, ready, needed }: Omit<Size, 'at'> & { readonly wanted: number }): void {
    if (wanted !== instances) this.#changes.push({ at, from: instances, to: wanted });
    const last = this.#timeline.at(-1);
    if (last?.instances !== wanted || last.ready !== ready) this.#timeline.push({ at, instances: wanted, ready, needed });
  }

  outcome(): Outcome {
    const [timeline, changes] = [this.#timeline, this.#changes];
    return { timeline, changes, underS: this.#underMs / 1_000, overContainerH: this.#overMs / HOUR_MS, turns: turns(changes, -Infinity) };
  }
}

/** By the same judgement as live. `heard` is told of every verdict. */
export function byPolicy(
  rule: ScalingPolicy,
  demands: readonly Demand[],
  lookMs: number,
  heard: (now: number, verdict: Verdict) => void = () => undefined,
): Chooser {
  let history: History | undefined;
  const overrides = overridesOf(rule);
  return ({ now, instances, ready, loads }) => {
    const policy = overrides.length > 0 ? withoutSchedule(rule, boundsAt(overrides, rule, now)) : rule;
    history ??= noHistory(now, instances);
    if (loads.some((load) => load !== null)) history = resumed(history, { now, instances, lookMs }, policy);
    const verdict = decide(policy, {
      ...{ now, instances, ready, running: instances, unhealthy: 0, deploying: false, held: null, history },
      figures: demands.map(({ metric }, n) => {
        const load = loads[n] ?? null;
        return {
          metric,
          mean: load === null ? null : figureOf(metric, load),
          fresh: load === null ? 0 : ready,
          at: load === null ? null : now,
        };
      }),
    });
    heard(now, verdict);
    history = remembered(history, { now, instances, verdict, done: verdict.to !== instances }, policy);
    return verdict.to;
  };
}

/** As Kubernetes would have it, every 15 s, by the figures that have a target. */
export function byHpa(bounds: { readonly min: number; readonly max: number }, demands: readonly Demand[]): Chooser {
  const hpa = new Hpa(bounds);
  let next = -Infinity;
  return ({ now, instances, ready, loads }) => {
    if (now < next) return instances;
    const metrics = demands.flatMap(({ per }, n): (HpaSeen | undefined)[] => {
      if (per === null) return [];
      const load = loads[n] ?? null;
      if (load === null) return [undefined];
      const ratios = Array.from({ length: ready }, () => load / per);
      return [{ replicas: instances, ratios, missing: 0, unready: instances - ready }];
    });
    const told = metrics.filter((each) => each !== undefined);
    // Without its metrics it does nothing, and remembers nothing.
    if (told.length === 0) return instances;
    next = now + HPA_SYNC_MS;
    return hpa.look(now, instances, told, told.length < metrics.length);
  };
}

/** What the rule wants of each of its figures. */
export const demandsOf = ({ metrics }: Pick<ScalingPolicy, 'metrics'>): readonly Demand[] =>
  metrics.map((rule) => ({
    metric: rule.metric,
    per: 'target' in rule ? loadOf(rule.metric, rule.target) : null,
    most: mostLoadOf(rule.metric),
  }));
