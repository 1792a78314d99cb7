import { connect, type Socket } from 'node:net';
import { AnswerReader } from './wire.ts';

/** One connection, one request after another, each timed by itself. */
export class Sequence {
  readonly #reader = new AnswerReader();
  readonly #socket: Socket;
  #done: (() => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  private constructor(private readonly port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk) => {
      if (this.#reader.feed(chunk)) this.#done?.();
    });
    this.#socket.on('error', (error) => this.#failed?.(error));
  }

  static async open(port: number): Promise<Sequence> {
    const sequence = new Sequence(port);
    await new Promise<void>((done, failed) => {
      sequence.#failed = failed;
      sequence.#socket.once('connect', done);
    });
    return sequence;
  }

  /** Milliseconds from the first byte sent to the last byte received. */
  async time(body: string): Promise<number> {
    const head = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${this.port}\r\ncontent-type: application/json\r\naccept: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    const message = Buffer.from(head + body);
    const answered = new Promise<void>((done, failed) => {
      this.#done = done;
      this.#failed = failed;
    });
    const began = performance.now();
    this.#socket.write(message);
    await answered;
    const took = performance.now() - began;
    const { status, start } = this.#reader;
    if (status !== 200 || !start.startsWith('{"data":{"')) throw new Error(`${status} ${start}`);
    return took;
  }

  close(): void {
    this.#socket.destroy();
  }
}
