import { createHash } from 'node:crypto';
import { Fault } from '../kit/fault.ts';
import { Connection, take, type PageArgs } from '../kit/page.ts';
import type { Seal } from '../kit/seal.ts';

export const PAGE_DEFAULT = 50;
export const PAGE_MAX = 1000;
/** How many rows a predicate without an index may walk. */
export const WALK_MAX = 20_000;

/** The size of the page asked for, or a refusal that says the limit. */
export function pageSize(first: number | null | undefined, name = 'first'): number {
  if (first === null || first === undefined) return PAGE_DEFAULT;
  if (first < 0) throw new Fault('BAD_USER_INPUT', `${name}: ${first} is below 0.`, { details: { argument: name } });
  if (first > PAGE_MAX) {
    throw new Fault('BAD_USER_INPUT', `${name}: ${first} is above the limit of ${PAGE_MAX}.`, {
      details: { argument: name, limit: PAGE_MAX },
    });
  }
  return first;
}

/** List cursors: sealed, and good only for the list (kind, order, filter) they came from. */
export class Cursors {
  constructor(private readonly seal: Seal) {}

  seals(list: string, position: readonly string[]): string {
    return this.seal.seal(JSON.stringify(['l', shortOf(list), ...position]));
  }

  opens(list: string, after: string | null | undefined): readonly string[] | undefined {
    if (after === null || after === undefined) return undefined;
    const text = this.seal.open(after);
    const parts = text === undefined ? undefined : (JSON.parse(text) as string[]);
    if (!parts || parts[0] !== 'l')
      throw new Fault('BAD_USER_INPUT', 'after: not a cursor of this API.', { details: { argument: 'after' } });
    if (parts[1] !== shortOf(list)) {
      throw new Fault('BAD_USER_INPUT', 'after: this cursor comes from a list with another order or filter.', {
        details: { argument: 'after' },
      });
    }
    return parts.slice(2);
  }
}

/** Enough to tell one list from another; cursors stay short. */
function shortOf(list: string): string {
  return createHash('sha1').update(list).digest('base64url').slice(0, 11);
}

interface Listing<T> {
  /** Kind, order and filter: what a cursor is good for. */
  readonly list: string;
  readonly page: PageArgs;
  readonly items: (after: readonly string[] | undefined) => Iterable<T>;
  readonly position: (item: T) => readonly string[];
  readonly total: number | null;
  readonly accepts?: ((item: T) => boolean) | undefined;
  readonly partial?: boolean | undefined;
}

export function connect<T>(cursors: Cursors, { list, page, items, position, total, accepts, partial }: Listing<T>): Connection<T> {
  const size = pageSize(page.first);
  const after = cursors.opens(list, page.after);
  const taken = take(items(after), size, accepts, WALK_MAX);
  if (taken.exhausted) {
    throw new Fault('TOO_BROAD', `The filter walked ${WALK_MAX} rows without filling the page.`, { details: { limit: WALK_MAX } });
  }
  const more = { next: taken.more, previous: after !== undefined };
  return new Connection(taken.items, total, more, (item) => cursors.seals(list, position(item)), partial);
}
