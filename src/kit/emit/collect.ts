import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  isAbstractType,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A response key of one object: the nodes that ask for it, and when. */
export interface Collected {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  /** JavaScript over the variables `V`; undefined: always. */
  readonly condition: string | undefined;
}

/** Thrown when a document needs what the emitter does not do; the full executor then serves it. */
export class NotCovered extends Error {}

/** The fields of a selection for one concrete type, fragments spread and equal keys merged, in order. */
export function collect(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Collected[] {
  const fields = new Map<string, { nodes: FieldNode[]; condition: string | undefined }>();

  const applies = (condition: string | undefined): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const other = schema.getType(condition);
    return isAbstractType(other) && schema.isSubType(other, type);
  };

  const visit = (selections: readonly SelectionNode[], outer: string | undefined): void => {
    for (const selection of selections) {
      const own = conditionOf(selection.directives ?? []);
      if (own === false) continue;
      const condition = both(outer, own);
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const there = fields.get(key);
        if (!there) fields.set(key, { nodes: [selection], condition });
        else if (there.condition !== undefined || condition !== undefined)
          throw new NotCovered(`"${key}" is asked for twice, under conditions`);
        else there.nodes.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition?.name.value)) visit(selection.selectionSet.selections, condition);
      } else {
        const fragment = fragments.get(selection.name.value);
        if (fragment && applies(fragment.typeCondition.name.value)) visit(fragment.selectionSet.selections, condition);
      }
    }
  };

  for (const set of sets) visit(set.selections, undefined);
  return [...fields].map(([key, { nodes, condition }]) => ({ key, nodes, condition }));
}

/** False: never. Undefined: always. Else JavaScript over `V`. */
function conditionOf(directives: readonly DirectiveNode[]): string | false | undefined {
  let condition: string | undefined;
  for (const directive of directives) {
    const include = directive.name.value === GraphQLIncludeDirective.name;
    if (!include && directive.name.value !== GraphQLSkipDirective.name) throw new NotCovered(`@${directive.name.value}`);
    const value = directive.arguments?.[0]?.value;
    if (value?.kind === Kind.BOOLEAN) {
      if (value.value !== include) return false;
    } else if (value?.kind === Kind.VARIABLE) {
      condition = both(condition, `(V[${JSON.stringify(value.name.value)}]??bail())===${include}`);
    }
  }
  return condition;
}

function both(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined) return b;
  return b === undefined || a === b ? a : `${a}&&${b}`;
}
