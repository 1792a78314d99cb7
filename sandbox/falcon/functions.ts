import type { Point } from './series.ts';

/** What a function made of the newest points: nothing when there are too few of them. */
export interface Verdict {
  readonly left: number;
  readonly triggered: boolean;
  /** Time of the oldest point that was looked at. */
  readonly since: number;
}

type Compare = (value: number) => boolean;

/** Equal is near enough. */
const NEAR = 0.0001;

const compares: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => Math.abs(left - right) < NEAR,
  '==': (left, right) => Math.abs(left - right) < NEAR,
  '!=': (left, right) => Math.abs(left - right) > NEAR,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);

/** `all(#3)`, `lookup(#2,5)`, newest point first. Undefined for what is no function, which then never triggers. */
export function evaluate(func: string, op: string, right: number, points: readonly Point[]): Verdict | undefined {
  const [, name = '', first = '', second] = /^([a-z]+)\(#(\d+)(?:,(\d+))?\)$/.exec(func) ?? [];
  const compare = compares[op];
  if (name === '' || !compare) return undefined;
  const limit = Number(name === 'lookup' ? (second ?? 0) : first);
  // A difference is to that many points before the newest.
  const wanted = name.endsWith('diff') ? limit + 1 : limit;
  if (limit < 1 || points.length < wanted) return undefined;
  const seen = points.slice(0, wanted);
  const values = seen.map(({ value }) => value);
  const made = judged(name, values, (value) => compare(value, right), Number(first), right);
  return made && { ...made, since: seen.at(-1)?.timestamp ?? 0 };
}

function judged(name: string, values: readonly number[], is: Compare, number: number, right: number): Omit<Verdict, 'since'> | undefined {
  const newest = values[0] ?? NaN;
  const of = (left: number) => ({ left, triggered: is(left) });
  switch (name) {
    case 'all':
      return { left: newest, triggered: values.every(is) };
    case 'max':
      return of(Math.max(...values));
    case 'min':
      return of(Math.min(...values));
    case 'sum':
      return of(sum(values));
    case 'avg':
      return of(sum(values) / values.length);
    case 'diff':
      return anyOf(
        values.slice(1).map((value) => newest - value),
        is,
      );
    case 'pdiff':
      return anyOf(
        values.slice(1).flatMap((value) => (value === 0 ? [] : [((newest - value) / value) * 100])),
        is,
      );
    case 'lookup':
      return { left: newest, triggered: values.filter(is).length >= number };
    case 'stddev':
      return { left: newest, triggered: Math.abs(newest - sum(values) / values.length) > right * deviation(values) };
    default:
      return undefined;
  }
}

/** The first that triggers, or else the last. */
function anyOf(differences: readonly number[], is: Compare): Omit<Verdict, 'since'> {
  const hit = differences.find(is);
  return { left: hit ?? differences.at(-1) ?? 0, triggered: hit !== undefined };
}

function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
}
