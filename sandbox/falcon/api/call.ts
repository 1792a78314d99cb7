import type { Json } from '../../web.ts';
import type { User } from '../uic.ts';

/** A request to the API as a handler sees it. */
export interface Call {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** JSON, or the fields of a form or of the query as text. */
  readonly input: Json;
  /** Whether the fields came as text. */
  readonly form: boolean;
  /** Who says to ask; with the token of the servers it may be nobody who is known. */
  readonly user: User | undefined;
}

/** Text becomes `{"message": …}`. */
export type Handler = (call: Call) => Json;

export type Route = readonly [method: string, path: RegExp, handler: Handler];

/** An answer `{"error": …}` other than 200. */
export class Refused extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** How the real one answers when its database refuses. */
export const EXPECTATION_FAILED = 417;
export const NOT_FOUND = 'record not found';

export function found<Row>(row: Row | undefined, status = 400): Row {
  if (row === undefined) throw new Refused(NOT_FOUND, status);
  return row;
}

/** The number in a path. */
export function numberIn(text: string | undefined): number {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) throw new Refused(`strconv.Atoi: parsing "${text ?? ''}": invalid syntax`);
  return Number(text);
}

/** A page needs a limit; a limit without a page does nothing. */
export function paged<Row>(rows: readonly Row[], query: URLSearchParams): Row[] {
  const page = query.get('page') ?? '';
  if (page === '') return [...rows];
  const [number, limit] = [numberIn(page), query.get('limit') ?? ''];
  if (limit === '') throw new Refused('You set page but skip limit params, please check your input');
  const size = numberIn(limit);
  if (number <= 0 || size <= 0) throw new Refused('limit or page can not set to 0 or less than 0');
  return rows.slice((number - 1) * size, number * size);
}

/** The regular expressions of MySQL, more or less; a bad one is an error of the database. */
export function matcher(pattern: string): (text: string) => boolean {
  try {
    const expression = new RegExp(pattern, 'i');
    return (text) => expression.test(text);
  } catch {
    throw new Refused(`Error 1139: Got error 'bad pattern ${pattern}' from regexp`);
  }
}

export const duplicate = (name: string, key: string) => `Error 1062: Duplicate entry '${name}' for key '${key}'`;
