import { isAbstractType, isUnionType, type GraphQLSchema } from 'graphql';
import { possible, type Composite, type Edge } from './edges.ts';
import { argumentsOf, type Making } from './makers.ts';
import type { Mood, Things } from './things.ts';

const STEPS = 6;

/** Of lists by what is asked of them: cursors that somebody was given there, whoever it was. */
export type Gathered = ReadonlyMap<string, readonly string[]>;

export interface WalkDeps {
  readonly edges: readonly Edge[];
  readonly schema: GraphQLSchema;
  readonly things: Things;
  readonly cursors: Gathered;
  readonly random: () => number;
}

/** Random paths of edges from the root, the same for the same seed. */
export class Walks {
  readonly #from: ReadonlyMap<string, readonly Edge[]>;
  #fragments: string[] = [];
  #names = 0;

  constructor(private readonly deps: WalkDeps) {
    this.#from = Map.groupBy(deps.edges, ({ from }) => from.name);
  }

  /** So many of them as one document. `shared`: only what the quick lanes answer. */
  document(walks: number, shared: boolean): string {
    this.#fragments = [];
    this.#names = 0;
    const root = this.deps.schema.getQueryType() as Composite;
    const subscriptions = this.deps.schema.getSubscriptionType();
    if (subscriptions && !shared && this.#chance(0.2)) {
      // A subscription has one root.
      return this.#whole('subscription', [this.#step(subscriptions, STEPS, false, 'w0: ')]);
    }
    return this.#whole(
      'query',
      Array.from({ length: walks }, (_, n) => this.#step(root, STEPS, shared, `w${n}: `)),
    );
  }

  #whole(kind: string, parts: readonly string[]): string {
    return `${kind} { ${parts.join('\n')} }\n${this.#fragments.join('\n')}`;
  }

  #step(type: Composite, left: number, shared: boolean, alias = ''): string {
    const edges = (this.#from.get(type.name) ?? []).filter(
      ({ share, role }) => !shared || ((share === 'SHARED' || share === 'TIMED') && (role === 'ANY' || role === 'VIEWER')),
    );
    const ways = edges.filter(({ to }) => to);
    const edge = this.#one(left > 1 && ways.length > 0 && this.#chance(0.9) ? ways : edges);
    if (!edge) return '__typename';
    const args = this.#arguments(edge, shared);
    const own = alias === '' && edge.to && edge.share !== 'ON_DEMAND' && this.#chance(0.15) ? `a${this.#names++}: ` : alias;
    const below = edge.to ? ` { ${this.#below(edge.to, left - 1, shared)} }` : '';
    return `${own}${edge.field.name}${args}${below}`;
  }

  #below(type: Composite, left: number, shared: boolean): string {
    if (isAbstractType(type)) {
      const kind = this.#one(possible(this.deps.schema, type)) as Composite;
      return `__typename ${isUnionType(type) ? '' : 'id '}${this.#fragment(kind, this.#below(kind, left, shared))}`;
    }
    const values = (this.#from.get(type.name) ?? []).filter(
      ({ to, field, share }) => !to && field.args.length === 0 && (!shared || share === 'SHARED'),
    );
    const own = values.filter(() => this.#chance(0.5)).map(({ field }) => field.name);
    const text = ['__typename', ...own, ...(left > 0 ? [this.#step(type, left, shared)] : [])].join(' ');
    return this.#chance(0.1) ? this.#fragment(type, text) : text;
  }

  /** Named or inline. */
  #fragment(type: Composite, text: string): string {
    if (this.#chance(0.5)) return `... on ${type.name} { ${text} }`;
    const name = `F${this.#names++}`;
    this.#fragments.push(`fragment ${name} on ${type.name} { ${text} }`);
    return `...${name}`;
  }

  #arguments(edge: Edge, shared: boolean): string {
    const { things, cursors } = this.deps;
    const mood = this.#one<Mood>(['seen', 'seen', 'hidden', 'hidden', 'absent']) as Mood;
    const known = cursors.get(edge.at) ?? [];
    const making: Making = {
      ...{ mood, things, live: shared, pick: (from) => this.#one(from) },
      gives: (at) => this.#chance(/\.(after|before)$/.test(at) ? (shared ? 0 : 0.3) : /\.(first|last|filter)$/.test(at) ? 0.4 : 0.25),
      cursor: () => this.#one(known),
    };
    return argumentsOf(edge.at, edge.field.args, making);
  }

  #chance(of: number): boolean {
    return this.deps.random() < of;
  }

  #one<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.deps.random() * from.length)];
  }
}
