import type { Deployment, PendingRecord, Unreadable } from '../apps/model.ts';
import type { Readings } from '../kit/readings.ts';
import { Cell } from '../kit/cell.ts';
import { canonical } from '../kit/json.ts';
import type { AppSlot } from './node.ts';
import { sameSnapshot } from './same.ts';
import { SourcePart, type ReadAt, type Source } from './source.ts';

export type DeploymentChange = readonly [before: Deployment | undefined, after: Deployment | undefined];

/** What is read of a Marathon beside its apps. */
type Part = 'deployments' | 'queue';

/** One Marathon's part of the graph. */
export class ClusterCopy {
  readonly slots = new Map<string, AppSlot>();
  readonly deployments = new Map<string, Deployment>();
  readonly deploymentCell = new Cell();
  pending: ReadonlyMap<string, PendingRecord> = new Map();
  readonly pendingCell = new Cell();
  readonly parts: Readonly<Record<Part, SourcePart>>;
  readonly unreadable = new UnreadableItems();
  /** Apps that a read found gone, and when it began: a list that began earlier still shows them. */
  readonly #gone = new Map<string, number>();

  constructor(
    readonly name: string,
    readonly source: Source,
  ) {
    this.parts = { deployments: new SourcePart(source), queue: new SourcePart(source) };
  }

  /** The last read of the part was refused, or could not be understood: what is held of it grows old. */
  unread(part: Part, problem: string): void {
    this.unreadable.put(`GET ${part}`, { id: `/v2/${part}`, problem });
  }

  isUnread(part: Part): boolean {
    return this.unreadable.get(`GET ${part}`) !== undefined;
  }

  /** Returns false when a read that began later is held. */
  #isRead(part: Part, { mono, wall }: ReadAt): boolean {
    if (mono < (this.parts[part].listedMono ?? 0)) return false;
    this.parts[part].listed(mono, wall);
    this.unreadable.delete(`GET ${part}`);
    return true;
  }

  found(marathonId: string): void {
    this.#gone.delete(marathonId);
  }

  lost(marathonId: string, mono: number): void {
    this.#gone.set(marathonId, mono);
  }

  /** A read that began later than this one found the app gone. */
  isGone(marathonId: string, mono: number): boolean {
    return (this.#gone.get(marathonId) ?? -1) > mono;
  }

  /** A whole list that began then is held: what went before is in it. */
  forgetGone(mono: number): void {
    for (const [id, at] of this.#gone) if (at <= mono) this.#gone.delete(id);
  }

  /** Makes the running deployments those that were listed; a list that is older than the one held changes nothing. */
  applyDeployments({ items, unreadable }: Readings<Deployment>, at: ReadAt): DeploymentChange[] {
    if (!this.#isRead('deployments', at)) return [];
    const after = new Map(items.map((each) => [each.deploymentId, each]));
    const stays = staying(unreadable);
    const changes: DeploymentChange[] = [];
    for (const id of new Set([...this.deployments.keys(), ...after.keys()])) {
      const [held, now] = [this.deployments.get(id), after.get(id)];
      if (held === now || (held && now && sameSnapshot(held, now)) || (!now && stays(id))) continue;
      if (now) this.deployments.set(id, now);
      else this.deployments.delete(id);
      this.deploymentCell.raise();
      changes.push([held, now]);
    }
    this.unreadable.under('GET /v2/deployments ', unreadable);
    return changes;
  }

  /** As above, of what waits in the queue. */
  applyPending({ items, unreadable }: Readings<PendingRecord>, at: ReadAt): void {
    if (!this.#isRead('queue', at)) return;
    const stays = staying(unreadable);
    const after = [...items, ...[...this.pending.values()].filter(({ marathonId }) => stays(marathonId))];
    this.unreadable.under('GET /v2/queue ', unreadable);
    if (canonical([...this.pending.values()]) === canonical(after)) return;
    this.pending = new Map(after.map((item) => [item.marathonId, item]));
    this.pendingCell.raise();
  }
}

/** Whether something held may be among what could not be read: by its id, or because one of these had none. */
export function staying(unreadable: readonly Unreadable[]): (id: string) => boolean {
  const ids = new Set(unreadable.map(({ id }) => id));
  const nameless = unreadable.some(({ id }) => isPlace(id));
  return (id) => nameless || ids.has(id);
}

/** A place in an answer, such as `apps[3]`, stands where even the id could not be read. */
export const isPlace = (id: string): boolean => /^\w+\[\d+\]$/.test(id);

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
    this.delete(marathonId);
    this.under(`${marathonId}${TASK}`, tasks);
  }

  /** Of this part of what there is, only these could not be read. */
  under(prefix: string, items: readonly Unreadable[]): void {
    if (this.#items.size === 0 && items.length === 0) return;
    const after = new Map(items.map((item) => [`${prefix}${item.id}`, item]));
    for (const key of [...this.#items.keys()]) if (key.startsWith(prefix) && !after.has(key)) this.delete(key);
    for (const [key, item] of after) this.put(key, item);
  }

  /** A whole list was read: what belongs to an app that it did not hold is gone. */
  keep(listed: ReadonlySet<string>): void {
    for (const key of [...this.#items.keys()]) if (!key.startsWith('GET ') && !listed.has(key.split(TASK)[0] ?? key)) this.delete(key);
  }
}
