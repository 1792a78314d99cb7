import { idOfApp, type App, type Health, type Unreadable } from '../apps/model.ts';
import { idOfContainer, type Container } from '../containers/model.ts';
import type { EventDraft } from './model.ts';

/** Where a thing hangs at the moment. */
export interface At {
  readonly at: number;
  readonly actor: string;
  readonly nodeId: string | null;
  readonly jobName: string | null;
}

/** What the log last said of a thing; equal digests need no event. */
export const appDigest = ({ version, instances }: Pick<App, 'version' | 'instances'>): string => `${version}|${instances}`;
export const containerDigest = ({ state: held, health }: Pick<Container, 'state' | 'health'>): string => `${held}|${health}`;

/** How a task ended, by the stream's word; undefined when the stream told nothing. */
export interface Ending {
  readonly state: string;
  readonly message: string;
}

export function appEvent(before: App | undefined, after: App | undefined, place: At): EventDraft | undefined {
  const app = after ?? before;
  if (!app || (before && after && appDigest(before) === appDigest(after))) return undefined;
  const common = { ...place, kindVersion: 1, subject: app.id };
  if (!before)
    return {
      ...common,
      kind: 'APP_CREATED',
      summary: `${app.marathonId} appeared with ${app.instances} instances.`,
      body: { after: facts(app) },
    };
  if (!after) return { ...common, kind: 'APP_REMOVED', summary: `${app.marathonId} is gone.`, body: { before: facts(app) } };
  const scaled = before.instances !== after.instances ? ` instances ${before.instances} to ${after.instances}` : '';
  const redefined = before.lastConfigChangeAt !== after.lastConfigChangeAt ? ' a new definition' : '';
  return {
    ...common,
    kind: 'APP_CHANGED',
    summary: `${app.marathonId}:${scaled}${scaled && redefined ? ',' : ''}${redefined || (scaled ? '' : ' a new version')}.`,
    body: { before: facts(before), after: facts(after) },
  };
}

export function containerStarted(
  container: Container,
  place: At,
  kind: 'CONTAINER_STARTED' | 'CONTAINER_CHANGED' = 'CONTAINER_STARTED',
): EventDraft {
  const { id, taskId, marathonId, hostName } = container;
  return {
    ...place,
    kind,
    kindVersion: 1,
    subject: id,
    summary: `${taskId} is ${container.state}${hostName ? ` on ${hostName}` : ''}.`,
    body: { app: marathonId, after: state(container) },
  };
}

export function containerMoved(before: Container, after: Container, place: At): EventDraft {
  return {
    ...place,
    kind: 'CONTAINER_CHANGED',
    kindVersion: 1,
    subject: after.id,
    summary: `${after.taskId}: ${before.state} to ${after.state}.`,
    body: { app: after.marathonId, before: state(before), after: state(after) },
  };
}

export function healthChanged(container: Container, from: Health, to: Health, place: At): EventDraft {
  return {
    ...place,
    kind: 'CONTAINER_HEALTH_CHANGED',
    kindVersion: 1,
    subject: container.id,
    summary: `${container.taskId}: ${from} to ${to}.`,
    body: { app: container.marathonId, before: { ...state(container), health: from }, after: { ...state(container), health: to } },
  };
}

/** A task as it ended: known by what a copy showed of it, or by the stream alone. */
export interface EndedTask {
  readonly cluster: string;
  readonly taskId: string;
  readonly marathonId: string | null;
  readonly before: Container | undefined;
}

export function containerEnded({ cluster, taskId, marathonId, before }: EndedTask, ending: Ending | undefined, place: At): EventDraft {
  const how = ending ?? { state: 'UNKNOWN', message: 'It is no longer listed; nothing was told of its end.' };
  return {
    ...place,
    kind: 'CONTAINER_ENDED',
    kindVersion: 1,
    subject: idOfContainer(cluster, taskId),
    summary: `${taskId} ended: ${how.state}.`,
    body: { app: marathonId, before: before ? state(before) : null, ended: { state: how.state, message: how.message } },
  };
}

/** `item` undefined: it can be read again, or is gone. The id is an app's, or an app's with one of its tasks. */
export function unreadableEvent(cluster: string, id: string, item: Unreadable | undefined, place: At): EventDraft {
  const [app = ''] = id.split(' ');
  const subject = app.startsWith('/') ? idOfApp(cluster, app) : null;
  return {
    ...place,
    kind: item ? 'APP_UNREADABLE' : 'APP_READABLE',
    kindVersion: 1,
    subject,
    summary: item ? `${id} cannot be read: ${item.problem}` : `${id} can be read again, or is gone.`,
    body: { id, problem: item?.problem ?? null },
  };
}

const facts = (app: App) => ({ version: app.version, instances: app.instances, image: app.image, cpus: app.cpus, memMiB: app.memMiB });
const state = (container: Container) => ({ state: container.state, health: container.health, host: container.hostName, ip: container.ip });
