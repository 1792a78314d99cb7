import { isObject } from '../kit/json.ts';
import { ok, rejected, type Result } from '../kit/result.ts';
import { readCallback, timeProblem } from './callback.ts';
import type { Occurrence, RuleKind } from './model.ts';

const SECOND_MS = 1_000;
const LONGEST = 512;

/** What somebody told Falcon's way: a callback's query, or an event of its judge as JSON. */
export const readHeard = (raw: string, zone: string, heardAt: number): Result<Occurrence> =>
  raw.startsWith('{') ? readQueued(raw, heardAt) : readCallback(raw, zone, heardAt);

/** An event as Falcon's judge queues it; it says more than a callback, and its time is an instant. */
export function readQueued(raw: string, heardAt: number): Result<Occurrence> {
  const event = parsed(raw);
  if (!event) return rejected('BAD_USER_INPUT', 'the event is not JSON.');
  const problems: string[] = [];
  const text = (name: string, of: Readonly<Record<string, unknown>>): string => {
    const value = of[name];
    if (typeof value === 'string' && value !== '' && value.length <= LONGEST) return value;
    problems.push(`${name} is not a text of 1 to ${LONGEST} characters`);
    return '';
  };
  const whole = (name: string, of: Readonly<Record<string, unknown>>, least: number, most: number): number => {
    const value = of[name];
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
    problems.push(`${name} is not a whole number from ${least} to ${most}`);
    return NaN;
  };

  const { strategy, expression, status } = event;
  const rule = isObject(strategy) ? strategy : isObject(expression) ? expression : undefined;
  if (!rule || (isObject(strategy) && isObject(expression))) problems.push('one of strategy and expression is expected');
  if (status !== 'PROBLEM' && status !== 'OK') problems.push('status is neither PROBLEM nor OK');
  const endpoint = text('endpoint', event);
  const step = whole('currentStep', event, 1, 1_000_000);
  const at = whole('eventTime', event, 1, 1e12) * SECOND_MS;
  const late = Number.isNaN(at) ? undefined : timeProblem(at, heardAt);
  if (late) problems.push(`eventTime ${late}`);
  const metric = text('metric', rule ?? {});
  const id = whole('id', rule ?? {}, 1, 1e15);
  const priority = whole('priority', rule ?? {}, 0, 6);
  const tags = tagsIn(event['pushedTags']);
  if (!tags) problems.push('pushedTags are not texts by name');
  if (problems.length > 0 || !rule || !tags) return rejected('BAD_USER_INPUT', `${problems.join('; ')}.`);

  const kind: RuleKind = isObject(strategy) ? 'STRATEGY' : 'EXPRESSION';
  const template = rule['tpl'];
  const templateId = isObject(template) && Number.isInteger(template['id']) ? (template['id'] as number) : 0;
  const value = event['leftValue'];
  return ok({
    ...{ endpoint, metric, tags, firing: status === 'PROBLEM', step, priority, at },
    rule: { kind, id, templateId },
    value: typeof value === 'number' && Number.isFinite(value) ? value : null,
  });
}

function parsed(raw: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Null: it has none. Sorted by name. */
function tagsIn(value: unknown): { readonly [name: string]: string } | undefined {
  if (value === null || value === undefined) return {};
  if (!isObject(value)) return undefined;
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string') ? Object.fromEntries(pairs) : undefined;
}
