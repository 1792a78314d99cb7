import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { Fault, FAULTS, type FaultCode } from '../kit/fault.ts';

/** The last stop of every error on its way to a caller. What it does not know, it hides. */
export function formatError(formatted: GraphQLFormattedError, error: unknown, onUnknown: (error: unknown) => void): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  if (original instanceof Fault) return { ...formatted, message: original.message, extensions: faultExtensions(original) };
  const code = /^Syntax Error: Document contains more that/.test(formatted.message) ? 'TOO_MANY_TOKENS' : formatted.extensions?.['code'];
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
    const known = code in FAULTS ? (code as FaultCode) : 'BAD_REQUEST';
    return { ...formatted, extensions: { code: known, retryable: FAULTS[known].retryable } };
  }
  onUnknown(original);
  return {
    message: 'Something went wrong on our side.',
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
  };
}

export function faultExtensions(fault: Fault): Record<string, unknown> {
  return { code: fault.code, retryable: fault.retryable, ...(fault.source !== undefined && { source: fault.source }), ...fault.details };
}
