import { appKey, appOfKey, App, type AppReading, type Deployment, type Unreadable } from '../apps/model.ts';
import type { Readings } from '../kit/readings.ts';
import { shownApp } from '../apps/shown.ts';
import { Container } from '../containers/model.ts';
import type { Clock } from '../kit/clock.ts';
import { insertSorted, removeSorted } from '../kit/sorted.ts';
import { namesOfAppId } from '../tree/jobname.ts';
import { place } from '../tree/placement.ts';
import { AlarmBook } from './alarms.ts';
import { ClaimIndex } from './claim-index.ts';
import { ClusterCopy, staying } from './cluster.ts';
import { ContainerIndex } from './containers.ts';
import { HostCopy, HostIndex } from './host-index.ts';
import { DEFINITION, RUNTIME } from '../tree/facets.ts';
import type { GraphListener } from './graph-listener.ts';
import type { MetricCopy } from './metric-copy.ts';
import { AppSlot, byAppKey, byTaskId, type LiveNode } from './node.ts';
import { sameApp, sameTask } from './same.ts';
import type { Asked, ReadAt, Source } from './source.ts';
import { addApp, addContainer, zero } from './tally.ts';
import { LiveTree } from './tree.ts';
import type { UnmonitoredBook } from './unmonitored.ts';
import type { WantedWatch } from './wanted.ts';

/** The live graph: everything that can be listed and watched, joined, indexed and summed up the tree. */
export class Graph {
  readonly tree = new LiveTree();
  readonly clusters = new Map<string, ClusterCopy>();
  readonly containers = new ContainerIndex();
  readonly hosts = new HostIndex((before, after) => {
    for (const listener of this.#listeners) listener.hostChanged?.(before, after);
  });
  readonly hostCopies: HostCopy[] = [];
  readonly sources: Source[] = [];
  /** Systems that are asked, not mirrored: how they stand. Nobody waits for them. */
  readonly asked: Asked[] = [];
  readonly claims = new ClaimIndex();
  readonly alarms = new AlarmBook(this.tree, () => this.clock.now());
  /** Undefined where no figures are connected. */
  metrics: MetricCopy | undefined = undefined;
  /** What Falcon should watch; undefined where none is configured. */
  watch: WantedWatch | undefined = undefined;
  /** What is up and lacks something to be monitored; as above. */
  unmonitored: UnmonitoredBook | undefined = undefined;
  readonly #listeners: GraphListener[] = [];
  #freezesSeen = 0;

  constructor(readonly clock: Clock) {}

  /** Mesos where it is configured; without it, hosts are known by the tasks of every Marathon. */
  hostSources(): readonly Source[] {
    return (this.hostCopies.length > 0 ? this.hostCopies : [...this.clusters.values()]).map(({ source }) => source);
  }

  /** Freezes end by the clock alone; whoever has read them is told. */
  expireFreezes(): void {
    const now = this.clock.now();
    for (const { until } of this.tree.freezes.values()) {
      if (until === null || until > now || until <= this.#freezesSeen) continue;
      this.tree.freezeCell.raise();
      break;
    }
    this.#freezesSeen = now;
  }

  listen(listener: GraphListener): void {
    this.#listeners.push(listener);
  }

  addCluster(name: string, source: Source): ClusterCopy {
    const copy = new ClusterCopy(name, source);
    this.clusters.set(name, copy);
    this.sources.push(source);
    return copy;
  }

  addHosts(source: Source): HostCopy {
    const copy = new HostCopy(source);
    this.hostCopies.push(copy);
    this.sources.push(source);
    return copy;
  }

  /** Takes over one app as read; returns false when what is held is newer. */
  applyApp(cluster: ClusterCopy, reading: AppReading, digest: string, at: ReadAt): boolean {
    const { marathonId } = reading.app;
    let slot = cluster.slots.get(marathonId);
    if (slot ? slot.readMono > at.mono : cluster.isGone(marathonId, at.mono)) return false;
    const app = shownApp(reading.app);
    cluster.found(marathonId);
    cluster.unreadable.ofApp(marathonId, reading.unreadable);
    if (!slot) {
      slot = new AppSlot(new App(app), this.tree.root);
      cluster.slots.set(marathonId, slot);
      this.#settle(slot);
      this.#enter(slot);
      this.#tell(undefined, slot.app, slot.node);
    } else {
      if (!sameApp(slot.app, app)) this.#replaceApp(slot, new App(app));
      if (slot.problem !== undefined) {
        slot.problem = undefined;
        slot.raise(DEFINITION);
      }
    }
    slot.digest = digest;
    slot.readMono = at.mono;
    slot.readWall = at.wall;
    this.#applyTasks(slot, reading);
    return true;
  }

  /** The read saw the app as it is held: only its age changes. */
  confirmApp(slot: AppSlot, at: ReadAt): void {
    if (slot.readMono > at.mono) return;
    slot.readMono = at.mono;
    slot.readWall = at.wall;
  }

  /** The read that began then did not find it. */
  removeApp(cluster: ClusterCopy, marathonId: string, mono: number): void {
    const slot = cluster.slots.get(marathonId);
    if (slot && slot.readMono > mono) return;
    cluster.lost(marathonId, mono);
    cluster.unreadable.ofApp(marathonId, []);
    if (!slot) return;
    this.#dropTasks(slot);
    this.#leave(slot);
    cluster.slots.delete(marathonId);
    this.#tell(slot.app, undefined, slot.node);
  }

  /** The app is there but cannot be read: its last good copy stays, marked. */
  markUnreadable(cluster: ClusterCopy, item: Unreadable, at: ReadAt): void {
    const slot = cluster.slots.get(item.id);
    if (slot && slot.readMono > at.mono) return;
    cluster.unreadable.put(item.id, item);
    if (!slot || slot.problem === item.problem) return;
    slot.problem = item.problem;
    slot.digest = '';
    slot.raise(DEFINITION);
  }

  applyDeployments(cluster: ClusterCopy, listed: Readings<Deployment>, at: ReadAt): void {
    for (const [before, after] of cluster.applyDeployments(listed, at))
      for (const listener of this.#listeners) listener.deploymentChanged?.(before, after, cluster);
  }

  /** Looks again where apps belong, after the tree or a claim changed. */
  replaceApps(): void {
    for (const cluster of this.clusters.values()) {
      for (const slot of cluster.slots.values()) {
        const before = slot.node;
        const reason = slot.unassigned?.message;
        const node = this.#placeOf(slot);
        if (node === before && slot.unassigned?.message === reason) continue;
        slot.node = before;
        this.#leave(slot);
        slot.node = node;
        this.#enter(slot);
      }
    }
  }

  /** Takes an app off its node, to the root: the node is about to go. */
  unplace(slot: AppSlot): void {
    this.#leave(slot);
    slot.node = this.tree.root;
    this.#enter(slot);
  }

  slotOf(container: Container): AppSlot | undefined {
    return this.clusters.get(container.cluster)?.slots.get(container.marathonId);
  }

  /** The job whose names are the app's path, if there is one. */
  pathNode(marathonId: string): LiveNode | undefined {
    const names = namesOfAppId(marathonId);
    return names.ok ? this.tree.findByNames(names.value) : undefined;
  }

  slotByKey(key: string): AppSlot | undefined {
    const { cluster, marathonId } = appOfKey(key);
    return this.clusters.get(cluster)?.slots.get(marathonId);
  }

  #applyTasks(slot: AppSlot, { tasks, app, unreadable }: AppReading): void {
    const held = new Map(slot.containers.map((each) => [each.taskId, each]));
    const delta = zero();
    let changed = false;
    for (const task of tasks) {
      const before = held.get(task.taskId);
      held.delete(task.taskId);
      if (before && sameTask(before, task)) continue;
      // A running task keeps the size it was started with, until its own version is replaced.
      const after = new Container(app.cluster, app.marathonId, task, before?.cpus ?? app.cpus, before?.memMiB ?? app.memMiB);
      this.#swap(slot, before, after, delta);
      changed = true;
    }
    const stays = staying(unreadable);
    for (const gone of held.values()) {
      if (unreadable.length > 0 && stays(gone.taskId)) continue;
      this.#swap(slot, gone, undefined, delta);
      changed = true;
    }
    if (!changed) return;
    slot.node.add(delta);
    slot.raise(RUNTIME);
  }

  #swap(slot: AppSlot, before: Container | undefined, after: Container | undefined, delta: Float64Array): void {
    if (before) {
      this.containers.remove(before);
      removeSorted(slot.containers, before, byTaskId);
      addContainer(delta, before, -1);
      if (before.hostName !== null) slot.node.addHost(before.hostName, -1);
    }
    if (after) {
      this.containers.add(after);
      insertSorted(slot.containers, after, byTaskId);
      addContainer(delta, after, 1);
      if (after.hostName !== null) slot.node.addHost(after.hostName, 1);
    }
    for (const listener of this.#listeners) listener.containerChanged?.(before, after, slot);
  }

  #dropTasks(slot: AppSlot): void {
    const delta = zero();
    for (const container of [...slot.containers]) this.#swap(slot, container, undefined, delta);
    slot.node.add(delta);
  }

  #replaceApp(slot: AppSlot, after: App): void {
    const before = slot.app;
    const delta = zero();
    addApp(delta, before, -1);
    addApp(delta, after, 1);
    slot.node.add(delta);
    slot.app = after;
    if (before.label('jobname') !== after.label('jobname')) {
      const old = slot.node;
      const node = this.#placeOf(slot);
      slot.node = old;
      if (node !== old) {
        this.#leave(slot);
        slot.node = node;
        this.#enter(slot);
      }
    }
    slot.raise(before.version === after.version ? RUNTIME : DEFINITION);
    if (before.version !== after.version) slot.raise(RUNTIME);
    this.#tell(before, after, slot.node);
  }

  #settle(slot: AppSlot): void {
    slot.node = this.#placeOf(slot);
  }

  /** Where the app belongs now; sets the reason when that is nowhere. */
  #placeOf(slot: AppSlot): LiveNode {
    const { app } = slot;
    const placement = place({
      marathonId: app.marathonId,
      label: app.label('jobname'),
      confirmedNodeId: this.tree.claims.get(appKey(app.cluster, app.marathonId))?.nodeId,
      find: (names) => this.tree.findByNames(names)?.record?.id,
    });
    slot.unassigned = placement.nodeId === null ? placement.unassigned : undefined;
    return (placement.nodeId !== null && this.tree.nodes.get(placement.nodeId)) || this.tree.root;
  }

  #enter(slot: AppSlot): void {
    this.#sum(slot, 1);
    insertSorted(slot.node.apps, slot, byAppKey);
    slot.raise(DEFINITION);
    slot.raise(RUNTIME);
  }

  #leave(slot: AppSlot): void {
    this.#sum(slot, -1);
    removeSorted(slot.node.apps, slot, byAppKey);
    slot.raise(DEFINITION);
    slot.raise(RUNTIME);
  }

  #sum(slot: AppSlot, sign: 1 | -1): void {
    const delta = zero();
    addApp(delta, slot.app, sign);
    for (const container of slot.containers) {
      addContainer(delta, container, sign);
      if (container.hostName !== null) slot.node.addHost(container.hostName, sign);
    }
    slot.node.add(delta);
    if (slot.metrics) slot.node.addMetrics(slot.metrics, sign);
  }

  #tell(before: App | undefined, after: App | undefined, node: LiveNode): void {
    this.claims.changed(before, after);
    for (const listener of this.#listeners) listener.appChanged?.(before, after, node);
  }
}
