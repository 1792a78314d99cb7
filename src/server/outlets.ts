import type { ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import type { Outlet, Told } from '../live/stream/model.ts';
import { headOf } from './frame.ts';
import type { Gather, Gathered } from './gather.ts';
import { LEGACY } from './subprotocol.ts';

/** Below a WebSocket. */
export interface Wire {
  readonly writableLength: number;
  cork(): void;
  uncork(): void;
  write(bytes: Buffer): boolean;
}

/** The other end of a subscription over a WebSocket. */
export class SocketOutlet implements Outlet, Gathered {
  readonly #begin: Buffer;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(
    private readonly ws: WebSocket,
    /** What it writes to; nothing is compressed, so that each message is a frame of its own. */
    private readonly wire: Wire,
    private readonly gather: Gather,
    id: string,
  ) {
    this.#begin = Buffer.from(`{"id":${JSON.stringify(id)},"type":"${ws.protocol === LEGACY ? 'data' : 'next'}","payload":`);
  }

  get waiting(): number {
    return this.#heldBytes + this.wire.writableLength;
  }

  send({ text, bytes }: Told, alone = false): void {
    if (this.ws.readyState !== this.ws.OPEN) return;
    const rest = (bytes.socket ??= Buffer.from(`${text}}`));
    if (alone && this.#held.length === 0) return this.#atOnce(rest);
    if (this.#held.length === 0) this.gather.add(this);
    this.#held.push(rest);
    this.#heldBytes += this.#begin.length + rest.length;
  }

  flush(): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    // Behind a word of leave nothing may come: the client goes on from what it has.
    if (this.ws.readyState === this.ws.OPEN) this.#write(held);
  }

  #atOnce(rest: Buffer): void {
    try {
      this.#write([rest]);
    } catch {
      // A wire that broke tells its end by itself, and is no reason to leave out the others.
    }
  }

  #write(rests: readonly Buffer[]): void {
    const { wire, gather } = this;
    const { slate } = gather;
    let written = 0;
    // What is written while nothing waits is taken at once, as far as the other end keeps up.
    while (written < rests.length && wire.writableLength === 0) {
      const count = slate.lay(this.#begin, rests, written);
      if (count === 0) break;
      wire.write(slate.laid);
      if (wire.writableLength > 0) slate.leave();
      written += count;
    }
    if (written === rests.length) return;
    // Where it has to wait, what is told is in memory once, also while thousands have not taken it.
    wire.cork();
    for (const rest of rests.slice(written)) {
      wire.write(headOf(this.#begin, rest.length));
      wire.write(rest);
    }
    wire.uncork();
  }

  /** Who takes nothing does not take leave either. */
  end(): void {
    this.ws.terminate();
  }
}

/** The other end of a subscription over server-sent events. */
export class ResponseOutlet implements Outlet, Gathered {
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(
    private readonly response: ServerResponse,
    private readonly gather: Gather,
  ) {}

  get waiting(): number {
    return this.#heldBytes + this.response.writableLength;
  }

  send({ cursor, text, bytes }: Told): void {
    const frame = (bytes.stream ??= Buffer.from(`event: next\nid: ${cursor}\ndata: ${text}\n\n`));
    if (this.#held.length === 0) this.gather.add(this);
    this.#held.push(frame);
    this.#heldBytes += frame.length;
  }

  flush(): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    if (this.response.writableEnded || this.response.destroyed) return;
    const [first] = held;
    if (first) this.response.write(held.length === 1 ? first : Buffer.concat(held));
  }

  /** Who takes nothing does not hear a last word either. */
  end(): void {
    this.response.destroy();
  }
}
