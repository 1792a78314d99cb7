import { appKey, appOfKey, type App } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import type { EventRecord } from '../events/model.ts';
import { appDigest, containerDigest } from '../events/live.ts';
import type { Clock } from '../kit/clock.ts';
import { Waiters } from '../kit/waiters.ts';
import type { Graph } from './graph.ts';

export interface ReflectedDeps {
  readonly graph: Graph;
  readonly clock: Clock;
  /** The tree's part: up to where it reflects the log, and when it does so up to a place. */
  readonly tree: { readonly seq: number; reflected(seq: number, giveUp?: AbortSignal): Promise<void> };
  /** This process records the source: its events tell what its own copy already shows. */
  readonly records: (source: string) => boolean;
  /** Reads the app anew; resolves when the copy holds it. */
  readonly confirm: (cluster: string, marathonId: string) => Promise<void>;
}

interface Waiting {
  /** The first event that the copy does not show yet, and the last that was heard of the app. */
  readonly from: number;
  heardMono: number;
  reading: boolean;
}

/** Reads at a time: what another replica tells in bulk must not become a load on Marathon. */
const AT_ONCE = 4;

/**
 * Up to where the log is reflected by everything that is shown here. Another replica may have recorded what Marathon
 * did before this one has read it: until a read that began afterwards is held, the place stays before that event.
 */
export class Reflected {
  readonly #waiting = new Map<string, Waiting>();
  readonly #waiters = new Waiters('This replica has not read yet what the log tells of.');
  #reading = 0;

  constructor(private readonly deps: ReflectedDeps) {}

  get seq(): number {
    // The log is told in order, so who has waited longest waits for the first of the places.
    const [first] = this.#waiting.values();
    return first ? Math.min(this.deps.tree.seq, first.from - 1) : this.deps.tree.seq;
  }

  /** Resolves when everything shown reflects the log up to this place; rejects with NOT_YET when `giveUp` comes first. */
  async reached(seq: number, giveUp?: AbortSignal): Promise<void> {
    await this.deps.tree.reflected(seq, giveUp);
    if (seq > this.seq) await this.#waiters.until(seq, giveUp);
  }

  hear(events: readonly EventRecord[]): void {
    for (const event of events) {
      const key = this.#toRead(event);
      if (key === undefined) continue;
      const waiting = this.#waiting.get(key);
      if (waiting) waiting.heardMono = this.deps.clock.monotonic();
      else this.#waiting.set(key, { from: event.seq, heardMono: this.deps.clock.monotonic(), reading: false });
    }
    this.look();
  }

  /** Lets go of what has been read meanwhile, and reads what has not. */
  look(): void {
    for (const [key, { heardMono }] of this.#waiting) if (this.#readSince(key, heardMono)) this.#waiting.delete(key);
    for (const [key, waiting] of this.#waiting) {
      if (this.#reading >= AT_ONCE) break;
      if (!waiting.reading) this.#read(key, waiting);
    }
    this.#waiters.cameTo(this.seq);
  }

  #read(key: string, waiting: Waiting): void {
    const { cluster, marathonId } = appOfKey(key);
    const began = this.deps.clock.monotonic();
    waiting.reading = true;
    this.#reading++;
    const ended = (): void => {
      waiting.reading = false;
      this.#reading--;
    };
    this.deps.confirm(cluster, marathonId).then(
      () => {
        ended();
        // One that has waited only since is another's.
        if (waiting.heardMono <= began && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
        this.look();
      },
      // A Marathon that does not answer is tried again at the next look, or read whole once it is back.
      ended,
    );
  }

  #readSince(key: string, mono: number): boolean {
    const { cluster, marathonId } = appOfKey(key);
    const copy = this.deps.graph.clusters.get(cluster);
    if (!copy) return true;
    const slot = copy.slots.get(marathonId);
    return (slot?.readMono ?? -1) >= mono || (copy.source.listedMono ?? -1) >= mono;
  }

  /** The app to read before the event is shown here; undefined: it is shown already, or is not about an app. */
  #toRead(event: EventRecord): string | undefined {
    const { graph, records } = this.deps;
    const about = event.kind === 'PLAN_CHANGED' ? event.body['about'] : event.subject;
    const [, kind, cluster, id] = /^(App|Container):([^:]+):(.*)$/.exec(typeof about === 'string' ? about : '') ?? [];
    if (cluster === undefined || id === undefined) return undefined;
    if (event.kind === 'PLAN_CHANGED') {
      const app = kind === 'App' ? id : graph.containers.find(id)[0]?.marathonId;
      return event.body['to'] === 'PLANNED' || app === undefined ? undefined : appKey(cluster, app);
    }
    if (!OF_A_COPY.test(event.kind) || records(event.actor.replace(/^source:/, ''))) return undefined;
    const app = kind === 'App' ? id : (event.body['app'] ?? graph.containers.find(id)[0]?.marathonId);
    if (typeof app !== 'string') return undefined;
    return this.#shows(event, cluster, id) ? undefined : appKey(cluster, app);
  }

  /** The usual case: this replica's own stream was quicker. */
  #shows({ kind, body }: EventRecord, cluster: string, id: string): boolean {
    const { graph } = this.deps;
    const after: object | null = typeof body['after'] === 'object' ? body['after'] : null;
    if (kind.startsWith('APP_')) {
      const app = graph.clusters.get(cluster)?.slots.get(id)?.app;
      return kind === 'APP_REMOVED' ? app === undefined : app !== undefined && after !== null && appDigest(after as App) === appDigest(app);
    }
    const container = graph.containers.find(id).find((each) => each.cluster === cluster);
    return kind === 'CONTAINER_ENDED'
      ? container === undefined
      : container !== undefined && after !== null && containerDigest(after as Container) === containerDigest(container);
  }
}

const OF_A_COPY = /^(APP_(CREATED|CHANGED|REMOVED)|CONTAINER_)/;
