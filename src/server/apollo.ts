import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { Fault } from '../kit/fault.ts';
import { isObject } from '../kit/json.ts';
import { coercedOr, measure } from '../kit/measure.ts';
import type { Documents } from './documents.ts';
import { executorOf } from './executor.ts';
import { faultExtensions, formatError, NEVER_RAN, onlyJson, type OnUnknown } from './format-error.ts';
import { KnownOperationsRule } from './known-operations.ts';
import { refusal, type Limits } from './limits.ts';
import type { PersistedTexts } from './persisted.ts';
import type { RequestContext } from './request.ts';

/** Apollo formats errors without saying whose they are: the request of each is noted before. */
type Askers = WeakMap<object, string>;

const limitsAndExtensions = (
  { schema, limits, refused }: Pick<ApolloDeps, 'schema' | 'limits' | 'refused'>,
  askers: Askers,
): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      didEncounterErrors: ({ errors, contextValue }) => {
        for (const error of errors) {
          askers.set(error, contextValue.requestId);
          if (error.originalError instanceof Fault) refused(error.originalError, contextValue.address, contextValue.viewer.name);
        }
        return Promise.resolve();
      },
      didResolveOperation: ({ document, operation, request, contextValue }) => {
        if (!operation) return Promise.resolve();
        const measured = measure(schema, document, operation, coercedOr(schema, operation, request.variables ?? {}));
        const refused = refusal(measured, limits);
        if (refused) throw new GraphQLError(refused.message, { originalError: refused, extensions: faultExtensions(refused) });
        contextValue.reads(measured.facets);
        return Promise.resolve();
      },
      willSendResponse: ({ response, contextValue, request }) => {
        if (response.body.kind !== 'single') return Promise.resolve();
        const { singleResult } = response.body;
        if (singleResult.errors) {
          singleResult.errors = singleResult.errors.map((error) => ({
            ...error,
            extensions: { ...error.extensions, requestId: contextValue.requestId },
          }));
          const [first] = singleResult.errors;
          const neverRan = singleResult.data === undefined && NEVER_RAN.has(String(first?.extensions?.['code']));
          if (neverRan && response.http.status !== undefined && onlyJson(request.http?.headers.get('accept'))) response.http.status = 200;
        }
        singleResult.extensions = { ...singleResult.extensions, ...contextValue.extensions() };
        return Promise.resolve();
      },
    }),
});

/** Apollo puts a prefix of its own before each hash. */
const hashIn = (key: string): string => key.slice(key.lastIndexOf(':') + 1);

export interface ApolloDeps {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly persisted: PersistedTexts;
  readonly limits: Limits;
  readonly introspection: boolean;
  readonly onUnknown: OnUnknown;
  /** A field that somebody may not have. */
  readonly refused: (fault: Fault, address: string | null, name: string) => void;
}

/** Apollo serves what comes for the first time, registers its hash, or fails: the lane serves the rest. */
export function apolloOf({
  schema,
  documents,
  persisted,
  limits,
  introspection,
  onUnknown,
  refused,
}: ApolloDeps): ApolloServer<RequestContext> {
  const askers: Askers = new WeakMap();
  return new ApolloServer<RequestContext>({
    gateway: {
      load: () => Promise.resolve({ executor: executorOf(schema, documents) }),
      onSchemaLoadOrUpdate: (callback) => {
        callback({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      stop: () => Promise.resolve(),
    },
    introspection,
    validationRules: [KnownOperationsRule],
    parseOptions: { maxLexicalTokens: limits.tokens },
    // The long way takes a batch apart: what comes here is one operation.
    allowBatchedHttpRequests: false,
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    // Where the schema may not be read, errors do not spell it out either.
    hideSchemaDetailsFromClientErrors: !introspection,
    // Whatever comes here was learnt before, within the limits: it is there, or it is not valid.
    documentStore: {
      get: (key) => Promise.resolve(documents.parsedBy(hashIn(key))),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(true),
    },
    persistedQueries: {
      cache: {
        get: (key) => Promise.resolve(persisted.get(hashIn(key))),
        set: (key, text) => Promise.resolve(persisted.set(hashIn(key), text)),
        delete: (key) => Promise.resolve(persisted.delete(hashIn(key))),
      },
    },
    formatError: (formatted, error) =>
      formatError(formatted, error, (unknown) => onUnknown(unknown, isObject(error) ? askers.get(error) : undefined)),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      limitsAndExtensions({ schema, limits, refused }, askers),
    ],
  });
}
