import type { Marathon } from '../../datasources/marathon/client.ts';
import { Breather } from '../kit/breathe.ts';
import { isPlace, type ClusterCopy } from './cluster.ts';
import type { Graph } from './graph.ts';
import type { ReadAt } from './source.ts';

export interface ListDeps {
  readonly graph: Graph;
  readonly copy: ClusterCopy;
  readonly marathon: Marathon;
  /** The app must be read by itself: the list showed it as it was before what is held. */
  readonly reread: (marathonId: string) => void;
  /** The app was read, as by a read of its own. */
  readonly read: (marathonId: string) => void;
  /** Runs a whole list while no other replica runs one: Marathon serves them one by one anyway, and slowly. */
  readonly exclusively: (work: () => Promise<void>) => Promise<void>;
}

/** Whole lists of one Marathon: each is a diff against what is held, and an app whose bytes did not change is not parsed. */
export class MarathonList {
  /** Which app listed these bytes last, and the other way round. */
  readonly #idOf = new Map<string, string>();
  readonly #digestOf = new Map<string, string>();
  #listing: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(private readonly deps: ListDeps) {}

  /** One whole list at a time. Who asks while one runs shares the next: the one that runs began before the question. */
  run(signal: AbortSignal): Promise<void> {
    if (!this.#listing) {
      this.#listing = this.deps.exclusively(() => this.#list(signal)).finally(() => (this.#listing = undefined));
      return this.#listing;
    }
    this.#next ??= this.#listing
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        signal.throwIfAborted();
        return this.run(signal);
      });
    return this.#next;
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { graph, copy, marathon, reread, read } = this.deps;
    const list = await marathon.apps(signal, { isHeld: (digest) => this.#idOf.has(digest) });
    const at: ReadAt = { mono: list.monotonicAt, wall: list.at };
    const seen = new Set<string>();
    const breather = new Breather();
    for await (const item of list.value) {
      if (item.kind === 'unchanged') {
        const id = this.#idOf.get(item.digest) as string;
        const slot = copy.slots.get(id);
        seen.add(id);
        if (slot && slot.digest === item.digest) {
          graph.confirmApp(slot, at);
          read(id);
        } else {
          // A read of the app came between: from the next list on, its bytes stand for what is held.
          this.#forget(id);
          reread(id);
        }
      } else if (item.kind === 'reading') {
        const id = item.reading.app.marathonId;
        seen.add(id);
        read(id);
        this.#forget(id);
        if (graph.applyApp(copy, item.reading, item.digest, at)) {
          this.#idOf.set(item.digest, id);
          this.#digestOf.set(id, item.digest);
        }
      } else {
        seen.add(item.unreadable.id);
        graph.markUnreadable(copy, item.unreadable, at);
      }
      if (breather.due) await breather.breathe();
    }
    // Where an app could not even be named, no other one is known to be gone.
    const whole = ![...seen].some(isPlace);
    let laggard: ReadAt | undefined;
    for (const [id, slot] of copy.slots) {
      if (slot.readMono >= at.mono) continue;
      if (whole && !seen.has(id)) {
        this.#forget(id);
        graph.removeApp(copy, id, at.mono);
      } else if (laggard === undefined || slot.readMono < laggard.mono) laggard = { mono: slot.readMono, wall: slot.readWall };
    }
    copy.forgetGone(at.mono);
    if (whole) copy.unreadable.keep(seen);
    copy.source.listed(at.mono, at.wall, laggard);
  }

  /** The bytes of the app's last listing no longer stand for what is held. */
  #forget(marathonId: string): void {
    const digest = this.#digestOf.get(marathonId);
    if (digest === undefined) return;
    this.#digestOf.delete(marathonId);
    this.#idOf.delete(digest);
  }
}
