/** One row per code: whether asking again may help, the HTTP status when nothing was executed, what it means, what to do. */
interface FaultRow {
  readonly retryable: boolean;
  readonly status: number;
  readonly meaning: string;
  readonly mend: string;
}

const row = (status: number, retryable: boolean, meaning: string, mend: string): FaultRow => ({
  status,
  retryable,
  meaning,
  mend,
});

/** Every code a caller can see, and nothing else: docs/errors.md is held equal to this table by a test. */
export const FAULTS = {
  BAD_USER_INPUT: row(400, false, 'An argument or variable is not valid.', 'Correct the place named by `path` or the message.'),
  BAD_REQUEST: row(400, false, 'The HTTP request is not GraphQL over HTTP.', 'Send a JSON body, or a query in the URL of a GET.'),
  GRAPHQL_PARSE_FAILED: row(400, false, 'The document is not GraphQL.', 'Correct the syntax at `locations`.'),
  GRAPHQL_VALIDATION_FAILED: row(400, false, 'The document does not fit the schema.', 'Compare it with /schema.graphql.'),
  OPERATION_RESOLUTION_FAILURE: row(400, false, 'No operation, or no such operation name.', 'Name one operation of the document.'),
  PERSISTED_QUERY_NOT_FOUND: row(
    200,
    true,
    'The hash of an automatic persisted query is not known here.',
    'Send the query once with its hash.',
  ),
  PERSISTED_QUERY_NOT_SUPPORTED: row(200, false, 'Persisted queries are switched off.', 'Send the whole query.'),
  OPERATION_NOT_TRUSTED: row(403, false, 'Only trusted documents run here, and this is not one.', 'Add the document to the trusted list.'),
  TOO_DEEP: row(400, false, 'The document nests deeper than the limit.', 'Ask in two queries.'),
  TOO_COSTLY: row(400, false, 'The estimated cost is above the limit.', 'Ask for smaller pages or fewer fields.'),
  TOO_MANY_ALIASES: row(400, false, 'The document has more aliases than the limit.', 'Use variables and several requests.'),
  TOO_MANY_TOKENS: row(400, false, 'The document has more tokens than the limit.', 'Shorten the document.'),
  BATCH_TOO_LARGE: row(400, false, 'The batch holds more operations than the limit.', 'Send smaller batches.'),
  TOO_MANY_OPERATIONS: row(
    429,
    true,
    'As many operations are under way on this WebSocket as may be.',
    'Wait until one has ended, or open another socket.',
  ),
  RATE_LIMITED: row(429, true, 'The caller has too few cost points left in this window.', 'Come back at `resetAt`, or ask for less.'),
  TOO_MANY_REQUESTS: row(429, true, 'The caller has as many requests or operations under way as may be.', 'Try again when one has ended.'),
  PAYLOAD_TOO_LARGE: row(413, false, 'The body is larger than the limit.', 'Send a smaller body.'),
  TOO_BROAD: row(400, false, 'A filter would have to walk too many rows.', 'Add a filter that has an index, or a smaller scope.'),
  UNAUTHENTICATED: row(
    401,
    false,
    'Nobody knows who asks.',
    'Send a bearer token that is valid here; the message says what is wrong with this one.',
  ),
  FORBIDDEN: row(403, false, 'The caller may not do this.', 'The message says what is missing.'),
  METHOD_NOT_ALLOWED: row(405, false, 'The HTTP method is not allowed here.', 'Use GET for queries, POST for anything.'),
  NOT_FOUND: row(404, false, 'There is no such thing, or none that you may see.', 'Check the id or name.'),
  ALREADY_EXISTS: row(409, false, 'The name is taken.', 'Choose another name.'),
  NOT_EMPTY: row(409, false, 'Something still hangs below the node.', 'Move or delete what is below first.'),
  LAST_OWNER: row(409, false, 'The last owner of a node would be gone.', 'Make somebody else an owner first.'),
  ALREADY_SHOWN: row(409, false, 'A secret is shown once, and this one has been.', 'Revoke what it is for, and make another.'),
  CONFLICT: row(409, true, 'Another deployment or plan holds the target.', 'Wait until it ends, or cancel it.'),
  FROZEN: row(409, false, 'Changes under this node are frozen.', 'Wait until the freeze ends, or remove it.'),
  LEASE_LOST: row(
    409,
    false,
    'Who made the plan no longer holds the lease it acts under; nothing more was sent.',
    'The new holder decides anew.',
  ),
  PLAN_STALE: row(409, false, 'What the plan was made from has changed since.', 'Plan again; the message names what moved.'),
  PLAN_UNKNOWN: row(
    404,
    false,
    'The plan token is not valid for this caller, mutation and input, was used, or has expired.',
    'Plan again.',
  ),
  IDEMPOTENCY_KEY_REUSED: row(409, false, 'The idempotency key was used with another input.', 'Use a new key.'),
  IN_PROGRESS: row(409, true, 'The same mutation is running elsewhere.', 'Ask again with the same key.'),
  OUTCOME_UNKNOWN: row(
    502,
    false,
    'A write was sent and its outcome could not be learned.',
    'Look at what the message names, then decide.',
  ),
  NOT_SYNCED: row(503, true, 'The live copy behind this field has not been read yet.', 'Wait; /readyz says which copy waits.'),
  NOT_YET: row(503, true, 'This replica has not reached the cursor of Canopy-Not-Before.', 'Ask again.'),
  AMBIGUOUS_ADDRESS: row(409, false, 'More than one running container owns the address.', 'Ask by task id.'),
  UPSTREAM_UNAVAILABLE: row(502, true, 'An outside system does not answer.', 'Ask again later; other fields are unharmed.'),
  UPSTREAM_TIMEOUT: row(504, true, 'An outside system did not answer in time.', 'Ask again later.'),
  UPSTREAM_MALFORMED: row(502, false, 'An outside system answered something that cannot be read.', 'Report it with the message.'),
  UPSTREAM_REFUSED: row(502, false, 'An outside system refused the request.', 'Read its words in the message.'),
  STORE_UNAVAILABLE: row(503, true, "Canopy's own store does not answer.", 'Ask again later.'),
  SHUTTING_DOWN: row(503, true, 'This process is stopping.', 'Ask again; another replica will answer.'),
  INTERNAL_SERVER_ERROR: row(500, false, 'Something went wrong on our side.', 'Report it with the requestId.'),
} as const satisfies Record<string, FaultRow>;

export type FaultCode = keyof typeof FAULTS;

/** What whatever was thrown has to say. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export interface FaultOptions {
  /** The outside system that failed, as named in `platform.datasources`. */
  readonly source?: string | undefined;
  readonly cause?: unknown;
  /** More facts for `extensions`; never a secret, never another caller's thing. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** A failure that has a name. Whatever is not a Fault is hidden from callers. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly source: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.source = options.source;
    this.details = options.details;
  }

  get retryable(): boolean {
    return FAULTS[this.code].retryable;
  }

  get status(): number {
    return FAULTS[this.code].status;
  }
}

/** Undefined: it was deleted between the finding and the look. */
export async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
