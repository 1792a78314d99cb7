import { Extensions, Field, FieldResolver, Mutation, Query, Subscription } from 'type-graphql';
import { MUTATION_ROLES, type Role } from '../src/access/model.ts';
import { FACETS, type Facet } from '../src/tree/facets.ts';

type TypeFunction = Parameters<typeof Field>[0];
type Options = Parameters<typeof Field>[1] & object;

/** Who may see a field: who holds the role on its object, or whoever calls. */
export type FieldRole = 'ANY' | Role;

/** What a field declares beside its type: RULES A2 (share), B2 (facet), A1 (source), and who may see it. */
export interface Declared {
  readonly share?: 'SHARED' | 'CALLER' | 'TIMED' | 'ON_DEMAND';
  readonly facet?: Facet;
  /** The system whose failure would harm the field: store, marathon, mesos, docker, canopy. */
  readonly source: string;
  readonly role?: FieldRole;
}

const extension = ({ share = 'SHARED', facet, source, role = 'VIEWER' }: Declared) =>
  Extensions({ facts: { share, facet: facet === undefined ? undefined : FACETS.indexOf(facet), source, role } });

/** A value that the object itself holds. */
export function Own(type: NonNullable<TypeFunction>, declared: Declared, options: Options & { description: string }): PropertyDecorator {
  return (target, key) => {
    Field(type, options)(target, key);
    extension(declared)(target, key as string);
  };
}

/** A field that a resolver follows to another thing. */
export function Edge(type: NonNullable<TypeFunction>, declared: Declared, options: Options & { description: string }): MethodDecorator {
  return (target, key, descriptor) => {
    FieldResolver(type, options)(target, key, descriptor);
    extension(declared)(target, key as string);
  };
}

/** A root field; always nullable, so that its failure is its own. */
export function Root(type: NonNullable<TypeFunction>, declared: Declared, options: Options & { description: string }): MethodDecorator {
  return (target, key, descriptor) => {
    Query(type, { nullable: true, ...options })(target, key, descriptor);
    extension(declared)(target, key as string);
  };
}

/** A mutation, by the role it needs; its payload is nullable as every root field is. */
export function Write(type: NonNullable<TypeFunction>, options: Options & { description: string }): MethodDecorator {
  return (target, key, descriptor) => {
    Mutation(type, { ...options, nullable: true })(target, key, descriptor);
    const role = MUTATION_ROLES[key as keyof typeof MUTATION_ROLES] ?? 'ANY';
    extension({ source: 'canopy', share: 'CALLER', role })(target, key as string);
  };
}

/** A root field that tells: its method says of which events, and from where; src/live/stream does the telling. */
export function Stream(type: NonNullable<TypeFunction>, declared: Declared, options: Options & { description: string }): MethodDecorator {
  return (target, key, descriptor) => {
    Subscription(type, { nullable: true, ...options, subscribe: onlyTold })(target, key, descriptor);
    extension(declared)(target, key as string);
  };
}

const onlyTold = (): never => {
  throw new Error('A subscription is told by the server, never executed by graphql.');
};

/** For object types whose objects are immutable snapshots of the live graph. */
export const entity = { simpleResolvers: true } as const;
export const EntityType = (): ClassDecorator => Extensions({ typeFacts: { entity: true } });
