import type { MarathonSignal } from '../../datasources/marathon/model.ts';
import { idOfApp, ENDED_STATES, type App, type Deployment, type Health, type Unreadable } from '../apps/model.ts';
import { maskText } from '../apps/secret-text.ts';
import type { Container } from '../containers/model.ts';
import { deploymentEnded, deploymentStarted, type DeploymentEnding } from '../events/deployments.ts';
import {
  appDigest,
  appEvent,
  containerDigest,
  containerEnded,
  containerMoved,
  containerStarted,
  healthChanged,
  unreadableEvent,
  type At,
  type EndedTask,
  type Ending,
} from '../events/live.ts';
import type { EventDraft } from '../events/model.ts';
import type { Clock } from '../kit/clock.ts';
import type { ClusterCopy } from './cluster.ts';
import { Endings } from './endings.ts';
import type { Graph } from './graph.ts';
import { HealthWord } from './health-word.ts';
import { namedNode, type AppSlot, type LiveNode } from './node.ts';
import type { Place, Put, Recorded, Thing } from './recorder.ts';
import type { Source } from './source.ts';

/** Keys of what is recorded: a kind, a blank, an id. */
const key = {
  app: (marathonId: string) => `app ${marathonId}`,
  task: (taskId: string) => `task ${taskId}`,
  deployment: (id: string) => `deployment ${id}`,
  unreadable: (id: string) => `unreadable ${id}`,
};

/**
 * Apps, tasks, deployments and what cannot be read, of one Marathon. State comes from reads; that a task or a deployment
 * ended, and how, and each change of health, also from the stream: each is told once, by whichever comes first.
 */
export class MarathonRecorded implements Recorded {
  readonly #tasks: Endings<Ended, Ending>;
  readonly #deployments: Endings<Deployment, DeploymentEnding>;
  readonly #health: HealthWord;
  #put: Put = () => undefined;
  #place: Place | undefined;

  constructor(
    private readonly graph: Graph,
    private readonly copy: ClusterCopy,
    clock: Clock,
    /** A whole list that began after now is held, if one can be had. */
    readonly refresh: () => Promise<void>,
  ) {
    this.#tasks = new Endings(clock, (taskId, ended, ending) => this.#taskEnded(taskId, ended, ending));
    this.#deployments = new Endings(clock, (id, deployment, ending) => this.#deploymentEnded(id, deployment, ending));
    this.#health = new HealthWord(
      clock,
      (taskId, before, after) => this.#healthTold(taskId, before, after),
      (taskId) => this.#container(taskId)?.health,
    );
  }

  get source(): Source {
    return this.copy.source;
  }

  *portions(): Generator<readonly Thing[]> {
    for (const [marathonId, slot] of [...this.copy.slots]) {
      // One that went meanwhile has told so itself.
      if (this.copy.slots.get(marathonId) === slot) yield this.#ofApp(slot);
    }
    yield [...this.copy.deployments.values()].flatMap((each) => (this.#deployments.of(each.deploymentId) ? [] : this.#ofDeployment(each)));
    yield [...this.copy.unreadable.entries()].map(([id, item]) => this.#ofUnreadable(id, item));
  }

  missed(recorded: string, at: At): EventDraft | undefined {
    const [kind, id] = split(recorded);
    const { name } = this.copy;
    if (kind === 'deployment') {
      this.#deployments.take(id);
      return deploymentEnded({ cluster: name, deploymentId: id }, this.#deployments.of(id) ?? NOT_TOLD, at);
    }
    if (kind === 'unreadable') return unreadableEvent(name, id, undefined, at);
    if (kind === 'task') {
      const before = this.#tasks.take(id)?.container;
      const ended: EndedTask = { cluster: name, taskId: id, marathonId: before?.marathonId ?? null, before };
      return containerEnded(
        ended,
        this.#tasks.of(id) ?? this.#tasks.fearOf(id) ?? { state: 'UNKNOWN', message: 'It ended while nobody recorded.' },
        at,
      );
    }
    return {
      ...at,
      kind: 'APP_REMOVED',
      kindVersion: 1,
      subject: idOfApp(name, id),
      summary: `${id} went while nobody recorded.`,
      body: { before: null },
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
        if (slot.app.cluster === copy.name) this.#containerChanged(before, after, slot);
      },
      deploymentChanged: (before, after, of) => {
        if (of === copy) this.#deploymentChanged(before, after);
      },
    });
    copy.unreadable.listen((id, item) => {
      put({ events: [unreadableEvent(copy.name, id, item, this.#at(undefined))], key: key.unreadable(id), digest: item?.problem ?? null });
    });
  }

  hear(signal: MarathonSignal): void {
    if (signal.kind === 'task') this.#hearTask(signal);
    else if (signal.kind === 'deployment') {
      const { deploymentId, success } = signal;
      const reason = signal.reason === null ? null : maskText(signal.reason);
      this.#deployments.hear(deploymentId, { success, reason }, this.copy.deployments.get(deploymentId));
    } else if (signal.kind === 'health') {
      const health: Health = signal.healthy === null ? 'UNKNOWN' : signal.healthy ? 'HEALTHY' : 'UNHEALTHY';
      for (const taskId of this.#tasksOf(signal)) if (!this.#tasks.of(taskId)) this.#health.hear(taskId, health);
    }
  }

  #hearTask({ taskId, appId, state, message }: MarathonSignal & { kind: 'task' }): void {
    const ending = { state, message: maskText(message) };
    // Its agent is away, and may come back with it.
    if (state === 'LOST') this.#tasks.fear(taskId, ending);
    else if (!ENDED_STATES.has(state)) this.#tasks.fear(taskId, undefined);
    else
      this.#tasks.hear(taskId, ending, { container: this.#container(taskId), marathonId: appId, node: this.copy.slots.get(appId)?.node });
  }

  /** Up to 1.3 events name the task, from 1.4 on its instance. */
  #tasksOf({ taskId, instanceId, appId }: MarathonSignal & { kind: 'health' }): string[] {
    if (taskId !== null) return [taskId];
    if (instanceId === null) return [];
    const containers = this.copy.slots.get(appId)?.containers ?? [];
    return containers.map((each) => each.taskId).filter((id) => id === instanceId || id.startsWith(`${instanceId}.`));
  }

  #container(taskId: string): Container | undefined {
    return this.graph.containers.find(taskId).find(({ cluster }) => cluster === this.copy.name);
  }

  #containerChanged(before: Container | undefined, after: Container | undefined, slot: AppSlot): void {
    const { taskId } = (after ?? before) as Container;
    // One that the stream has ended is told; a read that began earlier may still show it.
    if (this.#tasks.of(taskId)) return;
    const place = this.#at(slot.node);
    if (!after) return this.#tasks.vanish(taskId, { container: before, marathonId: slot.app.marathonId, node: slot.node });
    const digest = containerDigest(after);
    if (!before) return this.#put({ events: [containerStarted(after, place)], key: key.task(taskId), digest });
    const events: EventDraft[] = before.state === after.state ? [] : [containerMoved(before, after, place)];
    const health = this.#health.before(taskId, before.health, after.health);
    if (health !== undefined) events.push(healthChanged(after, health, after.health, place));
    if (events.length === 0) return;
    this.#put({
      events,
      key: key.task(taskId),
      digest: containerDigest({ state: after.state, health: this.#health.of(taskId, after.health) }),
    });
  }

  #healthTold(taskId: string, before: Health, after: Health): void {
    const container = this.#container(taskId);
    const slot = container && this.graph.slotOf(container);
    if (!container || !slot) return;
    const event = healthChanged(container, before, after, this.#at(slot.node));
    this.#put({ events: [event], key: key.task(taskId), digest: containerDigest({ state: container.state, health: after }) });
  }

  #taskEnded(taskId: string, ended: Ended | undefined, ending: Ending | undefined): void {
    const { container, marathonId = null, node } = ended ?? {};
    // What the stream did not tell, the app may still know of its last failure.
    const failure = marathonId === null ? null : this.copy.slots.get(marathonId)?.app.lastTaskFailure;
    const last = failure?.taskId === taskId ? { state: failure.state.replace(/^TASK_/, ''), message: failure.message } : undefined;
    const task: EndedTask = { cluster: this.copy.name, taskId, marathonId, before: container };
    this.#put({ events: [containerEnded(task, ending ?? last, this.#at(node))], key: key.task(taskId), digest: null });
  }

  #deploymentEnded(id: string, deployment: Deployment | undefined, ending: DeploymentEnding = NOT_TOLD): void {
    const place = this.#at(deployment && this.#nodeOf(deployment));
    const event = deploymentEnded({ cluster: this.copy.name, deploymentId: id }, ending, place);
    this.#put({ events: [event], key: key.deployment(id), digest: null });
  }

  #deploymentChanged(before: Deployment | undefined, after: Deployment | undefined): void {
    const deployment = (after ?? before) as Deployment;
    const { deploymentId } = deployment;
    if (this.#deployments.of(deploymentId)) return;
    if (!after) return this.#deployments.vanish(deploymentId, deployment);
    if (before) return;
    const event = deploymentStarted(after, this.#at(this.#nodeOf(after)));
    this.#put({ events: [event], key: key.deployment(deploymentId), digest: RUNS });
  }

  #appChanged(before: App | undefined, after: App | undefined, node: LiveNode): void {
    const app = after ?? before;
    const event = app && appEvent(before, after, this.#at(node));
    if (event) this.#put({ events: [event], key: key.app(app.marathonId), digest: after ? appDigest(after) : null });
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
      // What the stream has ended is not there any more, whatever an older read shows.
      ...containers
        .filter(({ taskId }) => !this.#tasks.of(taskId))
        .map((container): Thing => ({
          key: key.task(container.taskId),
          digest: containerDigest(container),
          events: (known, of) => [containerStarted(container, place(of), known ? 'CONTAINER_CHANGED' : 'CONTAINER_STARTED')],
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
const NOT_TOLD: DeploymentEnding = { success: null, reason: null };

/** A task as it was when it ended: by the copy, or by the stream alone. */
interface Ended {
  readonly container: Container | undefined;
  readonly marathonId: string;
  readonly node: LiveNode | undefined;
}

function one(event: EventDraft | undefined, kind: EventDraft['kind'] | false): EventDraft[] {
  return event ? [kind ? { ...event, kind } : event] : [];
}

function split(recorded: string): [kind: string, id: string] {
  const blank = recorded.indexOf(' ');
  return [recorded.slice(0, blank), recorded.slice(blank + 1)];
}
