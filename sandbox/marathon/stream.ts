import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../faults.ts';
import type { Published } from '../ledger.ts';
import type { Era } from './era.ts';
import type { Bus, Listener, Message } from './events.ts';

interface Letter {
  readonly frame: string;
  readonly entry: Published;
}

const SLICE = 20;
const PATIENCE_MS = 200;

interface StreamOptions {
  readonly era: Era;
  readonly bus: Bus;
  readonly faults: Faults;
  readonly outstanding: number;
  readonly heartbeatMs: number;
}

/**
 * One `/v2/events` stream, framed as Jetty's EventSourceServlet does it: CRLF lines, a bare CRLF as
 * heartbeat, neither `id:` nor `retry:`, not chunked, never compressed.
 */
export class Stream implements Listener {
  readonly #response: ServerResponse;
  readonly #options: StreamOptions;
  readonly #types: ReadonlySet<string>;
  readonly #light: boolean;
  readonly #remoteAddress: string;
  readonly #mailbox: Letter[] = [];
  /** Taken from the mailbox but not by the socket; this is what `outstanding` bounds. */
  readonly #waiting: string[] = [];
  #work: Promise<void> | null = null;
  #stuck = false;
  readonly #beat: NodeJS.Timeout;
  #open = true;
  onClose: () => void = () => {};

  constructor(request: IncomingMessage, response: ServerResponse, url: URL, options: StreamOptions) {
    this.#response = response;
    this.#options = options;
    this.#types = new Set(url.searchParams.getAll('event_type'));
    this.#light = !options.era.fullPlans || url.searchParams.get('plan-format') === 'light';
    this.#remoteAddress = request.socket.remoteAddress ?? '';
    startStream(response);
    this.#beat = setInterval(() => this.#heartbeat(), options.heartbeatMs);
    this.#beat.unref();
    response.on('drain', () => this.#flush());
    response.on('close', () => this.close());
    response.on('error', () => this.close());
    // On the bus first, told second: the client hears of itself, and of everything after that.
    options.bus.listeners.add(this);
    options.bus.publish('event_stream_attached', { remoteAddress: this.#remoteAddress });
  }

  offer(message: Message, entry: Published): void {
    if (this.#types.size > 0 && !this.#types.has(message.type)) return;
    const frame = `event: ${message.type}\r\ndata: ${message.text(this.#light)}\r\n\r\n`;
    this.#mailbox.push({ frame, entry });
    this.#work ??= this.#empty().finally(() => (this.#work = null));
  }

  writeRaw(text: string): void {
    this.#response.write(text);
  }

  async idle(): Promise<void> {
    await this.#work;
  }

  /**
   * As with the actor behind each real stream, the mailbox is not what is bounded: a burst is worked off
   * while the consumer reads. Only one that falls behind and stays there loses messages.
   */
  async #empty(): Promise<void> {
    while (this.#mailbox.length > 0) {
      if (this.#behind() && !this.#stuck) await this.#catchUp();
      for (const letter of this.#mailbox.splice(0, SLICE)) this.#deliver(letter);
      await turn();
    }
  }

  #deliver({ frame, entry }: Letter): void {
    if (this.#open && !this.#behind()) return void this.#response.write(frame);
    if (this.#open && this.#waiting.length < this.#options.outstanding) {
      this.#waiting.push(frame);
      return;
    }
    entry.dropped += 1;
    if (this.#options.era.closesSlow) this.close();
  }

  #behind(): boolean {
    return this.#waiting.length > 0 || this.#response.writableNeedDrain;
  }

  async #catchUp(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (this.#open && this.#behind() && Date.now() < deadline) await sleep(1);
    this.#stuck = this.#behind();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    clearInterval(this.#beat);
    this.#options.bus.listeners.delete(this);
    this.#response.end();
    // A consumer that does not read would keep an ended connection for ever.
    if (this.#response.writableNeedDrain) this.#response.destroy();
    this.onClose();
    this.#options.bus.publish('event_stream_detached', { remoteAddress: this.#remoteAddress });
  }

  #heartbeat(): void {
    if (this.#options.faults.silent || this.#response.writableNeedDrain) return;
    this.#response.write('\r\n');
  }

  #flush(): void {
    while (this.#open && !this.#response.writableNeedDrain) {
      const frame = this.#waiting.shift();
      if (frame === undefined) {
        this.#stuck = false;
        return;
      }
      this.#response.write(frame);
    }
  }
}

/** Headers go out at once; 200 does not mean subscribed. */
export function startStream(response: ServerResponse): void {
  response.statusCode = 200;
  response.setHeader('content-type', 'text/event-stream;charset=utf-8');
  response.setHeader('connection', 'close');
  // Without a length and without chunks the end of the connection is the end of the answer.
  response.removeHeader('transfer-encoding');
  response.socket?.setNoDelay(true);
  response.flushHeaders();
}
