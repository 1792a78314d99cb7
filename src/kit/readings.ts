import { isObject } from './json.ts';
import { Misfit } from './fields.ts';

interface Unreadable {
  /** What names it, or its place in the answer where even that is missing. */
  readonly id: string;
  readonly problem: string;
}

/** A list, with what of it could not be read: that is there all the same. */
export interface Readings<T> {
  readonly items: readonly T[];
  readonly unreadable: readonly Unreadable[];
}

/** Reads each item; one that cannot be read harms only itself. */
export function each<T>(items: readonly unknown[], place: string, decode: (item: unknown) => T, name = 'id'): Readings<T> {
  const read: T[] = [];
  const unreadable: Unreadable[] = [];
  items.forEach((item, index) => {
    try {
      read.push(decode(item));
    } catch (error) {
      unreadable.push(unreadableAt(`${place}[${index}]`, item, error, name));
    }
  });
  return { items: read, unreadable };
}

/**
 * What cannot be read, by the member that names it where that much is readable, so that who holds a copy of it can keep it.
 * Throws on whatever is not a Misfit.
 */
export function unreadableAt(place: string, value: unknown, error: unknown, name = 'id'): Unreadable {
  if (!(error instanceof Misfit)) throw error;
  const id = isObject(value) ? value[name] : null;
  return { id: typeof id === 'string' && id !== '' ? id : place, problem: error.message };
}
