import type { MetricName } from '../monitoring/model.ts';
import { decide } from './decide.ts';
import { noHistory, remembered } from './history.ts';
import { Hpa, HPA_SYNC_MS, type HpaSeen } from './hpa.ts';
import type { Change, History, Outcome, ScalingPolicy, Size, Verdict } from './model.ts';
import { figureOf, loadOf, mostLoadOf } from './propose.ts';

/** What is asked of all containers together, by one figure. */
export interface Demand {
  readonly metric: MetricName;
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
export function simulate({ demands, load, from, to, stepMs, startMs, instances: first }: World, choose: Chooser): Outcome {
  let instances = first;
  /** When each that is starting will work. */
  let starting: number[] = [];
  const changes: Change[] = [];
  const timeline: Size[] = [];
  let [underMs, overMs] = [0, 0];
  for (let now = from; now < to; now += stepMs) {
    if (starting.length > 0) starting = starting.filter((at) => at > now);
    const ready = Math.max(0, instances - starting.length);
    let needed: number | null = null;
    const loads = demands.map(({ per, most }, n) => {
      const told = load(now, n);
      if (Number.isNaN(told)) return null;
      if (per !== null) needed = Math.max(needed ?? 1, Math.ceil(Math.round((told / per) * 1e9) / 1e9));
      return ready === 0 ? null : Math.min(most, told / ready);
    });
    if (needed !== null) {
      if (needed > ready) underMs += stepMs;
      overMs += Math.max(0, instances - needed) * stepMs;
    }
    const wanted = choose({ now, instances, ready, loads });
    if (wanted !== instances) {
      changes.push({ at: now, from: instances, to: wanted });
      // The youngest go first: those that do not work yet.
      if (wanted > instances) for (let n = instances; n < wanted; n++) starting.push(now + startMs);
      else starting.splice(Math.max(0, starting.length - (instances - wanted)));
      instances = wanted;
    }
    const last = timeline.at(-1);
    if (last?.instances !== instances || last.ready !== ready) timeline.push({ at: now, instances, ready, needed });
  }
  return { timeline, changes, underS: underMs / 1_000, overContainerH: overMs / HOUR_MS, turns: turnsOf(changes) };
}

function turnsOf(changes: readonly Change[]): number {
  let [count, before] = [0, 0];
  for (const { from, to } of changes) {
    const direction = Math.sign(to - from);
    if (before !== 0 && direction !== before) count++;
    before = direction;
  }
  return count;
}

/** By the same judgement as live. `heard` is told of every verdict. */
export function byPolicy(
  policy: ScalingPolicy,
  demands: readonly Demand[],
  heard: (now: number, verdict: Verdict) => void = () => undefined,
): Chooser {
  let history: History | undefined;
  return ({ now, instances, ready, loads }) => {
    history ??= noHistory(now);
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
