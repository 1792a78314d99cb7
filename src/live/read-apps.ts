import type { App, Deployment, PendingRecord } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import type { AppFilterFacts } from '../context.ts';
import { Fault } from '../kit/fault.ts';
import type { Connection, PageArgs } from '../kit/page.ts';
import type { TreeNode } from '../tree/model.ts';
import { connect, type Cursors } from './cursors.ts';
import { DEFINITION, RUNTIME } from '../tree/facets.ts';
import type { ClusterCopy } from './cluster.ts';
import type { Graph } from './graph.ts';
import type { AppSlot, LiveNode } from './node.ts';
import { counted, findNode } from './read-tree.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';
import { appIsSeen, partOf } from './seen.ts';
import { TALLY } from './tally.ts';
import { namesBelow, slotsFrom } from './walk.ts';

/** Reads of apps, their deployments and what waits for them. */
export class AppReads {
  constructor(
    private readonly graph: Graph,
    private readonly reading: Reading,
    private readonly cursors: Cursors,
    private readonly scope: Scope,
  ) {}

  byKey(key: string): App | undefined {
    const at = key.indexOf(':');
    return this.#one(key.slice(at + 1), [key.slice(0, at)]);
  }

  find(marathonId: string, cluster: string | null | undefined): App | undefined {
    return this.#one(
      marathonId.startsWith('/') ? marathonId : `/${marathonId}`,
      cluster != null ? [cluster] : [...this.graph.clusters.keys()],
    );
  }

  of(container: Container): App | undefined {
    const slot = this.graph.slotOf(container);
    if (slot) this.reading.app(slot);
    return slot?.app;
  }

  slot(app: App): AppSlot | undefined {
    return this.graph.clusters.get(app.cluster)?.slots.get(app.marathonId);
  }

  nodeOf(app: App): TreeNode | undefined {
    this.reading.shape();
    const node = this.slot(app)?.node;
    return this.scope.sees(node) ? node?.entity : undefined;
  }

  list(filter: AppFilterFacts, page: PageArgs): Connection<App> {
    const root = filter.scope ? findNode(this.graph, this.scope, filter.scope) : this.graph.tree.root;
    const partial = this.scope.isPartial(root);
    requireClusters(this.graph, this.reading, filter.cluster, this.scope);
    if (!root) {
      this.reading.shape();
      return connect<App>(this.cursors, { list: 'apps:none', page, items: () => [], position: () => [], total: 0, partial });
    }
    const tops = this.scope.tops(root);
    for (const top of tops) {
      this.reading.subtree(top);
      this.reading.filtered(top, DEFINITION);
      if (filter.deploying != null) this.reading.filtered(top, RUNTIME);
    }
    const accepts = accepting(this.graph, filter);
    return connect<App>(this.cursors, {
      list: `apps:${JSON.stringify([filter.scope, filter.cluster, filter.unassigned, filter.deploying, filter.label, filter.idContains])}`,
      page,
      total: accepts ? null : counted(tops, TALLY.apps),
      position: (app) => [app.key, ...this.#namesBelow(root, this.slot(app)?.node)],
      // Apps without a place are below no node.
      items: (after) =>
        filter.unassigned === true && (root.record || !this.scope.all) ? [] : this.#walk(root, after, filter.unassigned === true),
      accepts,
      partial,
    });
  }

  /** Apps that claim the node by their label and do not hang there: not confirmed, or not any more. */
  claiming(node: TreeNode): readonly App[] {
    requireClusters(this.graph, this.reading);
    this.reading.shape();
    this.reading.cell(this.graph.tree.root.cells[DEFINITION] as LiveNode['cells'][number]);
    const here = this.graph.tree.nodes.get(node.nodeId);
    return this.graph.claims.of(node.jobName).flatMap((key) => {
      const slot = this.graph.slotByKey(key);
      return slot && slot.node !== here ? [slot.app] : [];
    });
  }

  deployments(cluster: string | null | undefined): readonly Deployment[] {
    const copies = requireClusters(this.graph, this.reading, cluster, this.scope);
    return copies.flatMap((copy) => {
      this.#readsDeployments(copy);
      return this.#seen(copy.deployments.values());
    });
  }

  deploymentByKey(key: string): Deployment | undefined {
    const at = key.indexOf(':');
    const copy = this.graph.clusters.get(key.slice(0, at));
    if (!copy) return undefined;
    copy.source.requireSynced();
    this.reading.source(copy.source);
    this.#readsDeployments(copy);
    return this.#seen([copy.deployments.get(key.slice(at + 1))])[0];
  }

  deploymentsOf(app: App): readonly Deployment[] {
    const copy = this.graph.clusters.get(app.cluster);
    if (!copy || app.deploymentIds.length === 0) return [];
    this.#readsDeployments(copy);
    return this.#seen(app.deploymentIds.map((id) => copy.deployments.get(id)));
  }

  inDeployment(deployment: Deployment): readonly App[] {
    return deployment.affectedApps.flatMap((id) => this.#one(id, [deployment.cluster]) ?? []);
  }

  /** Of a deployment that works on several apps, no more than on those that are seen; of others, nothing. */
  #seen(deployments: Iterable<Deployment | undefined>): Deployment[] {
    return [...deployments].flatMap((each) => {
      if (!each || this.scope.all) return each ?? [];
      const slots = this.graph.clusters.get(each.cluster)?.slots;
      return partOf(each, (marathonId) => this.scope.sees(slots?.get(marathonId)?.node)) ?? [];
    });
  }

  #readsDeployments(copy: ClusterCopy): void {
    this.reading.cell(copy.deploymentCell);
    this.reading.source(copy.parts.deployments);
  }

  pendingOf(app: App): PendingRecord | undefined {
    const copy = this.graph.clusters.get(app.cluster);
    if (!copy || !(this.scope.all || this.scope.sees(this.slot(app)?.node))) return undefined;
    this.reading.cell(copy.pendingCell);
    this.reading.source(copy.parts.queue);
    return copy.pending.get(app.marathonId);
  }

  *#walk(root: LiveNode, after: readonly string[] | undefined, unassigned: boolean): Generator<App> {
    if (unassigned) {
      for (const slot of this.graph.tree.root.apps) if (!after || slot.app.key > (after[0] ?? '')) yield slot.app;
      return;
    }
    const [appKey = '', ...names] = after ?? [];
    const place = after && { names, appKey, taskId: '' };
    for (const slot of slotsFrom(root, place, this.scope)) if (slot.app.key !== appKey || !after) yield slot.app;
  }

  #namesBelow(root: LiveNode, node: LiveNode | undefined): string[] {
    return namesBelow(root, node);
  }

  #one(marathonId: string, clusters: readonly string[]): App | undefined {
    const found: AppSlot[] = [];
    const waiting: ClusterCopy[] = [];
    for (const name of clusters) {
      const copy = this.graph.clusters.get(name);
      if (!copy) continue;
      this.reading.source(copy.source);
      const slot = copy.slots.get(marathonId);
      if (slot && appIsSeen(this.graph, this.scope, slot)) found.push(slot);
      else if (!copy.source.synced) waiting.push(copy);
    }
    if (found.length > 1) {
      const names = found.map((slot) => slot.app.cluster).join(', ');
      throw new Fault('BAD_USER_INPUT', `${marathonId} runs on several Marathons (${names}): name the cluster.`);
    }
    const [slot] = found;
    // Another Marathon may come to run the same id: then the answer is that it is ambiguous.
    if (slot && clusters.length > 1) this.reading.cell(this.graph.tree.root.cells[DEFINITION] as LiveNode['cells'][number]);
    if (slot) {
      this.reading.found(slot, DEFINITION);
      return slot.app;
    }
    // Absence in a copy that has not synced means nothing.
    for (const copy of waiting) copy.source.requireSynced();
    this.reading.cell(this.graph.tree.root.cells[DEFINITION] as LiveNode['cells'][number]);
    return undefined;
  }
}

/** The copies a list spans; one that has not synced makes the list unanswerable. */
export function requireClusters(graph: Graph, reading: Reading, cluster?: string | null, scope?: Scope): ClusterCopy[] {
  // To whom nothing is shown it is all one whether something has been read.
  if (scope?.isNobodys) return [];
  const copies = [...graph.clusters.values()].filter((copy) => cluster == null || copy.name === cluster);
  if (cluster != null && copies.length === 0) {
    // Which there are is told to administrators.
    const there = scope?.all ? `; there are ${[...graph.clusters.keys()].sort().join(', ')}` : '';
    throw new Fault('BAD_USER_INPUT', `cluster: no Marathon is called "${cluster}"${there}.`);
  }
  for (const { source } of copies) {
    source.requireSynced();
    reading.source(source);
  }
  return copies;
}

function accepting(graph: Graph, filter: AppFilterFacts): ((app: App) => boolean) | undefined {
  const tests: ((app: App) => boolean)[] = [];
  const { cluster, deploying, label, idContains, unassigned } = filter;
  if (cluster != null) tests.push((app) => app.cluster === cluster);
  if (deploying !== null && deploying !== undefined) tests.push((app) => app.deploying === deploying);
  if (label)
    tests.push((app) => app.labels.some((each) => each.name === label.name && (label.value == null || each.value === label.value)));
  if (idContains) tests.push((app) => app.marathonId.includes(idContains));
  if (unassigned === false) tests.push((app) => graph.clusters.get(app.cluster)?.slots.get(app.marathonId)?.unassigned === undefined);
  if (unassigned === true) tests.push(() => true);
  return tests.length === 0 ? undefined : (app) => tests.every((test) => test(app));
}
