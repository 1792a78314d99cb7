import { ok, rejected, type Result } from '../kit/result.ts';
import type { Occurrence, RuleKind } from './model.ts';
import { instantOf } from './zone.ts';

const LONGEST = 512;
/** A clock that is ahead by more than this is believed in nothing. */
const AHEAD_MS = 10 * 60_000;
const OLDEST_MS = 7 * 86_400_000;

/** What a callback tells; its parameters come in any order, and none that is missing or absurd is guessed. */
export function readCallback(raw: string, zone: string, heardAt: number): Result<Occurrence> {
  const query = new URLSearchParams(raw);
  const problems: string[] = [];
  const text = (name: string, longest = LONGEST): string => {
    const given = query.getAll(name);
    const [value = ''] = given;
    if (given.length !== 1) problems.push(given.length === 0 ? `${name} is missing` : `${name} is given ${given.length} times`);
    else if (value.length > longest) problems.push(`${name} has ${value.length} characters; the limit is ${longest}`);
    return value;
  };
  const whole = (name: string, least: number, most: number): number => {
    const value = text(name);
    const read = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (value !== '' && !(read >= least && read <= most))
      problems.push(`${name} is "${value.slice(0, 40)}"; ${least} to ${most} is expected`);
    return read;
  };

  const endpoint = text('endpoint');
  const metric = text('metric');
  const status = text('status');
  if (status !== 'PROBLEM' && status !== 'OK') problems.push(`status is "${status.slice(0, 40)}"; PROBLEM or OK is expected`);
  const step = whole('step', 1, 1_000_000);
  const priority = whole('priority', 0, 6);
  const strategy = whole('stra_id', 0, 1e15);
  const expression = whole('exp_id', 0, 1e15);
  const templateId = whole('tpl_id', 0, 1e15);
  if (strategy > 0 === expression > 0) problems.push('one of stra_id and exp_id is expected to be above 0');
  if (endpoint === '') problems.push('endpoint is empty');
  if (metric === '') problems.push('metric is empty');

  const local = text('time');
  const at = instantOf(local, zone, heardAt);
  if (at === undefined) problems.push(`time is "${local.slice(0, 40)}"; YYYY-MM-DD HH:MM:SS of ${zone} is expected`);
  else if (timeProblem(at, heardAt))
    problems.push(`time is ${local}, which is not of now: is falcon.zone (${zone}) the zone of Falcon's alarm?`);

  const tags = tagsOf(query.get('tags') ?? '');
  if (tags === undefined) problems.push('tags are not k:v,k:v');
  if (problems.length > 0 || at === undefined || tags === undefined) return rejected('BAD_USER_INPUT', `${problems.join('; ')}.`);
  const kind: RuleKind = strategy > 0 ? 'STRATEGY' : 'EXPRESSION';
  return ok({
    ...{ endpoint, metric, tags, firing: status === 'PROBLEM', step, priority, at },
    rule: { kind, id: kind === 'STRATEGY' ? strategy : expression, templateId },
    value: valueOf(query.get('left_value')),
  });
}

/** Undefined: it is of now. */
export const timeProblem = (at: number, heardAt: number): string | undefined =>
  at > heardAt + AHEAD_MS || at < heardAt - OLDEST_MS ? 'is not of now' : undefined;

/** Old versions do not send it, and one printed it wrongly: an alarm is one without its value. */
function valueOf(text: string | null): number | null {
  return text !== null && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : null;
}

/** Their order is random, and nothing in them is escaped: a comma within a value belongs to it. */
function tagsOf(text: string): { readonly [name: string]: string } | undefined {
  const found: [string, string][] = [];
  if (text === '') return {};
  for (const part of text.split(',')) {
    const colon = part.indexOf(':');
    const last = found.at(-1);
    if (colon > 0) found.push([part.slice(0, colon), part.slice(colon + 1)]);
    else if (last) last[1] += `,${part}`;
    else return undefined;
  }
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
