import { isObject } from './json.ts';

/** Reading JSON of others: absent is null, and a value of the wrong kind is named by its place. */
export type Fields = { readonly [key: string]: unknown };

/** A value that is not what it should be, and where. */
export class Misfit extends Error {
  place: string;
  readonly expected: string;

  constructor(place: string, expected: string) {
    super();
    this.name = 'Misfit';
    this.place = place;
    this.expected = expected;
  }

  override get message(): string {
    return `${this.place || 'the answer'}: expected ${this.expected}`;
  }
}

function misfit(key: string, expected: string, value: unknown): Misfit {
  return new Misfit(key, `${expected}, found ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** Runs `read` and puts `place` before the place of whatever it finds wrong. */
export function inside<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Misfit) error.place = (error.place && `${place}${error.place.startsWith('[') ? '' : '.'}${error.place}`) || place;
    throw error;
  }
}

export function fields(value: unknown, place = ''): Fields {
  if (isObject(value)) return value;
  throw misfit(place, 'an object', value);
}

export function fieldsAt(from: Fields, key: string): Fields | null {
  const value = from[key];
  if (value === undefined || value === null) return null;
  return fields(value, key);
}

/** Absent and null are the empty list. */
export function listAt(from: Fields, key: string): readonly unknown[] {
  const value = from[key];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw misfit(key, 'a list', value);
}

export function objectsAt(from: Fields, key: string): readonly Fields[] {
  return listAt(from, key).map((value, index) => fields(value, `${key}[${index}]`));
}

export function textAt(from: Fields, key: string): string | null {
  const value = from[key];
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return null;
  throw misfit(key, 'a text', value);
}

export function needText(from: Fields, key: string): string {
  const value = textAt(from, key);
  if (value !== null && value !== '') return value;
  throw misfit(key, 'a text', from[key]);
}

/** JSON may hold 1e999, which is no number here. */
export function numberAt(from: Fields, key: string): number | null {
  const value = from[key];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value === undefined || value === null) return null;
  throw misfit(key, typeof value === 'number' ? 'a finite number' : 'a number', value);
}

/** A whole number that fits 32 bits, as GraphQL's Int does. */
export function countAt(from: Fields, key: string): number | null {
  const value = numberAt(from, key);
  if (value === null || value === (value | 0)) return value;
  throw new Misfit(key, `a whole number of 32 bits, found ${value}`);
}

/** Of which there is less than 10^9: sums of what a company has stay exact. */
export function amountAt(from: Fields, key: string): number | null {
  const value = numberAt(from, key);
  if (value === null || (value >= 0 && value < 1e9)) return value;
  throw new Misfit(key, `an amount from 0 to 10^9, found ${value}`);
}

export function flagAt(from: Fields, key: string): boolean | null {
  const value = from[key];
  if (typeof value === 'boolean') return value;
  if (value === undefined || value === null) return null;
  throw misfit(key, 'true or false', value);
}

/** An ISO 8601 instant as ms since 1970. */
export function instantAt(from: Fields, key: string): number | null {
  const text = textAt(from, key);
  if (text === null) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw misfit(key, 'an instant', text);
  return at;
}
