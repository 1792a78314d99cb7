import { isObject, type Json, type JsonObject } from '../../web.ts';
import { Refused, type Call } from './call.ts';

interface Kinds {
  readonly string: string;
  readonly int64: number;
  readonly float64: number;
  readonly '[]string': readonly string[];
  readonly '[]int64': readonly number[];
  readonly struct: JsonObject;
}

type Kind = keyof Kinds;
type Field = readonly [key: string, kind: Kind, required?: 'required'];
type Fields = Readonly<Record<string, Field>>;

/** By the name of the field in the program, which is what its messages say. */
export type Bound<F extends Fields> = { readonly [Name in keyof F]: Kinds[F[Name][1]] };

const zero: Readonly<Record<Kind, Json>> = { string: '', int64: 0, float64: 0, '[]string': [], '[]int64': [], struct: {} };

/**
 * Reads a body into the fields of a struct as the real one does: what is missing is zero, a zero is not
 * there when it is required, and all that is wrong is said at once, in any order.
 */
export function bind<const F extends Fields>({ input, form }: Pick<Call, 'input' | 'form'>, struct: string, fields: F): Bound<F> {
  if (!isObject(input)) throw new Refused(`json: cannot unmarshal ${nameOf(input)} into Go value of type ${struct}`);
  const wrong: string[] = [];
  const bound = Object.entries(fields).map(([name, [key, kind, required]]): [string, Json] => {
    const given = form ? fromText(input[key], kind) : input[key];
    if (given === undefined || given === null) {
      if (required) wrong.push(missing(struct, name));
      return [name, zero[kind]];
    }
    if (!fits(given, kind)) {
      throw new Refused(`json: cannot unmarshal ${nameOf(given)} into Go struct field ${struct}.${key} of type ${kind}`);
    }
    // An empty list is there; an empty text and a zero are not.
    if (required && (given === '' || given === 0)) wrong.push(missing(struct, name));
    return [name, given];
  });
  if (wrong.length > 0) throw new Refused(shuffled(wrong).join('\n'));
  // Each field was looked at just now.
  return Object.fromEntries(bound) as Bound<F>;
}

const missing = (struct: string, name: string) =>
  `Key: '${struct}.${name}' Error:Field validation for '${name}' failed on the 'required' tag`;

function fromText(value: Json | undefined, kind: Kind): Json | undefined {
  if (value === undefined || kind === 'string' || kind === '[]string') {
    return kind === '[]string' && typeof value === 'string' ? [value] : value;
  }
  const number = Number(value);
  if (Number.isNaN(number)) throw new Refused(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  return number;
}

function fits(value: Json, kind: Kind): boolean {
  switch (kind) {
    case 'string':
      return typeof value === 'string';
    case 'int64':
      return typeof value === 'number' && Number.isInteger(value);
    case 'float64':
      return typeof value === 'number';
    case '[]string':
      return Array.isArray(value) && value.every((each) => typeof each === 'string');
    case '[]int64':
      return Array.isArray(value) && value.every((each) => typeof each === 'number' && Number.isInteger(each));
    case 'struct':
      return isObject(value);
  }
}

function nameOf(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The order of a Go map. */
export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
}
