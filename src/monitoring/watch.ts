import { ok, rejected, type Result, type UserError } from '../kit/result.ts';
import { parseCounter } from './counter.ts';
import {
  IN_PERCENT,
  METRIC_NAMES,
  NEVER_ABOVE,
  type MetricName,
  type Side,
  type Strategy,
  type Threshold,
  type Absence,
  type Watch,
  type WatchRule,
} from './model.ts';
import { teamsProblems } from './team.ts';

/** What holds for one figure of a node's things, and the node that it is set on. */
export interface EffectiveWatch extends Watch {
  readonly setOn: string;
}

/** What a node's things are watched for, with what is inherited. */
export interface EffectiveWatches {
  /** Figures of which nothing is set anywhere are left out. */
  readonly watches: readonly EffectiveWatch[];
  readonly teams: readonly string[];
  /** Null: nobody is named anywhere. */
  readonly teamsSetOn: string | null;
}

/** `rules`: of the node and of those above it, the nearest first. */
export function effective(rules: readonly WatchRule[]): EffectiveWatches {
  const watches = METRIC_NAMES.flatMap((metric) => {
    for (const { nodeId, watches: own } of rules) {
      const found = own.find((each) => each.metric === metric);
      if (found) return [{ ...found, setOn: nodeId }];
    }
    return [];
  });
  const told = rules.find(({ teams }) => teams !== null);
  return { watches, teams: told?.teams ?? [], teamsSetOn: told?.nodeId ?? null };
}

const OPS: Readonly<Record<Side, string>> = { BELOW: '<', AT_MOST: '<=', ABOVE: '>', AT_LEAST: '>=' };

/**
 * What a rule's template holds. A figure that is not watched from here on has a strategy that never holds: it takes the place of
 * what is inherited, and Falcon has no other word for that.
 */
export function strategiesOf({ watches }: Pick<WatchRule, 'watches'>, counters: Readonly<Record<MetricName, string>>): readonly Strategy[] {
  return watches.flatMap(({ metric, thresholds, absent }) => {
    const counter = counters[metric];
    const { metric: name } = parseCounter(counter);
    const base = { metric: name, tags: counter.slice(name.length + 1), runBegin: '', runEnd: '' };
    if (thresholds.length === 0 && !absent) return [{ ...base, ...SILENT }];
    const missing = absent ? [{ ...base, ...ofAbsence(absent) }] : [];
    const crossed = thresholds.map((threshold) => ({ ...base, ...conditionOf(threshold) }));
    return [...crossed, ...missing];
  });
}

export const conditionOf = ({ side, value, points, steps, priority, note }: Threshold) => ({
  ...{ func: `all(#${points})`, op: OPS[side], rightValue: value, maxStep: steps, priority, note },
});

/** What stands in for a figure that stays away is below nothing: Falcon waits three steps before, so once is enough. */
const ofAbsence = ({ steps, priority, note }: Absence) => ({
  ...{ func: 'all(#1)', op: '<', rightValue: 0, maxStep: steps, priority },
  note: note === '' ? 'no data' : note,
});

/** Its API refuses a strategy that is told of never, so this one holds never. */
const SILENT = { func: 'all(#10)', op: '>', rightValue: NEVER_ABOVE, maxStep: 1, priority: 6, note: 'not watched' };

/** Falcon keeps eleven points of a counter for judging. */
export const MOST_POINTS = 10;
export const MOST_STEPS = 10;
export const MOST_PRIORITY = 6;
const MOST_THRESHOLDS = 5;
const MOST_NOTE = 100;
const MOST_VALUE = 1e11;

/** What is wrong with what somebody wants to be set. */
export function checkWatches(watches: readonly Watch[], teams: readonly string[] | null): Result<null> {
  const errors: UserError[] = [];
  const wrong = (message: string, ...path: (string | number)[]) =>
    errors.push({ code: 'BAD_USER_INPUT', message, path: ['input', ...path.map(String)] });
  watches.forEach(({ metric, thresholds, absent }, at) => {
    if (watches.findIndex((each) => each.metric === metric) < at) wrong(`${metric} is given twice.`, 'watches', at, 'metric');
    if (thresholds.length > MOST_THRESHOLDS) wrong(`At most ${MOST_THRESHOLDS} thresholds for a figure.`, 'watches', at, 'thresholds');
    thresholds.forEach((threshold, index) => {
      const most = IN_PERCENT.has(metric) ? 100 : MOST_VALUE;
      for (const [field, message] of thresholdProblems(threshold, 0, most)) wrong(message, 'watches', at, 'thresholds', index, field);
    });
    if (absent) for (const [field, message] of telling(absent)) wrong(message, 'watches', at, 'absent', field);
  });
  for (const { message, at } of teamsProblems(teams ?? [])) wrong(message, 'teams', ...(at === null ? [] : [at]));
  return errors.length === 0 ? ok(null) : { ok: false, userErrors: errors };
}

type Problems = readonly (readonly [field: string, message: string])[];

export function thresholdProblems(threshold: Threshold, least: number, most: number): Problems {
  const { value, points } = threshold;
  const found: Problems[number][] = [];
  if (!(value >= least && value <= most)) found.push(['value', `value must be a number from ${least} to ${most}.`]);
  // Falcon takes a sign, digits and a point alone.
  else if (!/^-?\d+(\.\d{1,6})?$/.test(String(value))) found.push(['value', 'value has more than 6 decimals.']);
  if (!isWhole(points, 1, MOST_POINTS)) found.push(['points', `points must be a whole number from 1 to ${MOST_POINTS}.`]);
  return [...found, ...telling(threshold)];
}

/** How often, how urgently and with what it is told. */
function telling({ steps, priority, note }: Absence): Problems {
  const found: Problems[number][] = [];
  if (!isWhole(steps, 1, MOST_STEPS)) found.push(['steps', `steps must be a whole number from 1 to ${MOST_STEPS}.`]);
  if (!isWhole(priority, 0, MOST_PRIORITY)) found.push(['priority', `priority must be a whole number from 0 to ${MOST_PRIORITY}.`]);
  if (note.length > MOST_NOTE) found.push(['note', `note is longer than ${MOST_NOTE} characters.`]);
  return found;
}

const isWhole = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most;

const SIDES_IN_WORDS: Readonly<Record<Side, string>> = { BELOW: 'below', AT_MOST: 'at most', ABOVE: 'above', AT_LEAST: 'at least' };

/** As a plan says it. */
export function inWords({ watches, teams }: Pick<WatchRule, 'watches' | 'teams'>): string {
  const figures = watches.flatMap(({ metric, thresholds, absent }) => {
    const crossed = thresholds.map(
      ({ side, value, points, ...rest }) => `${metric} ${SIDES_IN_WORDS[side]} ${value} for ${points} points: ${toldInWords(rest)}`,
    );
    if (absent) return [...crossed, `${metric} staying away: ${toldInWords(absent)}`];
    return crossed.length === 0 ? [`${metric} not watched`] : crossed;
  });
  const told = teams === null ? [] : [teams.length === 0 ? 'nobody is told' : `told to ${teams.join(', ')}`];
  return [...figures, ...told].join('; ') || 'nothing of its own';
}

const toldInWords = ({ steps, priority, note }: Absence): string => `P${priority}, told ${steps} times${note === '' ? '' : ` (${note})`}`;

/** Refused where it would say nothing. */
export const saysNothing = (): Result<never> =>
  rejected('BAD_USER_INPUT', 'Give watches, teams or both; removeMonitoring takes away what is set.', 'input');
