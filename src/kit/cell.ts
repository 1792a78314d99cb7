/** Something that can be read and that says when it changed: readers note the version they saw. */
export class Cell {
  version = 0;

  raise(): void {
    this.version++;
  }
}

/** What an answer rests on: the cells it read, each at the version it saw. */
export class ReadList {
  readonly #cells: Cell[] = [];
  readonly #versions: number[] = [];

  note(cell: Cell): void {
    this.#cells.push(cell);
    this.#versions.push(cell.version);
  }

  /** True while nothing that was read has changed since. */
  holds(): boolean {
    const cells = this.#cells;
    const versions = this.#versions;
    for (let i = 0; i < cells.length; i++) if (cells[i]?.version !== versions[i]) return false;
    return true;
  }

  get size(): number {
    return this.#cells.length;
  }
}
