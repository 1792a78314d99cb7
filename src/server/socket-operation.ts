import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import type { WebSocket } from 'ws';
import type { Caller } from '../access/model.ts';
import type { Known } from './callers.ts';
import type { Bill } from './points.ts';
import type { RequestContext } from './request.ts';
import type { SilentStream } from './listening.ts';
import type { Slot } from './slot.ts';

/** What a socket came with, and by what its other end was let in. */
export interface Upgraded {
  readonly ws: WebSocket;
  /** Below it. */
  readonly wire: Duplex;
  readonly headers: IncomingHttpHeaders;
  readonly address: string | null;
  /** It waits no more for its init: it has said it, or has gone. */
  readonly waited: () => void;
  said: string | undefined;
  /** As who they were let in; undefined: not yet. */
  caller: Caller | undefined;
  /** Operations that hold a slot. */
  underWay: number;
}

export interface Asker {
  readonly client: string;
  readonly upgraded: Upgraded;
  /** The operation's, on its socket. */
  readonly id: string;
}

export interface Admitted extends Asker {
  readonly requestId: string;
  readonly known: Known;
  readonly bill: Bill;
  readonly slot: Slot;
}

export interface Prepared extends ExecutionArgs {
  readonly client: string;
  readonly slot: Slot;
  /** Of a subscription. */
  readonly stream: SilentStream | undefined;
  readonly mutation: boolean;
  readonly contextValue: RequestContext;
}

export interface Result {
  readonly errors?: readonly GraphQLError[] | undefined;
  readonly data?: Record<string, unknown> | null | undefined;
  readonly extensions?: Record<string, unknown> | undefined;
}

export interface Payload {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}
