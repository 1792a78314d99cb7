import {
  getNamedType,
  isCompositeType,
  isAbstractType,
  isListType,
  isNonNullType,
  isUnionType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLUnionType,
} from 'graphql';
import { fieldFacts } from '../../src/kit/emit/facts.ts';

export type Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType;

/** A union has none of its own. */
export const fieldsOf = (type: Composite): readonly GraphQLField<unknown, unknown>[] =>
  isUnionType(type) ? [] : Object.values(type.getFields());

/** A field of a type: from a thing to another, or to a value of it. */
export interface Edge {
  /** `Type.field`. */
  readonly at: string;
  readonly from: Composite;
  readonly field: GraphQLField<unknown, unknown>;
  /** The composite type it leads to; undefined for a value. */
  readonly to: Composite | undefined;
  /** Who may see it, as it declares. */
  readonly role: string;
  readonly share: string;
}

/** Every edge that can be reached from the roots, those of subscriptions too. */
export function edgesOf(schema: GraphQLSchema): Edge[] {
  const edges: Edge[] = [];
  const known = new Set<string>();
  const visit = (type: Composite): void => {
    if (known.has(type.name)) return;
    known.add(type.name);
    for (const field of fieldsOf(type)) {
      const facts = fieldFacts(field);
      const to = compositeOf(field.type);
      edges.push({
        at: `${type.name}.${field.name}`,
        from: type,
        field,
        to,
        role: facts?.role ?? 'ADMIN',
        share: facts?.share ?? 'CALLER',
      });
      if (to) for (const each of [to, ...possible(schema, to)]) visit(each);
    }
  };
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) if (root) visit(root);
  return edges;
}

export function compositeOf(type: GraphQLOutputType): Composite | undefined {
  const named = getNamedType(type);
  return isCompositeType(named) ? named : undefined;
}

/** What a thing of an interface or a union can be. */
export const possible = (schema: GraphQLSchema, type: Composite): readonly GraphQLObjectType[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : [];

export function isList(type: GraphQLOutputType): boolean {
  return isNonNullType(type) ? isList(type.ofType) : isListType(type);
}
