import type { ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import type { Outlet, Told } from '../live/stream/model.ts';
import { frameOf, headOf } from './frame.ts';
import type { Gather, Gathered } from './gather.ts';
import { LEGACY } from './subprotocol.ts';

/** So many different beginnings of a message are kept with it; clients that count their operations from 1 share them. */
const KEPT_FRAMES = 4;
/** What comes behind every beginning. */
const REST = '';

/** Below a WebSocket. */
export interface Wire {
  readonly writableLength: number;
  cork(): void;
  uncork(): void;
  write(bytes: Buffer): boolean;
}

/** The other end of a subscription over a WebSocket. */
export class SocketOutlet implements Outlet, Gathered {
  readonly #before: string;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(
    private readonly ws: WebSocket,
    /** What it writes to; nothing is compressed, so that each message is a frame of its own. */
    private readonly wire: Wire,
    private readonly gather: Gather,
    id: string,
  ) {
    this.#before = `{"id":${JSON.stringify(id)},"type":"${ws.protocol === LEGACY ? 'data' : 'next'}","payload":`;
  }

  get waiting(): number {
    return this.#heldBytes + this.ws.bufferedAmount;
  }

  send({ text, frames }: Told): void {
    if (this.ws.readyState !== this.ws.OPEN) return;
    let frame = frames.get(this.#before);
    if (!frame && frames.size < KEPT_FRAMES) frames.set(this.#before, (frame = frameOf(`${this.#before}${text}}`)));
    // Ids that are like no other's.
    if (!frame && this.wire.writableLength === 0) frame = frameOf(`${this.#before}${text}}`);
    if (frame) return this.#hold(frame);
    // Where it has to wait, what is long is in memory once, also while thousands have not taken it.
    let rest = frames.get(REST);
    if (!rest) frames.set(REST, (rest = Buffer.from(`${text}}`)));
    this.#hold(headOf(this.#before, rest.length));
    this.#hold(rest);
  }

  #hold(bytes: Buffer): void {
    if (this.#held.length === 0) this.gather.add(this);
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }

  flush(): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    // Behind a word of leave nothing may come: the client goes on from what it has.
    if (this.ws.readyState !== this.ws.OPEN) return;
    const [first] = held;
    if (held.length === 1 && first) return void this.wire.write(first);
    this.wire.cork();
    for (const bytes of held) this.wire.write(bytes);
    this.wire.uncork();
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

  send({ cursor, text, frames }: Told): void {
    let frame = frames.get('sse');
    if (!frame) frames.set('sse', (frame = Buffer.from(`event: next\nid: ${cursor}\ndata: ${text}\n\n`)));
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
