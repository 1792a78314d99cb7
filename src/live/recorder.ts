import type { MarathonSignal } from '../../datasources/marathon/model.ts';
import type { App } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import { appDigest, appEvent, containerDigest, containerEvents, type At, type Ending } from '../events/live.ts';
import type { EventDraft } from '../events/model.ts';
import { Breather } from '../kit/breathe.ts';
import type { Clock } from '../kit/clock.ts';
import type { Store, Writes } from '../plans/ports.ts';
import type { ClusterCopy, Graph } from './graph.ts';
import type { AppSlot, LiveNode } from './node.ts';

interface Entry {
  readonly events: readonly EventDraft[];
  readonly key: string;
  /** Null: the thing is gone. */
  readonly digest: string | null;
}

export interface RecorderDeps {
  readonly graph: Graph;
  readonly copy: ClusterCopy;
  readonly store: Store;
  readonly clock: Clock;
  readonly owner: string;
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void };
}

const LEASE_MS = 15_000;
const BATCH = 500;
/** How long a change may wait for others before it is committed. */
const TOGETHER_MS = 25;
/** More than this waits for the disk while a comparison goes on. */
const MANY = 5_000;
const BASELINE = 'baseline';
const ENDED = new Set(['FINISHED', 'FAILED', 'KILLED', 'ERROR', 'LOST', 'GONE', 'DROPPED']);

/**
 * Writes what happens on one Marathon into the log, in the one process that holds the lease. When it starts or takes
 * over it compares the live copy with what was last recorded, so that nothing that happened meanwhile goes untold.
 */
export class Recorder {
  readonly #source: string;
  #active = false;
  #queue: Entry[] = [];
  /** What is being compared with, while it is. */
  #base: Map<string, string> | undefined;
  #writing: Promise<void> | undefined;
  readonly #endings = new Map<string, Ending>();

  constructor(private readonly deps: RecorderDeps) {
    this.#source = deps.copy.source.name;
    const { name } = deps.copy;
    deps.graph.listen({
      appChanged: (before, after, node) => {
        if ((after ?? before)?.cluster === name) this.#appChanged(before, after, node);
      },
      containerChanged: (before, after, slot) => {
        if (slot.app.cluster === name) this.#containerChanged(before, after, slot);
      },
    });
  }

  /** Takes and keeps the lease; while it is held, and the source has synced, everything is recorded. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, owner, clock, copy, log } = this.deps;
    const name = `recorder:${this.#source}`;
    while (!signal.aborted) {
      try {
        const held = await store.lease(name, owner, LEASE_MS);
        if (!held) this.#active = false;
        else if (!this.#active && copy.source.synced) await this.#catchUp();
      } catch (error) {
        this.#active = false;
        log.warn({ source: this.#source, err: error }, 'the recorder could not reach the store');
      }
      await clock.sleep(this.#active ? LEASE_MS / 3 : 250, signal);
    }
    await this.#writing;
    await store.release(name, owner).catch(() => undefined);
  }

  hear(signal: MarathonSignal): void {
    if (signal.kind === 'task' && ENDED.has(signal.state)) {
      this.#endings.set(signal.taskId, { state: signal.state, message: signal.message });
      if (this.#endings.size > 10_000) this.#endings.delete(this.#endings.keys().next().value as string);
    }
    if (signal.kind === 'deployment' && this.#active) {
      const { deploymentId, success, reason, at } = signal;
      const event: EventDraft = {
        kind: 'DEPLOYMENT_ENDED',
        kindVersion: 1,
        at: at || this.deps.clock.now(),
        actor: `source:${this.#source}`,
        nodeId: null,
        jobName: null,
        subject: `Deployment:${this.deps.copy.name}:${deploymentId}`,
        summary: `Deployment ${deploymentId} ${success ? 'succeeded' : 'failed'}${reason ? `: ${reason}` : ''}.`,
        body: { success, reason },
      };
      this.#put({ events: [event], key: `deployment ${deploymentId}`, digest: null });
    }
  }

  #appChanged(before: App | undefined, after: App | undefined, node: LiveNode): void {
    const app = after ?? before;
    if (!this.#active || !app) return;
    const event = appEvent(before, after, this.#at(node));
    if (event) this.#put({ events: [event], key: `app ${app.marathonId}`, digest: after ? appDigest(after) : null });
  }

  #containerChanged(before: Container | undefined, after: Container | undefined, slot: AppSlot): void {
    const container = after ?? before;
    if (!this.#active || !container) return;
    const events = containerEvents(before, after, this.#at(slot.node), this.#endings.get(container.taskId));
    if (!after) this.#endings.delete(container.taskId);
    if (events.length > 0) this.#put({ events, key: `task ${container.taskId}`, digest: after ? containerDigest(after) : null });
  }

  #at(node: LiveNode): At {
    return {
      at: this.deps.clock.now(),
      actor: `source:${this.#source}`,
      nodeId: node.record?.id ?? null,
      jobName: node.entity?.jobName ?? null,
    };
  }

  /**
   * Compares with what was recorded last; the first time ever there is nothing to compare with, and one event says so. It
   * takes a while at size, and others run meanwhile: what changes under it is told at once and enters the base it compares with.
   */
  async #catchUp(): Promise<void> {
    const { store, copy, log } = this.deps;
    const base = await store.recorded(this.#source);
    const first = !base.has(BASELINE);
    this.#base = base;
    this.#active = true;
    const breather = new Breather();
    const seen = new Set<string>();
    let corrections = 0;
    const compare = (key: string, digest: string, events: () => EventDraft[]): void => {
      seen.add(key);
      if (base.get(key) === digest) return;
      if (!first) corrections++;
      this.#put({ events: first ? [] : events(), key, digest });
    };
    try {
      for (const slot of [...copy.slots.values()]) {
        // An app that went meanwhile has told so itself.
        if (copy.slots.get(slot.app.marathonId) !== slot) continue;
        const place = this.#at(slot.node);
        const known = (key: string) => base.has(key);
        compare(`app ${slot.app.marathonId}`, appDigest(slot.app), () => {
          const event = appEvent(undefined, slot.app, place);
          return event ? [{ ...event, kind: known(`app ${slot.app.marathonId}`) ? 'APP_CHANGED' : 'APP_CREATED' }] : [];
        });
        for (const container of slot.containers) {
          const key = `task ${container.taskId}`;
          compare(key, containerDigest(container), () => {
            const [event] = containerEvents(undefined, container, place);
            return event ? [{ ...event, kind: known(key) ? 'CONTAINER_CHANGED' : 'CONTAINER_STARTED' }] : [];
          });
        }
        if (this.#queue.length > MANY) await this.#writing;
        else if (breather.due) await breather.breathe();
      }
      for (const key of [...base.keys()]) {
        if (seen.has(key) || key === BASELINE || !base.has(key)) continue;
        corrections++;
        this.#put({ events: [this.#missed(key)], key, digest: null });
        if (breather.due) await breather.breathe();
      }
      if (first) this.#put({ events: [this.#baseline()], key: BASELINE, digest: 'written' });
    } finally {
      this.#base = undefined;
    }
    log.info({ source: this.#source, corrections, baseline: first }, 'recording');
  }

  #missed(key: string): EventDraft {
    const { copy, clock } = this.deps;
    const at = key.indexOf(' ');
    const [kind, id] = [key.slice(0, at), key.slice(at + 1)];
    return {
      at: clock.now(),
      actor: `source:${this.#source}`,
      nodeId: null,
      jobName: null,
      kindVersion: 1,
      kind: kind === 'app' ? 'APP_REMOVED' : 'CONTAINER_ENDED',
      subject: kind === 'app' ? `App:${copy.name}:${id}` : `Container:${copy.name}:${id}`,
      summary: `${id} ended while nobody recorded; how is not known.`,
      body: { ended: { state: 'UNKNOWN' } },
    };
  }

  #baseline(): EventDraft {
    const { copy, clock, graph } = this.deps;
    return {
      kind: 'BASELINE',
      kindVersion: 1,
      at: clock.now(),
      actor: `source:${this.#source}`,
      nodeId: null,
      jobName: null,
      subject: null,
      summary: `Recording of ${this.#source} begins with ${copy.slots.size} apps and ${graph.containers.size} containers.`,
      body: { apps: copy.slots.size, containers: graph.containers.size },
    };
  }

  #put(entry: Entry): void {
    if (entry.digest === null) this.#base?.delete(entry.key);
    else this.#base?.set(entry.key, entry.digest);
    this.#queue.push(entry);
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  async #write(): Promise<void> {
    // A moment later: what changes together is committed together, and a commit costs a sync of the disk.
    await this.deps.clock.sleep(TOGETHER_MS);
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH);
      try {
        await this.deps.store.write((tx) => record(tx, this.#source, batch));
      } catch (error) {
        this.deps.log.warn({ source: this.#source, err: error }, 'events could not be written; they are found again by comparison');
        this.#active = false;
        this.#queue = [];
        return;
      }
    }
  }
}

async function record(tx: Writes, source: string, batch: readonly Entry[]): Promise<void> {
  for (const { events, key, digest } of batch) {
    for (const event of events) tx.event(event);
    if (digest === null) await tx.removeRecorded(source, key);
    else await tx.putRecorded(source, key, digest);
  }
}
