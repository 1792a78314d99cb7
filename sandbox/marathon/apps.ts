import { textOf, type Answer, type JsonObject } from '../web.ts';
import { arrayOf, bodyOf, flag, objectOf, type Call } from './call.ts';
import type { Deployments } from './deployments.ts';
import type { Bus } from './events.ts';
import { appJson, definitionJson } from './json.ts';
import { embedsOf } from './list.ts';
import type { Definition, Deployment } from './model.ts';
import { noApp, Refusal } from './refusal.ts';
import type { State } from './state.ts';
import { invalid, merge, readApp, type Draft } from './validate.ts';

interface Deps {
  readonly state: State;
  readonly bus: Bus;
  readonly deployments: Deployments;
}

/** `/v2/apps` and one app, without the list itself, which is streamed. */
export class AppRoutes {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  many(call: Call): Answer | undefined {
    if (call.method === 'POST') return this.#create(call);
    if (call.method === 'PUT' || call.method === 'PATCH') return this.#updateMany(call);
    return undefined;
  }

  one(call: Call, id: string): Answer | undefined {
    if (call.method === 'GET' || call.method === 'HEAD') return this.#show(call, id);
    if (call.method === 'PUT' || call.method === 'PATCH') return this.#update(call, id);
    if (call.method === 'DELETE') return this.#remove(call, id);
    return undefined;
  }

  restart(call: Call, id: string): Answer {
    const { state } = this.#deps;
    const app = state.app(id);
    if (!app) throw noApp(id);
    const version = state.stamp();
    const versionInfo = { lastScalingAt: version, lastConfigChangeAt: version };
    const target = new Map([[id, { ...app.definition, version, versionInfo }]]);
    return result(this.#begin(call, target, version, id, 'restart', false));
  }

  versions(id: string, version: string | undefined): Answer {
    const { state } = this.#deps;
    const app = state.app(id);
    if (!app) throw noApp(id);
    if (version === undefined) {
      return {
        status: 200,
        body: { versions: app.versions.map((each) => each.version).toReversed() },
      };
    }
    const found = app.versions.find((each) => each.version === version);
    if (!found) throw new Refusal(404, `App '${id}' does not exist in version ${version}`);
    return { status: 200, body: definitionJson(found, state.era) };
  }

  /** Old and new in one: a pure change of size keeps `lastConfigChangeAt`. */
  versioned(draft: Draft, version: string): Definition {
    const before = this.#deps.state.app(draft.id)?.definition;
    if (!before)
      return {
        ...draft,
        version,
        versionInfo: { lastScalingAt: version, lastConfigChangeAt: version },
      };
    const { version: _, versionInfo, ...current } = before;
    if (same(current, draft)) return before;
    if (same({ ...current, instances: 0 }, { ...draft, instances: 0 })) {
      return { ...draft, version, versionInfo: { ...versionInfo, lastScalingAt: version } };
    }
    return {
      ...draft,
      version,
      versionInfo: { lastScalingAt: version, lastConfigChangeAt: version },
    };
  }

  read(value: JsonObject): Draft {
    const { state } = this.#deps;
    const draft = readApp(value, () => state.servicePort());
    // Such ids are ambiguous as paths; from 1.8 on they are refused.
    if (!state.era.incarnations || !/\/(restart|tasks|versions)$/.test(draft.id)) return draft;
    throw invalid([{ path: '/id', errors: ["must not end with any of 'restart', 'tasks', 'versions'"] }]);
  }

  #show(call: Call, id: string): Answer {
    const { state } = this.#deps;
    const app = state.app(id);
    if (!app) throw noApp(id);
    const asked = embedsOf(call.query.getAll('embed'));
    return {
      status: 200,
      body: { app: appJson(app, state, { ...asked, tasks: true, lastTaskFailure: true }) },
    };
  }

  #create(call: Call): Answer {
    const { state } = this.#deps;
    const draft = this.read(objectOf(bodyOf(call)));
    if (state.app(draft.id)) throw new Refusal(409, `An app with id [${draft.id}] already exists.`);
    if (this.#isGroup(draft.id)) throw new Refusal(409, `Group with id [${draft.id}] already exists.`);
    const version = state.stamp();
    const target = new Map([[draft.id, this.versioned(draft, version)]]);
    const deployment = this.#begin(call, target, version, draft.id, 'create', false);
    const app = state.app(draft.id);
    if (!app) throw noApp(draft.id);
    this.#posted(call, app.definition);
    const tasks = state.era.explicitNulls;
    const body = appJson(app, state, { ...embedsOf([]), tasks });
    return {
      status: 201,
      body,
      headers: { Location: draft.id, 'Marathon-Deployment-Id': deployment.id },
    };
  }

  #update(call: Call, id: string): Answer {
    const { state } = this.#deps;
    const known = state.app(id);
    if (!known && call.method === 'PATCH') throw noApp(id);
    const sent = objectOf(bodyOf(call));
    if (sent['id'] !== undefined && sent['id'] !== id && `/${textOf(sent['id'])}` !== id) {
      throw invalid([{ path: '/id', errors: [`must be equal to ${id}`] }]);
    }
    const rollback = typeof sent['version'] === 'string' && Object.keys(sent).every((key) => key === 'version' || key === 'id');
    const draft = rollback ? this.#ofVersion(id, textOf(sent['version'])) : this.#merged(call, id, sent);
    const version = state.stamp();
    const target = new Map([[id, this.versioned(draft, version)]]);
    const deployment = this.#begin(call, target, version, id, known ? 'update' : 'create', false);
    const app = state.app(id);
    if (app) this.#posted(call, app.definition);
    const answer = result(deployment);
    return known ? answer : { ...answer, status: 201, headers: { Location: id, ...answer.headers } };
  }

  #merged(call: Call, id: string, sent: JsonObject): Draft {
    const known = this.#deps.state.app(id)?.definition;
    const partial = call.method === 'PATCH' || flag(call, 'partialUpdate', true);
    const { version: _, ...patch } = sent;
    return this.read(partial && known ? { ...merge(known, patch), id } : { ...patch, id });
  }

  #ofVersion(id: string, wanted: string): Draft {
    const found = this.#deps.state.app(id)?.versions.find(({ version }) => version === wanted);
    if (!found) throw new Refusal(422, `Could not find version ${wanted} of app ${id}`);
    const { version: _, versionInfo: __, ...draft } = found;
    return draft;
  }

  #updateMany(call: Call): Answer {
    const { state } = this.#deps;
    const version = state.stamp();
    const target = new Map<string, Definition | undefined>();
    for (const value of arrayOf(bodyOf(call))) {
      const sent = objectOf(value);
      const id = textOf(sent['id']).replace(/^(?!\/)/, '/');
      if (sent['id'] === undefined) throw invalid([{ path: '/id', errors: ['undefined'] }]);
      if (call.method === 'PATCH' && !state.app(id)) throw noApp(id);
      target.set(id, this.versioned(this.#merged(call, id, sent), version));
    }
    return result(this.#begin(call, target, version, '/', 'update', false));
  }

  #remove(call: Call, id: string): Answer {
    const { state } = this.#deps;
    if (!state.app(id)) throw noApp(id);
    const version = state.stamp();
    return result(this.#begin(call, new Map([[id, undefined]]), version, id, 'delete', true));
  }

  #begin(
    call: Call,
    target: Map<string, Definition | undefined>,
    version: string,
    id: string,
    kind: string,
    forceDefault: boolean,
  ): Deployment {
    const groupId = id === '/' ? '/' : id.slice(0, id.lastIndexOf('/')) || '/';
    const force = flag(call, 'force', forceDefault);
    return this.#deps.deployments.begin({ target, version, groupId, force, kind });
  }

  #isGroup(id: string): boolean {
    for (const _ of this.#deps.state.under(id)) return true;
    return this.#deps.state.groups.has(id);
  }

  #posted(call: Call, definition: Definition): void {
    const { bus, state } = this.#deps;
    const appDefinition = definitionJson(definition, state.era);
    bus.publish('api_post_event', { clientIp: call.clientIp, uri: call.path, appDefinition });
  }
}

export function result({ version, id }: Deployment): Answer {
  return {
    status: 200,
    body: { version, deploymentId: id },
    headers: { 'Marathon-Deployment-Id': id },
  };
}

function same(a: object, b: object): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: object): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
