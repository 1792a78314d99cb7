import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Fault, FAULTS, type FaultCode } from '../kit/fault.ts';

/** Told of what nobody foresaw, with the request that its caller can name. */
export type OnUnknown = (error: unknown, requestId: string | undefined) => void;

/** The last stop of every error on its way to a caller. What it does not know, it hides. */
export function formatError(formatted: GraphQLFormattedError, error: unknown, onUnknown: (error: unknown) => void): GraphQLFormattedError {
  const unwrapped = unwrapResolverError(error);
  const original = unwrapped instanceof GraphQLError && unwrapped.originalError ? unwrapped.originalError : unwrapped;
  if (original instanceof Fault) return { ...formatted, message: original.message, extensions: faultExtensions(original) };
  // graphql-js says this while it executes, without a code: a directive's variable that is null.
  if (/^Argument "if" of non-null type/.test(formatted.message))
    return { ...formatted, extensions: { code: 'BAD_USER_INPUT', retryable: false } };
  // Apollo has no code for a hash that is not the text's, nor for a version that it does not know.
  if (/^(provided sha does not match query|Unsupported persisted query version)$/.test(formatted.message))
    return { ...formatted, extensions: { code: 'BAD_REQUEST', retryable: false } };
  const code = hasTooManyTokens(formatted) ? 'TOO_MANY_TOKENS' : formatted.extensions?.['code'];
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
    const known = code in FAULTS ? (code as FaultCode) : 'BAD_REQUEST';
    return { ...formatted, message: withoutValues(formatted.message), extensions: { code: known, retryable: FAULTS[known].retryable } };
  }
  onUnknown(original);
  return {
    message: 'Something went wrong on our side.',
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
  };
}

const VALUE = '(?:"(?:[^"\\\\]|\\\\.)*"|[{[].*)';
const WITH_VALUES: readonly RegExp[] = [
  new RegExp(`(got invalid value )${VALUE}(?= at "[^"]*"; )`, 's'),
  new RegExp(`(got invalid value )(?!\\[not shown\\])${VALUE}(?=; )`, 's'),
  new RegExp(`(cannot represent .*?value: )${VALUE}(?=\\.?$)`, 's'),
  new RegExp(`(, found )${VALUE}(?=\\.$)`, 's'),
];

/** graphql-js repeats what it was given: in a value of the wrong shape there may be a secret. The place is told all the same. */
export const withoutValues = (message: string): string => WITH_VALUES.reduce((text, each) => text.replace(each, '$1[not shown]'), message);

/** graphql-js has no code for it. */
export const hasTooManyTokens = ({ message }: { readonly message: string }): boolean =>
  /^Syntax Error: Document contains more that/.test(message);

export function faultExtensions(fault: Fault): Record<string, unknown> {
  return { code: fault.code, retryable: fault.retryable, ...(fault.source !== undefined && { source: fault.source }), ...fault.details };
}

/** Codes of documents that were refused before anything of them ran. */
export const NEVER_RAN: ReadonlySet<string> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'TOO_DEEP',
  'TOO_COSTLY',
  'TOO_MANY_ALIASES',
  'TOO_MANY_TOKENS',
]);

/** A GraphQL-over-HTTP client that accepts only application/json gets 200 for what never ran. */
export const onlyJson = (accept: string | null | undefined): boolean => !accept?.includes('application/graphql-response+json');

/** What graphql-js says without a code of its own. */
export function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    ...(error.source && { source: error.source }),
    positions: error.positions ?? null,
    extensions: { code, retryable: false },
  });
}
