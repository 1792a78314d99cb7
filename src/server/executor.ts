import type { GatewayExecutor, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import { GraphQLError, execute, getVariableValues, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Documents, KnownDocument } from './documents.ts';

/** Runs what the emitter does not cover: graphql-js at first sight, compiled by graphql-jit from the second on. */
export function executorOf(schema: GraphQLSchema, documents: Documents): GatewayExecutor {
  return async (request: GatewayGraphQLRequestContext) => {
    const { document, operationName, context } = request;
    const variables = request.request.variables ?? {};
    if (!request.operation) {
      const named = operationName ? ` called "${operationName}"` : '';
      const extensions = { code: 'OPERATION_RESOLUTION_FAILURE' };
      return { errors: [new GraphQLError(`There is no one operation${named} in the document.`, { extensions })] };
    }
    const known = documents.find(request.source, operationName);
    // graphql-jit takes a null condition for false; the standard executor refuses it.
    const plain = Object.values(variables).includes(null);
    const result = await (known && known.seen > 1 && !plain && compiledResult(known, schema, context, variables));
    if (result) return result;
    return (await execute({ schema, document, operationName, contextValue: context, variableValues: variables })) as Awaited<
      ReturnType<GatewayExecutor>
    >;
  };
}

async function compiledResult(
  known: KnownDocument,
  schema: GraphQLSchema,
  context: unknown,
  variables: object,
): Promise<Awaited<ReturnType<GatewayExecutor>> | undefined> {
  const compiled = known.compiled();
  if (!compiled) return undefined;
  const result: ExecutionResult = await compiled.query(undefined, context, { ...variables });
  if (result.data === undefined) {
    // graphql-jit's coercion errors name no place: graphql-js says the same with one.
    const { errors } = getVariableValues(schema, known.operation.variableDefinitions ?? [], { ...variables });
    if (errors) return { errors: [...errors] } as Awaited<ReturnType<GatewayExecutor>>;
  }
  if (!result.errors) return result as Awaited<ReturnType<GatewayExecutor>>;
  return { ...result, errors: result.errors.map(rebuilt) } as Awaited<ReturnType<GatewayExecutor>>;
}

/** graphql-jit's errors lack extensions; without them the code would be lost on the way out. */
function rebuilt(error: GraphQLError): GraphQLError {
  const original = error.originalError ?? undefined;
  const extensions = original && 'extensions' in original ? (original.extensions as Record<string, unknown>) : {};
  return new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    path: error.path,
    originalError: original,
    extensions: { ...extensions, ...error.extensions },
  });
}
