import type { MarathonSignal } from '../../datasources/marathon/model.ts';
import type { App, Deployment, Unreadable } from '../apps/model.ts';
import { maskAddresses } from '../apps/secret-text.ts';
import { deploymentEnded, deploymentStarted, type DeploymentEnding } from '../events/deployments.ts';
import { appDigest, appEvent, containerDigest, containerEvents, unreadableEvent, type At, type Ending } from '../events/live.ts';
import type { EventDraft } from '../events/model.ts';
import { Recent } from '../kit/recent.ts';
import type { ClusterCopy } from './cluster.ts';
import type { Graph } from './graph.ts';
import { namedNode, type AppSlot, type LiveNode } from './node.ts';
import type { Place, Put, Recorded, Thing } from './recorder.ts';
import type { Source } from './source.ts';

const ENDED = new Set(['FINISHED', 'FAILED', 'KILLED', 'ERROR', 'LOST', 'GONE', 'DROPPED']);
const REMEMBERED = 10_000;

/** Keys of what is recorded: a kind, a blank, an id. */
const key = {
  app: (marathonId: string) => `app ${marathonId}`,
  task: (taskId: string) => `task ${taskId}`,
  deployment: (id: string) => `deployment ${id}`,
  unreadable: (id: string) => `unreadable ${id}`,
};

/** Apps, tasks, deployments and what cannot be read, of one Marathon. How things ended only the stream tells: it is kept until the copy shows the end. */
export class MarathonRecorded implements Recorded {
  readonly #tasksEnded = new Recent<Ending>(REMEMBERED);
  readonly #deploymentsEnded = new Recent<DeploymentEnding>(REMEMBERED);
  #put: Put = () => undefined;
  #place: Place | undefined;

  constructor(
    private readonly graph: Graph,
    private readonly copy: ClusterCopy,
  ) {}

  get source(): Source {
    return this.copy.source;
  }

  *portions(): Generator<readonly Thing[]> {
    for (const [marathonId, slot] of [...this.copy.slots]) {
      // One that went meanwhile has told so itself.
      if (this.copy.slots.get(marathonId) === slot) yield this.#ofApp(slot);
    }
    yield [...this.copy.deployments.values()].flatMap((each) =>
      this.#deploymentsEnded.get(each.deploymentId) ? [] : this.#ofDeployment(each),
    );
    yield [...this.copy.unreadable.entries()].map(([id, item]) => this.#ofUnreadable(id, item));
  }

  missed(recorded: string, at: At): EventDraft | undefined {
    const [kind, id] = split(recorded);
    const { name } = this.copy;
    if (kind === 'deployment') return deploymentEnded(`Deployment:${name}:${id}`, { success: null, reason: null }, at);
    if (kind === 'unreadable') return unreadableEvent(name, id, undefined, at);
    const subject = kind === 'app' ? `App:${name}:${id}` : `Container:${name}:${id}`;
    return {
      ...at,
      kind: kind === 'app' ? 'APP_REMOVED' : 'CONTAINER_ENDED',
      kindVersion: 1,
      subject,
      summary: `${id} ended while nobody recorded; how is not known.`,
      body: { ended: { state: 'UNKNOWN' } },
    };
  }

  extent(): ReturnType<Recorded['extent']> {
    const apps = this.copy.slots.size;
    let containers = 0;
    for (const slot of this.copy.slots.values()) containers += slot.containers.length;
    return { words: `${apps} apps and ${containers} containers`, body: { apps, containers } };
  }

  listen(put: Put, place: Place): void {
    this.#put = put;
    this.#place = place;
    const { copy } = this;
    this.graph.listen({
      appChanged: (before, after, node) => {
        if ((after ?? before)?.cluster === copy.name) this.#appChanged(before, after, node);
      },
      containerChanged: (before, after, slot) => {
        if (slot.app.cluster !== copy.name) return;
        const container = after ?? before;
        if (!container) return;
        const events = containerEvents(before, after, place(namedNode(slot.node)), this.#tasksEnded.get(container.taskId));
        if (!after) this.#tasksEnded.delete(container.taskId);
        if (events.length > 0) put({ events, key: key.task(container.taskId), digest: after ? containerDigest(after) : null });
      },
      deploymentChanged: (before, after, of) => {
        if (of === copy) this.#deploymentChanged(before, after);
      },
    });
    copy.unreadable.listen((id, item) => {
      put({ events: [unreadableEvent(copy.name, id, item, this.#at(undefined))], key: key.unreadable(id), digest: item?.problem ?? null });
    });
  }

  /** The stream's word: it alone knows how a task or a deployment ended. */
  hear(signal: MarathonSignal): void {
    if (signal.kind === 'task' && ENDED.has(signal.state)) {
      this.#tasksEnded.set(signal.taskId, { state: signal.state, message: maskAddresses(signal.message) });
    }
    if (signal.kind !== 'deployment' || this.#deploymentsEnded.get(signal.deploymentId)) return;
    const { deploymentId, success, reason } = signal;
    this.#deploymentsEnded.set(deploymentId, { success, reason });
    const id = `Deployment:${this.copy.name}:${deploymentId}`;
    const held = this.copy.deployments.get(deploymentId);
    const place = this.#at(held && this.#nodeOf(held));
    const event = deploymentEnded(id, { success, reason }, { ...place, at: signal.at || place.at });
    this.#put({ events: [event], key: key.deployment(deploymentId), digest: null });
  }

  #appChanged(before: App | undefined, after: App | undefined, node: LiveNode): void {
    const app = after ?? before;
    const event = app && appEvent(before, after, this.#at(node));
    if (event) this.#put({ events: [event], key: key.app(app.marathonId), digest: after ? appDigest(after) : null });
  }

  #deploymentChanged(before: Deployment | undefined, after: Deployment | undefined): void {
    const deployment = after ?? before;
    // One that the stream has ended is told; a list that began earlier may still show it.
    if (!deployment || this.#deploymentsEnded.get(deployment.deploymentId)) return;
    const place = this.#at(this.#nodeOf(deployment));
    const recorded = key.deployment(deployment.deploymentId);
    if (!before) this.#put({ events: [deploymentStarted(deployment, place)], key: recorded, digest: RUNS });
    if (!after)
      this.#put({ events: [deploymentEnded(deployment.id, { success: null, reason: null }, place)], key: recorded, digest: null });
  }

  #ofApp(slot: AppSlot): readonly Thing[] {
    const { app, node, containers } = slot;
    const place = (of: Place) => of(namedNode(node));
    return [
      {
        key: key.app(app.marathonId),
        digest: appDigest(app),
        events: (known, of) => one(appEvent(undefined, app, place(of)), known && 'APP_CHANGED'),
      },
      ...containers.map((container): Thing => ({
        key: key.task(container.taskId),
        digest: containerDigest(container),
        events: (known, of) => one(containerEvents(undefined, container, place(of))[0], known && 'CONTAINER_CHANGED'),
      })),
    ];
  }

  #ofDeployment(deployment: Deployment): Thing {
    return {
      key: key.deployment(deployment.deploymentId),
      digest: RUNS,
      events: (_, of) => [deploymentStarted(deployment, of(namedNode(this.#nodeOf(deployment))))],
    };
  }

  #ofUnreadable(id: string, item: Unreadable): Thing {
    return { key: key.unreadable(id), digest: item.problem, events: (_, of) => [unreadableEvent(this.copy.name, id, item, of(undefined))] };
  }

  /** A deployment belongs to a node when all its apps do. */
  #nodeOf({ affectedApps }: Deployment): LiveNode | undefined {
    const nodes = new Set(affectedApps.map((id) => this.copy.slots.get(id)?.node));
    return nodes.size === 1 ? [...nodes][0] : undefined;
  }

  #at(node: LiveNode | undefined): At {
    if (!this.#place) throw new Error('nobody listens yet');
    return this.#place(namedNode(node));
  }
}

const RUNS = 'RUNS';

function one(event: EventDraft | undefined, kind: EventDraft['kind'] | false): EventDraft[] {
  return event ? [kind ? { ...event, kind } : event] : [];
}

function split(recorded: string): [kind: string, id: string] {
  const blank = recorded.indexOf(' ');
  return [recorded.slice(0, blank), recorded.slice(blank + 1)];
}
