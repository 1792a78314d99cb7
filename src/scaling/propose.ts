import { IN_PERCENT, type MetricName } from '../monitoring/model.ts';
import type { FigureName } from './figure.ts';
import type { MetricRule, MetricVerdict, Observation, ScalingPolicy, Step } from './model.ts';

const isPercent = (metric: FigureName): boolean => IN_PERCENT.has(metric as MetricName);

/** Of what is left of a hundred, less is more load. How loaded a container is, in a unit in which twice as many containers have half of it. */
export const loadOf = (metric: FigureName, value: number): number => (isPercent(metric) ? 100 - value : value);

/** The other way round: what a container that carries so much shows. */
export const figureOf = (metric: FigureName, load: number): number => (isPercent(metric) ? Math.max(0, 100 - load) : load);

/** More than this no container can show. */
export const mostLoadOf = (metric: FigureName): number => (isPercent(metric) ? 100 : Infinity);

type Policy = Pick<ScalingPolicy, 'tolerance' | 'freshShare'>;

/** What one figure speaks for, by itself. */
export function propose(rule: MetricRule, policy: Policy, seen: Observation): MetricVerdict {
  const { metric } = rule;
  const figure = seen.figures.find((each) => each.metric === metric);
  const { mean = null, fresh = 0 } = figure ?? {};
  const maySettle = seen.ready > 0 && fresh >= policy.freshShare * seen.ready;
  const said = (wanted: number | null, reason: string): MetricVerdict => ({ metric, mean, fresh, wanted, maySettle, reason });
  if (mean === null || fresh === 0) return said(null, `${metric}: no container has told it lately.`);
  if (!Number.isFinite(mean)) return said(null, `${metric}: ${mean} says nothing.`);
  const shown = `${metric} is ${round(mean)} on ${fresh} of ${seen.ready} containers`;
  if ('steps' in rule) return byStep(rule.steps, mean, seen, said, shown);
  return byTarget(rule.target, { metric, mean, fresh }, policy, seen, said, shown);
}

interface Told {
  readonly metric: FigureName;
  readonly mean: number;
  readonly fresh: number;
}

type Say = (wanted: number | null, reason: string) => MetricVerdict;

/**
 * In proportion to the load. Who has not told anything, and who is not ready yet, is taken to carry nothing where more are wanted,
 * and all that it should where fewer are: neither makes the change larger.
 */
function byTarget(target: number, { metric, mean, fresh }: Told, policy: Policy, seen: Observation, said: Say, shown: string) {
  const { instances, ready, running } = seen;
  const wantedLoad = loadOf(metric, target);
  const ratio = loadOf(metric, mean) / wantedLoad;
  const against = `${shown}, against ${target}`;
  if (Math.abs(ratio - 1) <= policy.tolerance) return said(instances, `${against}: that is near enough.`);
  const silent = Math.max(0, ready - fresh);
  const starting = ratio > 1 ? Math.max(0, Math.max(running, instances) - ready) : 0;
  const [load, count] = [ratio * fresh + (ratio < 1 ? silent : 0), fresh + silent + starting];
  const wanted = Math.ceil(roundOff(load));
  const all = load / count;
  const crosses = Math.abs(all - 1) <= policy.tolerance || ratio > 1 !== all > 1;
  if (crosses) return said(instances, `${against}: with those that are starting or silent that is near enough.`);
  if (ratio > 1 !== wanted > instances) return said(instances, `${against}: as many as there are.`);
  return said(wanted, `${against}: ${wanted} containers would carry it.`);
}

/** Those that are starting are among those that a step adds: it is not added again for each look that they take. */
function byStep(steps: readonly Step[], mean: number, { instances, ready }: Observation, said: Say, shown: string): MetricVerdict {
  const step = steps.find(({ from, to }) => (from === null || mean >= from) && (to === null || mean < to));
  if (!step || step.change === 0) return said(instances, `${shown}: no step says anything else.`);
  const { change, unit } = step;
  const by = unit === 'CONTAINERS' ? change : Math.sign(change) * Math.max(1, Math.floor((Math.abs(change) / 100) * instances));
  const wanted = by > 0 ? Math.max(instances, ready + by) : Math.max(0, instances + by);
  return said(wanted, `${shown}: by its step ${by > 0 ? '+' : ''}${by} containers.`);
}

/** A share of two numbers of the machine may be above a whole one by nothing but their form. */
const roundOff = (value: number): number => Math.round(value * 1e9) / 1e9;
const round = (value: number): number => Math.round(value * 100) / 100;
