import { type Cell, ReadList } from '../kit/cell.ts';
import type { AppSlot, LiveNode } from './node.ts';
import type { Source } from './source.ts';

/** Notes what one request reads: only the facets its document asks for, each cell once per place of reading. */
export class Reading {
  readonly list = new ReadList();
  readonly sources = new Set<Source>();
  readonly #noted = new Set<Source>();
  #shape = false;

  constructor(
    private readonly shapeCell: Cell,
    /** Bits of the facets that the document's fields belong to. */
    private readonly facets: number,
    /** Who asks may not even know which systems there are. */
    private readonly untold = false,
  ) {}

  shape(): void {
    if (this.#shape) return;
    this.#shape = true;
    this.list.note(this.shapeCell);
  }

  cell(cell: Cell): void {
    this.list.note(cell);
  }

  source(source: Source): void {
    if (this.#noted.has(source)) return;
    this.#noted.add(source);
    if (!this.untold) this.sources.add(source);
    this.list.note(source.cell);
  }

  subtree(node: LiveNode): void {
    this.shape();
    this.#cells(node.cells);
  }

  /** A filter hangs on this facet of the whole subtree, whatever fields are asked for. */
  filtered(node: LiveNode, facet: number): void {
    this.shape();
    if ((this.facets & (1 << facet)) === 0) this.list.note(node.cells[facet] as Cell);
  }

  app(slot: AppSlot): void {
    this.#cells(slot.cells);
  }

  /** A thing was found by its key: that it is there at all hangs on this facet, whatever fields are asked of it. */
  found(slot: AppSlot, facet: number): void {
    this.app(slot);
    if ((this.facets & (1 << facet)) === 0) this.list.note(slot.cells[facet] as Cell);
  }

  #cells(cells: readonly Cell[]): void {
    for (let facet = 0; facet < cells.length; facet++) {
      if ((this.facets & (1 << facet)) !== 0) this.list.note(cells[facet] as Cell);
    }
  }
}
