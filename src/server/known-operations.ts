import { GraphQLError, type ValidationRule } from 'graphql';

/** graphql-js validates an operation for which the schema has no root type, and fails when it runs: no fault of ours. */
export const KnownOperationsRule: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (context.getSchema().getRootType(node.operation)) return;
    context.reportError(new GraphQLError(`There is no ${node.operation} in this schema.`, { nodes: node }));
  },
});
