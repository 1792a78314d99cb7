import type { JsonObject } from '../web.ts';
import { appJson, definitionJson, type Embeds } from './json.ts';
import type { App } from './model.ts';
import type { State } from './state.ts';

export interface GroupEmbeds {
  readonly groups: boolean;
  readonly apps: boolean;
  /** `group.apps.*`: apps come with their counts and tasks, and not as bare definitions. */
  readonly app: Embeds | null;
}

const bare: GroupEmbeds = { groups: true, apps: true, app: null };

export const parentOf = (id: string): string => id.slice(0, id.lastIndexOf('/')) || '/';

/** The whole tree of definitions, as deployment plans carry it. */
export function rootGroup(state: State): JsonObject {
  return groupJson(state, '/', bare) ?? {};
}

/** Groups need not be made: each one above an app exists. Undefined when there is nothing of that name. */
export function groupJson(state: State, id: string, embeds: GroupEmbeds): JsonObject | undefined {
  const children = childrenOf(state);
  if (id !== '/' && !children.apps.has(id) && !children.groups.has(id) && !state.groups.has(id)) return undefined;
  return render(state, id, embeds, children);
}

interface Children {
  readonly apps: Map<string, App[]>;
  readonly groups: Map<string, Set<string>>;
}

function childrenOf(state: State): Children {
  const apps = new Map<string, App[]>();
  const groups = new Map<string, Set<string>>();
  const link = (id: string): void => {
    for (let child = id; child !== '/'; child = parentOf(child)) {
      const parent = parentOf(child);
      const known = groups.get(parent) ?? new Set();
      groups.set(parent, known.add(child));
    }
  };
  for (const app of state.apps()) {
    const parent = parentOf(app.definition.id);
    const siblings = apps.get(parent);
    if (siblings) siblings.push(app);
    else {
      apps.set(parent, [app]);
      link(parent);
    }
  }
  for (const id of state.groups.keys()) link(id);
  return { apps, groups };
}

function render(state: State, id: string, embeds: GroupEmbeds, children: Children): JsonObject {
  const made = state.groups.get(id);
  const apps = children.apps.get(id) ?? [];
  const below = [...(children.groups.get(id) ?? [])];
  const appOf = (app: App) => (embeds.app ? appJson(app, state, embeds.app) : definitionJson(app.definition, state.era));
  return {
    id,
    ...(embeds.apps && { apps: apps.map(appOf) }),
    ...(embeds.groups && { groups: below.map((child) => render(state, child, embeds, children)) }),
    ...(state.era.pods && { pods: [] }),
    dependencies: made?.dependencies ?? [],
    version: made?.version ?? state.rootVersion,
  };
}
