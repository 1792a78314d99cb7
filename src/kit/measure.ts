import {
  Kind,
  getArgumentValues,
  getVariableValues,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  getNamedType,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldFacts } from './emit/facts.ts';

/** How large a document is before anything of it runs. */
export interface Measure {
  readonly depth: number;
  readonly aliases: number;
  /** Objects it may touch at most: 1 for each composite field, times the pages around it; 10 for each question to an outside system or the store. */
  readonly cost: number;
  /** Bits of the facets that its fields belong to. */
  readonly facets: number;
  /** A field depends on who asks. */
  readonly caller: boolean;
  /** A field depends on the clock alone. */
  readonly timed: boolean;
  /** A field is read outside the live copy. */
  readonly onDemand: boolean;
  /** Every field it asks for, as Type.field. */
  readonly fields: readonly string[];
  /** The cost is the same whatever the variables. */
  readonly fixed: boolean;
}

const PAGE = 50;
const PLAIN_LIST = 10;
const ON_DEMAND = 10;

/** Walks an operation once, validated or not: a hostile document is refused before validation spends time on it. Introspection counts for depth and aliases, not for cost. */
export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  let aliases = 0;
  let facets = 0;
  let caller = operation.operation === 'mutation';
  let timed = false;
  let onDemand = operation.operation !== 'query';
  const fields = new Set<string>();
  let deepest = 0;
  let steps = 0;
  let beyond = false;
  let fixed = true;

  /** Fragments that are being walked: one that comes back to itself adds nothing, and validation says so. */
  const within = new Set<string>();
  const walk = (set: SelectionSetNode, type: GraphQLOutputType | undefined, depth: number, page: number): number => {
    let cost = 0;
    for (const selection of set.selections) {
      // Fragments spread many times can make a short document huge: the walk itself is bounded.
      if (++steps > 20_000 || depth > 200) {
        beyond = true;
        return Infinity;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const name = selection.name.value;
        const fragment = fragments.get(name);
        if (!fragment || within.has(name)) continue;
        within.add(name);
        cost += walk(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value) as GraphQLOutputType, depth, page);
        within.delete(name);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition ? (schema.getType(selection.typeCondition.name.value) as GraphQLOutputType) : type;
        cost += walk(selection.selectionSet, on, depth, page);
      } else {
        if (selection.alias) aliases++;
        deepest = Math.max(deepest, depth);
        const parent = isObjectType(type) || isInterfaceType(type) ? type : undefined;
        const field = parent?.getFields()[selection.name.value];
        let times = 1;
        let own = 0;
        let asked = 0;
        let nextPage: number | undefined;
        if (parent && field) {
          fields.add(`${parent.name}.${field.name}`);
          const facts = fieldFacts(field);
          if (facts?.facet !== undefined) facets |= 1 << facts.facet;
          if (facts?.share === 'CALLER') caller = true;
          if (facts?.share === 'TIMED') timed = true;
          if (facts?.share === 'ON_DEMAND') onDemand = true;
          if (isCompositeType(getNamedType(field.type))) own = 1;
          // One question, however many objects it answers. What is a leaf follows from the object itself.
          if (field.resolve && facts?.share === 'ON_DEMAND' && own === 1) asked = ON_DEMAND;
          if (field.args.some((arg) => arg.name === 'first')) {
            if (
              selection.arguments?.some(
                ({ name, value }) => value.kind === Kind.VARIABLE && (name.value === 'first' || name.value === 'last'),
              )
            )
              fixed = false;
            nextPage = pageOf(field, selection, variables);
          }
          if (isList(field.type)) {
            // No part of a connection, but cut to size by its own argument: then each of it is a question of its own.
            times = nextPage ?? (page > 1 ? page : PLAIN_LIST);
            if (nextPage !== undefined) asked *= 1 + times;
            nextPage = undefined;
          }
          if (field.args.some((arg) => arg.name === 'ids')) {
            times = idsOf(field, selection, variables);
            fixed = false;
          }
        }
        const inner =
          selection.selectionSet &&
          walk(selection.selectionSet, field && (getNamedType(field.type) as GraphQLOutputType), depth + 1, nextPage ?? 1);
        if (!selection.name.value.startsWith('__')) cost += asked + (own + (inner ?? 0)) * times;
      }
    }
    return cost;
  };

  const walked = walk(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined, 1, 1);
  // An empty page around it does not make it small: it would have to be validated all the same.
  const cost = beyond ? Infinity : walked;
  return { depth: deepest, aliases, cost, facets, caller, timed, onDemand, fields: [...fields], fixed };
}

/** Variables with their defaults, as execution will see them; as given where they cannot be coerced, which execution refuses. */
export function coercedOr(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const definitions = operation.variableDefinitions ?? [];
  // Nothing given and nothing by default: each missing one would be told by an error with a stack, made for nobody.
  if (definitions.every(({ variable, defaultValue }) => !defaultValue && !(variable.name.value in variables))) return {};
  try {
    return getVariableValues(schema, definitions, variables).coerced ?? variables;
  } catch {
    return variables;
  }
}

/** How many ids are asked for: each is a thing of its own. */
function idsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  try {
    const { ids } = getArgumentValues(field, node, variables);
    return Array.isArray(ids) ? ids.length : PLAIN_LIST;
  } catch {
    return PLAIN_LIST;
  }
}

/** The page asked for; an argument that is wrong is told by validation or by the field itself. */
function pageOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  try {
    const args = getArgumentValues(field, node, variables);
    const asked = args['first'] ?? args['last'];
    return typeof asked === 'number' && asked >= 0 ? asked : PAGE;
  } catch {
    return PAGE;
  }
}

function isList(type: GraphQLOutputType): boolean {
  return isNonNullType(type) ? isList(type.ofType as GraphQLOutputType) : isListType(type);
}
