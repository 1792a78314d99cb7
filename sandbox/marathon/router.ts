import { deleteDeployment, deploymentJson, queueJson, unknownRoute } from './running.ts';
import type { Answer } from '../web.ts';
import type { Ledger } from '../ledger.ts';
import type { AppRoutes } from './apps.ts';
import type { Call } from './call.ts';
import type { Deployments } from './deployments.ts';
import type { GroupRoutes } from './groups.ts';
import { infoJson, metricsJson } from './info.ts';
import type { Lifecycle } from './lifecycle.ts';
import { noApp, Refusal } from './refusal.ts';
import type { State } from './state.ts';
import type { TaskRoutes } from './tasks.ts';
import type { Callbacks } from './callbacks.ts';

export interface Routes {
  readonly state: State;
  readonly ledger: Ledger;
  readonly apps: AppRoutes;
  readonly tasks: TaskRoutes;
  readonly groups: GroupRoutes;
  readonly deployments: Deployments;
  readonly lifecycle: Lifecycle;
  readonly callbacks: Callbacks;
  readonly outstanding: number;
  readonly mesosUrl: string;
  /** What this instance knows of the leader. */
  leader(): string | null;
  abdicate(): void;
}

/**
 * The routes of §2 of the contract sheet, except the streams (`/v2/events` and the app lists), which the server answers,
 * and `/v2/schemas/app`, which nobody does. There are no pods: their list is empty.
 */
export function route(call: Call, hostPort: string, routes: Routes): Answer {
  const { path, method } = call;
  const [, version, noun = '', ...rest] = path.split('/');
  if (path === '/ping') return { status: 200, body: 'pong' };
  if (path === '/metrics') return { status: 200, body: metricsJson(routes.state) };
  if (version !== 'v2') throw unknownRoute(path);
  const answer = answerOf(call, noun, rest, hostPort, routes);
  if (!answer) throw new Refusal(405, `HTTP 405 Method Not Allowed (${method} ${path})`);
  return answer;
}

function answerOf(call: Call, noun: string, rest: readonly string[], hostPort: string, routes: Routes): Answer | undefined {
  const { state } = routes;
  const read = call.method === 'GET' || call.method === 'HEAD';
  switch (noun) {
    case 'apps':
      return rest.length === 0 ? routes.apps.many(call) : ofApp(call, rest, routes);
    case 'tasks':
      if (rest[0] === 'delete' && call.method === 'POST') return routes.tasks.killMany(call);
      return read ? routes.tasks.all(call) : undefined;
    case 'groups':
      return ofGroup(call, rest, routes);
    case 'deployments':
      if (rest[0] !== undefined && call.method === 'DELETE') {
        return deleteDeployment(call, rest[0], state, routes.deployments, routes.ledger);
      }
      return read
        ? {
            status: 200,
            body: [...state.deployments.values()].map((each) => deploymentJson(each, state)),
          }
        : undefined;
    case 'queue':
      if (call.method === 'DELETE' && rest.at(-1) === 'delay') return resetDelay(`/${rest.slice(0, -1).join('/')}`, routes);
      return read ? { status: 200, body: queueJson(state, call) } : undefined;
    case 'leader':
      return leader(call, routes);
    case 'info':
      return read ? info(hostPort, routes) : undefined;
    case 'pods':
    case 'pods::status':
      if (!state.era.pods) break;
      if (rest.length > 0) throw new Refusal(404, `Pod '/${rest.join('/')}' does not exist`);
      return read ? { status: 200, body: [] } : undefined;
    case 'eventSubscriptions':
      if (state.era.eventSubscriptions) return routes.callbacks.handle(call);
  }
  throw unknownRoute(call.path);
}

/** An app's id is a path; the words `tasks`, `versions` and `restart` after it are the rest of the route. */
function ofApp(call: Call, rest: readonly string[], { apps, tasks }: Routes): Answer | undefined {
  const at = rest.lastIndexOf('tasks');
  if (at > 0 && at >= rest.length - 2) {
    const id = `/${rest.slice(0, at).join('/')}`;
    const taskId = rest[at + 1];
    return taskId === undefined ? tasks.ofApp(call, id) : tasks.one(call, id, taskId);
  }
  const versions = rest.lastIndexOf('versions');
  if (versions > 0 && versions >= rest.length - 2) {
    return apps.versions(`/${rest.slice(0, versions).join('/')}`, rest[versions + 1]);
  }
  if (rest.at(-1) === 'restart' && call.method === 'POST') {
    return apps.restart(call, `/${rest.slice(0, -1).join('/')}`);
  }
  return apps.one(call, `/${rest.join('/')}`);
}

function ofGroup(call: Call, rest: readonly string[], { groups }: Routes): Answer | undefined {
  const read = call.method === 'GET';
  if (rest.at(-1) === 'versions' && read) return groups.versions(`/${rest.slice(0, -1).join('/')}`);
  return groups.handle(call, `/${rest.join('/')}`);
}

function resetDelay(id: string, { state, lifecycle, ledger }: Routes): Answer {
  const app = state.app(id);
  if (!app) throw noApp(id);
  if (!app.waiting) throw new Refusal(404, `Application ${id} not found in tasks queue.`);
  ledger.write('reset-delay', id, null);
  lifecycle.resetDelay(app);
  lifecycle.pump(app, true);
  return { status: 204 };
}

function leader(call: Call, routes: Routes): Answer | undefined {
  const now = routes.leader();
  if (now === null) throw new Refusal(404, 'There is no leader');
  if (call.method === 'GET') return { status: 200, body: { leader: now } };
  if (call.method !== 'DELETE') return undefined;
  setImmediate(() => routes.abdicate());
  return { status: 200, body: { message: 'Leadership abdicated' } };
}

function info(hostPort: string, routes: Routes): Answer {
  const now = routes.leader();
  const self = {
    hostPort,
    leader: now,
    elected: now === hostPort,
    mesosUrl: routes.mesosUrl,
    outstanding: routes.outstanding,
  };
  return { status: 200, body: infoJson(routes.state, self) };
}
