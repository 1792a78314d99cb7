import { ok, type Result, type UserError } from '../kit/result.ts';
import type { Strategy, Threshold } from './model.ts';
import { teamsProblems } from './team.ts';
import { conditionOf, thresholdProblems } from './watch.ts';

/** What Falcon judges of everything that reports a metric with certain tags, on whatever endpoint. */
export interface ExpressionTarget {
  readonly metric: string;
  /** At least one; sorted by name, each name once. `endpoint` is one of them. */
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

/** One of its conditions, and whom it tells. */
export interface ExpressionRow extends Pick<Strategy, 'func' | 'op' | 'rightValue' | 'maxStep' | 'priority' | 'note'> {
  readonly paused: boolean;
  readonly teams: readonly string[];
  readonly callsCanopy: boolean;
}

/** All that Falcon has under one text. */
export interface Expression {
  /** each(metric=x k=v) */
  readonly text: string;
  readonly rows: readonly ExpressionRow[];
}

/** One write to it. */
export type ExpressionChange = { readonly put: ExpressionRow; readonly before: ExpressionRow | null } | { readonly drop: ExpressionRow };

/** Equal targets have equal texts. */
export const textOf = ({ metric, tags }: ExpressionTarget): string =>
  `each(metric=${metric} ${tags.map(({ name, value }) => `${name}=${value}`).join(' ')})`;

/** Undefined: it is not as Falcon reads it. */
export function targetOf(text: string): ExpressionTarget | undefined {
  const pairs = (/^\s*each\s*\(([^()]*)\)\s*$/.exec(text)?.[1] ?? '')
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split('='));
  if (pairs.some((pair) => pair.length !== 2)) return undefined;
  const all = pairs.map(([name = '', value = '']) => ({ name, value }));
  const metric = all.find(({ name }) => name === 'metric')?.value;
  const tags = sortedTags(all.filter(({ name }) => name !== 'metric'));
  return metric === undefined || tags.length === 0 ? undefined : { metric, tags };
}

/** One text for all that mean the same. */
export function canonicalOf(text: string): string {
  const target = targetOf(text);
  return target ? textOf(target) : text;
}

/** As Falcon has it. */
interface HeldExpression extends Omit<ExpressionRow, 'teams' | 'callsCanopy'> {
  readonly expression: string;
}

/** `callback`: what Falcon is to call. */
export const heldRow = (
  { func, op, rightValue, maxStep, priority, note, paused }: HeldExpression,
  action: { readonly teams: readonly string[]; readonly url: string; readonly callback: boolean },
  callback: string | undefined,
): ExpressionRow => ({
  ...{ func, op, rightValue, maxStep, priority, note, paused, teams: action.teams.toSorted() },
  callsCanopy: callback !== undefined && action.callback && action.url === callback,
});

export const sortedTags = (tags: ExpressionTarget['tags']): ExpressionTarget['tags'] =>
  tags.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

export const rowsOf = (
  thresholds: readonly Threshold[],
  told: Pick<ExpressionRow, 'paused' | 'teams' | 'callsCanopy'>,
): readonly ExpressionRow[] => thresholds.map((threshold) => ({ ...conditionOf(threshold), ...told, teams: told.teams.toSorted() }));

/** The writes that make it what it should be. In place as far as can be: one that is made anew forgets what it had fired. */
export function expressionChanges(wanted: readonly ExpressionRow[], there: readonly ExpressionRow[]): readonly ExpressionChange[] {
  const left = [...there];
  const missing = wanted.filter((row) => {
    const at = left.findIndex((each) => sameRow(each, row));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const put = missing.map((row): ExpressionChange => ({ put: row, before: left.shift() ?? null }));
  return [...put, ...left.map((row): ExpressionChange => ({ drop: row }))];
}

export const sameRow = (a: ExpressionRow, b: ExpressionRow): boolean => rowInWords(a) === rowInWords(b);

/** As a plan says it; two that differ in nothing of it are the same. */
export function rowInWords({ func, op, rightValue, maxStep, priority, note, paused, teams, callsCanopy }: ExpressionRow): string {
  const told = [...(callsCanopy ? ['Canopy'] : []), ...teams.toSorted()].join(', ') || 'nobody';
  const words = `${func} ${op} ${rightValue}: P${priority}, told ${maxStep} times to ${told}`;
  return `${words}${note === '' ? '' : ` (${note})`}${paused ? ', paused' : ''}`;
}

/** What neither parts a pair from the next nor ends the whole. */
const WORD = /^[\p{L}\p{N}_][\p{L}\p{N}_.:@/-]{0,127}$/u;
/** Falcon keeps it in one column. */
const MOST_TEXT = 1_024;
const MOST_THRESHOLDS = 5;
const FARTHEST = 1e11;

/** What is wrong with an expression that somebody wants to be. */
export function checkExpression(target: ExpressionTarget, thresholds: readonly Threshold[], teams: readonly string[]): Result<null> {
  const errors = [...targetErrors(target)];
  const wrong = wrongs(errors);
  if (thresholds.length === 0) wrong('Give a threshold; removeExpression takes an expression away.', 'thresholds');
  if (thresholds.length > MOST_THRESHOLDS) wrong(`At most ${MOST_THRESHOLDS} thresholds.`, 'thresholds');
  thresholds.forEach((threshold, at) => {
    for (const [field, message] of thresholdProblems(threshold, -FARTHEST, FARTHEST)) wrong(message, 'thresholds', at, field);
    if (threshold.priority === 0) wrong('Falcon takes no priority of 0 of an expression: give 1 to 6.', 'thresholds', at, 'priority');
  });
  for (const { message, at } of teamsProblems(teams)) wrong(message, 'teams', ...(at === null ? [] : [at]));
  return errors.length === 0 ? ok(null) : { ok: false, userErrors: errors };
}

export function targetErrors(target: ExpressionTarget): readonly UserError[] {
  const { metric, tags } = target;
  const errors: UserError[] = [];
  const wrong = wrongs(errors);
  if (!WORD.test(metric)) wrong(`"${metric}" cannot be the name of a metric.`, 'metric');
  if (tags.length === 0) wrong('Give a tag: Falcon finds nothing by a metric alone.', 'tags');
  tags.forEach(({ name, value }, at) => {
    if (!WORD.test(name) || name === 'metric') wrong(`"${name}" cannot be the name of a tag.`, 'tags', at, 'name');
    if (!WORD.test(value)) wrong(`"${value}" cannot be the value of a tag.`, 'tags', at, 'value');
    if (tags.findIndex((each) => each.name === name) < at) wrong(`${name} is given twice.`, 'tags', at, 'name');
  });
  if (textOf(target).length > MOST_TEXT) wrong(`The whole is longer than ${MOST_TEXT} characters.`, 'tags');
  return errors;
}

const wrongs =
  (errors: UserError[]) =>
  (message: string, ...path: (string | number)[]): void => {
    errors.push({ code: 'BAD_USER_INPUT', message, path: ['input', ...path.map(String)] });
  };
