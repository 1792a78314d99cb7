import type { Container } from '../containers/model.ts';
import type { Places } from '../monitoring/counter.ts';
import { NOTHING_WANTED, type Wanted } from '../monitoring/coverage.ts';
import type { Watched } from '../monitoring/model.ts';
import { hostEndpointOf, standOf, type Naming } from '../monitoring/naming.ts';
import { nodataOf } from '../monitoring/nodata.ts';
import { effective, strategiesOf } from '../monitoring/watch.ts';
import { DEFINITION, RUNTIME } from '../tree/facets.ts';
import type { Cell } from '../kit/cell.ts';
import type { Graph } from './graph.ts';
import type { AppSlot, LiveNode } from './node.ts';
import type { WatchedCopy } from './watched.ts';

/** What is wanted of a node, and what is held of it. */
export interface NodeWatch {
  readonly wanted: Wanted;
  readonly held: Watched;
}

interface Endpoints {
  readonly version: number;
  readonly names: readonly string[];
}

/** What Falcon should have of each node, by the tree, by what runs there and by what is set. */
export class WantedWatch {
  /** Names are made once for each state of an app. */
  readonly #ofApps = new WeakMap<AppSlot, Endpoints>();
  /** Every endpoint that should be in some group, as of these versions. */
  #all: ReadonlySet<string> = new Set();
  #allAt = '';

  constructor(
    private readonly graph: Graph,
    readonly copy: WatchedCopy,
    private readonly naming: Naming,
    private readonly placesOf: (container: Container) => Places,
    /** So often the figures are measured. */
    private readonly stepMs: number,
  ) {}

  /** Why nothing can be told of what should be; undefined: it can, though perhaps not of all: see `careful`. */
  blind(): string | undefined {
    const { tree, clusters } = this.graph;
    if (!tree.synced) return 'The tree has not been read yet.';
    if (!this.copy.source.synced) return `${this.copy.source.name} has not been read yet.`;
    const read = [...clusters.values()].some(({ source }) => source.synced);
    return read || clusters.size === 0 ? undefined : 'No Marathon has been read yet.';
  }

  of(nodeId: string): NodeWatch {
    return { wanted: this.wanted(nodeId), held: this.copy.of(nodeId) };
  }

  /** Ids of all nodes that there are, and of all that Falcon has something of. */
  nodes(): Set<string> {
    return new Set([...this.copy.nodes(), ...this.graph.tree.nodes.keys()]);
  }

  wanted(nodeId: string): Wanted {
    const node = this.graph.tree.nodes.get(nodeId);
    if (!node) return NOTHING_WANTED;
    const rules = this.graph.tree.watchRulesOn(node);
    const [nearest, above] = rules;
    const own = nearest?.nodeId === nodeId ? nearest : undefined;
    const hosts = this.#hostsOf(node);
    const careful = this.#careful();
    const none = hosts.length === 0 && (!careful || this.copy.of(nodeId).group === null);
    return {
      group: none ? null : { hosts, template: nearest?.nodeId ?? null, careful },
      template: own
        ? { parent: above?.nodeId ?? null, strategies: strategiesOf(own, this.naming.counters), teams: effective(rules).teams }
        : null,
      nodata: none || !this.ownEndpoints ? [] : nodataOf(effective(rules), this.naming.counters, this.stepMs),
    };
  }

  /** Containers that share an endpoint are told apart by their tags: what stands in for a figure is of one endpoint's counter. */
  get ownEndpoints(): boolean {
    return this.naming.tags === '';
  }

  /** Whether any node should have it in its group: one that only goes elsewhere is not lost. */
  isWanted(endpoint: string): boolean {
    const { tree } = this.graph;
    const key = `${tree.shape.version} ${tree.root.cells[RUNTIME]?.version} ${tree.root.cells[DEFINITION]?.version}`;
    if (this.#allAt !== key) {
      this.#all = new Set([...tree.nodes.values()].flatMap((node) => this.#hostsOf(node)));
      this.#allAt = key;
    }
    return this.#all.has(endpoint);
  }

  /** What Falcon calls a host; undefined: it cannot be told. */
  endpointOfHost(name: string): string | undefined {
    return hostEndpointOf(this.naming, this.graph.hosts.get(name) ?? { name, ip: null });
  }

  /** Each once: several containers may share an endpoint. */
  #hostsOf(node: LiveNode): readonly string[] {
    const names = new Set<string>();
    for (const slot of node.apps) for (const name of this.endpointsOf(slot)) names.add(name);
    for (const host of node.attached) {
      const name = this.endpointOfHost(host);
      if (name !== undefined) names.add(name);
    }
    return [...names].sort();
  }

  /** Of what runs or is about to. */
  endpointsOf(slot: AppSlot): readonly string[] {
    const { version } = slot.cells[RUNTIME] as Cell;
    const held = this.#ofApps.get(slot);
    if (held?.version === version) return held.names;
    const names = slot.containers.flatMap((container) => this.endpointOf(container) ?? []);
    this.#ofApps.set(slot, { version, names });
    return names;
  }

  /** Undefined: it cannot be told yet. */
  endpointOf(container: Container): string | undefined {
    return standOf(this.naming, this.placesOf(container))?.endpoint;
  }

  /** Whoever does not answer may run what is not shown: what is held of it is the last that was known. */
  #careful(): boolean {
    const sources = [...[...this.graph.clusters.values()].map(({ source }) => source), ...this.graph.hostSources()];
    return sources.some((source) => !source.synced || source.stale());
  }
}
