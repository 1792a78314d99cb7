import { appOfKey, idOfApp } from '../apps/model.ts';
import { lackEvent, lacksIn } from '../events/monitoring.ts';
import type { EventRecord } from '../events/model.ts';
import { idOfHost } from '../hosts/model.ts';
import { Breather, GENTLE_MS } from '../kit/breathe.ts';
import { Cell } from '../kit/cell.ts';
import { seenNow } from '../kit/observed.ts';
import { SortedList } from '../kit/sorted.ts';
import { lacksOf, sameLacks, type Counted } from '../monitoring/lacks.ts';
import { LACKS, type MonitoringLack } from '../monitoring/model.ts';
import type { Graph } from './graph.ts';
import { LackCounts, type LackCountsDeps } from './lack-counts.ts';
import { compareText, namedNode, type LiveNode } from './node.ts';
import type { Source } from './source.ts';
import type { Recorded, Thing, Put, Place } from './recorder.ts';

/** An app or a host that is up and lacks something. */
export interface Unmonitored {
  /** Of the app or host. */
  readonly id: string;
  readonly lacks: readonly MonitoringLack[];
}

/** What begins is told once it has lasted so long: the controller sees to what is new within a moment. */
const TOLD_AFTER_MS = 3_000;
const KEY = 'lack ';

export interface UnmonitoredDeps extends LackCountsDeps {
  /** The book's own. */
  readonly source: Source;
  /** What was recorded before this process came. */
  readonly recorded: () => Promise<Iterable<[string, string]>>;
}

/** Everything that is up and not monitored as it should be, and since when. */
export class UnmonitoredBook implements Recorded {
  readonly cell = new Cell();
  readonly list = new SortedList<Unmonitored>((a, b) => compareText(a.id, b.id));
  readonly #held = new Map<string, Unmonitored>();
  /** What begins, by thing and lack: when it was first seen, by both clocks. */
  readonly #begun = new Map<string, { readonly mono: number; readonly at: number }>();
  /** What the log tells of how long things have lacked something. */
  readonly #told = new Map<string, readonly MonitoringLack[]>();
  #put: Put = () => undefined;
  #place: Place | undefined;
  #restored = false;

  readonly #counts: LackCounts;

  constructor(private readonly deps: UnmonitoredDeps) {
    this.#counts = new LackCounts(deps);
  }

  /** Read once everything was looked at: before, what is missing in it means nothing. */
  get source(): Source {
    return this.deps.source;
  }

  of(id: string): readonly MonitoringLack[] {
    return this.#held.get(id)?.lacks ?? [];
  }

  /** Another process may have seen it begin before this one did. */
  hear(events: readonly EventRecord[]): void {
    for (const event of events) {
      const told = lacksIn(event);
      if (told) this.#told.set(told.id, told.lacks);
    }
  }

  /** Looks at everything once. While Falcon is not heard, nothing of it changes. */
  async look(): Promise<void> {
    const { graph, watch, source } = this.deps;
    if (watch.blind() !== undefined) return;
    const { down, lastError } = watch.copy.source;
    if (down) return void source.lost(lastError ?? 'it does not answer');
    const seen = seenNow(graph.clock);
    await this.#restore();
    await this.#lookAtAll();
    source.listed(seen.monotonicAt, seen.at);
  }

  async #lookAtAll(): Promise<void> {
    const { graph } = this.deps;
    const breather = new Breather(GENTLE_MS);
    const seen = new Set<string>();
    for (const { slots } of graph.clusters.values()) {
      for (const slot of slots.values()) {
        const counted = this.#counts.app(slot);
        if (counted) this.#judge(idOfApp(slot.app.cluster, slot.app.marathonId), counted, seen);
        if (breather.due) await breather.breathe();
      }
    }
    for (const host of graph.hosts.values()) {
      const counted = this.#counts.host(host);
      if (counted) this.#judge(idOfHost(host.name), counted, seen);
      if (breather.due) await breather.breathe();
    }
    // Of what has not been read since the start, what was told goes on.
    for (const [id, lacks] of this.#told)
      if (!seen.has(id) && lacks.length > 0 && this.#isUnread(id)) {
        seen.add(id);
        this.#set(id, lacks);
      }
    for (const id of [...this.#held.keys()]) if (!seen.has(id)) this.#set(id, []);
    for (const key of this.#begun.keys()) if (!seen.has(key.slice(0, key.lastIndexOf(' ')))) this.#begun.delete(key);
  }

  #isUnread(id: string): boolean {
    const { graph } = this.deps;
    if (id.startsWith('Host:')) return graph.hostSources().some(({ synced }) => !synced);
    const cluster = graph.clusters.get(appOfKey(id.slice('App:'.length)).cluster);
    return cluster !== undefined && !cluster.source.synced;
  }

  async #restore(): Promise<void> {
    if (this.#restored) return;
    for (const [key, digest] of await this.deps.recorded())
      if (key.startsWith(KEY)) this.#told.set(key.slice(KEY.length), JSON.parse(digest) as MonitoringLack[]);
    this.#restored = true;
  }

  #judge(id: string, counted: Counted, seen: Set<string>): void {
    const { clock } = this.deps.graph;
    const held = this.of(id);
    const known = held.length > 0 ? held : (this.#told.get(id) ?? []);
    const found = lacksOf(counted, known, clock.now());
    const lacks = found.filter((lack) => known.some(({ what }) => what === lack.what) || this.#lasts(`${id} ${lack.what}`, lack));
    if (found.length > 0) seen.add(id);
    for (const what of LACKS) if (!found.some((each) => each.what === what)) this.#begun.delete(`${id} ${what}`);
    this.#set(
      id,
      lacks.map((lack) => ({ ...lack, since: Math.min(lack.since, this.#begun.get(`${id} ${lack.what}`)?.at ?? lack.since) })),
    );
  }

  #lasts(key: string, { since }: MonitoringLack): boolean {
    const { clock } = this.deps.graph;
    const mono = clock.monotonic();
    const begun = this.#begun.get(key) ?? { mono, at: since };
    this.#begun.set(key, begun);
    return mono - begun.mono >= TOLD_AFTER_MS;
  }

  #set(id: string, lacks: readonly MonitoringLack[]): void {
    const before = this.#held.get(id);
    if (lacks.length === 0) {
      this.#told.delete(id);
      if (!before) return;
      this.#held.delete(id);
      this.list.delete(before);
    } else {
      const after: Unmonitored = { id, lacks };
      if (before && JSON.stringify(before.lacks) === JSON.stringify(lacks)) return;
      this.#held.set(id, after);
      this.list.add(after);
    }
    this.cell.raise();
    if (!sameLacks(before?.lacks ?? [], lacks) && this.#place) this.#put(this.#entry(id, this.#place));
  }

  /** As the recorder wants it: what lacks, of all that do. */
  *portions(): Iterable<readonly Thing[]> {
    yield [...this.#held.keys()].map((id) => ({
      key: `${KEY}${id}`,
      digest: JSON.stringify(this.of(id)),
      events: (_, place) => this.#entry(id, place).events,
    }));
  }

  missed(key: string, at: Parameters<NonNullable<Recorded['missed']>>[1]) {
    return lackEvent(key.slice(KEY.length), [], at);
  }

  extent() {
    const count = this.#held.size;
    return { words: `${count} hosts and apps that lack something`, body: { unmonitored: count } };
  }

  refresh(): Promise<void> {
    return this.look();
  }

  listen(put: Put, place: Place): void {
    this.#put = put;
    this.#place = place;
  }

  #entry(id: string, place: Place) {
    const lacks = this.of(id);
    const event = lackEvent(id, lacks, place(namedNode(nodeOfThing(this.deps.graph, id))));
    return { events: [event], key: `${KEY}${id}`, digest: lacks.length === 0 ? null : JSON.stringify(lacks) };
  }
}

/** Where an app hangs; a host belongs to a node's events only when it is attached to that one alone. */
export function nodeOfThing({ tree, clusters }: Graph, id: string): LiveNode | undefined {
  const [, kind, rest = ''] = /^(App|Host):(.*)$/.exec(id) ?? [];
  if (kind === 'App') {
    const { cluster, marathonId } = appOfKey(rest);
    return clusters.get(cluster)?.slots.get(marathonId)?.node;
  }
  const [only, another] = tree.hostNodes.get(rest) ?? [];
  return only === undefined || another !== undefined ? undefined : tree.nodes.get(only);
}
