import type { Answer, Json } from '../web.ts';
import { bodyOf, flag, objectOf, type Call } from './call.ts';
import type { Deployments } from './deployments.ts';
import { result } from './apps.ts';
import { taskJson } from './json.ts';
import type { Lifecycle } from './lifecycle.ts';
import { isActive, type App, type Definition, type Task } from './model.ts';
import { noApp, noTask, Refusal } from './refusal.ts';
import type { State } from './state.ts';
import type { Ledger } from '../ledger.ts';

interface Deps {
  readonly state: State;
  readonly lifecycle: Lifecycle;
  readonly deployments: Deployments;
  readonly ledger: Ledger;
}

/** Tasks: lists, and kills with or without making the app smaller. */
export class TaskRoutes {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  all(call: Call): Answer {
    const wanted = [...call.query.getAll('status'), ...call.query.getAll('status[]')];
    const isWanted = ({ startedAt }: Task) => wanted.length === 0 || wanted.includes(startedAt === null ? 'staging' : 'running');
    return this.#list(call, [...this.#deps.state.tasks.values()].filter(isWanted));
  }

  ofApp(call: Call, id: string): Answer | undefined {
    const tasks = this.#tasksOf(id);
    if (call.method === 'GET') return this.#list(call, tasks);
    if (call.method !== 'DELETE') return undefined;
    const host = call.query.get('host');
    const chosen = tasks.filter((task) => isActive(task) && (host === null || task.host === host));
    return this.#kill(call, chosen) ?? this.#list(call, chosen);
  }

  one(call: Call, id: string, taskId: string): Answer | undefined {
    if (call.method !== 'DELETE') return undefined;
    const app = this.#deps.state.app(id);
    if (!app) throw noApp(id);
    const task = app.tasks.get(taskId) ?? [...app.tasks.values()].find(({ instanceId }) => instanceId === taskId);
    if (!task) throw noTask(taskId);
    return this.#kill(call, [task]) ?? { status: 200, body: { task: this.#json(task) } };
  }

  killMany(call: Call): Answer {
    const { ids } = objectOf(bodyOf(call));
    if (!Array.isArray(ids))
      throw new Refusal(400, 'Invalid JSON', {
        details: [{ path: '/ids', errors: ['error.path.missing'] }],
      });
    const tasks = ids.flatMap((id) => this.#deps.state.tasks.get(String(id)) ?? []);
    return this.#kill(call, tasks) ?? this.#list(call, tasks);
  }

  /** A deployment with `scale`, undefined when the tasks were only killed and come back. */
  #kill(call: Call, tasks: readonly Task[]): Answer | undefined {
    const { lifecycle, ledger } = this.#deps;
    const scale = flag(call, 'scale', false) && call.query.has('scale');
    const wipe = flag(call, 'wipe', false) && call.query.has('wipe');
    if (scale && wipe) throw new Refusal(400, 'You cannot use scale and wipe at the same time.');
    if (scale) return this.#killAndScale(call, tasks);
    ledger.write('kill', tasks.map(({ id }) => id).join(','), null);
    // The answer shows the tasks as they were.
    setImmediate(() => tasks.forEach((task) => lifecycle.kill(task)));
    return undefined;
  }

  #killAndScale(call: Call, tasks: readonly Task[]): Answer {
    const { state, deployments, lifecycle } = this.#deps;
    const version = state.stamp();
    const target = new Map<string, Definition | undefined>();
    for (const app of new Set(tasks.flatMap((task) => state.app(task.appId) ?? []))) {
      const gone = tasks.filter(({ appId }) => appId === app.definition.id).length;
      target.set(app.definition.id, smaller(app, gone, version));
    }
    const force = call.query.has('force') && flag(call, 'force', false);
    const deployment = deployments.begin({
      target,
      version,
      groupId: '/',
      force,
      kind: 'kill-and-scale',
    });
    for (const task of tasks) lifecycle.kill(task);
    return result(deployment);
  }

  #tasksOf(id: string): Task[] {
    const { state } = this.#deps;
    if (id.endsWith('/*')) return [...state.under(id.slice(0, -2) || '/')].flatMap((app) => [...app.tasks.values()]);
    const app = state.app(id);
    if (!app) throw noApp(id);
    return [...app.tasks.values()];
  }

  #list(call: Call, tasks: readonly Task[]): Answer {
    if (call.accept.startsWith('text/plain')) return { status: 200, body: tabbed(tasks, this.#deps.state) };
    return { status: 200, body: { tasks: tasks.map((task) => this.#json(task)) } };
  }

  #json(task: Task): Json {
    const { state } = this.#deps;
    const app = state.appOf(task);
    if (!app) throw noTask(task.id);
    return taskJson(task, app.definition, state.era);
  }
}

function smaller({ definition }: App, by: number, version: string): Definition {
  return {
    ...definition,
    ...{ instances: Math.max(0, definition.instances - by), version },
    versionInfo: { ...definition.versionInfo, lastScalingAt: version },
  };
}

/** The tab-separated form: app, port, then host:port of each task. */
function tabbed(tasks: readonly Task[], state: State): string {
  const lines: string[] = [];
  for (const app of new Set(tasks.flatMap((task) => state.appOf(task) ?? []))) {
    const name = app.definition.id.slice(1).replaceAll('/', '_');
    const mine = tasks.filter(({ appId }) => appId === app.definition.id);
    const ports = app.definition.portDefinitions;
    if (ports.length === 0) lines.push([name, ' ', ...mine.map(({ host }) => host)].join('\t'));
    ports.forEach(({ port }, index) => {
      lines.push([name, port, ...mine.map(({ host, ports: own }) => `${host}:${own[index] ?? 0}`)].join('\t'));
    });
  }
  return lines.map((line) => `${line}\n`).join('');
}
