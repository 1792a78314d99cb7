/** Rows with numbers that are given once and never again, as in a database. */
export class Table<Row extends { readonly id: number }> {
  readonly #rows = new Map<number, Row>();
  #next = 1;

  get size(): number {
    return this.#rows.size;
  }

  insert(fields: Omit<Row, 'id'>): Row {
    const row = withId<Row>(this.#next, fields);
    this.#next += 1;
    this.#rows.set(row.id, row);
    return row;
  }

  find(id: number): Row | undefined {
    return this.#rows.get(id);
  }

  all(): Row[] {
    return [...this.#rows.values()];
  }

  /** True when something is different now. */
  update(row: Row): boolean {
    const before = this.#rows.get(row.id);
    if (!before || JSON.stringify(before) === JSON.stringify(row)) return false;
    this.#rows.set(row.id, row);
    return true;
  }

  delete(id: number): boolean {
    return this.#rows.delete(id);
  }
}

/** Together they are the row; the compiler cannot see it of a type that it does not know. */
function withId<Row extends { readonly id: number }>(id: number, fields: Omit<Row, 'id'>): Row {
  return { id, ...fields } as Row;
}
