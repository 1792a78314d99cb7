import type { UserErrorCode } from './generated/operations.ts';

/** What the client itself finds wrong: no answer, none in time, or an answer that is not GraphQL. */
export type LocalCode = 'NETWORK' | 'TIMEOUT' | 'NOT_GRAPHQL';

/** Every code is explained in docs/errors.md; a newer server may know more. */
export type ErrorCode = UserErrorCode | LocalCode | (string & {});

export interface ErrorFacts {
  readonly code: ErrorCode;
  /** Whether asking again may help. */
  readonly retryable: boolean;
  /** The outside system that failed, as in `platform.datasources`. */
  readonly source?: string | undefined;
  /** Quote it when you report the error. */
  readonly requestId?: string | undefined;
  /** Where in the answer, outermost first. */
  readonly path?: readonly (string | number)[] | undefined;
  /** The HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** A request, or a part of one, that failed. */
export class CanopyError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly source: string | undefined;
  readonly requestId: string | undefined;
  readonly path: readonly (string | number)[];
  readonly status: number | undefined;

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'CanopyError';
    this.code = facts.code;
    this.retryable = facts.retryable;
    this.source = facts.source;
    this.requestId = facts.requestId;
    this.path = facts.path ?? [];
    this.status = facts.status;
  }
}

/** Something the caller can mend, as mutations answer it. */
export interface Refusal {
  readonly code: UserErrorCode;
  readonly message: string;
  readonly path: readonly string[];
}

/** A mutation that was refused, for callers who prefer a throw: see `accepted`. */
export class CanopyRefusal extends CanopyError {
  constructor(
    readonly refusals: readonly Refusal[],
    requestId?: string,
  ) {
    const [first] = refusals;
    super(refusals.map((each) => each.message).join(' '), {
      code: first?.code ?? 'BAD_USER_INPUT',
      retryable: false,
      path: first?.path,
      requestId,
    });
    this.name = 'CanopyRefusal';
  }
}

/** The payload of a mutation that was accepted; throws a CanopyRefusal for one that was not. */
export function accepted<P extends { readonly userErrors: readonly Refusal[] }>(payload: P | null | undefined): P {
  if (!payload) throw new CanopyError('The mutation answered nothing.', { code: 'NOT_GRAPHQL', retryable: false });
  if (payload.userErrors.length > 0) throw new CanopyRefusal(payload.userErrors);
  return payload;
}

interface WireError {
  readonly message?: unknown;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?:
    { readonly code?: unknown; readonly retryable?: unknown; readonly source?: unknown; readonly requestId?: unknown } | undefined;
}

/** An entry of `errors`, as the server sent it. */
export function readError(error: WireError, status: number): CanopyError {
  const { code, retryable, source, requestId } = error.extensions ?? {};
  return new CanopyError(typeof error.message === 'string' ? error.message : 'The server named no reason.', {
    code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    retryable: retryable === true,
    source: typeof source === 'string' ? source : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    path: error.path,
    status,
  });
}
