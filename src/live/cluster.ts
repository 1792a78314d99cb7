import type { Deployment, PendingRecord, Unreadable } from '../apps/model.ts';
import { Cell } from '../kit/cell.ts';
import { canonical } from '../kit/json.ts';
import type { AppSlot } from './node.ts';
import type { Source } from './source.ts';

/** One Marathon's part of the graph. */
export class ClusterCopy {
  readonly slots = new Map<string, AppSlot>();
  readonly deployments = new Map<string, Deployment>();
  readonly deploymentCell = new Cell();
  /** When the read of the held deployments began. */
  deploymentsMono = 0;
  pending: ReadonlyMap<string, PendingRecord> = new Map();
  readonly pendingCell = new Cell();
  #pendingMono = 0;
  readonly unreadable = new UnreadableItems();

  constructor(
    readonly name: string,
    readonly source: Source,
  ) {}

  /** Makes what waits what was listed; a list that is older than the one held changes nothing. */
  applyPending(listed: readonly PendingRecord[], mono: number): void {
    if (mono < this.#pendingMono) return;
    this.#pendingMono = mono;
    if (canonical([...this.pending.values()]) === canonical([...listed])) return;
    this.pending = new Map(listed.map((item) => [item.marathonId, item]));
    this.pendingCell.raise();
  }
}

type Heard = (key: string, item: Unreadable | undefined) => void;

const TASK = ' task ';

/** What of a Marathon's answers could not be read: apps by their id or place, tasks by their app's. */
export class UnreadableItems {
  readonly cell = new Cell();
  readonly #items = new Map<string, Unreadable>();
  #heard: Heard = () => undefined;

  /** Told of each item that comes, changes or goes. */
  listen(heard: Heard): void {
    this.#heard = heard;
  }

  get size(): number {
    return this.#items.size;
  }

  entries(): IterableIterator<[string, Unreadable]> {
    return this.#items.entries();
  }

  values(): IterableIterator<Unreadable> {
    return this.#items.values();
  }

  get(key: string): Unreadable | undefined {
    return this.#items.get(key);
  }

  put(key: string, item: Unreadable): void {
    const before = this.#items.get(key);
    this.#items.set(key, item);
    if (before?.problem === item.problem) return;
    this.cell.raise();
    this.#heard(key, item);
  }

  delete(key: string): void {
    if (!this.#items.delete(key)) return;
    this.cell.raise();
    this.#heard(key, undefined);
  }

  /** The app was read: of it, only these tasks could not be. */
  ofApp(marathonId: string, tasks: readonly Unreadable[]): void {
    if (this.#items.size === 0 && tasks.length === 0) return;
    const prefix = `${marathonId}${TASK}`;
    const after = new Map(tasks.map((item) => [`${prefix}${item.id}`, item]));
    this.delete(marathonId);
    for (const key of [...this.#items.keys()]) if (key.startsWith(prefix) && !after.has(key)) this.delete(key);
    for (const [key, item] of after) this.put(key, item);
  }

  /** A whole list was read: what belongs to an app that it did not hold is gone. */
  keep(listed: ReadonlySet<string>): void {
    for (const key of [...this.#items.keys()]) if (!listed.has(key.split(TASK)[0] ?? key)) this.delete(key);
  }
}
