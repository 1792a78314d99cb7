import type { Answer, Json, JsonObject } from '../web.ts';
import { isObject, textOf } from '../web.ts';
import { result, type AppRoutes } from './apps.ts';
import { bodyOf, flag, objectOf, type Call } from './call.ts';
import type { Deployments } from './deployments.ts';
import { groupJson } from './group-tree.ts';
import { embedsOf } from './list.ts';
import type { Definition } from './model.ts';
import { stepsOf } from './plan.ts';
import { noGroup, Refusal } from './refusal.ts';
import type { State } from './state.ts';

interface Deps {
  readonly state: State;
  readonly deployments: Deployments;
  readonly apps: AppRoutes;
}

/** `/v2/groups`: a group's apps are changed together, in one deployment. */
export class GroupRoutes {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  handle(call: Call, id: string): Answer | undefined {
    if (call.method === 'GET') return this.#show(call, id);
    if (call.method === 'POST' || call.method === 'PUT') return this.#change(call, id);
    if (call.method === 'DELETE') return this.#remove(call, id);
    return undefined;
  }

  versions(id: string): Answer {
    if (!groupJson(this.#deps.state, id, { groups: false, apps: false, app: null })) throw noGroup(id);
    return { status: 200, body: this.#deps.state.groupVersions.toReversed() };
  }

  #show(call: Call, id: string): Answer {
    const embeds = call.query.getAll('embed');
    const has = (name: string) => embeds.length === 0 || embeds.some((each) => each === name || each.startsWith(`${name}.`));
    const detail = embeds.some((each) => each.startsWith('group.apps.'));
    const shape = {
      groups: has('group.groups'),
      apps: has('group.apps'),
      app: detail ? embedsOf(embeds) : null,
    };
    const body = groupJson(this.#deps.state, id, shape);
    if (!body) throw noGroup(id);
    return { status: 200, body };
  }

  #change(call: Call, from: string): Answer {
    const { state, deployments } = this.#deps;
    const sent = objectOf(bodyOf(call));
    const base = call.method === 'POST' ? resolve(textOf(sent['id']), from) : from;
    if (call.method === 'POST' && state.app(base)) throw new Refusal(409, `An app with id [${base}] already exists.`);
    if (call.method === 'POST' && this.#exists(base))
      throw new Refusal(409, `Group ${base} is already created. Use PUT to change this group.`);
    const version = state.stamp();
    const target = this.#target(call, sent, base, version);
    if (call.query.has('dryRun') && flag(call, 'dryRun', false)) {
      const original = new Map([...target.keys()].map((id) => [id, state.app(id)?.definition]));
      const steps = stepsOf(original, target).map((actions) => ({
        actions: actions.map(({ action, app }) => ({ action, app })),
      }));
      return { status: 200, body: { steps } };
    }
    const created = !this.#exists(base);
    for (const [id, dependencies] of groupsIn(sent, base)) state.groups.set(id, { version, dependencies });
    const changed = withoutUnchanged(target, state);
    const force = flag(call, 'force', false);
    const deployment = deployments.begin({
      target: changed,
      version,
      groupId: base,
      force,
      kind: 'group',
    });
    const answer = result(deployment);
    return created ? { ...answer, status: 201, headers: { Location: base, ...answer.headers } } : answer;
  }

  /** What a group update wants of each app: `version` and `scaleBy` stand for a whole description. */
  #target(call: Call, sent: JsonObject, base: string, version: string): Map<string, Definition | undefined> {
    const { state, apps } = this.#deps;
    const { scaleBy } = sent;
    if (typeof scaleBy === 'number') return this.#scaled(base, scaleBy, version);
    if (typeof sent['version'] === 'string') return this.#asOf(base, sent['version'], version);
    const wanted = appsIn(sent, base);
    const target = new Map<string, Definition | undefined>();
    const replaces = call.method === 'PUT' && ('apps' in sent || 'groups' in sent);
    if (replaces) for (const app of state.under(base)) target.set(app.definition.id, undefined);
    for (const [id, app] of wanted) target.set(id, apps.versioned(apps.read({ ...app, id }), version));
    return target;
  }

  #scaled(base: string, by: number, version: string): Map<string, Definition | undefined> {
    const target = new Map<string, Definition | undefined>();
    for (const { definition } of this.#deps.state.under(base)) {
      const instances = Math.ceil(definition.instances * by);
      const versionInfo = { ...definition.versionInfo, lastScalingAt: version };
      target.set(definition.id, { ...definition, instances, version, versionInfo });
    }
    return target;
  }

  #asOf(base: string, wanted: string, version: string): Map<string, Definition | undefined> {
    if (!this.#deps.state.groupVersions.includes(wanted)) throw new Refusal(404, `Group ${base} does not exist in version ${wanted}`);
    const target = new Map<string, Definition | undefined>();
    for (const app of this.#deps.state.under(base)) {
      const then = app.versions.findLast((each) => each.version <= wanted);
      const versionInfo = { lastScalingAt: version, lastConfigChangeAt: version };
      target.set(app.definition.id, then && { ...then, version, versionInfo });
    }
    return target;
  }

  #remove(call: Call, id: string): Answer {
    const { state, deployments } = this.#deps;
    if (!this.#exists(id)) throw noGroup(id);
    const target = new Map([...state.under(id)].map(({ definition }) => [definition.id, undefined]));
    const prefix = id === '/' ? '/' : `${id}/`;
    const force = flag(call, 'force', false);
    const version = state.stamp();
    const deployment = deployments.begin({
      target,
      version,
      groupId: id,
      force,
      kind: 'delete-group',
    });
    for (const each of state.groups.keys()) if (each === id || each.startsWith(prefix)) state.groups.delete(each);
    return result(deployment);
  }

  #exists(id: string): boolean {
    return groupJson(this.#deps.state, id, { groups: false, apps: false, app: null }) !== undefined;
  }
}

const objectsIn = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isObject) : []);
const idIn = (each: JsonObject, base: string) => resolve(textOf(each['id']), base);

function appsIn(sent: JsonObject, base: string): [string, JsonObject][] {
  const own = objectsIn(sent['apps']).map((app): [string, JsonObject] => [idIn(app, base), app]);
  return [...own, ...objectsIn(sent['groups']).flatMap((each) => appsIn(each, idIn(each, base)))];
}

function groupsIn(sent: JsonObject, base: string): [string, readonly string[]][] {
  const { dependencies } = sent;
  const own: [string, readonly string[]] = [base, Array.isArray(dependencies) ? dependencies.map(textOf) : []];
  return [own, ...objectsIn(sent['groups']).flatMap((each) => groupsIn(each, idIn(each, base)))];
}

/** Ids inside a group may be relative to it. */
function resolve(id: string, base: string): string {
  return id.startsWith('/') ? id : `${base === '/' ? '' : base}/${id}`;
}

function withoutUnchanged(target: Map<string, Definition | undefined>, state: State) {
  return new Map([...target].filter(([id, definition]) => state.app(id)?.definition !== definition));
}
