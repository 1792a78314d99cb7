import type { GraphQLField, GraphQLObjectType } from 'graphql';

/** Who may share a field's value: everyone with the same scope, one caller, nobody past its instant, or only while it is fresh. */
export const SHARES = ['SHARED', 'CALLER', 'TIMED', 'ON_DEMAND'] as const;
export type Share = (typeof SHARES)[number];

/** What every field of the schema declares, in its `extensions.facts`. */
export interface FieldFacts {
  readonly share: Share;
  /** Number of the facet whose version covers it; undefined for what never changes by itself. */
  readonly facet: number | undefined;
  readonly source: string;
  readonly role: string;
}

export interface TypeFacts {
  /** Its objects are immutable snapshots that can carry JSON text. */
  readonly entity: boolean;
}

export function fieldFacts(field: GraphQLField<unknown, unknown>): FieldFacts | undefined {
  return field.extensions['facts'] as FieldFacts | undefined;
}

export function isEntityType(type: GraphQLObjectType): boolean {
  return (type.extensions['typeFacts'] as TypeFacts | undefined)?.entity === true;
}
