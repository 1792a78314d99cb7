import type { ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import type { Outlet, Told } from '../live/stream/model.ts';
import { frameOf, headOf } from './frame.ts';
import { LEGACY } from './subprotocol.ts';

/** So many different beginnings of a message are kept with it; clients that count their operations from 1 share them. */
const KEPT_FRAMES = 4;
/** What comes behind every beginning. */
const REST = '';

/** Below a WebSocket. */
export interface Wire {
  readonly writableCorked: number;
  cork(): void;
  uncork(): void;
  write(bytes: Buffer): boolean;
}

/** The other end of a subscription over a WebSocket. */
export class SocketOutlet implements Outlet {
  readonly #before: string;

  constructor(
    private readonly ws: WebSocket,
    /** What it writes to; nothing is compressed, so that each message is a frame of its own. */
    private readonly wire: Wire,
    id: string,
  ) {
    this.#before = `{"id":${JSON.stringify(id)},"type":"${ws.protocol === LEGACY ? 'data' : 'next'}","payload":`;
  }

  get waiting(): number {
    return this.ws.bufferedAmount;
  }

  send({ text, frames }: Told): void {
    if (this.ws.readyState !== this.ws.OPEN) return;
    gather(this.wire);
    let frame = frames.get(this.#before);
    if (!frame && frames.size < KEPT_FRAMES) frames.set(this.#before, (frame = frameOf(`${this.#before}${text}}`)));
    if (frame) return void this.wire.write(frame);
    // Ids that are like no other's: what is long is in memory once, also while thousands have not taken it.
    let rest = frames.get(REST);
    if (!rest) frames.set(REST, (rest = Buffer.from(`${text}}`)));
    this.wire.write(headOf(this.#before, rest.length));
    this.wire.write(rest);
  }

  /** Who takes nothing does not take leave either. */
  end(): void {
    this.ws.terminate();
  }
}

/** What is told in one turn goes out in one piece: most of what a message costs is handing it to the system. */
function gather(wire: Wire): void {
  if (wire.writableCorked > 0) return;
  wire.cork();
  process.nextTick(release, wire);
}

const release = (wire: Wire): void => wire.uncork();

/** The other end of a subscription over server-sent events; Node gathers what is written to an answer. */
export class ResponseOutlet implements Outlet {
  constructor(private readonly response: ServerResponse) {}

  get waiting(): number {
    return this.response.writableLength;
  }

  send({ cursor, text, frames }: Told): void {
    if (this.response.writableEnded || this.response.destroyed) return;
    let frame = frames.get('sse');
    if (!frame) frames.set('sse', (frame = Buffer.from(`event: next\nid: ${cursor}\ndata: ${text}\n\n`)));
    this.response.write(frame);
  }

  /** Who takes nothing does not hear a last word either. */
  end(): void {
    this.response.destroy();
  }
}
