import type { GraphQLSchema } from 'graphql';
import type { Answer } from '../support/ask.ts';
import { batch } from './ask.ts';
import { edgesOf, fieldsOf, type Edge } from './edges.ts';
import type { House } from './house.ts';
import { argumentsOf, type Making } from './makers.ts';
import { difference, marked, plain, type Leak } from './oracle.ts';
import { documentOf, reached, routesTo, type Route } from './routes.ts';
import { rank, type Seat } from './seats.ts';
import type { Mood, Things } from './things.ts';

/** How a type is come to: to one of it that is seen, and to one that is hidden. */
interface Way {
  readonly route: Route;
  readonly seen: string | undefined;
  /** Undefined where nothing of the type is hidden, for it belongs to whoever asks. */
  readonly hidden: { readonly route: Route; readonly id: string | undefined } | undefined;
}

export interface EdgeReport {
  readonly leaks: readonly Leak[];
  /** Edges of the schema, and those that were asked of a thing that was there. */
  readonly edges: readonly string[];
  readonly visited: ReadonlySet<string>;
  /** Types of which no hidden instance was found. */
  readonly unhidden: readonly string[];
  readonly asked: number;
}

/** Belongs to whoever asks, or to the platform: no instance of it is hidden from anybody. */
const OF_NOBODY = new Set(['Query', 'Mutation', 'Subscription', 'EventDelivery', 'Gap', 'Heartbeat', 'Viewer', 'Platform', 'Datasource']);

/**
 * Nothing is dropped here that was told; test/live/stream has what a gap says, which is of places and counts alone. And no host comes
 * or goes: what a host was is told to administrators, with its event.
 */
const ELSEWHERE = new Set(['Gap', 'HostSnapshot']);

const ROOTS = new Set(['Query', 'Subscription']);
/** It cannot be asked for what it is. */
const ROOT_OF_STREAMS: Route = {
  ...{ root: 'subscription', anchor: undefined, steps: [], to: 'Subscription', kinds: new Set(['Subscription']), role: 'ANY' },
};

/** Every edge, for each role, from a thing that is seen and from one that is hidden. */
export class EdgeMatrix {
  readonly edges: readonly Edge[];
  readonly #ways = new Map<string, Way>();

  constructor(
    private readonly house: House,
    private readonly things: Things,
    private readonly schema: GraphQLSchema,
  ) {
    this.edges = edgesOf(schema).filter(({ from }) => !ELSEWHERE.has(from.name));
  }

  /** Finds, as the administrator, how each type is come to: by asking, or else by what would be changed. */
  async findWays(by: 'query' | 'mutation'): Promise<void> {
    const types = new Map(this.edges.map(({ from }) => [from.name, from]));
    const anchors = new Set(this.things.ids.seen.keys());
    for (const type of types.values()) {
      if (this.#ways.has(type.name) || ELSEWHERE.has(type.name)) continue;
      const all = routesTo(type, this.edges, this.schema, anchors).filter(({ root }) => (root === 'mutation') === (by === 'mutation'));
      const asked = all.filter(({ root }) => root !== 'subscription');
      // What is told can be asked for as well, more quickly; but for the messages themselves.
      const routes = asked.length > 0 ? asked : all;
      const seen = await this.#first(routes, 'seen');
      if (type.name === 'Subscription') {
        this.#ways.set(type.name, { route: ROOT_OF_STREAMS, seen: undefined, hidden: undefined });
        continue;
      }
      if (!seen && by === 'query') continue;
      if (!seen) throw new Error(`Nothing of the type ${type.name} is come to: seed one in test/matrix/seed.ts.`);
      const hidden = OF_NOBODY.has(type.name) ? undefined : await this.#first(routes, 'hidden');
      this.#ways.set(type.name, { route: seen.route, seen: seen.id, hidden });
    }
  }

  async #first(routes: readonly Route[], mood: Mood): Promise<{ route: Route; id: string | undefined } | undefined> {
    const { root } = this.house.seats;
    const tries = routes.flatMap((route) => {
      const ids = route.anchor === undefined ? [undefined] : (this.things.ids[mood].get(route.anchor) ?? []);
      // Without an id, what is come to is hidden by its names alone.
      return mood === 'hidden' && route.anchor === undefined && route.steps.every(({ field }) => field.args.length === 0)
        ? []
        : ids.slice(0, 8).map((id) => ({ route, id }));
    });
    for (let at = 0; at < tries.length; at += 40) {
      const part = tries.slice(at, at + 40);
      const queries = part.map(({ route, id }) => documentOf(route, id, '__typename', this.#making(mood)));
      const answers = await batch(this.house.real.running, root, queries);
      // What would be changed is told in the log: in that of both.
      if (queries.some((each) => each.startsWith('mutation'))) await batch(this.house.twin.running, root, queries);
      const found = answers.findIndex(({ data }, n) => reached((part[n] as (typeof part)[number]).route, data).length > 0);
      if (found >= 0) return part[found];
    }
    return undefined;
  }

  #making(mood: Mood, gives: Making['gives'] = () => false): Making {
    return { mood, things: this.things, pick: (from) => from[0], gives };
  }

  async run(seats: readonly Seat[], only: (edge: Edge, route: Route) => boolean = () => true, salt = ''): Promise<EdgeReport> {
    const leaks: Leak[] = [];
    const visited = new Set<string>();
    const edges = this.edges.filter((edge) => {
      const way = this.#ways.get(edge.from.name);
      return way && only(edge, way.route);
    });
    let asked = 0;
    const { root } = this.house.seats;
    for (const seat of seats) {
      const questions = edges.flatMap((edge) => this.#questions(edge, salt));
      asked += questions.length;
      const queries = questions.map(({ query }) => query);
      const answers = await batch(this.house.real.running, seat, queries, root);
      // The administrator too: what they plan is told in the log of both.
      const twins = await batch(this.house.twin.running, seat, queries, root);
      questions.forEach((question, n) => {
        const answer = answers[n] as Answer;
        if (question.mood === 'seen' && reached(question.route, answer.data).length > 0) visited.add(question.edge.at);
        leaks.push(...this.#judge(seat, question, answer, seat.forbidden && twins[n]));
      });
    }
    const unhidden = [...this.#ways].filter(([name, { hidden }]) => !hidden && !OF_NOBODY.has(name)).map(([name]) => name);
    return { leaks, visited, asked, unhidden, edges: edges.map(({ at }) => at) };
  }

  #questions(edge: Edge, salt: string): Question[] {
    const way = this.#ways.get(edge.from.name) as Way;
    const ask = (route: Route, id: string | undefined, mood: Mood, args = mood, gives?: Making['gives']): Question => {
      const given = argumentsOf(edge.at, edge.field.args, this.#making(args, gives));
      const type = edge.from.name === 'Subscription' ? '' : '__typename ';
      const selection = `${type}${edge.field.name}${given}${edge.to ? ` { __typename ${fieldsOf(edge.to).some(({ name }) => name === 'id') ? 'id' : ''} }` : ''}`;
      return { edge, route, mood, query: `${documentOf(route, id, selection, this.#making(mood))}${salt}` };
    };
    const each = (mood: Mood) =>
      edge.field.args
        .filter(({ name }) => name !== 'mode')
        .map(({ name }) =>
          ask(way.route, way.seen, 'seen', mood, (at) => at.startsWith(`${edge.at}.${name}`) || !at.startsWith(`${edge.at}.`)),
        );
    return [
      ask(way.route, way.seen, 'seen'),
      ...each('seen'),
      ...each('hidden'),
      ...(way.hidden ? [ask(way.hidden.route, way.hidden.id, 'hidden')] : []),
    ];
  }

  #judge(seat: Seat, { edge, route, mood, query }: Question, answer: Answer, twin: Answer | undefined): Leak[] {
    const leaks: Leak[] = [];
    const leak = (sort: Leak['sort'], said: string) => leaks.push({ sort, who: seat.who, asked: query, said });
    const found = marked(answer, seat, query);
    if (found !== undefined) leak('MARK', found);
    const differs = twin && difference(plain(answer, this.things.known), plain(twin, this.things.known));
    if (differs !== undefined) leak('TWIN', differs);
    const codes = (answer.errors ?? []).map(({ extensions }) => extensions['code']);
    if (codes.some((code) => code === 'INTERNAL_SERVER_ERROR' || code === 'GRAPHQL_VALIDATION_FAILED' || code === 'GRAPHQL_PARSE_FAILED'))
      leak('ROLE', JSON.stringify(answer.errors).slice(0, 300));
    const things = reached(route, answer.data);
    if (mood === 'hidden') {
      if (seat.forbidden && route.anchor !== undefined && things.length > 0) leak('HIDDEN', JSON.stringify(things).slice(0, 300));
      return leaks;
    }
    const needed = Math.max(rank(route.role), rank(edge.role));
    // A mutation tells in its payload what it needs; what needs a role is said of what is there.
    if (route.root === 'mutation' || edge.from.name === 'Mutation') return leaks;
    if (rank(seat.role) >= needed && codes.includes('FORBIDDEN')) leak('ROLE', JSON.stringify(answer.errors).slice(0, 300));
    // The roots answer everybody; what they list is another matter.
    const asksRole = !ROOTS.has(edge.from.name) || rank(edge.role) > rank('VIEWER');
    if (asksRole && rank(seat.role) < rank(edge.role) && things.some((each) => isShown(each[edge.field.name])))
      leak('ROLE', `${edge.at} needs ${edge.role}: ${JSON.stringify(things).slice(0, 300)}`);
    return leaks;
  }
}

interface Question {
  readonly edge: Edge;
  readonly route: Route;
  readonly mood: Mood;
  readonly query: string;
}

/** Lists that are empty, counts of nothing and pages without items show nothing. */
const isShown = (value: unknown): boolean => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
