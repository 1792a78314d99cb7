import type { UserError } from '../kit/result.ts';
import { IN_PERCENT, type MetricName } from '../monitoring/model.ts';
import { figureProblem } from './figure.ts';
import type { Behaviour, MetricRule, ScalingPolicy, Step } from './model.ts';

const MOST_INSTANCES = 10_000;
const MOST_METRICS = 4;
const MOST_STEPS = 20;
const MOST_POLICIES = 10;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Path = readonly (string | number)[];
type Wrong = (message: string, ...path: Path) => void;

/** What is wrong with a rule that somebody wants, each at its place. */
export function policyErrors(policy: ScalingPolicy, ...at: Path): readonly UserError[] {
  const errors: UserError[] = [];
  const wrong: Wrong = (message, ...path) => errors.push({ code: 'BAD_USER_INPUT', message, path: [...at, ...path].map(String) });
  const { min, max, metrics, tolerance, freshShare, flaps } = policy;
  if (!isWhole(min, 1, MOST_INSTANCES)) wrong(`min must be a whole number from 1 to ${MOST_INSTANCES}.`, 'min');
  if (!isWhole(max, 1, MOST_INSTANCES)) wrong(`max must be a whole number from 1 to ${MOST_INSTANCES}.`, 'max');
  else if (max < min) wrong(`max is ${max}, below min, which is ${min}.`, 'max');
  if (metrics.length === 0) wrong('Name a figure to go by.', 'metrics');
  if (metrics.length > MOST_METRICS) wrong(`At most ${MOST_METRICS} figures.`, 'metrics');
  metrics.forEach((rule, index) => {
    if (metrics.findIndex(({ metric }) => metric === rule.metric) < index)
      wrong(`${rule.metric} is given twice.`, 'metrics', index, 'metric');
    ofMetric(rule, (message, ...path) => wrong(message, 'metrics', index, ...path));
  });
  if (!(tolerance >= 0 && tolerance < 1)) wrong('tolerance is a share, from 0 to below 1.', 'tolerance');
  if (!(freshShare > 0 && freshShare <= 1)) wrong('freshShare is a share, above 0 and up to 1.', 'freshShare');
  if (!isWhole(flaps.most, 1, 1_000)) wrong('most must be a whole number from 1 to 1000.', 'flaps', 'most');
  if (!isWithin(flaps.withinMs, 1_000, DAY_MS)) wrong('withinSeconds must be from 1 s to a day.', 'flaps', 'withinSeconds');
  for (const side of ['up', 'down'] as const) ofBehaviour(policy[side], (message, ...path) => wrong(message, side, ...path));
  return errors;
}

const isPercent = (metric: string): boolean => IN_PERCENT.has(metric as MetricName);

function ofMetric(rule: MetricRule, wrong: Wrong): void {
  const problem = figureProblem(rule.metric);
  if (problem !== undefined) return wrong(problem, 'metric');
  if ('target' in rule) {
    const { metric, target } = rule;
    if (isPercent(metric) && !(target > 0 && target < 100)) wrong('A target in percent is above 0 and below 100.', 'target');
    else if (!(target > 0 && Number.isFinite(target))) wrong('A target is above 0.', 'target');
    return;
  }
  const { steps } = rule;
  if (steps.length === 0) wrong('Give either a target or steps.', 'steps');
  if (steps.length > MOST_STEPS) wrong(`At most ${MOST_STEPS} steps.`, 'steps');
  steps.forEach((step, at) => {
    if (step.from !== null && step.to !== null && !(step.from < step.to)) wrong('A step begins below where it ends.', 'steps', at, 'to');
    if (!Number.isInteger(step.change) || Math.abs(step.change) > MOST_INSTANCES)
      wrong('change must be a whole number.', 'steps', at, 'change');
    if (steps.some((other, n) => n < at && overlap(step, other)))
      wrong('It overlaps a step before it: which of them holds could not be told.', 'steps', at, 'from');
  });
}

const overlap = (a: Step, b: Step): boolean => (a.from ?? -Infinity) < (b.to ?? Infinity) && (b.from ?? -Infinity) < (a.to ?? Infinity);

function ofBehaviour({ stabilisationMs, coolDownMs, policies }: Behaviour, wrong: Wrong): void {
  if (!isWithin(stabilisationMs, 0, HOUR_MS)) wrong('stabilisationSeconds must be from 0 to an hour.', 'stabilisationSeconds');
  if (!isWithin(coolDownMs, 0, HOUR_MS)) wrong('coolDownSeconds must be from 0 to an hour.', 'coolDownSeconds');
  if (policies.length > MOST_POLICIES) wrong(`At most ${MOST_POLICIES} policies.`, 'policies');
  policies.forEach(({ most, periodMs }, at) => {
    if (!isWhole(most, 1, MOST_INSTANCES)) wrong(`most must be a whole number from 1 to ${MOST_INSTANCES}.`, 'policies', at, 'most');
    if (!isWithin(periodMs, 1_000, HOUR_MS)) wrong('periodSeconds must be from 1 s to an hour.', 'policies', at, 'periodSeconds');
  });
}

const isWhole = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most;
const isWithin = (value: number, least: number, most: number): boolean => Number.isFinite(value) && value >= least && value <= most;
