import { appKey } from '../apps/model.ts';
import type { EventRecord } from '../events/model.ts';
import { canonical } from '../kit/json.ts';
import type { Facts, Store } from '../plans/ports.ts';
import type { Graph } from './graph.ts';

const OF_THE_TREE = /^(TREE_|HOST_(ATTACHED|DETACHED)|PLACEMENT_|FREEZE_)/;

/** Keeps the tree in memory equal to the store's: read again after every event of it, this process's or another replica's. */
export class FactsMirror {
  #seq = 0;
  #wanted = 0;
  #reading: Promise<void> | undefined;
  #waiters: { seq: number; done: () => void; failed: (error: unknown) => void }[] = [];

  constructor(
    private readonly store: Store,
    private readonly graph: Graph,
    private readonly onError: (error: unknown) => void,
  ) {}

  async start(): Promise<() => void> {
    const stop = this.store.onEvents((events) => this.#hear(events));
    await this.#read();
    return stop;
  }

  /** Every event up to this place is reflected here. */
  get seq(): number {
    return this.#seq;
  }

  /** Resolves when the tree in memory reflects the log up to this place. */
  reflected(seq: number): Promise<void> {
    if (seq <= this.#seq) return Promise.resolve();
    return new Promise((done, failed) => this.#waiters.push({ seq, done, failed }));
  }

  #hear(events: readonly EventRecord[]): void {
    const last = events.at(-1)?.seq ?? 0;
    if (this.#reading || events.some((event) => OF_THE_TREE.test(event.kind))) {
      this.#wanted = Math.max(this.#wanted, last);
      this.#reading ??= this.#catchUp();
    } else this.#advance(last);
  }

  async #catchUp(): Promise<void> {
    try {
      while (this.#seq < this.#wanted) await this.#read();
    } catch (error) {
      this.onError(error);
      for (const waiter of this.#waiters.splice(0)) waiter.failed(error);
    } finally {
      this.#reading = undefined;
    }
  }

  async #read(): Promise<void> {
    const facts = await this.store.facts();
    apply(this.graph, facts);
    this.#advance(facts.seq);
  }

  #advance(seq: number): void {
    if (seq > this.#seq) this.#seq = seq;
    const due = this.#waiters.filter((waiter) => waiter.seq <= this.#seq);
    if (due.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter.seq > this.#seq);
    for (const waiter of due) waiter.done();
  }
}

/** Makes the live tree equal to the facts, touching only what differs. */
export function apply(graph: Graph, facts: Facts): void {
  const { tree } = graph;
  const ids = new Set(facts.nodes.map((node) => node.id));
  const gone = [...tree.nodes.values()].filter((node) => node.record && !ids.has(node.record.id));
  for (const node of gone.sort((a, b) => (b.record?.depth ?? 0) - (a.record?.depth ?? 0))) {
    // Apps of a node that is gone go to the root first, so that their sums leave with them.
    for (const slot of [...node.apps]) graph.unplace(slot);
    tree.remove(node.record?.id ?? '');
  }
  for (const record of [...facts.nodes].sort((a, b) => a.depth - b.depth)) {
    const held = tree.nodes.get(record.id);
    if (!held || canonical(held.record) !== canonical(record)) tree.put(record);
  }
  syncMap(
    tree.aliases,
    facts.aliases,
    (alias) => alias.jobName,
    () => tree.shape.raise(),
  );
  syncMap(
    tree.claims,
    facts.claims,
    (claim) => appKey(claim.cluster, claim.marathonId),
    () => tree.shape.raise(),
  );
  syncMap(
    tree.freezes,
    facts.freezes,
    (freeze) => freeze.id,
    () => tree.freezeCell.raise(),
  );
  const attached = new Set(facts.attachments.map(({ host, nodeId }) => `${nodeId} ${host}`));
  for (const node of tree.nodes.values()) {
    const nodeId = node.record?.id ?? '';
    for (const host of [...node.attached]) if (!attached.has(`${nodeId} ${host}`)) tree.detach({ host, nodeId });
  }
  for (const each of facts.attachments) if (!tree.nodes.get(each.nodeId)?.attached.has(each.host)) tree.attach(each);
  tree.synced = true;
  graph.replaceApps();
}

function syncMap<T>(held: Map<string, T>, wanted: readonly T[], keyOf: (item: T) => string, changed: () => void): void {
  const keys = new Set(wanted.map(keyOf));
  for (const key of [...held.keys()]) {
    if (keys.has(key)) continue;
    held.delete(key);
    changed();
  }
  for (const item of wanted) {
    if (canonical(held.get(keyOf(item)) ?? null) === canonical(item)) continue;
    held.set(keyOf(item), item);
    changed();
  }
}
