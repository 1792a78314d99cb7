import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from '../faults.ts';
import type { Era } from './era.ts';
import type { Bus, Listener, Message } from './events.ts';

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
  readonly #waiting: string[] = [];
  readonly #beat: NodeJS.Timeout;
  #open = true;
  onClose: () => void = () => {};

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    options: StreamOptions,
  ) {
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

  offer(message: Message): boolean {
    if (!this.#open) return false;
    if (this.#types.size > 0 && !this.#types.has(message.type)) return true;
    const frame = `event: ${message.type}\r\ndata: ${message.text(this.#light)}\r\n\r\n`;
    if (this.#waiting.length === 0 && !this.#response.writableNeedDrain) {
      this.#response.write(frame);
      return true;
    }
    if (this.#waiting.length < this.#options.outstanding) {
      this.#waiting.push(frame);
      return true;
    }
    if (this.#options.era.closesSlow) this.close();
    return false;
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
      if (frame === undefined) return;
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
