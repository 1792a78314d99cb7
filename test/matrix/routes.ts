import type { GraphQLSchema } from 'graphql';
import { rank } from './seats.ts';
import { argumentsOf, type Making } from './makers.ts';
import { possible, type Composite, type Edge } from './edges.ts';

/** A way to a thing of a type: from a root, or from a thing with an id, along edges. */
export interface Route {
  readonly root: 'query' | 'mutation' | 'subscription';
  /** The type of the thing with an id that it begins at; undefined: at the root itself. */
  readonly anchor: string | undefined;
  readonly steps: readonly Edge[];
  /** Where it leads, and what that can be. */
  readonly to: string;
  readonly kinds: ReadonlySet<string>;
  /** The highest role that a step asks for. */
  readonly role: string;
}

const LONGEST = 4;
const MOST = 60;

/** Ways to the type, the shortest and freest first. */
export function routesTo(type: Composite, edges: readonly Edge[], schema: GraphQLSchema, anchors: ReadonlySet<string>): Route[] {
  const into = (name: string): Edge[] =>
    edges.filter(({ to }) => to && (to.name === name || possible(schema, to).some((each) => each.name === name)));
  const roots = new Map([
    [schema.getQueryType()?.name, 'query'],
    [schema.getMutationType()?.name, 'mutation'],
    [schema.getSubscriptionType()?.name, 'subscription'],
  ] as const);
  const found: Route[] = [];
  const kinds = new Set([type, ...possible(schema, type)].map(({ name }) => name));
  const end = (at: string, steps: readonly Edge[]): void => {
    const route = {
      steps,
      to: type.name,
      kinds,
      role: steps.map(({ role }) => role).reduce((a, b) => (rank(a) >= rank(b) ? a : b), 'ANY'),
    };
    const root = roots.get(at);
    if (root) found.push({ ...route, root, anchor: undefined });
    else if (anchors.has(at)) found.push({ ...route, root: 'query', anchor: at, role: rank(route.role) < 0 ? 'VIEWER' : route.role });
  };
  let open: { readonly at: string; readonly steps: readonly Edge[] }[] = [{ at: type.name, steps: [] }];
  for (let length = 0; length <= LONGEST && found.length < MOST; length++) {
    for (const { at, steps } of open) end(at, steps);
    open = open.flatMap(({ at, steps }) =>
      into(at)
        .filter((edge) => !steps.includes(edge))
        .map((edge) => ({ at: edge.from.name, steps: [edge, ...steps] })),
    );
  }
  // From a thing first: what is hidden is asked for by its id.
  return found.sort(
    (a, b) =>
      Number(a.anchor === undefined) - Number(b.anchor === undefined) || rank(a.role) - rank(b.role) || a.steps.length - b.steps.length,
  );
}

/** The document that goes along the route from the thing of the id, and asks for something of where it leads. */
export function documentOf({ root, anchor, steps, to }: Route, id: string | undefined, selection: string, making: Making): string {
  let text = `... on ${to} { ${selection} }`;
  for (const step of [...steps].reverse())
    text = on(step.from.name, `${step.field.name}${argumentsOf(step.at, step.field.args, making)} { ${text} }`);
  if (anchor !== undefined) text = `node(id: ${JSON.stringify(id)}) { ${text} }`;
  else text = text.replace(/^\.\.\. on \w+ \{ (.*) \}$/s, '$1');
  return `${root} { ${text} }`;
}

const on = (type: string, text: string): string => `... on ${type} { ${text} }`;

/** The things that the route came to in an answer. */
export function reached({ anchor, steps, kinds }: Route, data: unknown): Record<string, unknown>[] {
  let at: unknown[] = [data];
  for (const name of [...(anchor === undefined ? [] : ['node']), ...steps.map(({ field }) => field.name)])
    at = at.flatMap((each) => (each as Record<string, unknown> | null)?.[name] ?? []).flat(3);
  return at.filter(
    (each): each is Record<string, unknown> =>
      typeof each === 'object' && each !== null && '__typename' in each && kinds.has(String(each.__typename)),
  );
}
