import type { Container } from '../containers/model.ts';
import { Cell } from '../kit/cell.ts';
import { Shards } from '../kit/shards.ts';
import { insertSorted, removeSorted, SortedList } from '../kit/sorted.ts';
import { byTaskId, compareText } from './node.ts';

/** Every order a root list of containers may have. `startedAt` first, then the task, so that no two are equal. */
export const byStart = (a: Container, b: Container): number =>
  (a.startedAt ?? 0) - (b.startedAt ?? 0) || compareText(a.taskId, b.taskId) || compareText(a.cluster, b.cluster);
export const byTask = (a: Container, b: Container): number => compareText(a.taskId, b.taskId) || compareText(a.cluster, b.cluster);

/** The containers of one host, by task id. */
export class HostShelf {
  readonly cell = new Cell();
  readonly containers: Container[] = [];
}

/** The indexes over all containers. Each change touches every index once; none is walked. */
export class ContainerIndex {
  readonly byTask = new SortedList<Container>(byTask);
  readonly byStart = new SortedList<Container>(byStart);
  /** States and healths other than RUNNING and HEALTHY: those are the rule, and the tree's order serves them. */
  readonly byState = new Map<string, SortedList<Container>>();
  readonly byHealth = new Map<string, SortedList<Container>>();
  readonly #byId = new Shards<Container | Container[]>();
  readonly #byIp = new Shards<Container | Set<Container>>();
  readonly #byHost = new Map<string, HostShelf>();
  readonly #newShelf = new Cell();

  get size(): number {
    return this.byTask.size;
  }

  /** By task id; the same id in two Marathons gives both. */
  find(taskId: string): readonly Container[] {
    const found = this.#byId.get(taskId);
    return found === undefined ? [] : Array.isArray(found) ? found : [found];
  }

  atAddress(ip: string): Container[] {
    const found = this.#byIp.get(ip);
    return found === undefined ? [] : found instanceof Set ? [...found] : [found];
  }

  /** What the host runs; a name that nobody knows costs nothing. */
  onHost(host: string): readonly Container[] {
    return this.#byHost.get(host)?.containers ?? [];
  }

  /** Changes with what the host runs; for a host that runs nothing yet, with the coming of any host. */
  shelfCell(host: string): Cell {
    return this.#byHost.get(host)?.cell ?? this.#newShelf;
  }

  #shelf(host: string): HostShelf {
    let shelf = this.#byHost.get(host);
    if (!shelf) {
      this.#byHost.set(host, (shelf = new HostShelf()));
      this.#newShelf.raise();
    }
    return shelf;
  }

  hosts(): IterableIterator<string> {
    return this.#byHost.keys();
  }

  add(container: Container): void {
    this.byTask.add(container);
    this.byStart.add(container);
    if (container.state !== 'RUNNING') listOf(this.byState, container.state).add(container);
    if (container.health !== 'HEALTHY') listOf(this.byHealth, container.health).add(container);
    const same = this.#byId.get(container.taskId);
    if (same === undefined) this.#byId.set(container.taskId, container);
    else this.#byId.set(container.taskId, Array.isArray(same) ? [...same, container] : [same, container]);
    if (container.ip !== null) {
      const there = this.#byIp.get(container.ip);
      if (there === undefined) this.#byIp.set(container.ip, container);
      else if (there instanceof Set) there.add(container);
      else this.#byIp.set(container.ip, new Set([there, container]));
    }
    if (container.hostName !== null) {
      const shelf = this.#shelf(container.hostName);
      insertSorted(shelf.containers, container, byTaskId);
      shelf.cell.raise();
    }
  }

  remove(container: Container): void {
    this.byTask.delete(container);
    this.byStart.delete(container);
    if (container.state !== 'RUNNING') this.byState.get(container.state)?.delete(container);
    if (container.health !== 'HEALTHY') this.byHealth.get(container.health)?.delete(container);
    const same = this.#byId.get(container.taskId);
    if (Array.isArray(same)) {
      const left = same.filter((each) => each !== container);
      this.#byId.set(container.taskId, left.length === 1 ? (left[0] as Container) : left);
    } else if (same === container) this.#byId.delete(container.taskId);
    if (container.ip !== null) {
      const there = this.#byIp.get(container.ip);
      if (there === container) this.#byIp.delete(container.ip);
      else if (there instanceof Set && there.delete(container) && there.size === 0) this.#byIp.delete(container.ip);
    }
    if (container.hostName !== null) {
      const shelf = this.#shelf(container.hostName);
      removeSorted(shelf.containers, container, byTaskId);
      shelf.cell.raise();
    }
  }
}

function listOf(lists: Map<string, SortedList<Container>>, key: string): SortedList<Container> {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = new SortedList(byTask)));
  return list;
}
