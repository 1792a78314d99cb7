import type { Logger } from 'pino';

/** What the log tells of one operation, over HTTP and over WebSocket alike. */
export interface OperationLine {
  readonly requestId: string;
  readonly client: string;
  /** Its name, when it has one. */
  readonly operation: unknown;
  readonly mutation: boolean;
  /** Of HTTP. */
  readonly status?: number;
  readonly ms: number;
}

/** Writes and failures are told. Reads that went well are counted, not logged: a portal's polling would drown what an operator looks for. */
export function logOperation(log: Logger, { operation, ms, ...line }: OperationLine, failed: boolean): void {
  log[failed || line.mutation ? 'info' : 'debug']({ ...line, operation: operation ?? null, ms: Math.round(ms) }, 'graphql');
}
