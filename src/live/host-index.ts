import type { Host } from '../hosts/model.ts';
import { Cell } from '../kit/cell.ts';
import { SortedList } from '../kit/sorted.ts';
import { UnreadableItems } from './cluster.ts';
import { compareText } from './node.ts';
import type { Source } from './source.ts';

/** What one Mesos lists. */
export class HostCopy {
  readonly names = new Set<string>();
  readonly unreadable = new UnreadableItems();

  constructor(readonly source: Source) {}
}

type Heard = (before: Host | undefined, after: Host | undefined) => void;

/** Every host by its name, and in the order of names. */
export class HostIndex {
  /** Raised when a host comes, goes or changes. */
  readonly cell = new Cell();
  readonly #byName = new Map<string, Host>();
  readonly #sorted = new SortedList<Host>((a, b) => compareText(a.name, b.name));
  readonly #cells = new Map<string, Cell>();

  constructor(private readonly heard: Heard) {}

  get size(): number {
    return this.#byName.size;
  }

  get(name: string): Host | undefined {
    return this.#byName.get(name);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** In no order. */
  values(): IterableIterator<Host> {
    return this.#byName.values();
  }

  /** In the order of names, from the first behind `after`. */
  inOrder(after?: string): Iterable<Host> {
    return this.#sorted.from(after === undefined ? undefined : (host) => host.name > after);
  }

  /** Of one host that there is. */
  cellOf(name: string): Cell {
    let cell = this.#cells.get(name);
    if (!cell) this.#cells.set(name, (cell = new Cell()));
    return cell;
  }

  put(host: Host): void {
    const before = this.#byName.get(host.name);
    this.#byName.set(host.name, host);
    this.#sorted.add(host);
    this.#touched(before, host);
  }

  delete(name: string): void {
    const before = this.#byName.get(name);
    if (!before) return;
    this.#byName.delete(name);
    this.#sorted.delete(before);
    this.#touched(before, undefined);
    this.#cells.delete(name);
  }

  #touched(before: Host | undefined, after: Host | undefined): void {
    this.#cells.get((after ?? before)?.name ?? '')?.raise();
    this.cell.raise();
    this.heard(before, after);
  }
}
