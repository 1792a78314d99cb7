import type { MarathonSignal } from '../../datasources/marathon/model.ts';
import type { App } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import { appDigest, appEvent, containerDigest, containerEvents, type At, type Ending } from '../events/live.ts';
import type { EventDraft } from '../events/model.ts';
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
const ENDED = new Set(['FINISHED', 'FAILED', 'KILLED', 'ERROR', 'LOST', 'GONE', 'DROPPED']);

/**
 * Writes what happens on one Marathon into the log, in the one process that holds the lease. When it starts or takes
 * over it compares the live copy with what was last recorded, so that nothing that happened meanwhile goes untold.
 */
export class Recorder {
  readonly #source: string;
  #active = false;
  #queue: Entry[] = [];
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

  /** Compares with what was recorded last; the first time ever there is nothing to compare with, and one event says so. */
  async #catchUp(): Promise<void> {
    const { store, copy, log } = this.deps;
    const recorded = await store.recorded(this.#source);
    // From here on changes queue up behind the comparison: both see the same graph, in one turn.
    this.#active = true;
    const first = recorded.size === 0;
    let corrections = 0;
    for (const slot of copy.slots.values()) {
      const place = this.#at(slot.node);
      corrections += this.#compare(recorded, `app ${slot.app.marathonId}`, appDigest(slot.app), first, () => {
        const event = appEvent(undefined, slot.app, place);
        return event ? [{ ...event, kind: recorded.has(`app ${slot.app.marathonId}`) ? 'APP_CHANGED' : 'APP_CREATED' }] : [];
      });
      for (const container of slot.containers) {
        corrections += this.#compare(recorded, `task ${container.taskId}`, containerDigest(container), first, () => {
          const [event] = containerEvents(undefined, container, place);
          return event ? [{ ...event, kind: recorded.has(`task ${container.taskId}`) ? 'CONTAINER_CHANGED' : 'CONTAINER_STARTED' }] : [];
        });
      }
    }
    for (const key of recorded.keys()) {
      corrections++;
      const [kind, id = ''] = key.split(' ', 2);
      const place: At = { at: this.deps.clock.now(), actor: `source:${this.#source}`, nodeId: null, jobName: null };
      const subject = kind === 'app' ? `App:${copy.name}:${id}` : `Container:${copy.name}:${id}`;
      const summary = `${id} ended while nobody recorded; how is not known.`;
      this.#put({
        events: [
          {
            ...place,
            kindVersion: 1,
            kind: kind === 'app' ? 'APP_REMOVED' : 'CONTAINER_ENDED',
            subject,
            summary,
            body: { ended: { state: 'UNKNOWN' } },
          },
        ],
        key,
        digest: null,
      });
    }
    if (first) this.#put({ events: [this.#baseline()], key: 'baseline', digest: 'written' });
    log.info({ source: this.#source, corrections: first ? 0 : corrections, baseline: first }, 'recording');
  }

  #compare(recorded: Map<string, string>, key: string, digest: string, first: boolean, events: () => EventDraft[]): number {
    const before = recorded.get(key);
    if (before !== digest) this.#put({ events: first ? [] : events(), key, digest });
    recorded.delete(key);
    recorded.delete('baseline');
    return before === digest || first ? 0 : 1;
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
    this.#queue.push(entry);
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  async #write(): Promise<void> {
    // A turn later, so that what changes together is written together.
    await new Promise((done) => setImmediate(done));
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
