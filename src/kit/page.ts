/** One page of a list: what callers get as a Relay connection. Cursors are sealed only when asked for. */
export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export class Edge<T> {
  readonly #cursor: () => string;

  constructor(
    readonly node: T,
    cursor: () => string,
  ) {
    this.#cursor = cursor;
  }

  get cursor(): string {
    return this.#cursor();
  }
}

export class PageInfo {
  readonly #start: () => string | null;
  readonly #end: () => string | null;

  constructor(
    readonly hasNextPage: boolean,
    readonly hasPreviousPage: boolean,
    start: () => string | null,
    end: () => string | null,
  ) {
    this.#start = start;
    this.#end = end;
  }

  get startCursor(): string | null {
    return this.#start();
  }

  get endCursor(): string | null {
    return this.#end();
  }
}

export class Connection<T> {
  readonly pageInfo: PageInfo;
  readonly #cursorOf: (item: T) => string;

  constructor(
    readonly nodes: readonly T[],
    /** Null when counting would mean walking the list. */
    readonly totalCount: number | null,
    more: { readonly next: boolean; readonly previous: boolean },
    cursorOf: (item: T) => string,
    /** Who asks may not see all of what it spans, whether or not something is left out. */
    readonly partial = false,
  ) {
    this.#cursorOf = cursorOf;
    const sealed = (item: T | undefined) => (item === undefined ? null : cursorOf(item));
    this.pageInfo = new PageInfo(
      more.next,
      more.previous,
      () => sealed(nodes[0]),
      () => sealed(nodes.at(-1)),
    );
  }

  /** The same page, shown as something else. */
  map<U extends object>(shown: (item: T) => U): Connection<U> {
    const items = new Map<U, T>();
    const nodes = this.nodes.map((item) => {
      const each = shown(item);
      items.set(each, item);
      return each;
    });
    const { hasNextPage: next, hasPreviousPage: previous } = this.pageInfo;
    return new Connection(nodes, this.totalCount, { next, previous }, (each) => this.#cursorOf(items.get(each) as T), this.partial);
  }

  get edges(): Edge<T>[] {
    return this.nodes.map((node) => new Edge(node, () => this.#cursorOf(node)));
  }
}

/** At most `count` items and whether there are more; walks no further than `budget` items. */
export function take<T>(
  items: Iterable<T>,
  count: number,
  accepts: ((item: T) => boolean) | undefined,
  budget: number,
): { readonly items: T[]; readonly more: boolean; readonly exhausted: boolean } {
  const taken: T[] = [];
  let walked = 0;
  for (const item of items) {
    if (walked++ >= budget) return { items: taken, more: true, exhausted: true };
    if (accepts && !accepts(item)) continue;
    if (taken.length === count) return { items: taken, more: true, exhausted: false };
    taken.push(item);
  }
  return { items: taken, more: false, exhausted: false };
}
