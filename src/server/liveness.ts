import type { WebSocket } from 'ws';

/**
 * Ends sockets whose other end is gone without a word: TCP itself would keep them for hours. Each is asked for a sign of
 * life once a round; who gave none since the last one is let go.
 */
export class Liveness {
  readonly #quiet = new WeakSet<WebSocket>();
  #rounds: NodeJS.Timeout | undefined;

  constructor(
    private readonly sockets: ReadonlySet<WebSocket>,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.#rounds = setInterval(() => this.#round(), this.everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#rounds);
  }

  /** Whatever it says is a sign of life. */
  watch(ws: WebSocket): void {
    const heard = () => void this.#quiet.delete(ws);
    ws.on('pong', heard);
    ws.on('message', heard);
  }

  #round(): void {
    for (const ws of this.sockets) {
      if (this.#quiet.has(ws)) {
        ws.terminate();
        continue;
      }
      this.#quiet.add(ws);
      ws.ping();
    }
  }
}
