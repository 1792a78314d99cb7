import type { EventMessage } from '../../events/model.ts';
import type { Selection } from '../../events/model.ts';
import type { Scope } from '../scope.ts';

/** Who listens, as far as what they may see. */
export interface Asker {
  readonly scope: Scope;
  readonly viewer: { readonly name: string };
}

/** A message in words: made once, and given to everyone who is told the same. */
export interface Told {
  readonly seq: number;
  /** Where to go on from, as the subscriber would say it. */
  readonly cursor: string;
  readonly text: string;
  /** As it goes over the wire, once somebody is sent it that way. */
  readonly bytes: ToldBytes;
}

export interface ToldBytes {
  /** What comes behind the beginning of a message over a WebSocket, whatever its id. */
  socket: Buffer | undefined;
  /** A whole server-sent event. */
  stream: Buffer | undefined;
}

/** The other end of a subscriber. */
export interface Outlet {
  /** Bytes that were sent and wait to be taken. */
  readonly waiting: number;
  /** Alone: nothing that is known of comes right behind it, so that it need not wait for more. */
  send(told: Told, alone?: boolean): void;
  /** Nothing more will come; the other end is told why. */
  end(why: string): void;
}

/** What a subscriber asks for. */
export interface Wanted<A extends Asker> {
  /** Equal for all who are told the same, in the same words. */
  readonly key: string;
  readonly selection: Selection;
  /** Its words hang on who asks and are not at hand: they are found for each scope and caller, one after the other. */
  readonly linked: boolean;
  /** Fails for nobody: what cannot be told is told as an error. */
  tell(message: EventMessage, asker: A): string | Promise<string>;
}

export interface StreamLimits {
  /** What may wait for one subscriber before it counts as slow. */
  readonly bufferBytes: number;
  /** How many events a slow one may be behind before they are left out, with a Gap. */
  readonly behind: number;
  readonly heartbeatMs: number;
  /** How long a slow one may take nothing at all. */
  readonly stallMs: number;
  /** So many of the newest events are kept in memory. */
  readonly tail: number;
}

/** Those who write to the other ends: what is told together may go out together. */
export interface Gathering {
  /** From here on it may wait for `release`. */
  hold(): void;
  /** Resolves when all that waited has been handed on. */
  release(): Promise<void>;
}
