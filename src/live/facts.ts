import { appKey } from '../apps/model.ts';
import type { EventRecord } from '../events/model.ts';
import { systemClock, type Clock } from '../kit/clock.ts';
import { canonical } from '../kit/json.ts';
import { Waiters } from '../kit/waiters.ts';
import type { Facts, Store } from '../plans/ports.ts';
import type { TreeNodeRecord } from '../tree/model.ts';
import { rooted } from '../tree/rooted.ts';
import type { Graph } from './graph.ts';

const OF_THE_TREE =
  /^(TREE_|HOST_(ATTACHED|DETACHED)|PLACEMENT_|FREEZE_|MONITORING_(SET|REMOVED)|CONTROLLER_|SCALING_(RULE|MODE|SCHEDULE_(SET|REMOVED)))/;

/** Keeps the tree in memory equal to the store's: read again after every event of it, this process's or another replica's. */
export class FactsMirror {
  #seq = 0;
  #wanted = 0;
  #reading: Promise<void> | undefined;
  readonly #waiters = new Waiters('The tree in memory has not caught up with the log.');
  #orphans = '';

  constructor(
    private readonly store: Store,
    private readonly graph: Graph,
    private readonly onError: (error: unknown) => void,
    private readonly clock: Clock = systemClock,
    private readonly signal?: AbortSignal,
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

  /** Resolves when the tree in memory reflects the log up to this place; rejects with NOT_YET when `giveUp` comes first. */
  reflected(seq: number, giveUp?: AbortSignal): Promise<void> {
    if (seq <= this.#seq) return Promise.resolve();
    return this.#waiters.until(seq, giveUp);
  }

  #hear(events: readonly EventRecord[]): void {
    const last = events.at(-1)?.seq ?? 0;
    if (this.#reading || events.some((event) => OF_THE_TREE.test(event.kind))) {
      this.#wanted = Math.max(this.#wanted, last);
      // A read may have shown already what is told now: then there is nothing to catch up with, and nothing that would ever be over.
      if (!this.#reading && this.#seq < this.#wanted) this.#reading = this.#catchUp();
    } else this.#advance(last);
  }

  /** Reads until what was wanted is there; a store that does not answer is asked again, ever more slowly. */
  async #catchUp(): Promise<void> {
    for (let failures = 0; this.#seq < this.#wanted;) {
      try {
        await this.#read();
        failures = 0;
      } catch (error) {
        this.onError(error);
        await this.clock.sleep(Math.min(5_000, 50 * 2 ** failures++), this.signal);
        if (this.signal?.aborted) break;
      }
    }
    this.#reading = undefined;
  }

  async #read(): Promise<void> {
    const facts = await this.store.facts();
    this.#leaveOut(apply(this.graph, facts));
    this.#advance(facts.seq);
  }

  /** Said once, not at every read. */
  #leaveOut(orphans: readonly TreeNodeRecord[]): void {
    const ids = orphans.map(({ id }) => id).join(', ');
    if (ids !== '' && ids !== this.#orphans) this.onError(new Error(`Nodes of the store have no parent and are left out: ${ids}.`));
    this.#orphans = ids;
  }

  #advance(seq: number): void {
    if (seq > this.#seq) this.#seq = seq;
    this.#waiters.cameTo(this.#seq);
  }
}

/** Makes the live tree equal to the facts, touching only what differs. Answers the nodes that hang on nothing: they are left out. */
export function apply(graph: Graph, facts: Facts): readonly TreeNodeRecord[] {
  const { tree } = graph;
  const { nodes, orphans } = rooted(facts.nodes);
  const ids = new Set(nodes.map((node) => node.id));
  const gone = [...tree.nodes.values()].filter((node) => node.record && !ids.has(node.record.id));
  // Apps of a node that goes move to the root first, so that their sums leave with them.
  for (const node of gone) {
    for (const slot of [...node.apps]) graph.unplace(slot);
    for (const host of [...node.attached]) tree.detach({ host, nodeId: node.record?.id ?? '' });
  }
  const changed = nodes.filter((record) => !sameRecord(tree.nodes.get(record.id)?.record, record));
  tree.change(changed, gone);
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
  const watchChanged = () => tree.watchCell.raise();
  syncMap(tree.watchRules, facts.watchRules, ({ nodeId }) => nodeId, watchChanged);
  syncMap(tree.controllers, facts.controllers, ({ name }) => name, watchChanged);
  syncMap(
    tree.scalingRules,
    facts.scalingRules,
    ({ on }) => on,
    () => tree.scalingCell.raise(),
  );
  syncMap(
    tree.timed.rules,
    facts.schedules,
    ({ schedule }) => schedule.id,
    () => tree.timed.cell.raise(),
  );
  const attached = new Set(facts.attachments.map(({ host, nodeId }) => `${nodeId} ${host}`));
  for (const node of tree.nodes.values()) {
    const nodeId = node.record?.id ?? '';
    for (const host of [...node.attached]) if (!attached.has(`${nodeId} ${host}`)) tree.detach({ host, nodeId });
  }
  for (const each of facts.attachments) if (tree.nodes.get(each.nodeId)?.attached.has(each.host) === false) tree.attach(each);
  tree.gone = facts.gone;
  tree.synced = true;
  graph.replaceApps();
  return orphans;
}

function sameRecord(held: TreeNodeRecord | undefined, read: TreeNodeRecord): boolean {
  return held?.name === read.name && held.parentId === read.parentId && held.depth === read.depth && held.createdAt === read.createdAt;
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
